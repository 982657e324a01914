import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ReferenceData } from '#libs/reference-data';
import { ruleKeyInfo } from '#libs/rules';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { REFERENCE_READERS } from './readers.js';

export class DurationShownDto {
  @ApiProperty({ type: 'integer', example: 5 })
  value!: number;
  @ApiProperty({
    enum: ['WD', 'CD', 'MONTH', 'YEAR'],
    description: '工作日、自然日、月、年 · working days, calendar days, months, years',
  })
  unit!: string;
}

export class RuleShownDto {
  @ApiProperty({ example: 'platform.report' })
  key!: string;
  @ApiPropertyOptional({ type: String, example: '报送信用信息共享平台' })
  label?: string;
  @ApiProperty({ type: DurationShownDto })
  value!: DurationShownDto;
  @ApiProperty({ description: '法律来源 · where the number comes from', example: 'S1 §3, §20' })
  legalSource!: string;
  @ApiProperty({ enum: ['SEED', 'EXTERNAL', 'MEMORY', 'DECISION'], description: '出处性质 · kind of source' })
  provenance!: string;
}

export class RulePackShownDto {
  @ApiProperty({ example: 'NDRC-36-2025' })
  rulePackId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  version!: number;
  @ApiProperty()
  title!: string;
  @ApiProperty({ enum: ['DEFAULT', 'NATIONAL', 'REGION', 'SECTOR'] })
  scope!: string;
  @ApiProperty({ format: 'date' })
  effectiveFrom!: string;
  @ApiPropertyOptional({ format: 'date' })
  effectiveTo?: string;
  @ApiProperty({ type: [RuleShownDto] })
  rules!: readonly RuleShownDto[];
}

export class RulesDto {
  @ApiProperty({ description: '工作日历版本 · version of the working-day calendar in use' })
  calendarVersion!: string;
  @ApiProperty({ type: [Number], description: '已载入的年份 · years loaded', example: [2024, 2025, 2026] })
  calendarYears!: readonly number[];
  @ApiProperty({ type: [RulePackShownDto] })
  rulePacks!: readonly RulePackShownDto[];
}

export class ReadRulesQuery extends Query<RulesDto> {}

@QueryHandler(ReadRulesQuery)
export class ReadRulesHandler implements IQueryHandler<ReadRulesQuery> {
  constructor(private readonly reference: ReferenceData) {}

  async execute(): Promise<RulesDto> {
    const { calendar, rulePacks } = this.reference.snapshot();
    return {
      calendarVersion: calendar.version,
      calendarYears: calendar.years.map(({ year }) => year),
      rulePacks: rulePacks.map(({ rulePackId, version, title, scope, effectiveFrom, effectiveTo, rules }) => ({
        ...{ rulePackId, version, title, scope, effectiveFrom },
        ...(effectiveTo !== undefined && { effectiveTo }),
        rules: rules.map(({ key, value, legalSource, provenance }) => {
          const label = ruleKeyInfo(key)?.zh;
          return { key, value, legalSource, provenance, ...(label !== undefined && { label }) };
        }),
      })),
    };
  }
}

@QueryController('reference')
export class ReadRulesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/rules', {
    name: 'readRules',
    zh: '规则包与工作日历',
    en: 'Rule packs and the working-day calendar',
    clause: '3.2, 3.3',
    roles: REFERENCE_READERS,
    answer: RulesDto,
  })
  async rules(): Promise<RulesDto> {
    return this.queries.execute(new ReadRulesQuery());
  }
}
