import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { Transform } from 'class-transformer';
import { publicEntries, type ListKey } from '#projections';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Revalidated } from '../http/revalidated.js';
import { Cursors } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { PreparedPool } from '../reading/prepared-pool.js';
import { Today } from '../reading/today.js';

const KINDS = { red: 'RED', black: 'BLACK' } as const;

export class PublicListParams {
  @IsIn(Object.keys(KINDS))
  list!: keyof typeof KINDS;
}

/** What the public may ask by. */
export class PublicPageDto {
  @ApiPropertyOptional({ description: '上一页答复的 next · `next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 50, description: '每页条数，缺省 20 · rows a page' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
  )
  @IsInt()
  @Min(1)
  @Max(50)
  limit?: number;
}

export class BrowsePublicListDto extends PublicPageDto {
  @ApiPropertyOptional({ description: '单位名称的一部分，或完整的统一社会信用代码 · name or code of an organisation' })
  @IsOptional()
  @IsString()
  @MinLength(2)
  @MaxLength(100)
  q?: string;
}

export class PublicEntryDto {
  @ApiProperty({ description: '名称；自然人脱敏 · masked for persons', example: '宁夏甲商贸有限公司' })
  name!: string;
  @ApiProperty({ description: '识别码；自然人脱敏 · masked for persons', example: '91640100MA00TE5T0A' })
  identifier!: string;
  @ApiProperty({ enum: ['RED', 'BLACK'] })
  listKind!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ example: '市监失信〔2026〕7号' })
  decisionNo!: string;
  @ApiProperty({ format: 'date' })
  decidedOn!: string;
  @ApiProperty({ format: 'date' })
  validFrom!: string;
  @ApiProperty({ format: 'date' })
  validTo!: string;
  @ApiProperty({ type: 'boolean', description: '异议核实中 · disputed' })
  disputed!: boolean;
}

export class PublicEntryPageDto {
  @ApiProperty({ type: [PublicEntryDto] })
  items!: readonly PublicEntryDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class BrowsePublicListQuery extends Query<PublicEntryPageDto> {
  constructor(
    readonly listKind: 'RED' | 'BLACK',
    readonly wanted: BrowsePublicListDto,
  ) {
    super();
  }
}

@QueryHandler(BrowsePublicListQuery)
export class BrowsePublicListHandler implements IQueryHandler<BrowsePublicListQuery> {
  constructor(
    private readonly prepared: PreparedPool,
    private readonly cursors: Cursors,
    private readonly people: PersonalData,
    private readonly today: Today,
  ) {}

  async execute({ listKind, wanted }: BrowsePublicListQuery): Promise<PublicEntryPageDto> {
    const scope = ['public', listKind, wanted.q ?? null];
    const after = this.cursors.decode<ListKey>(scope, wanted.cursor, ['listedOn', 'entryId']);
    const filter = { listKind, today: this.today.date, ...(wanted.q !== undefined && { q: wanted.q }) };
    const page = await publicEntries(this.prepared.pool, filter, wanted.limit ?? 20, after);
    const names = await this.people.names(page.items, 'PUBLIC');
    const next = this.cursors.encode(scope, page.next);
    return {
      items: page.items.map((entry, i) => ({
        ...(names[i] ?? { name: '', identifier: '' }),
        ...{ listKind: entry.listKind, unitId: entry.unitId, standardId: entry.standardId },
        ...{ decisionNo: entry.decisionNo ?? '', decidedOn: entry.decidedOn ?? '', validFrom: entry.validFrom ?? '' },
        ...{ validTo: entry.validTo ?? '', disputed: entry.disputeMarks > 0 },
      })),
      ...(next !== undefined && { next }),
    };
  }
}

@QueryController('public')
export class BrowsePublicListController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/public/lists/{list}', {
    ...{ name: 'browsePublicList', zh: '公众查询名单', en: 'A published list', clause: '3.18, 6.4', roles: [] },
    ...{ answer: PublicEntryPageDto, problems: ['CURSOR_INVALID'], public: true },
  })
  @Revalidated('current-lists')
  async browse(
    @Param() { list }: PublicListParams,
    @QueryString() wanted: BrowsePublicListDto,
  ): Promise<PublicEntryPageDto> {
    return this.queries.execute(new BrowsePublicListQuery(KINDS[list], wanted));
  }
}
