import { Body, Ip, Param } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, ValidateNested } from 'class-validator';
import { CurrentActor, LookupPurpose, Registers, type Actor, type Role } from '#libs/access';
import { forwardedObjections, type ForwardedObjection } from '#projections';
import { AfterDto } from '../http/parameters.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { ExternalListParams } from './read-external-deliveries.js';

/** Whoever forwards objections and records what came of them, and who supervises it. */
const READERS: readonly Role[] = ['DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'];
const SHOWN = 200;

export class SearchForwardingsDto extends AfterDto {
  @ApiProperty({
    type: LookupPurpose,
    description: '查询事由，先登记后答复 · registered before the answer leaves',
    example: { purposeCode: 'DISPUTE_HANDLING', matterNo: '异议〔2026〕3号' },
  })
  @IsDefined()
  @ValidateNested()
  @Type(() => LookupPurpose)
  purpose!: LookupPurpose;
}

export class ForwardingDto {
  @ApiProperty({ format: 'uuid' })
  forwardingId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ description: '所有者的条目编号 · number at the owner', example: '2026-0001' })
  ref!: string;
  @ApiProperty({ description: '名单所有者 · owner' })
  owner!: string;
  @ApiProperty({ description: '异议内容 · objection' })
  text!: string;
  @ApiPropertyOptional({ type: String, description: '联系方式 · how to reach the objector' })
  contact?: string;
  @ApiProperty({ format: 'date' })
  filedOn!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '所有者应答复的日期 · answer expected' })
  answerExpectedOn?: string;
  @ApiProperty({ type: 'boolean', description: '已逾所有者的答复期限 · the owner is late' })
  overdue!: boolean;
  @ApiPropertyOptional({ enum: ['REMOVED', 'CHANGED', 'MAINTAINED'], description: '所有者已移除、更正、维持' })
  outcome?: string;
  @ApiPropertyOptional({ type: String, description: '所有者的文书号 · document of the owner' })
  docNo?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  decidedOn?: string;
  @ApiPropertyOptional({ type: String, description: '说明 · note' })
  note?: string;
}

export class ForwardingsDto {
  @ApiProperty({ format: 'uuid', description: '登记编号 · number in the look-up register' })
  queryId!: string;
  @ApiProperty({ type: [ForwardingDto], description: '最近的在前，至多 200 件 · the latest first' })
  items!: readonly ForwardingDto[];
}

export class SearchForwardingsQuery extends Query<ForwardingsDto> {
  constructor(
    readonly actor: Actor,
    readonly listId: string,
    readonly wanted: SearchForwardingsDto,
    readonly clientIp: string,
  ) {
    super();
  }
}

@QueryHandler(SearchForwardingsQuery)
export class SearchForwardingsHandler implements IQueryHandler<SearchForwardingsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly people: PersonalData,
    private readonly registers: Registers,
    private readonly today: Today,
  ) {}

  async execute({ actor, listId, wanted, clientIp }: SearchForwardingsQuery): Promise<ForwardingsDto> {
    await this.models.caughtUp(wanted.after, 'external-lists');
    const rows = await forwardedObjections(this.read.pool, listId, SHOWN);
    const texts = await this.people.texts(
      rows.flatMap(({ text, objectorContact, note }) => [text, objectorContact ?? '', note ?? '']),
    );
    const { queryId } = await this.registers.registerLookup({
      ...{ at: this.today.now, actor, purpose: wanted.purpose, clientIp },
      role: READERS.find((role) => actor.roles.includes(role)) ?? 'DISPUTE_HANDLER',
      ...{ fieldsReturned: ['objection', 'contact', 'note'], maskLevel: 'DEPARTMENT', resultCount: rows.length },
    });
    const { date } = this.today;
    return {
      queryId,
      items: rows.map((row, i) => forwardingDto(row, texts.slice(3 * i, 3 * i + 3), date)),
    };
  }
}

function forwardingDto(row: ForwardedObjection, texts: readonly string[], today: string): ForwardingDto {
  const { forwardingId, entryId, ref, owner, filedOn, answerExpectedOn, outcome, docNo, decidedOn } = row;
  const [text = '', contact = '', note = ''] = texts;
  return {
    ...{ forwardingId, entryId, ref, owner, text, filedOn },
    ...(row.objectorContact !== null && { contact }),
    ...(answerExpectedOn !== null && { answerExpectedOn }),
    overdue: outcome === null && answerExpectedOn !== null && answerExpectedOn < today,
    ...(outcome !== null && { outcome }),
    ...(docNo !== null && { docNo }),
    ...(decidedOn !== null && { decidedOn }),
    ...(row.note !== null && { note }),
  };
}

@QueryController('external')
export class SearchForwardingsController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('/external-lists/{listId}/forwardings/search', {
    name: 'searchForwardings',
    zh: '转送所有者的异议及其结果',
    en: 'Objections forwarded to the owner, and what came of them',
    clause: '3.8, 6.2',
    roles: READERS,
    answer: ForwardingsDto,
  })
  async search(
    @CurrentActor() actor: Actor,
    @Param() { listId }: ExternalListParams,
    @Body() wanted: SearchForwardingsDto,
    @Ip() ip: string,
  ): Promise<ForwardingsDto> {
    return this.queries.execute(new SearchForwardingsQuery(actor, listId, wanted, ip));
  }
}
