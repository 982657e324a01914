import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import { AfterDto, SubjectParams } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ListedEntryDto, listedEntryDto } from '../lists/listed-entry.dto.js';
import { ReadModels } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { DEPARTMENT_ROLES, ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';

export class SubjectEntriesDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({
    type: [ListedEntryDto],
    description: '您可以查询的条目，最近的在前 · those you may see, latest first',
  })
  items!: readonly ListedEntryDto[];
  @ApiProperty({ format: 'date' })
  today!: string;
}

export class ListEntriesQuery extends Query<SubjectEntriesDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly after: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListEntriesQuery)
export class ListEntriesHandler implements IQueryHandler<ListEntriesQuery> {
  constructor(
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly people: PersonalData,
    private readonly today: Today,
  ) {}

  async execute({ actor, subjectId, after }: ListEntriesQuery): Promise<SubjectEntriesDto> {
    await this.models.caughtUp(after, 'current-lists');
    const route = { method: 'GET', path: '/subjects/:subjectId/entries' };
    const { entries, reach } = await this.policy.visible(actor, subjectId, route, 'DEPARTMENT');
    const names = await this.people.names(entries, reach === 'OWN' ? 'UNMASKED' : 'PUBLIC');
    return {
      ...{ subjectId, today: this.today.date },
      items: entries.map((entry, i) => listedEntryDto(entry, names[i] ?? { name: '', identifier: '' })),
    };
  }
}

@QueryController('subjects')
export class ListEntriesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/subjects/{subjectId}/entries', {
    name: 'listEntries',
    zh: '主体的名单条目',
    en: 'Entries of a subject',
    clause: '3.18',
    roles: [...DEPARTMENT_ROLES, 'SUBJECT'],
    answer: SubjectEntriesDto,
    problems: ['NOT_VISIBLE'],
  })
  async list(
    @CurrentActor() actor: Actor,
    @Param() { subjectId }: SubjectParams,
    @QueryString() { after }: AfterDto,
  ): Promise<SubjectEntriesDto> {
    return this.queries.execute(new ListEntriesQuery(actor, subjectId, after));
  }
}
