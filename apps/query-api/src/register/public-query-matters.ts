import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { ReferenceData } from '#libs/reference-data';
import { QueryController, QueryRoute } from '../http/query-route.js';

export class PublicQueryMatterDto {
  @ApiProperty({ example: 'BID_REVIEW' })
  purposeCode!: string;
  @ApiProperty({ example: '招标投标资格审查' })
  title!: string;
  @ApiProperty({ description: '依据 · clause or power it rests on', example: '《中华人民共和国招标投标法》第十八条' })
  legalBasis!: string;
  @ApiProperty({ format: 'date', description: '公布日期 · published on' })
  publishedOn!: string;
}

export class UnitQueryMattersDto {
  @ApiProperty({ example: 'unit-c' })
  unitId!: string;
  @ApiProperty({ example: '示范市公共资源交易中心' })
  name!: string;
  @ApiProperty({ type: [PublicQueryMatterDto] })
  queryMatters!: readonly PublicQueryMatterDto[];
}

export class PublicQueryMattersDto {
  @ApiProperty({ type: [UnitQueryMattersDto], description: '公布了查询事项的单位 · units that have published any' })
  units!: readonly UnitQueryMattersDto[];
}

export class PublicQueryMattersQuery extends Query<PublicQueryMattersDto> {}

/** For what which unit looks up persons: everybody may know. */
@QueryHandler(PublicQueryMattersQuery)
export class PublicQueryMattersHandler implements IQueryHandler<PublicQueryMattersQuery> {
  constructor(private readonly reference: ReferenceData) {}

  async execute(): Promise<PublicQueryMattersDto> {
    const units = Object.values(this.reference.snapshot().units)
      .filter(({ mergedInto, queryMatters }) => mergedInto === undefined && queryMatters.length > 0)
      .map(({ unitId, name, queryMatters }) => ({ unitId, name, queryMatters }));
    return { units };
  }
}

@QueryController('public')
export class PublicQueryMattersController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/public/query-matters', {
    ...{
      name: 'publicQueryMatters',
      zh: '各单位公布的个人信息查询事项',
      en: 'For what units look up persons',
      clause: '6.2',
    },
    ...{ roles: [], answer: PublicQueryMattersDto, public: true },
  })
  async matters(): Promise<PublicQueryMattersDto> {
    return this.queries.execute(new PublicQueryMattersQuery());
  }
}
