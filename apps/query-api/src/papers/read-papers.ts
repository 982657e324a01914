import { Param } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { CurrentActor, type Actor, type Role } from '#libs/access';
import { EntryParams } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { PaperDesk, type VisiblePaper } from './paper-desk.js';

const PATH = '/subjects/{subjectId}/entries/{entryId}/papers';
const ROUTE = { method: 'GET', path: '/subjects/:subjectId/entries/:entryId/papers' } as const;

/** Officials who may read papers; a unit reads those of its own entries. */
export const PAPER_OFFICIALS: readonly Role[] = [
  'DISPUTE_HANDLER',
  'RECOGNIZING_UNIT',
  'JOINT_CONFERENCE_OFFICE',
  'SUPERVISOR',
];

const KINDS = [
  ...(['PRIOR_NOTICE', 'DECISION', 'REPAIR_GUIDE', 'REPAIR_DECISION'] as const),
  ...(['OBJECTION_DECISION', 'EXIT_NOTICE', 'RESTORATION_NOTICE'] as const),
];

export class PaperDto {
  @ApiProperty({ format: 'uuid' })
  paperId!: string;
  @ApiProperty({
    enum: KINDS,
    description:
      '事前告知书、认定决定书、信用修复告知书、修复决定书、异议处理决定书、退出公告、恢复信誉公告 · kind of paper',
  })
  kind!: string;
  @ApiProperty({ example: 'prior-notice', description: '模板 · template' })
  templateId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  templateVersion!: number;
  @ApiProperty({
    pattern: '^[0-9a-f]{64}$',
    description: '文书的 SHA-256 · SHA-256 of the paper, as the event holds it',
  })
  sha256!: string;
  @ApiProperty({ enum: ['SUBJECT', 'RESPONSIBLE_PERSON', 'GUARDIAN', 'OBJECTOR', 'PUBLIC'] })
  addressee!: string;
  @ApiProperty({ example: 'PriorNoticeServed', description: '随何行为发出 · the act it went out with' })
  eventType!: string;
  @ApiProperty({ format: 'date', description: '文书日期 · legal date of the act' })
  on!: string;
  @ApiProperty({ example: '银川市市场监督管理局', description: '当时的单位名称 · unit as it was called then' })
  unitName!: string;
  @ApiProperty({ type: 'boolean', description: '查看须登记事由 · to be asked for with a purpose' })
  purposeRequired!: boolean;
}

export class PapersDto {
  @ApiProperty({ type: [PaperDto], description: '按发出先后 · in the order in which they went out' })
  items!: readonly PaperDto[];
}

export class ReadPapersQuery extends Query<PapersDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly entryId: string,
  ) {
    super();
  }
}

@QueryHandler(ReadPapersQuery)
export class ReadPapersHandler implements IQueryHandler<ReadPapersQuery> {
  constructor(private readonly desk: PaperDesk) {}

  async execute({ actor, subjectId, entryId }: ReadPapersQuery): Promise<PapersDto> {
    const papers = await this.desk.visible(actor, subjectId, entryId, ROUTE);
    return { items: papers.map(paperDto) };
  }
}

/** A paper as it is listed. */
export function paperDto({ filed: { ref, eventType, on }, registered }: VisiblePaper): PaperDto {
  const { paperId, kind, templateId, templateVersion, sha256, addressee, unitName } = ref;
  return {
    ...{ paperId, kind, templateId, templateVersion, sha256, addressee, eventType, on, unitName },
    purposeRequired: registered,
  };
}

@QueryController('subjects')
export class ReadPapersController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute(PATH, {
    name: 'readPapers',
    zh: '条目的文书',
    en: 'The papers of an entry',
    clause: '3.6 B3, B9, 3.9; docs/decisions/0022',
    roles: [...PAPER_OFFICIALS, 'SUBJECT', 'THIRD_PARTY'],
    answer: PapersDto,
    problems: ['NOT_VISIBLE'],
  })
  async papers(@CurrentActor() actor: Actor, @Param() { subjectId, entryId }: EntryParams): Promise<PapersDto> {
    return this.queries.execute(new ReadPapersQuery(actor, subjectId, entryId));
  }
}
