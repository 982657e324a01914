import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, Registers, type Actor } from '#libs/access';
import { subjectsOf } from '#projections';
import { DEFAULT_LIMIT, PageDto, SubjectParams } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ReadingPolicy } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { LookedUpDto, lookedUpDto } from './looked-up.dto.js';
import { UnitNames } from './unit-names.js';

const ROUTE = { method: 'GET', path: '/subjects/:subjectId/lookups' } as const;

export class LookedUpPageDto {
  @ApiProperty({ type: [LookedUpDto], description: '最近的在前 · latest first' })
  items!: readonly LookedUpDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadOwnLookupsQuery extends Query<LookedUpPageDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly wanted: PageDto,
  ) {
    super();
  }
}

/** Own access (6.1): the person sees who looked, when and why, also where it was met in the entry of an entity. */
@QueryHandler(ReadOwnLookupsQuery)
export class ReadOwnLookupsHandler implements IQueryHandler<ReadOwnLookupsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly policy: ReadingPolicy,
    private readonly registers: Registers,
    private readonly names: UnitNames,
  ) {}

  async execute({ actor, subjectId, wanted }: ReadOwnLookupsQuery): Promise<LookedUpPageDto> {
    const { cursor, limit = DEFAULT_LIMIT } = wanted;
    const { rows, next } = await this.registers.listLookups(
      { subjectRef: await this.refs(actor, subjectId) },
      { limit, ...(cursor !== undefined && { cursor }) },
    );
    return { items: rows.map((row) => lookedUpDto(row, this.names)), ...(next !== undefined && { next }) };
  }

  /** All ids under which the person was looked up. Who has no dossier has been met as a responsible person. */
  private async refs(actor: Actor, subjectId: string): Promise<readonly string[]> {
    if (actor.kind === 'SUBJECT' && actor.subjectRef === subjectId) {
      const own = await subjectsOf(this.read.pool, subjectId);
      return [...new Set([subjectId, ...own.map((one) => one.subjectId)])];
    }
    const { reach, subjectIds } = await this.policy.visible(actor, subjectId, ROUTE, 'CASE');
    if (reach !== 'OWN') return this.policy.deny(actor, ROUTE, 'NOT_VISIBLE', subjectId);
    return [...new Set([subjectId, ...subjectIds])];
  }
}

@QueryController('register')
export class ReadOwnLookupsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/subjects/{subjectId}/lookups', {
    name: 'readOwnLookups',
    zh: '何人何时因何查询了本人',
    en: 'Who looked one up, when and why',
    clause: '6.1, 6.2',
    roles: ['SUBJECT'],
    answer: LookedUpPageDto,
    problems: ['NOT_VISIBLE', 'CURSOR_INVALID'],
  })
  async lookups(
    @CurrentActor() actor: Actor,
    @Param() { subjectId }: SubjectParams,
    @QueryString() wanted: PageDto,
  ): Promise<LookedUpPageDto> {
    return this.queries.execute(new ReadOwnLookupsQuery(actor, subjectId, wanted));
  }
}
