import { Body } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { CurrentActor, LookupPurpose, Matters, type Actor } from '#libs/access';
import { OptionalDate } from '../http/parameters.js';
import { queryProblem } from '../http/problems.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { Today } from '../reading/today.js';
import { ASKING_ROLES } from './ask-decision.js';
import { wrongShape } from './asked-identifier.js';

const MAX_MATTERS = 1_000;

export class ReportedMatterDto extends LookupPurpose {
  @OptionalDate('受理日期，缺省为今日 · day on which it was opened', '2026-11-01')
  openedOn?: string;
}

export class ReportMattersDto {
  @ApiProperty({
    type: [ReportedMatterDto],
    minItems: 1,
    maxItems: MAX_MATTERS,
    description: '本单位受理的应当查询的事项 · matters for which a decision is to be asked',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_MATTERS)
  @ValidateNested({ each: true })
  @Type(() => ReportedMatterDto)
  matters!: readonly ReportedMatterDto[];
}

export class ReportedMattersDto {
  @ApiProperty({ type: 'integer', description: '收到的事项 · received', example: 1 })
  received!: number;
  @ApiProperty({ type: 'integer', description: '其中此前未报送的 · not reported before', example: 1 })
  recorded!: number;
}

/** Counts the matters of the actor's unit; writes no event, so it is no command on a stream. */
export class ReportMattersQuery extends Query<ReportedMattersDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReportMattersDto,
  ) {
    super();
  }
}

@QueryHandler(ReportMattersQuery)
export class ReportMattersHandler implements IQueryHandler<ReportMattersQuery> {
  constructor(
    private readonly matters: Matters,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReportMattersQuery): Promise<ReportedMattersDto> {
    const { unitId, userId } = actor;
    if (unitId === undefined) throw queryProblem('ROLE_NOT_ALLOWED');
    const today = this.today.date;
    const matters = wanted.matters.map(({ purposeCode, matterNo, openedOn = today }, at) => {
      if (openedOn > today) throw inFuture(at);
      return { purposeCode, matterNo, openedOn };
    });
    return { received: matters.length, recorded: await this.matters.report(unitId, userId, this.today.now, matters) };
  }
}

const inFuture = (at: number) =>
  wrongShape({
    ...{ pointer: `/matters/${at}/openedOn`, constraint: 'isPast' },
    ...{ zh: '受理日期不得晚于今天。', en: 'A matter is not opened in the future.' },
  });

@QueryController('lists')
export class ReportMattersController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('/matters', {
    name: 'reportMatters',
    zh: '报送应查事项：嵌入审批、监管的系统报送本单位受理的事项，重复报送不另计',
    en: 'Matters of the unit that a decision is to be asked for; each counts once',
    clause: '5.2, 7.2 F6',
    roles: ASKING_ROLES,
    answer: ReportedMattersDto,
  })
  async report(@CurrentActor() actor: Actor, @Body() wanted: ReportMattersDto): Promise<ReportedMattersDto> {
    return this.queries.execute(new ReportMattersQuery(actor, wanted));
  }
}
