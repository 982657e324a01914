import { Body, Ip, Param } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CurrentActor, LookupPurpose, type Actor, type Role } from '#libs/access';
import { ForPurpose, SubjectParams, Unmasked } from '../http/parameters.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { Lookups } from '../reading/lookups.js';
import { ReadingPolicy } from '../reading/reach.js';
import { TimelineView } from './timeline-view.js';
import { ReadTimelineDto, TimelinePageDto } from './timeline.dto.js';

const ROLES: readonly Role[] = ['DISPUTE_HANDLER', 'RECOGNIZING_UNIT', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'];

export class SearchTimelineDto extends ReadTimelineDto {
  @ForPurpose({ purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' })
  purpose!: LookupPurpose;

  @Unmasked()
  unmasked?: boolean;
}

export class SearchTimelineQuery extends Query<TimelinePageDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly wanted: SearchTimelineDto,
    readonly clientIp: string,
  ) {
    super();
  }
}

@QueryHandler(SearchTimelineQuery)
export class SearchTimelineHandler implements IQueryHandler<SearchTimelineQuery> {
  constructor(
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly view: TimelineView,
    private readonly lookups: Lookups,
  ) {}

  async execute({ actor, subjectId, wanted, clientIp }: SearchTimelineQuery): Promise<TimelinePageDto> {
    // What may be seen follows from the entries, and is told by the timeline.
    await this.models.caughtUp(wanted.after, 'current-lists', 'dossier-timeline');
    const route = { method: 'POST', path: '/subjects/:subjectId/timeline/search' };
    const visible = await this.policy.visible(actor, subjectId, route, 'CASE');
    const unmasked = wanted.unmasked === true;
    const grantId = unmasked ? await this.lookups.grantFor(actor, 'UNMASKED', wanted.purpose) : undefined;
    const maskLevel = unmasked ? 'UNMASKED' : 'DEPARTMENT';
    const { page, about } = await this.view.page(actor, visible, wanted, 'REGISTERED', maskLevel);
    const queryId = await this.lookups.register(actor, {
      roles: ROLES,
      // Whoever else is in the answer sees as well who looked.
      subjectRefs: [...new Set([visible.subject.subjectId, ...about])],
      purpose: wanted.purpose,
      fieldsReturned: ['name', 'identifier', 'texts'],
      ...{ maskLevel, resultCount: page.items.length, clientIp },
      ...(grantId !== undefined && { grantId }),
    });
    return { ...page, queryId };
  }
}

@QueryController('subjects')
export class SearchTimelineController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('/subjects/{subjectId}/timeline/search', {
    name: 'searchTimeline',
    zh: '全过程记录（登记事由后查看文字内容；未脱敏须经批准）',
    en: 'The whole history with its texts, for a registered purpose; unmasked by grant',
    clause: '3.18, 6.2',
    roles: ROLES,
    answer: TimelinePageDto,
    problems: ['NOT_VISIBLE', 'CURSOR_INVALID', 'GRANT_MISSING'],
  })
  async search(
    @CurrentActor() actor: Actor,
    @Param() { subjectId }: SubjectParams,
    @Body() wanted: SearchTimelineDto,
    @Ip() ip: string,
  ): Promise<TimelinePageDto> {
    return this.queries.execute(new SearchTimelineQuery(actor, subjectId, wanted, ip));
  }
}
