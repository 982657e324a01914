import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { REVIEW_RESULTS } from '#libs/lookup-review';
import { listReviews, type LookupReviewKey } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { ReadPool } from '../reading/read-pool.js';
import { LookupReviewDto, lookupReviewDto } from './lookup-review.dto.js';
import { REGISTER_READERS } from './read-lookups.js';

export class ReadReviewsDto extends PageDto {
  @OptionalCode('月份 · month', '2026-08')
  month?: string;
  @OptionalCode('查询单位 · unit that looked up', 'unit-a')
  unit?: string;

  @ApiPropertyOptional({ enum: REVIEW_RESULTS, description: '结论 · result' })
  @IsOptional()
  @IsIn(REVIEW_RESULTS)
  result?: string;
}

export class LookupReviewPageDto {
  @ApiProperty({ type: [LookupReviewDto], description: '最近审查的在前 · latest first' })
  items!: readonly LookupReviewDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadReviewsQuery extends Query<LookupReviewPageDto> {
  constructor(readonly wanted: ReadReviewsDto) {
    super();
  }
}

@QueryHandler(ReadReviewsQuery)
export class ReadReviewsHandler implements IQueryHandler<ReadReviewsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly people: PersonalData,
  ) {}

  async execute({ wanted }: ReadReviewsQuery): Promise<LookupReviewPageDto> {
    const { month, unit, result, cursor, limit = DEFAULT_LIMIT } = wanted;
    await this.models.caughtUp(wanted.after, 'lookup-reviews');
    const filter = {
      ...(month !== undefined && { month }),
      ...(unit !== undefined && { unitId: unit }),
      ...(result !== undefined && { result }),
    };
    const scope = ['lookup-reviews', filter];
    const after = this.cursors.decode<LookupReviewKey>(scope, cursor, ['reviewedAt', 'queryId']);
    const page = await listReviews(this.read.pool, filter, limit, after);
    const items = await Promise.all(page.items.map((review) => lookupReviewDto(review, this.people)));
    const next = this.cursors.encode(scope, page.next);
    return { items, ...(next !== undefined && { next }) };
  }
}

@QueryController('register')
export class ReadReviewsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/lookup-reviews', {
    name: 'readReviews',
    zh: '查询审查结论',
    en: 'What the review of look-ups found',
    clause: '6.2',
    roles: REGISTER_READERS,
    answer: LookupReviewPageDto,
    problems: ['CURSOR_INVALID'],
  })
  async reviews(@QueryString() wanted: ReadReviewsDto): Promise<LookupReviewPageDto> {
    return this.queries.execute(new ReadReviewsQuery(wanted));
  }
}
