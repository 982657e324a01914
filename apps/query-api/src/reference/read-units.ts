import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ReferenceData } from '#libs/reference-data';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { REFERENCE_READERS } from './readers.js';

export class FormerUnitNameDto {
  @ApiProperty({ example: '示范市工商行政管理局' })
  name!: string;
  @ApiProperty({ format: 'date', description: '更名之日 · until the day of the change' })
  until!: string;
}

export class UnitShownDto {
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ example: '示范市市场监管局' })
  name!: string;
  @ApiProperty({ type: [FormerUnitNameDto], description: '曾用名，旧的在前 · names it had, oldest first' })
  formerNames!: readonly FormerUnitNameDto[];
  @ApiPropertyOptional({ type: String, description: '并入的单位 · the unit it was merged into' })
  mergedInto?: string;
}

export class ChannelShownOnDto {
  @ApiProperty({ example: 'credit-china' })
  channelId!: string;
  @ApiProperty({ example: '信用中国（示范市）' })
  name!: string;
  @ApiProperty({ enum: ['AUTOMATIC', 'MANUAL'], description: 'AUTOMATIC 由系统办理 · served by the product' })
  mode!: string;
  @ApiProperty({
    enum: ['UNIT_PORTAL', 'CREDIT_PORTAL', 'ENTERPRISE_PUBLICITY', 'GOVERNMENT_PORTAL', 'MEDIA', 'OTHER'],
  })
  kind!: string;
  @ApiPropertyOptional({ type: String, example: 'unit-a' })
  unitId?: string;
  @ApiPropertyOptional({ type: String, description: '法律来源 · what it rests on', example: 'S1 三' })
  legalSource?: string;
  @ApiPropertyOptional({ format: 'date', description: '关闭日期 · first day on which nothing new is shown there' })
  closedOn?: string;
}

export class UnitsDto {
  @ApiProperty({ type: [UnitShownDto] })
  units!: readonly UnitShownDto[];
  @ApiProperty({ type: [ChannelShownOnDto], description: '公示发布渠道 · channels of publicity and publication' })
  channels!: readonly ChannelShownOnDto[];
}

export class ReadUnitsQuery extends Query<UnitsDto> {}

@QueryHandler(ReadUnitsQuery)
export class ReadUnitsHandler implements IQueryHandler<ReadUnitsQuery> {
  constructor(private readonly reference: ReferenceData) {}

  async execute(): Promise<UnitsDto> {
    const { units, channels } = this.reference.snapshot();
    return {
      units: Object.values(units).map(({ unitId, name, formerNames, mergedInto }) => ({
        ...{ unitId, name, formerNames },
        ...(mergedInto !== undefined && { mergedInto }),
      })),
      channels: channels.map(({ channelId, name, mode, kind, unitId, legalSource, closedOn }) => ({
        ...{ channelId, name, mode, kind },
        ...(unitId !== undefined && { unitId }),
        ...(legalSource !== undefined && { legalSource }),
        ...(closedOn !== undefined && { closedOn }),
      })),
    };
  }
}

@QueryController('reference')
export class ReadUnitsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/units', {
    name: 'readUnits',
    zh: '单位与渠道',
    en: 'Units and channels',
    clause: '2, 3.12',
    roles: REFERENCE_READERS,
    answer: UnitsDto,
  })
  async units(): Promise<UnitsDto> {
    return this.queries.execute(new ReadUnitsQuery());
  }
}
