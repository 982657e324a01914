import { Body, Ip, Param } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, ValidateNested } from 'class-validator';
import { CurrentActor, LookupPurpose, Registers, type Actor, type Role } from '#libs/access';
import { SubjectParams } from '../http/parameters.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';
import { TimelineView } from './timeline-view.js';
import { ReadTimelineDto, TimelinePageDto } from './timeline.dto.js';

const ROLES: readonly Role[] = ['DISPUTE_HANDLER', 'RECOGNIZING_UNIT', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'];

export class SearchTimelineDto extends ReadTimelineDto {
  @ApiProperty({
    type: LookupPurpose,
    description: '查询事由，先登记后答复 · registered before the answer leaves',
    example: { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' },
  })
  @IsDefined()
  @ValidateNested()
  @Type(() => LookupPurpose)
  purpose!: LookupPurpose;
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
    private readonly registers: Registers,
    private readonly today: Today,
  ) {}

  async execute({ actor, subjectId, wanted, clientIp }: SearchTimelineQuery): Promise<TimelinePageDto> {
    // What may be seen follows from the entries, and is told by the timeline.
    await this.models.caughtUp(wanted.after, 'current-lists', 'dossier-timeline');
    const route = { method: 'POST', path: '/subjects/:subjectId/timeline/search' };
    const visible = await this.policy.visible(actor, subjectId, route, 'CASE');
    const page = await this.view.page(actor, visible, wanted, 'REGISTERED');
    const { queryId } = await this.registers.registerLookup({
      at: this.today.now,
      actor,
      role: ROLES.find((role) => actor.roles.includes(role)) ?? 'SUPERVISOR',
      subjectRef: visible.subject.subjectId,
      purpose: wanted.purpose,
      fieldsReturned: ['name', 'identifier', 'texts'],
      maskLevel: 'DEPARTMENT',
      resultCount: page.items.length,
      clientIp,
    });
    return { ...page, queryId };
  }
}

@QueryController('subjects')
export class SearchTimelineController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('/subjects/{subjectId}/timeline/search', {
    name: 'searchTimeline',
    zh: '全过程记录（登记事由后查看文字内容）',
    en: 'The whole history with its texts, for a registered purpose',
    clause: '3.18, 6.2',
    roles: ROLES,
    answer: TimelinePageDto,
    problems: ['NOT_VISIBLE', 'CURSOR_INVALID'],
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
