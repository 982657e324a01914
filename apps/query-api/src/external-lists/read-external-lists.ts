import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { Role } from '#libs/access';
import { countedExternalLists, type CountedExternalList } from '#projections';
import { AfterDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { LIST_KINDS } from '../lists/listed-entry.dto.js';
import { ReadModels } from '../reading/catch-up.js';
import { DEPARTMENT_ROLES } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { DeliveryFindingDto } from './delivery-finding.dto.js';
import { ageHours, FOR_REFERENCE } from './mirror-flag.dto.js';

export const EXTERNAL_LIST_READERS: readonly Role[] = [...DEPARTMENT_ROLES, 'SOCIAL_ORGANISATION', 'PLATFORM_OPERATOR'];

export class ExternalSourceDto {
  @ApiProperty({ enum: ['FILE', 'ENDPOINT'], description: '上传文件、定时读取 · uploaded, or fetched' })
  kind!: string;
  @ApiPropertyOptional({ type: String, format: 'uri' })
  url?: string;
  @ApiPropertyOptional({ type: 'integer', description: '每隔多少分钟 · minutes between two looks' })
  everyMinutes?: number;
  @ApiPropertyOptional({ type: String, description: '最近一次读取的结果 · of the last look', example: 'UNCHANGED' })
  lastOutcome?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '来源最近一次确认现行版本 · last confirmed' })
  confirmedAt?: string;
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: '自何时起没有可用的报送；现行版本继续有效 · nothing usable since; the last good version stands',
  })
  failingSince?: string;
}

export class OpenDeliveryDto {
  @ApiProperty({ format: 'uuid' })
  deliveryId!: string;
  @ApiProperty({ enum: ['HELD', 'APPLYING'], description: '暂缓、正在写入' })
  state!: string;
  @ApiProperty({ example: '2026-10-02' })
  version!: string;
  @ApiProperty({ type: [DeliveryFindingDto], description: '暂缓的原因 · why it is held' })
  findings!: readonly DeliveryFindingDto[];
}

/** A list that somebody else keeps. */
export class ExternalListDto {
  @ApiProperty({ format: 'uuid' })
  listId!: string;
  @ApiProperty({ enum: ['EXTERNAL_MIRROR', 'REFERENCE'], description: '外部镜像、参考名单' })
  origin!: string;
  @ApiProperty({ example: '失信被执行人名单' })
  title!: string;
  @ApiProperty({ description: '名单所有者 · owner', example: '示范市中级人民法院' })
  owner!: string;
  @ApiPropertyOptional({ type: String, description: '提供名单的单位 · unit that supplies it' })
  ownerUnitId?: string;
  @ApiProperty({ enum: LIST_KINDS })
  listKind!: string;
  @ApiProperty({ description: '法律依据 · legal source', example: '法释〔2017〕7号' })
  legalSource!: string;
  @ApiPropertyOptional({ type: String, description: '外地名单的地区代码 · another region' })
  foreignRegion?: string;
  @ApiProperty({ type: 'boolean', description: '已停止接收 · closed' })
  closed!: boolean;
  @ApiProperty({ type: 'integer', description: '现行条目数 · entries' })
  entries!: number;
  @ApiPropertyOptional({ type: String, description: '现行版本 · version that stands' })
  version?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  appliedAt?: string;
  @ApiPropertyOptional({ type: 'integer', description: '时效（小时）· age in hours' })
  ageHours?: number;
  @ApiProperty({ type: ExternalSourceDto })
  source!: ExternalSourceDto;
  @ApiPropertyOptional({ type: OpenDeliveryDto, description: '尚未了结的批次 · delivery that is open' })
  openDelivery?: OpenDeliveryDto;
  @ApiProperty({ type: 'integer', description: '修订号 · revision', example: 3 })
  revision!: number;
  @ApiPropertyOptional({ type: String, description: '参考名单仅供参考 · only informs', example: FOR_REFERENCE })
  note?: string;
}

export class ExternalListsDto {
  @ApiProperty({ type: [ExternalListDto] })
  items!: readonly ExternalListDto[];
}

export class ExternalListsFilterDto extends AfterDto {
  @ApiPropertyOptional({ enum: ['EXTERNAL_MIRROR', 'REFERENCE'], description: '外部镜像、参考名单' })
  @IsOptional()
  @IsIn(['EXTERNAL_MIRROR', 'REFERENCE'])
  origin?: string;
}

export class ReadExternalListsQuery extends Query<ExternalListsDto> {
  constructor(readonly wanted: ExternalListsFilterDto) {
    super();
  }
}

@QueryHandler(ReadExternalListsQuery)
export class ReadExternalListsHandler implements IQueryHandler<ReadExternalListsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly today: Today,
  ) {}

  async execute({ wanted: { after, origin } }: ReadExternalListsQuery): Promise<ExternalListsDto> {
    await this.models.caughtUp(after, 'external-lists');
    const lists = await countedExternalLists(this.read.pool);
    const shown = lists.filter((list) => origin === undefined || list.origin === origin);
    return { items: shown.map((list) => listDto(list, this.today.now)) };
  }
}

function listDto(list: CountedExternalList, now: string): ExternalListDto {
  const { listId, origin, title, owner, listKind, legalSource, foreignRegion, closed, entries, revision } = list;
  const { version, appliedAt, confirmedAt, failingSince, lastOutcome, open } = list;
  return {
    ...{ listId, origin, title, owner: owner.name, listKind, legalSource, closed, entries, revision },
    ...(owner.unitId !== undefined && { ownerUnitId: owner.unitId }),
    ...(foreignRegion !== undefined && { foreignRegion }),
    ...(version !== null && { version }),
    ...(appliedAt !== null && {
      appliedAt: appliedAt.toISOString(),
      ageHours: ageHours(appliedAt, confirmedAt, now),
    }),
    source: {
      ...list.source,
      ...(lastOutcome !== null && { lastOutcome }),
      ...(confirmedAt !== null && { confirmedAt: confirmedAt.toISOString() }),
      ...(failingSince !== null && { failingSince: failingSince.toISOString() }),
    },
    ...(open !== undefined && { openDelivery: openDto(open) }),
    ...(origin === 'REFERENCE' && { note: FOR_REFERENCE }),
  };
}

function openDto({ deliveryId, state, version, findings }: NonNullable<CountedExternalList['open']>): OpenDeliveryDto {
  return { deliveryId, state, version, findings };
}

@QueryController('external')
export class ReadExternalListsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/external-lists', {
    name: 'readExternalLists',
    zh: '外部名单：外部镜像与参考名单，版本与时效',
    en: 'Lists of others: mirrors and reference lists, their versions and ages',
    clause: '1.1 MirroredList, ReferenceList; 5.2',
    roles: EXTERNAL_LIST_READERS,
    answer: ExternalListsDto,
  })
  async lists(@QueryString() wanted: ExternalListsFilterDto): Promise<ExternalListsDto> {
    return this.queries.execute(new ReadExternalListsQuery(wanted));
  }
}
