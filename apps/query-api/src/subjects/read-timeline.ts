import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CurrentActor, type Actor } from '#libs/access';
import { SubjectParams } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { TimelineView } from './timeline-view.js';
import { ReadTimelineDto, TimelinePageDto } from './timeline.dto.js';

export class ReadTimelineQuery extends Query<TimelinePageDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly wanted: ReadTimelineDto,
  ) {
    super();
  }
}

@QueryHandler(ReadTimelineQuery)
export class ReadTimelineHandler implements IQueryHandler<ReadTimelineQuery> {
  constructor(
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly view: TimelineView,
  ) {}

  async execute({ actor, subjectId, wanted }: ReadTimelineQuery): Promise<TimelinePageDto> {
    // What may be seen follows from the entries, and is told by the timeline.
    await this.models.caughtUp(wanted.after, 'current-lists', 'dossier-timeline');
    const route = { method: 'GET', path: '/subjects/:subjectId/timeline' };
    const visible = await this.policy.visible(actor, subjectId, route, 'CASE');
    const { page } = await this.view.page(actor, visible, wanted, 'MASKED');
    return page;
  }
}

@QueryController('subjects')
export class ReadTimelineController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/subjects/{subjectId}/timeline', {
    name: 'readTimeline',
    zh: '全过程记录（自然人脱敏）',
    en: 'The whole history, masked for persons',
    clause: '3.18, 6.4',
    roles: ['RECOGNIZING_UNIT', 'DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR', 'SUBJECT'],
    answer: TimelinePageDto,
    problems: ['NOT_VISIBLE', 'CURSOR_INVALID'],
  })
  async timeline(
    @CurrentActor() actor: Actor,
    @Param() { subjectId }: SubjectParams,
    @QueryString() wanted: ReadTimelineDto,
  ): Promise<TimelinePageDto> {
    return this.queries.execute(new ReadTimelineQuery(actor, subjectId, wanted));
  }
}
