import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { anomaliesOf, ANOMALY_KINDS, RegisterReader } from '#libs/lookup-review';
import { ReferenceData } from '#libs/reference-data';
import { addDays } from '#libs/rules';
import { OptionalDate } from '../http/parameters.js';
import { queryProblem } from '../http/problems.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Today } from '../reading/today.js';
import { REGISTER_READERS } from './read-lookups.js';

/** Days that one question may look at. */
const LONGEST = 31;

export class ReadAnomaliesDto {
  @OptionalDate('起日，缺省为止日之前六日 · first day; absent: six days before the last', '2026-09-01')
  from?: string;
  @OptionalDate('止日，缺省为今日 · last day; absent: today', '2026-09-07')
  to?: string;
}

export class AnomalyDto {
  @ApiProperty({
    enum: ANOMALY_KINDS,
    description:
      '非工作时间、短时多人、短时多次查无、相邻证件号码、查询量异常 · out of hours, many persons or misses in a short time, consecutive identifiers, unusual volume',
  })
  kind!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiPropertyOptional({
    type: String,
    description: '何人；涉及单位整体时不给出 · who; absent for the unit as a whole',
  })
  userId?: string;
  @ApiProperty({ format: 'date' })
  day!: string;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '时段的起点 · begin of the window' })
  at?: string;
  @ApiProperty({ type: 'integer', description: '次数或人数 · how many' })
  count!: number;
  @ApiProperty({ type: 'integer', description: '界限 · limit' })
  limit!: number;
}

export class AnomaliesDto {
  @ApiProperty({ format: 'date' })
  from!: string;
  @ApiProperty({ format: 'date' })
  to!: string;
  @ApiProperty({ type: [AnomalyDto], description: '最近的在前 · latest first' })
  items!: readonly AnomalyDto[];
}

export class ReadAnomaliesQuery extends Query<AnomaliesDto> {
  constructor(readonly wanted: ReadAnomaliesDto) {
    super();
  }
}

@QueryHandler(ReadAnomaliesQuery)
export class ReadAnomaliesHandler implements IQueryHandler<ReadAnomaliesQuery> {
  constructor(
    private readonly register: RegisterReader,
    private readonly reference: ReferenceData,
    private readonly today: Today,
  ) {}

  async execute({ wanted }: ReadAnomaliesQuery): Promise<AnomaliesDto> {
    const to = wanted.to ?? this.today.date;
    const from = wanted.from ?? addDays(to, -6);
    if (to < from || to >= addDays(from, LONGEST)) throw queryProblem('PERIOD_INVALID');
    const facts = await this.register.facts(from, to, this.reference.snapshot().calendar);
    return { from, to, items: anomaliesOf(facts) };
  }
}

@QueryController('register')
export class ReadAnomaliesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/lookup-anomalies', {
    name: 'readAnomalies',
    zh: '异常查询',
    en: 'Look-ups that are out of the ordinary',
    clause: '6.2',
    roles: REGISTER_READERS,
    answer: AnomaliesDto,
    problems: ['PERIOD_INVALID'],
  })
  async anomalies(@QueryString() wanted: ReadAnomaliesDto): Promise<AnomaliesDto> {
    return this.queries.execute(new ReadAnomaliesQuery(wanted));
  }
}
