import { Headers, Param, Query as QueryString, Res, type StreamableFile } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProduces, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { CurrentActor, type Actor } from '#libs/access';
import type { ListKind } from '#libs/rules';
import {
  externalEntries,
  withNames,
  type ListFilter,
  type ListKey,
  type ListStatus,
  type ShownPage,
} from '#projections';
import { ExternalEntries, ExternalEntryDto } from '../external-lists/external-entry.js';
import { DEFAULT_LIMIT, OptionalCode, PageDto } from '../http/parameters.js';
import { queryProblem } from '../http/problems.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { DEPARTMENT_ROLES } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { digested } from './digested.js';
import { formatOf, MEDIA_TYPES } from './export.js';
import { ListFiles } from './list-files.js';
import { ListFilters } from './list-filter.js';
import { ListPages } from './list-pages.js';
import { ListedEntryDto } from './listed-entry.dto.js';

export const KINDS: Readonly<Record<string, ListKind>> = { red: 'RED', black: 'BLACK', focus: 'FOCUS' };
const STATUSES: readonly ListStatus[] = ['ACTIVE', 'PREPARING', 'READY', 'EXITED', 'NOT_LISTED', 'ALL'];
const PLACE = ['listedOn', 'entryId', 'mirrored'] as const;
/** Later than any day on which somebody was listed. */
const FIRST_PLACE = '9999-12-31';

export class ListParams {
  @IsIn(Object.keys(KINDS))
  list!: string;
}

export class BrowseListDto extends PageDto {
  @OptionalCode('认定单位 · recognising unit', 'unit-a')
  unit?: string;
  @OptionalCode('认定标准 · standard', 'BLK-1')
  standard?: string;

  @ApiPropertyOptional({
    enum: STATUSES,
    description: '缺省 ACTIVE：今日在列。其余状态只见本单位条目 · in effect today; the others of one’s own unit only',
  })
  @IsOptional()
  @IsIn(STATUSES)
  status?: ListStatus;

  @ApiPropertyOptional({
    description:
      '单位名称的一部分，或完整的统一社会信用代码、决定文号。自然人不能按姓名查找 · part of an organisation’s name, or a whole code or decision number',
    example: '商贸',
  })
  @IsOptional()
  @IsString()
  @MinLength(2)
  @MaxLength(100)
  q?: string;
}

/** A page of entries. */
export class ListedEntryPageDto {
  @ApiProperty({ type: [ListedEntryDto] })
  items!: readonly ListedEntryDto[];
  @ApiProperty({
    type: [ExternalEntryDto],
    description:
      '外部镜像名单的现行条目，排在本地条目之后；按单位、标准或状态筛选时为空，导出的文件不含 · entries of mirrored lists, after our own; none where units, standards or states are asked for, nor in files',
  })
  mirrored!: readonly ExternalEntryDto[];
  @ApiPropertyOptional({ type: String, description: '下一页的 cursor；没有即为最后一页 · absent on the last page' })
  next?: string;
  @ApiProperty({ format: 'date', description: '以此日判断是否在有效期内 · the day that decides what is in effect' })
  today!: string;
}

/** Where a page begins: among our own entries, or among the mirrored ones that follow them. */
interface PlaceInList extends ListKey {
  readonly mirrored?: boolean;
}

/** A page whose entries are JSON already, without the brackets. */
interface ListPage extends Omit<ListedEntryPageDto, 'items'> {
  readonly items: string;
}

const NO_ENTRIES: ShownPage = { items: '', count: 0, unnamed: [] };

export class BrowseListQuery extends Query<ListPage> {
  constructor(
    readonly actor: Actor,
    readonly listKind: ListKind,
    readonly wanted: BrowseListDto,
  ) {
    super();
  }
}

