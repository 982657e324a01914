import { Param, Query as QueryString, Res } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentActor, type Actor } from '#libs/access';
import { entryDetail, type EntryDetail } from '#projections';
import { AfterDto, EntryParams } from '../http/parameters.js';
import { queryProblem } from '../http/problems.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ListedEntryDto, listedEntryDto } from '../lists/listed-entry.dto.js';
import { ReadModels } from '../reading/catch-up.js';
import { PersonalData, isSealed, withheld } from '../reading/personal-data.js';
import { DEPARTMENT_ROLES, ReadingPolicy, type Reach } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';

const ROUTE = { method: 'GET', path: '/subjects/:subjectId/entries/:entryId' } as const;

export class EntryDetailDto extends ListedEntryDto {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      '条目内容：依据、条款、告知、公示、决定、案件与修复。自然人的文字内容在此为 null，须登记事由后查询全过程 · the inside of the entry; texts about persons are null here, search the timeline with a purpose. Absent for other departments',
    example: { basis: [{ class: 'ADMIN_OR_CRIMINAL', docNo: '市监罚〔2026〕1号' }], facts: '销售不合格产品' },
  })
  detail?: unknown;
  @ApiProperty({ format: 'date' })
  today!: string;
}

export class ReadEntryQuery extends Query<EntryDetailDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly entryId: string,
    readonly after: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadEntryQuery)
export class ReadEntryHandler implements IQueryHandler<ReadEntryQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly people: PersonalData,
    private readonly today: Today,
  ) {}

  async execute({ actor, subjectId, entryId, after }: ReadEntryQuery): Promise<EntryDetailDto> {
    await this.models.caughtUp(after, 'current-lists');
    const { entries, reach } = await this.policy.visible(actor, subjectId, ROUTE, 'DEPARTMENT');
    const listed = entries.find((entry) => entry.entryId === entryId);
    const found = listed && (await entryDetail(this.read.pool, listed.subjectId, entryId, this.today.date));
    if (found === undefined) throw queryProblem('NOT_VISIBLE');
    const { detail, ...row } = found;
    const [name = { name: '', identifier: '' }] = await this.people.names(
      [row],
      reach === 'OWN' ? 'UNMASKED' : 'PUBLIC',
    );
    const inside = this.inReach(actor, reach, found) ? await this.inside(reach, found, detail) : undefined;
    return {
      ...listedEntryDto(row, name),
      ...(inside !== undefined && { detail: inside }),
      today: this.today.date,
    };
  }

  private inReach(actor: Actor, reach: Reach, entry: EntryDetail): boolean {
    return reach === 'WHOLE' || reach === 'OWN' || this.policy.isOwnUnit(actor, entry.unitId);
  }

  /** Names of responsible persons never leave by GET; texts do for organisations, and for the subject itself. */
  private async inside(reach: Reach, entry: EntryDetail, detail: EntryDetail['detail']): Promise<unknown> {
    const organisation = !isSealed(entry.name);
    const { responsiblePersons, ...rest } = detail;
    const persons = withheld(responsiblePersons);
    if (!organisation && reach !== 'OWN') return { ...(withheld(rest) as object), responsiblePersons: persons };
    return { ...((await this.people.inside(rest)) as object), responsiblePersons: persons };
  }
}

@QueryController('subjects')
export class ReadEntryController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/subjects/{subjectId}/entries/{entryId}', {
    name: 'readEntry',
    zh: '名单条目',
    en: 'One entry',
    clause: '3.18',
    roles: [...DEPARTMENT_ROLES, 'SUBJECT'],
    answer: EntryDetailDto,
    problems: ['NOT_VISIBLE'],
  })
  async one(
    @CurrentActor() actor: Actor,
    @Param() { subjectId, entryId }: EntryParams,
    @QueryString() { after }: AfterDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EntryDetailDto> {
    const entry = await this.queries.execute(new ReadEntryQuery(actor, subjectId, entryId, after));
    void reply.header('etag', `"${entry.entryRevision}"`);
    return entry;
  }
}
