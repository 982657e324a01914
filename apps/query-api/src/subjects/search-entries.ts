import { Body, Ip, Param } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { CurrentActor, LookupPurpose, type Actor } from '#libs/access';
import { entryDetail, type ListedEntry } from '#projections';
import { AfterDto, ForPurpose, SubjectParams, Unmasked } from '../http/parameters.js';
import { QueryController, QuestionRoute } from '../http/query-route.js';
import { ListedEntryDto, listedEntryDto } from '../lists/listed-entry.dto.js';
import { ReadModels } from '../reading/catch-up.js';
import { Lookups } from '../reading/lookups.js';
import { isSealed, PersonalData } from '../reading/personal-data.js';
import { DEPARTMENT_ROLES, ReadingPolicy, type Visible } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';

const ROUTE = { method: 'POST', path: '/subjects/:subjectId/entries/search' } as const;

export class SearchEntriesDto extends AfterDto {
  @ForPurpose({ purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' })
  purpose!: LookupPurpose;

  @Unmasked()
  unmasked?: boolean;
}

export class NamedPersonDto {
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ format: 'uuid', description: '人员编号 · opaque' })
  personRef!: string;
  @ApiProperty({ description: '姓名 · name', example: '韩示范' })
  name!: string;
  @ApiProperty({ description: '行为发生时的身份 · capacity', example: 'LEGAL_REPRESENTATIVE' })
  capacity!: string;
}

export class FoundEntriesDto {
  @ApiProperty({ format: 'uuid', description: '登记编号 · number in the look-up register' })
  queryId!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ type: [ListedEntryDto], description: '您可以查询的条目 · those you may see, latest first' })
  items!: readonly ListedEntryDto[];
  @ApiProperty({
    type: [NamedPersonDto],
    description: '本单位条目的责任人员；可见全部条目者为全部 · responsible persons of the entries one works on',
  })
  responsiblePersons!: readonly NamedPersonDto[];
  @ApiProperty({ format: 'date' })
  today!: string;
}

export class SearchEntriesQuery extends Query<FoundEntriesDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly wanted: SearchEntriesDto,
    readonly clientIp: string,
  ) {
    super();
  }
}

interface StoredPerson {
  readonly personRef: string;
  readonly name?: unknown;
  readonly capacity: string;
}

@QueryHandler(SearchEntriesQuery)
export class SearchEntriesHandler implements IQueryHandler<SearchEntriesQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly people: PersonalData,
    private readonly lookups: Lookups,
    private readonly today: Today,
  ) {}

  async execute({ actor, subjectId, wanted, clientIp }: SearchEntriesQuery): Promise<FoundEntriesDto> {
    await this.models.caughtUp(wanted.after, 'current-lists');
    const visible = await this.policy.visible(actor, subjectId, ROUTE, 'DEPARTMENT');
    const { purpose, unmasked } = wanted;
    const grantId = unmasked === true ? await this.lookups.grantFor(actor, 'UNMASKED', purpose) : undefined;
    const maskLevel = unmasked === true ? 'UNMASKED' : 'DEPARTMENT';
    const names = await this.people.names(visible.entries, maskLevel);
    const responsiblePersons = await this.persons(actor, visible);
    const queryId = await this.lookups.register(actor, {
      roles: DEPARTMENT_ROLES,
      subjectRefs: [...new Set([visible.subject.subjectId, ...responsiblePersons.map(({ personRef }) => personRef)])],
      ...{ purpose, fieldsReturned: ['name', 'identifier', 'responsiblePersons'], maskLevel, clientIp },
      resultCount: visible.entries.length,
      ...(grantId !== undefined && { grantId }),
    });
    return {
      ...{ queryId, subjectId, responsiblePersons, today: this.today.date },
      items: visible.entries.map((entry, i) => listedEntryDto(entry, names[i] ?? { name: '', identifier: '' })),
    };
  }

  /** Names of responsible persons, where the reader works on the entry or sees everything. */
  private async persons(actor: Actor, { entries, reach }: Visible): Promise<readonly NamedPersonDto[]> {
    const mine = entries.filter(({ unitId }) => reach === 'WHOLE' || this.policy.isOwnUnit(actor, unitId));
    const found = (await Promise.all(mine.map((entry) => this.personsOf(entry)))).flat();
    const names = await this.people.texts(found.map(({ name }) => name));
    return found.map(({ entryId, personRef, capacity }, i) => ({
      ...{ entryId, personRef, capacity },
      name: names[i] ?? '',
    }));
  }

  private async personsOf({ subjectId, entryId }: ListedEntry) {
    const detail = (await entryDetail(this.read.pool, subjectId, entryId, this.today.date))?.detail;
    const persons = (detail?.['responsiblePersons'] ?? []) as readonly StoredPerson[];
    return persons.filter(({ name }) => isSealed(name)).map((person) => ({ ...person, entryId }));
  }
}

@QueryController('subjects')
export class SearchEntriesController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('/subjects/{subjectId}/entries/search', {
    name: 'searchEntries',
    zh: '主体的名单条目（登记事由后按部门口径显示；未脱敏须经批准）',
    en: 'Entries of a subject as departments see persons, for a registered purpose; unmasked by grant',
    clause: '3.18, 6.2, 6.4',
    roles: DEPARTMENT_ROLES,
    answer: FoundEntriesDto,
    problems: ['NOT_VISIBLE', 'GRANT_MISSING'],
  })
  async search(
    @CurrentActor() actor: Actor,
    @Param() { subjectId }: SubjectParams,
    @Body() wanted: SearchEntriesDto,
    @Ip() ip: string,
  ): Promise<FoundEntriesDto> {
    return this.queries.execute(new SearchEntriesQuery(actor, subjectId, wanted, ip));
  }
}
