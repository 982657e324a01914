import { Param, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { CurrentActor, type Actor } from '#libs/access';
import type { ReadPaper } from '#libs/dossier-store';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ReadingPolicy } from '../reading/reach.js';
import { PaperDesk } from './paper-desk.js';
import { answerPaper, ApiPaper, PaperParams } from './paper-page.js';
import { PAPER_OFFICIALS } from './read-papers.js';

const PATH = '/subjects/{subjectId}/entries/{entryId}/papers/{paperId}';
const ROUTE = { method: 'GET', path: '/subjects/:subjectId/entries/:entryId/papers/:paperId' } as const;

export class ReadPaperQuery extends Query<ReadPaper> {
  constructor(
    readonly actor: Actor,
    readonly params: PaperParams,
  ) {
    super();
  }
}

@QueryHandler(ReadPaperQuery)
export class ReadPaperHandler implements IQueryHandler<ReadPaperQuery> {
  constructor(
    private readonly desk: PaperDesk,
    private readonly policy: ReadingPolicy,
  ) {}

  async execute({ actor, params }: ReadPaperQuery): Promise<ReadPaper> {
    const paper = await this.desk.one(actor, params, ROUTE);
    if (paper.registered) return this.policy.deny(actor, ROUTE, 'PAPER_NAMES_PERSON', params.subjectId);
    return this.desk.read(paper);
  }
}

@QueryController('subjects')
export class ReadPaperController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute(PATH, {
    name: 'readPaper',
    zh: '文书（涉及自然人的除外，本人除外）',
    en: 'One paper; one that names a natural person only for that person',
    clause: '3.6 B3, B9, 6.2; docs/decisions/0022',
    roles: [...PAPER_OFFICIALS, 'SUBJECT', 'THIRD_PARTY'],
    problems: ['NOT_VISIBLE', 'PAPER_NAMES_PERSON', 'PAPER_NOT_PROVED'],
  })
  @ApiPaper()
  async paper(
    @CurrentActor() actor: Actor,
    @Param() params: PaperParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return answerPaper(reply, await this.queries.execute(new ReadPaperQuery(actor, params)));
  }
}
