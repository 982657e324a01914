import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ProjectionRunner } from '#libs/read-store';
import { QueryController, QueryRoute } from '../http/query-route.js';

export class PositionDto {
  @ApiProperty({ example: 'current-lists' })
  name!: string;
  @ApiProperty({ enum: ['projection', 'process'] })
  kind!: string;
  @ApiProperty({ enum: ['RUNNING', 'WAITING', 'STOPPED', 'FAILED', 'REBUILDING'] })
  state!: string;
  @ApiProperty({ type: 'integer' })
  version!: number;
  @ApiPropertyOptional({ type: String })
  position?: string;
  @ApiProperty({ type: 'integer', description: '尚未处理的事件数，最多数到 1000 · events behind, counted to 1,000' })
  lag!: number;
  @ApiPropertyOptional({ type: 'integer', description: '最早未处理事件的秒数 · age of the oldest of them in seconds' })
  lagSeconds?: number;
  @ApiPropertyOptional({ type: String, description: '停在哪一事件 · event it stopped at', example: 'EntryRecognized' })
  stoppedAt?: string;
}

export class PositionsDto {
  @ApiProperty({ type: [PositionDto] })
  items!: readonly PositionDto[];
}

export class ReadPositionsQuery extends Query<PositionsDto> {}

@QueryHandler(ReadPositionsQuery)
export class ReadPositionsHandler implements IQueryHandler<ReadPositionsQuery> {
  constructor(private readonly runner: ProjectionRunner) {}

  async execute(): Promise<PositionsDto> {
    const followers = await this.runner.positions();
    return {
      items: followers.map(({ name, kind, state, version, position, lag, lagSeconds, lastError }) => ({
        ...{ name, kind, state, version, lag },
        ...(position !== undefined && { position }),
        ...(lagSeconds !== undefined && { lagSeconds }),
        ...(state === 'FAILED' && lastError?.eventType !== undefined && { stoppedAt: lastError.eventType }),
      })),
    };
  }
}

@QueryController('oversight')
export class ReadPositionsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/positions', {
    name: 'readPositions',
    zh: '查询数据的进度',
    en: 'How far the read models are',
    clause: 'D6',
    roles: ['SUPERVISOR', 'JOINT_CONFERENCE_OFFICE', 'PLATFORM_OPERATOR', 'RECOGNIZING_UNIT'],
    answer: PositionsDto,
  })
  async positions(): Promise<PositionsDto> {
    return this.queries.execute(new ReadPositionsQuery());
  }
}
