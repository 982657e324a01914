import { Headers, Query as QueryString, Res, type StreamableFile } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProduces, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Role } from '#libs/access';
import { CursorCodec } from '#libs/read-store';
import type { ListKind } from '#libs/rules';
import { CHANGES_CURSOR, type ChangePlace } from '#libs/webhooks';
import { changesAfter } from '#projections';
import { DEFAULT_LIMIT, PageDto } from '../http/parameters.js';
import { queryProblem } from '../http/problems.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { digested } from '../lists/digested.js';
import { formatOf, MEDIA_TYPES } from '../lists/export.js';
import { ReadModels } from '../reading/catch-up.js';
import { DEPARTMENT_ROLES } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { ChangeDto, changeDto } from './change.dto.js';

const KINDS: readonly ListKind[] = ['RED', 'BLACK', 'FOCUS'];
/** Changes of one page of a stream. */
const STREAMED = 500;

/** Whoever may look at a list may follow it. */
export const FEED_READERS: readonly Role[] = [...DEPARTMENT_ROLES, 'SOCIAL_ORGANISATION', 'PLATFORM_OPERATOR'];

export class ReadChangesDto extends PageDto {
  @ApiPropertyOptional({ enum: KINDS, description: '名单，缺省为全部 · list; absent: all' })
  @IsOptional()
  @IsIn(KINDS)
  list?: ListKind;
}

export class ChangesDto {
  @ApiProperty({ type: [ChangeDto] })
  items!: readonly ChangeDto[];
  @ApiPropertyOptional({
    type: String,
    description:
      '下次从此处继续：永不过期，没有新变动时保持不变；从头开始而尚无变动时没有 · go on from here at any time; absent only before the very first change',
  })
  cursor?: string;
  @ApiProperty({ type: 'boolean', description: '其后还有变动 · there is more already' })
  more!: boolean;
}

export class ReadChangesQuery extends Query<ChangesDto> {
  constructor(readonly wanted: ReadChangesDto) {
    super();
  }
}

@QueryHandler(ReadChangesQuery)
export class ReadChangesHandler implements IQueryHandler<ReadChangesQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly codec: CursorCodec,
  ) {}

  async execute({ wanted }: ReadChangesQuery): Promise<ChangesDto> {
    await this.models.caughtUp(wanted.after, 'list-changes');
    const limit = wanted.limit ?? DEFAULT_LIMIT;
    const listKinds = wanted.list === undefined ? KINDS : [wanted.list];
    const found = await changesAfter(this.read.pool, this.place(wanted.cursor), listKinds, limit + 1);
    const items = found.slice(0, limit).map((change) => changeDto(change, this.cursorAt(change)));
    const cursor = items.at(-1)?.cursor ?? wanted.cursor;
    return { items, more: found.length > limit, ...(cursor !== undefined && { cursor }) };
  }

  /** Not bound to a list: where somebody is, is one place in the log. */
  private place(cursor: string | undefined): ChangePlace | undefined {
    if (cursor === undefined) return undefined;
    const [position, eventId] = this.codec.decode(CHANGES_CURSOR, cursor);
    return { position: String(position), eventId: String(eventId) };
  }

  private cursorAt({ position, eventId }: ChangePlace): string {
    return this.codec.encode(CHANGES_CURSOR, [position, eventId]);
  }
}

@QueryController('exchange')
export class ReadChangesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/exchange/changes', {
    name: 'readChanges',
    zh: '名单变动，按发生顺序；JSON 为一页，NDJSON 为至今全部',
    en: 'Changes of lists in their order: a page as JSON, everything until now as NDJSON',
    clause: '3.12, 5.2',
    roles: FEED_READERS,
    answer: ChangesDto,
    problems: ['CURSOR_INVALID', 'NOT_ACCEPTABLE'],
  })
  @ApiProduces('application/json', 'application/x-ndjson')
  async changes(
    @QueryString() wanted: ReadChangesDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChangesDto | StreamableFile> {
    const format = formatOf(accept);
    if (format !== 'JSON' && format !== 'NDJSON') throw queryProblem('NOT_ACCEPTABLE');
    void reply.header('vary', 'accept');
    const first = await this.page(wanted, format === 'JSON' ? wanted.limit : STREAMED);
    if (format === 'JSON') return first;
    return digested(reply, this.lines(first, wanted), MEDIA_TYPES.NDJSON);
  }

  private page(wanted: ReadChangesDto, limit: number | undefined, cursor = wanted.cursor): Promise<ChangesDto> {
    const { list, after } = wanted;
    const asked = Object.assign(new ReadChangesDto(), { list, after, cursor, limit });
    return this.queries.execute(new ReadChangesQuery(asked));
  }

  /** Page by page as they are taken. */
  private async *lines(first: ChangesDto, wanted: ReadChangesDto): AsyncGenerator<string> {
    for (let page = first; ; page = await this.page(wanted, STREAMED, page.cursor)) {
      if (page.items.length > 0) yield page.items.map((change) => `${JSON.stringify(change)}\n`).join('');
      if (!page.more) return;
    }
  }
}
