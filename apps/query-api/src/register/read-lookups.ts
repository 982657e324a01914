import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { Registers, type Role } from '#libs/access';
import { DEFAULT_LIMIT, OptionalCode, OptionalInstant, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { RegisteredLookupDto, registeredLookupDto } from './looked-up.dto.js';
import { UnitNames } from './unit-names.js';

/** Who reads what was looked up by others (2, 3.18). */
export const REGISTER_READERS: readonly Role[] = ['PRIVACY_REVIEWER', 'SUPERVISOR'];

export class ReadLookupsDto extends PageDto {
  @OptionalCode('何人 · who', 'a-handler')
  user?: string;
  @OptionalCode('单位 · unit', 'unit-a')
  unit?: string;
  @OptionalCode('查询事项 · query matter', 'DISPUTE_HANDLING')
  purpose?: string;

  @ApiPropertyOptional({ format: 'uuid', description: '被查询的人 · of whom' })
  @IsOptional()
  @IsUUID()
  subject?: string;

  @ApiPropertyOptional({ enum: ['PUBLIC', 'DEPARTMENT', 'UNMASKED', 'OWN'], description: '脱敏程度 · mask' })
  @IsOptional()
  @IsIn(['PUBLIC', 'DEPARTMENT', 'UNMASKED', 'OWN'])
  mask?: string;

  @OptionalInstant('登记时间不早于 · recorded at or after', '2026-09-01T00:00:00Z')
  from?: string;
  @OptionalInstant('登记时间早于 · recorded before', '2026-10-01T00:00:00Z')
  until?: string;
}

export class RegisteredLookupPageDto {
  @ApiProperty({ type: [RegisteredLookupDto], description: '最近的在前 · latest first' })
  items!: readonly RegisteredLookupDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadLookupsQuery extends Query<RegisteredLookupPageDto> {
  constructor(readonly wanted: ReadLookupsDto) {
    super();
  }
}

/** QueryLogView (3.18). */
@QueryHandler(ReadLookupsQuery)
export class ReadLookupsHandler implements IQueryHandler<ReadLookupsQuery> {
  constructor(
    private readonly registers: Registers,
    private readonly names: UnitNames,
  ) {}

  async execute({ wanted }: ReadLookupsQuery): Promise<RegisteredLookupPageDto> {
    const { user, unit, purpose, subject, mask, from, until, cursor, limit } = wanted;
    const { rows, next } = await this.registers.listLookups(
      {
        ...(user !== undefined && { userId: user }),
        ...(unit !== undefined && { unitId: unit }),
        ...(purpose !== undefined && { purposeCode: purpose }),
        ...(subject !== undefined && { subjectRef: subject }),
        ...(mask !== undefined && { maskLevel: mask }),
      },
      {
        limit: limit ?? DEFAULT_LIMIT,
        ...(from !== undefined && { from }),
        ...(until !== undefined && { before: until }),
        ...(cursor !== undefined && { cursor }),
      },
    );
    return { items: rows.map((row) => registeredLookupDto(row, this.names)), ...(next !== undefined && { next }) };
  }
}

@QueryController('register')
export class ReadLookupsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/lookups', {
    name: 'readLookups',
    zh: '个人信息查询登记',
    en: 'The register of look-ups',
    clause: '3.18, 6.2',
    roles: REGISTER_READERS,
    answer: RegisteredLookupPageDto,
    problems: ['CURSOR_INVALID'],
  })
  async lookups(@QueryString() wanted: ReadLookupsDto): Promise<RegisteredLookupPageDto> {
    return this.queries.execute(new ReadLookupsQuery(wanted));
  }
}
