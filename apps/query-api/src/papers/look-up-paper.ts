import { Body, Ip, Param, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { CurrentActor, LookupPurpose, Registers, type Actor } from '#libs/access';
import type { ReadPaper } from '#libs/dossier-store';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { Today } from '../reading/today.js';
import { PaperDesk } from './paper-desk.js';
import { answerPaper, ApiPaper, PaperParams } from './paper-page.js';
import { PAPER_OFFICIALS } from './read-papers.js';

const PATH = '/subjects/{subjectId}/entries/{entryId}/papers/{paperId}/look-up';
const ROUTE = { method: 'POST', path: '/subjects/:subjectId/entries/:entryId/papers/:paperId/look-up' } as const;

export class LookUpPaperDto {
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

export class LookUpPaperQuery extends Query<ReadPaper> {
  constructor(
    readonly actor: Actor,
    readonly params: PaperParams,
    readonly purpose: LookupPurpose,
    readonly clientIp: string,
  ) {
    super();
  }
}

/** A paper never holds more than departments see: names whole, citizen ids by their ends (6.4). */
@QueryHandler(LookUpPaperQuery)
export class LookUpPaperHandler implements IQueryHandler<LookUpPaperQuery> {
  constructor(
    private readonly desk: PaperDesk,
    private readonly registers: Registers,
    private readonly today: Today,
  ) {}

  async execute({ actor, params, purpose, clientIp }: LookUpPaperQuery): Promise<ReadPaper> {
    const found = await this.desk.one(actor, params, ROUTE);
    const paper = await this.desk.read(found);
    if (found.registered)
      await this.registers.registerLookup({
        ...{ at: this.today.now, actor, purpose, clientIp },
        role: PAPER_OFFICIALS.find((role) => actor.roles.includes(role)) ?? 'SUPERVISOR',
        subjectRef: found.filed.ref.recipientRef ?? params.subjectId,
        fieldsReturned: ['name', 'identifier', 'texts'],
        maskLevel: 'DEPARTMENT',
        resultCount: 1,
      });
    return paper;
  }
}

@QueryController('subjects')
export class LookUpPaperController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute(PATH, {
    name: 'lookUpPaper',
    zh: '文书（登记事由后查看）',
    en: 'One paper, for a registered purpose',
    clause: '3.6 B3, B9, 6.2; docs/decisions/0022',
    roles: PAPER_OFFICIALS,
    problems: ['NOT_VISIBLE', 'PAPER_NOT_PROVED'],
  })
  @ApiPaper()
  async paper(
    @CurrentActor() actor: Actor,
    @Param() params: PaperParams,
    @Body() { purpose }: LookUpPaperDto,
    @Ip() ip: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return answerPaper(reply, await this.queries.execute(new LookUpPaperQuery(actor, params, purpose, ip)));
  }
}
