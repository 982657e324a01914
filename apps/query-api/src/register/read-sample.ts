import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { Registers } from '#libs/access';
import { sampledFor, type Sample } from '#libs/lookup-review';
import { coverageOf, findSample, reviewsOf, sampledLookups, type SampledKey } from '#projections';
import { DEFAULT_LIMIT, PageDto } from '../http/parameters.js';
import { queryProblem } from '../http/problems.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { ReadPool } from '../reading/read-pool.js';
import { RegisteredLookupDto, registeredLookupDto } from './looked-up.dto.js';
import { LookupReviewDto, lookupReviewDto } from './lookup-review.dto.js';
import { REGISTER_READERS } from './read-lookups.js';
import { UnitNames } from './unit-names.js';

const REASONS = ['SHARE', 'UNMASKED', 'OUT_OF_HOURS'] as const;

export class MonthParams {
  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/)
  month!: string;
}

export class ReadSampleDto extends PageDto {
  @ApiPropertyOptional({ enum: ['OPEN', 'ALL'], description: '缺省 ALL；OPEN 为尚未审查的 · OPEN: not reviewed yet' })
  @IsOptional()
  @IsIn(['OPEN', 'ALL'])
  state?: 'OPEN' | 'ALL';
}

export class SampleCountsDto {
  @ApiProperty({ type: 'integer', description: '按比例抽取 · at random' })
  share!: number;
  @ApiProperty({ type: 'integer', description: '未脱敏 · unmasked' })
  unmasked!: number;
  @ApiProperty({ type: 'integer', description: '非工作时间 · out of hours' })
  outOfHours!: number;
  @ApiProperty({ type: 'integer', description: '合计（不重复）· in all' })
  all!: number;
}

export class ReviewCoverageDto {
  @ApiProperty({ type: 'integer', description: '样本中已审查 · reviewed of the sample' })
  reviewed!: number;
  @ApiProperty({ type: 'integer', description: '样本中待审查 · waiting' })
  open!: number;
  @ApiProperty({ type: 'number', description: '审查覆盖率，0 至 1 · share that was reviewed', example: 0.5 })
  coverage!: number;
  @ApiProperty({ type: 'integer', description: '正当 · proper' })
  proper!: number;
  @ApiProperty({ type: 'integer', description: '不当 · improper' })
  improper!: number;
  @ApiProperty({ type: 'integer', description: '样本以外另行审查的 · reviewed besides the sample' })
  besides!: number;
}

export class SampledLookupDto extends RegisteredLookupDto {
  @ApiProperty({ enum: REASONS, isArray: true, description: '入样理由 · why it is in the sample' })
  reasons!: readonly string[];
  @ApiPropertyOptional({ type: LookupReviewDto, description: '审查结论 · review' })
  review?: LookupReviewDto;
}

export class LookupSampleDto {
  @ApiProperty({ example: '2026-08' })
  month!: string;
  @ApiProperty({ description: '种子：据此可以重新抽出同一样本 · seed: draws the same sample again' })
  seed!: string;
  @ApiProperty({ type: 'number', example: 0.05 })
  share!: number;
  @ApiProperty({ description: '比例内的最大序值 · highest rank within the share' })
  threshold!: string;
  @ApiProperty({ type: 'integer', description: '该月他人查询总数 · look-ups by others' })
  population!: number;
  @ApiProperty({ type: SampleCountsDto })
  sampled!: SampleCountsDto;
  @ApiProperty({ description: '抽样人 · who drew it' })
  drawnBy!: string;
  @ApiProperty({ format: 'date-time' })
  drawnAt!: string;
  @ApiProperty({ type: ReviewCoverageDto })
  coverage!: ReviewCoverageDto;
  @ApiProperty({ type: [SampledLookupDto], description: '按查询时刻 · in the order of their time' })
  items!: readonly SampledLookupDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadSampleQuery extends Query<LookupSampleDto> {
  constructor(
    readonly month: string,
    readonly wanted: ReadSampleDto,
  ) {
    super();
  }
}

@QueryHandler(ReadSampleQuery)
export class ReadSampleHandler implements IQueryHandler<ReadSampleQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly registers: Registers,
    private readonly people: PersonalData,
    private readonly names: UnitNames,
  ) {}

  async execute({ month, wanted }: ReadSampleQuery): Promise<LookupSampleDto> {
    const { state = 'ALL', cursor, limit = DEFAULT_LIMIT } = wanted;
    await this.models.caughtUp(wanted.after, 'lookup-reviews');
    const drawn = await findSample(this.read.pool, month);
    if (drawn === undefined) throw queryProblem('SAMPLE_UNKNOWN');
    const { sample, drawnBy, drawnAt } = drawn;
    const scope = ['lookup-sample', month, state];
    const after = this.cursors.decode<SampledKey>(scope, cursor, ['at', 'shard', 'seq']);
    const page = await sampledLookups(this.read.pool, sample, state === 'OPEN', limit, after);
    const ids = page.items.map(({ queryId }) => queryId);
    const { rows } = await this.registers.listLookups({ queryId: ids }, { limit });
    const byId = new Map(rows.map((row) => [row.queryId, row]));
    const reviews = await reviewsOf(this.read.pool, ids);
    const items: SampledLookupDto[] = [];
    for (const id of ids) {
      const row = byId.get(id);
      if (row === undefined) continue;
      const review = reviews.get(id);
      items.push({
        ...registeredLookupDto(row, this.names),
        reasons: sampledFor(row, sample),
        ...(review && { review: await lookupReviewDto(review, this.people) }),
      });
    }
    const next = this.cursors.encode(scope, page.next);
    const { seed, share, threshold, population, sampled } = sample;
    return {
      ...{ month, seed, share, threshold, population, sampled, drawnBy, drawnAt },
      coverage: await this.coverage(sample),
      items,
      ...(next !== undefined && { next }),
    };
  }

  private async coverage({ month, sampled }: Sample): Promise<ReviewCoverageDto> {
    const { reviewed, ...results } = await coverageOf(this.read.pool, month);
    const coverage = sampled.all === 0 ? 1 : reviewed / sampled.all;
    return { reviewed, open: sampled.all - reviewed, coverage, ...results };
  }
}

@QueryController('register')
export class ReadSampleController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/lookup-samples/{month}', {
    name: 'readSample',
    zh: '某月的审查样本及覆盖率',
    en: 'The sample of a month, and how far its review is',
    clause: '6.2',
    roles: REGISTER_READERS,
    answer: LookupSampleDto,
    problems: ['CURSOR_INVALID', 'SAMPLE_UNKNOWN'],
  })
  async sample(@Param() { month }: MonthParams, @QueryString() wanted: ReadSampleDto): Promise<LookupSampleDto> {
    return this.queries.execute(new ReadSampleQuery(month, wanted));
  }
}
