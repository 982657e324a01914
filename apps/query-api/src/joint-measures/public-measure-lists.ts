import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ReferenceData } from '#libs/reference-data';
import { QueryController, QueryRoute } from '../http/query-route.js';

export class PublicMeasureListDto {
  @ApiProperty({ example: 'CITY-PUNISHMENTS' })
  measureListId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  version!: number;
  @ApiProperty({ enum: ['PUBLISHED', 'SUPERSEDED'] })
  status!: string;
  @ApiProperty({ example: '示范市失信联合惩戒措施清单' })
  title!: string;
  @ApiProperty({ description: '来源 · source', example: '全国失信惩戒措施基础清单（2024年版）' })
  source!: string;
  @ApiProperty({ format: 'date' })
  publishedOn!: string;
  @ApiProperty({ format: 'date' })
  effectiveFrom!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '最后有效日 · last day' })
  effectiveTo?: string;
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: '措施，字段同 POST /measure-lists · its items, as in POST /measure-lists',
  })
  items!: readonly object[];
}

export class PublicMeasureListsDto {
  @ApiProperty({ type: [PublicMeasureListDto], description: '各清单最新版本在前 · latest version of each list first' })
  items!: readonly PublicMeasureListDto[];
}

export class PublicMeasureListsQuery extends Query<PublicMeasureListsDto> {}

@QueryHandler(PublicMeasureListsQuery)
export class PublicMeasureListsHandler implements IQueryHandler<PublicMeasureListsQuery> {
  constructor(private readonly reference: ReferenceData) {}

  async execute(): Promise<PublicMeasureListsDto> {
    const items = this.reference
      .snapshot()
      .measureLists.flatMap(({ status, publishedOn, effectiveFrom, effectiveTo, ...list }) =>
        status === 'DRAFT' || publishedOn === undefined || effectiveFrom === undefined
          ? []
          : [{ ...list, status, publishedOn, effectiveFrom, ...(effectiveTo !== undefined && { effectiveTo }) }],
      )
      .sort((a, b) => a.measureListId.localeCompare(b.measureListId) || b.version - a.version);
    return { items };
  }
}

/** 未经公布的措施不得实施: so they are published (上海 32, 浙江 28). */
@QueryController('public')
export class PublicMeasureListsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/public/measure-lists', {
    name: 'readPublicMeasureLists',
    zh: '公布的措施清单',
    en: 'Measure lists as published',
    clause: '5.1; S1 §16',
    roles: [],
    answer: PublicMeasureListsDto,
    public: true,
  })
  async lists(): Promise<PublicMeasureListsDto> {
    return this.queries.execute(new PublicMeasureListsQuery());
  }
}
