import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { Registers } from '#libs/access';
import { DEFAULT_LIMIT, OptionalCode, OptionalInstant, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';

export class ReadDeniedDto extends PageDto {
  @OptionalCode('何人 · who', 'u-a-drafter')
  user?: string;
  @OptionalCode('单位 · unit', 'unit-a')
  unit?: string;
  @OptionalCode('代码 · code of the refusal', 'PRIOR_NOTICE_REQUIRED')
  code?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  subject?: string;

  @OptionalInstant('登记时间不早于 · recorded at or after', '2026-09-01T00:00:00Z')
  from?: string;
  @OptionalInstant('登记时间早于 · recorded before', '2026-10-01T00:00:00Z')
  until?: string;
}

export class DeniedRequestDto {
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiPropertyOptional({ type: String })
  userId?: string;
  @ApiPropertyOptional({ type: String })
  unitId?: string;
  @ApiProperty({ type: [String] })
  roles!: readonly string[];
  @ApiProperty({ example: 'OFFICIAL' })
  actorKind!: string;
  @ApiProperty({ example: 'POST' })
  method!: string;
  @ApiProperty({ example: '/subjects/:subjectId/entries/:entryId/recognition' })
  route!: string;
  @ApiProperty({ example: 'PRIOR_NOTICE_REQUIRED' })
  code!: string;
  @ApiProperty()
  reason!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  subjectId?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  entryId?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  commandId?: string;
  @ApiProperty({ type: 'integer', description: '链内序号 · place in the chain' })
  seq!: number;
}

export class DeniedRequestPageDto {
  @ApiProperty({ type: [DeniedRequestDto], description: '最近的在前 · latest first' })
  items!: readonly DeniedRequestDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadDeniedQuery extends Query<DeniedRequestPageDto> {
  constructor(readonly wanted: ReadDeniedDto) {
    super();
  }
}

@QueryHandler(ReadDeniedQuery)
export class ReadDeniedHandler implements IQueryHandler<ReadDeniedQuery> {
  constructor(private readonly registers: Registers) {}

  async execute({ wanted }: ReadDeniedQuery): Promise<DeniedRequestPageDto> {
    const { user, unit, code, subject, from, until, cursor, limit } = wanted;
    const { rows, next } = await this.registers.listDenied(
      {
        ...(user !== undefined && { userId: user }),
        ...(unit !== undefined && { unitId: unit }),
        ...(code !== undefined && { code }),
        ...(subject !== undefined && { subjectId: subject }),
      },
      {
        limit: limit ?? DEFAULT_LIMIT,
        ...(from !== undefined && { from }),
        ...(until !== undefined && { before: until }),
        ...(cursor !== undefined && { cursor }),
      },
    );
    const items = rows.map(({ at, userId, unitId, roles, actorKind, method, route, code: refused, reason, ...row }) => {
      const { subjectId, entryId, commandId, seq } = row;
      const all = { at, userId, unitId, roles, actorKind, method, route, code: refused, reason, subjectId, entryId };
      const shown = Object.entries({ ...all, commandId, seq }).filter(([, value]) => value !== null);
      return Object.fromEntries(shown) as unknown as DeniedRequestDto;
    });
    return { items, ...(next !== undefined && { next }) };
  }
}

@QueryController('oversight')
export class ReadDeniedController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/audit/denied', {
    name: 'readDenied',
    zh: '拒绝登记簿',
    en: 'The register of refused and denied requests',
    clause: '3.4, 6.2',
    roles: ['SUPERVISOR', 'PRIVACY_REVIEWER'],
    answer: DeniedRequestPageDto,
    problems: ['CURSOR_INVALID'],
  })
  async denied(@QueryString() wanted: ReadDeniedDto): Promise<DeniedRequestPageDto> {
    return this.queries.execute(new ReadDeniedQuery(wanted));
  }
}
