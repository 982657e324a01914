import { Body, Ip } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { CurrentActor, Registers, type Actor, type Role } from '#libs/access';
import { dossierStreamOf, dossierUpcasters } from '#libs/dossier-store';
import { EventStore } from '#libs/event-store';
import { Clock, problem } from '#libs/platform';
import { ReferenceData } from '#libs/reference-data';
import { Vault } from '#libs/vault';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, QuestionRoute } from '../http/command-route.js';
import { Nested } from '../http/fields.js';
import { httpProblem } from '../http/problem-catalogue.js';
import { PurposeDto } from '../subject/look-up-subject.js';
import { FACT_EVENTS } from './dossier-facts.js';
import { OwnEntries } from './own-entries.js';
import { noticesIn, reproduce, showingIn, type Told } from './reproduction.js';
import { findingsShown, ScrubFindingDto } from './shown-text-dtos.js';

const PATH = '/subjects/{subjectId}/entries/{entryId}/publications/{publicationId}/text';
/** Who sees the texts of every unit; the recognizing unit sees those of its own entries. */
const SEES_ALL: readonly Role[] = ['JOINT_CONFERENCE_OFFICE', 'SUPERVISOR', 'PRIVACY_REVIEWER'];
const ROLES: readonly Role[] = [...SEES_ALL, 'RECOGNIZING_UNIT'];
const SHOWING = new Set([
  'PublicityStarted',
  'EntryPublished',
  'ExitAnnounced',
  'ReputationRestorationNoticePublished',
]);

export class ReproduceShownTextDto {
  @Nested(() => PurposeDto, { zh: '查询目的', en: 'purpose' })
  purpose!: PurposeDto;
}

class ReproducedDto {
  @ApiProperty({
    required: false,
    description: '事件所记的哈希 · hash that the event keeps',
    pattern: '^[0-9a-f]{64}$',
  })
  contentHash?: string;

  @ApiProperty({
    description: '个人信息已删除，文字不再存在 · the personal data were erased: there is no text any more',
  })
  erased!: boolean;

  @ApiProperty({ required: false, description: '当时展示的文字 · the text that was shown' })
  text?: string;

  @ApiProperty({
    required: false,
    enum: ['RENDERED', 'STORED'],
    description:
      'RENDERED 按所记版本由事件重新生成，STORED 取自事件 · made again by what was pinned, or as it was kept',
  })
  method?: string;

  @ApiProperty({
    required: false,
    description: '文字的 SHA-256 与事件所记一致 · the hash of the text is that of the event',
  })
  proven?: boolean;
}

export class ReproducedNoticeDto extends ReproducedDto {
  @ApiProperty({ enum: ['EXIT_ANNOUNCEMENT', 'RESTORATION_NOTICE'], description: '退出公告、恢复信誉公告' })
  kind!: string;

  @ApiProperty({ type: [String], description: '渠道 · channels' })
  channels!: readonly string[];

  @ApiProperty({ format: 'date', description: '公告日期 · day' })
  publishedOn!: string;
}

export class ReproducedTextDto extends ReproducedDto {
  @ApiProperty({ format: 'uuid', description: '登记号 · its row in the register of look-ups' })
  queryId!: string;

  @ApiProperty({ enum: ['PUBLICITY', 'PUBLICATION'], description: '公示、发布' })
  kind!: string;

  @ApiProperty({ type: [String], description: '渠道 · channels' })
  channels!: readonly string[];

  @ApiProperty({ format: 'date', description: '开始展示之日 · first day' })
  shownFrom!: string;

  @ApiProperty({ required: false, description: '脱敏方案及版本 · mask profile and version', example: 'SPEC-6.4@1' })
  maskProfile?: string;

  @ApiProperty({ required: false, description: '文字模板及版本 · template and version', example: 'shown-text@1' })
  template?: string;

  @ApiProperty({ type: [ScrubFindingDto], description: '从事实中去除的内容 · what was taken out of the facts' })
  findings!: ScrubFindingDto[];

  @ApiProperty({ type: [ReproducedNoticeDto], description: '该条目的公告 · notices of the entry' })
  notices!: readonly ReproducedNoticeDto[];
}

export class ReproduceShownTextQuery extends Query<ReproducedTextDto> {
  constructor(
    readonly call: CommandCall,
    readonly actor: Actor,
    readonly clientIp: string,
    readonly body: ReproduceShownTextDto,
  ) {
    super();
  }
}

@QueryHandler(ReproduceShownTextQuery)
export class ReproduceShownTextHandler implements IQueryHandler<ReproduceShownTextQuery> {
  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    private readonly reference: ReferenceData,
    private readonly own: OwnEntries,
    private readonly registers: Registers,
    private readonly clock: Clock,
  ) {}

  async execute({ call, actor, clientIp, body }: ReproduceShownTextQuery): Promise<ReproducedTextDto> {
    const role = SEES_ALL.find((one) => actor.roles.includes(one));
    if (role === undefined) await this.own.demand(call);
    const entryId = call.param('entryId');
    const opened = await this.opened(call.subjectId);
    const found = showingIn(opened, entryId, call.param('publicationId'));
    if (found === undefined) throw problem(httpProblem('PUBLICATION_UNKNOWN'));
    const { queryId } = await this.registers.registerLookup({
      at: this.clock.now(),
      actor,
      role: role ?? 'RECOGNIZING_UNIT',
      subjectRef: call.subjectId,
      purpose: body.purpose,
      fieldsReturned: ['shownText', 'notices'],
      maskLevel: 'PUBLIC',
      resultCount: 1,
      clientIp,
    });
    const { shown } = found;
    const { channels, maskProfile, rendering } = shown.data;
    return {
      ...reproduce(found, this.reference.snapshot().maskProfiles),
      queryId,
      kind: shown.type === 'PublicityStarted' ? 'PUBLICITY' : 'PUBLICATION',
      channels: channels.map(({ channelId }) => channelId),
      shownFrom: shown.type === 'PublicityStarted' ? shown.data.startsOn : shown.data.publishedOn,
      ...(maskProfile !== undefined && { maskProfile }),
      ...(rendering && { template: rendering.template }),
      findings: findingsShown(rendering?.findings ?? []),
      notices: noticesIn(opened, entryId),
    };
  }

  private async opened(subjectId: string): Promise<readonly Told[]> {
    const events: { type: string; data: unknown }[] = [];
    for await (const recorded of this.store.readStream(dossierStreamOf(subjectId))) {
      const { eventType, data } = dossierUpcasters.lift(recorded);
      if (FACT_EVENTS.has(eventType) || SHOWING.has(eventType)) events.push({ type: eventType, data });
    }
    return this.vault.openMany(events);
  }
}

@CommandController('entry')
export class ReproduceShownTextController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('ReproduceShownText', PATH, ReproducedTextDto, {
    zh: '还原曾经展示的文字（登记后答复）',
    en: 'The exact text of a publication, proved by its hash; registered before it is answered',
    clause: '3.12, 6.4',
    roles: ROLES,
    problems: [
      ...(['SUBJECT_UNKNOWN', 'ENTRY_UNKNOWN', 'NOT_YOUR_ENTRY', 'PUBLICATION_UNKNOWN'] as const),
      'PURPOSE_NOT_PUBLISHED',
    ],
  })
  execute(
    @Call() call: CommandCall,
    @CurrentActor() actor: Actor,
    @Ip() clientIp: string,
    @Body() body: ReproduceShownTextDto,
  ) {
    return this.queries.execute(new ReproduceShownTextQuery(call, actor, clientIp, body));
  }
}