@QueryHandler(BrowseListQuery)
export class BrowseListHandler implements IQueryHandler<BrowseListQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly pages: ListPages,
    private readonly cursors: Cursors,
    private readonly filters: ListFilters,
    private readonly people: PersonalData,
    private readonly mirrors: ExternalEntries,
    private readonly today: Today,
  ) {}

  async execute({ actor, listKind, wanted }: BrowseListQuery): Promise<ListPage> {
    const filter = await this.filters.filter(actor, listKind, wanted);
    const { today: _today, ...scope } = filter;
    const after = this.cursors.decode<PlaceInList>(['lists', scope], wanted.cursor, PLACE);
    const limit = wanted.limit ?? DEFAULT_LIMIT;
    const past = after?.mirrored === true;
    const page = past ? NO_ENTRIES : await this.pages.page(filter, limit, after);
    const names = await this.people.jsonNames(page.unnamed, 'PUBLIC');
    const rest = limit - page.count;
    const mirrors =
      page.next === undefined && isWholeList(filter)
        ? await this.mirrored(filter, rest, past ? after : undefined)
        : { items: [] };
    const next = this.cursors.encode(['lists', scope], page.next ?? mirrors.next);
    return {
      items: withNames(page, names),
      mirrored: await this.mirrors.shown(mirrors.items, this.today.now),
      today: filter.today,
      ...(next !== undefined && { next }),
    };
  }

  /** Mirrored entries that stand here like our own, flagged with owner, version and age. */
  private async mirrored({ listKind, today, q }: ListFilter, limit: number, after?: ListKey) {
    const filter = { origin: 'EXTERNAL_MIRROR', listKind, today, ...(q !== undefined && { q }) } as const;
    // Where the page is full, one is looked for to know whether another page follows.
    const found = await externalEntries(this.read.pool, filter, Math.max(limit, 1), after);
    if (limit > 0) return { items: found.items, ...(found.next && { next: { ...found.next, mirrored: true } }) };
    const first = { listedOn: FIRST_PLACE, entryId: '', mirrored: true };
    return { items: [], ...(found.items.length > 0 && { next: first }) };
  }
}

/** Mirrors belong to no unit and standard of ours, and have no state but being in effect. */
function isWholeList({ status, unitIds, standardId }: ListFilter): boolean {
  return status === 'ACTIVE' && unitIds === undefined && standardId === undefined;
}

@QueryController('lists')
export class BrowseListController {
  constructor(
    private readonly queries: QueryBus,
    private readonly filters: ListFilters,
    private readonly files: ListFiles,
  ) {}

  @QueryRoute('/lists/{list}', {
    name: 'browseList',
    zh: '名单：JSON 为一页；NDJSON、CSV、XLSX 为全部，尾部字段 Repr-Digest 为其 SHA-256',
    en: 'A list: a page as JSON; all of it as NDJSON, CSV or XLSX, with its SHA-256 in the trailer Repr-Digest',
    clause: '3.18',
    roles: [...DEPARTMENT_ROLES, 'SOCIAL_ORGANISATION', 'PLATFORM_OPERATOR'],
    answer: ListedEntryPageDto,
    problems: ['CURSOR_INVALID', 'NOT_ACCEPTABLE', 'READ_NOT_ALLOWED'],
  })
  @ApiProduces('application/json', 'application/x-ndjson', 'text/csv', MEDIA_TYPES.XLSX)
  async browse(
    @CurrentActor() actor: Actor,
    @Param() { list }: ListParams,
    @QueryString() wanted: BrowseListDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | StreamableFile> {
    const format = formatOf(accept);
    if (format === undefined) throw queryProblem('NOT_ACCEPTABLE');
    const listKind = KINDS[list] ?? 'RED';
    if (format === 'JSON') {
      const { items, ...page } = await this.queries.execute(new BrowseListQuery(actor, listKind, wanted));
      void reply.type('application/json; charset=utf-8');
      // As bytes: of a text the length is counted first, and then it is turned into bytes once more.
      return Buffer.from(`{"items":[${items}],${JSON.stringify(page).slice(1)}`);
    }
    void reply.header('vary', 'accept');
    const filter = await this.filters.filter(actor, listKind, wanted);
    return digested(reply, this.files.chunks({ format, filter, level: 'PUBLIC' }), MEDIA_TYPES[format]);
  }
}
