import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { externalEntries, type ExternalEntryKey } from '#projections';
import { DEFAULT_LIMIT, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { ExternalEntries, ExternalEntryDto } from './external-entry.js';
import { ExternalListParams } from './read-external-deliveries.js';
import { EXTERNAL_LIST_READERS } from './read-external-lists.js';

export class ExternalEntryPageDto {
  @ApiProperty({ type: [ExternalEntryDto] })
  items!: readonly ExternalEntryDto[];
  @ApiPropertyOptional({ type: String, description: '下一页的 cursor · absent on the last page' })
  next?: string;
}

export class BrowseExternalListQuery extends Query<ExternalEntryPageDto> {
  constructor(
    readonly listId: string,
    readonly wanted: PageDto,
  ) {
    super();
  }
}

@QueryHandler(BrowseExternalListQuery)
export class BrowseExternalListHandler implements IQueryHandler<BrowseExternalListQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly entries: ExternalEntries,
    private readonly today: Today,
  ) {}

  async execute({ listId, wanted }: BrowseExternalListQuery): Promise<ExternalEntryPageDto> {
    await this.models.caughtUp(wanted.after, 'external-lists');
    const scope = ['external-lists', listId];
    const after = this.cursors.decode<ExternalEntryKey>(scope, wanted.cursor, ['listedOn', 'entryId']);
    const filter = { listId, today: this.today.date };
    const page = await externalEntries(this.read.pool, filter, wanted.limit ?? DEFAULT_LIMIT, after);
    const next = this.cursors.encode(scope, page.next);
    return {
      items: await this.entries.shown(page.items, this.today.now),
      ...(next !== undefined && { next }),
    };
  }
}

@QueryController('external')
export class BrowseExternalListController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/external-lists/{listId}/entries', {
    name: 'browseExternalList',
    zh: '外部名单的现行条目；参考名单仅在此查阅，供参考',
    en: 'Entries of a list of somebody else; reference lists are read here only, for reference',
    clause: '3.18, 6.4',
    roles: EXTERNAL_LIST_READERS,
    answer: ExternalEntryPageDto,
    problems: ['CURSOR_INVALID'],
  })
  async browse(@Param() { listId }: ExternalListParams, @QueryString() wanted: PageDto): Promise<ExternalEntryPageDto> {
    return this.queries.execute(new BrowseExternalListQuery(listId, wanted));
  }
}
