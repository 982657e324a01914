import { Header, Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProduces, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { labelOf, startOfDay } from '#libs/rules';
import { publicFeed, type FeedItem, type FeedKey, type PublicFeed } from '#projections';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Revalidated } from '../http/revalidated.js';
import { PublicPageDto } from '../lists/browse-public-list.js';
import { Cursors } from '../reading/catch-up.js';
import { ERASED, PersonalData } from '../reading/personal-data.js';
import { QueryApiSettings, ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';

const FEEDS = { red: 'RED', black: 'BLACK', notices: 'NOTICES' } as const satisfies Record<string, PublicFeed>;
type FeedName = keyof typeof FEEDS;
const TITLES: Readonly<Record<FeedName, string>> = {
  red: '现行红名单 · Current red list',
  black: '现行黑名单 · Current black list',
  notices: '公示、退出公告与恢复信誉公告 · Initial lists, notices of exit and of restoration',
};
const KINDS = {
  PUBLICITY: { zh: '公示', en: 'Initial list' },
  PUBLICATION: { zh: '发布', en: 'Publication' },
  EXIT_ANNOUNCEMENT: { zh: '退出公告', en: 'Notice of exit' },
  RESTORATION_NOTICE: { zh: '恢复信誉公告', en: 'Notice of restoration' },
} as const satisfies Record<FeedItem['kind'], object>;

const VERSION = 'https://jsonfeed.org/version/1.1';
const MEDIA_TYPE = 'application/feed+json';

export class FeedParams {
  @IsIn(Object.keys(FEEDS))
  feed!: FeedName;
}

export class FeedItemDetailDto {
  @ApiProperty({ enum: Object.keys(KINDS), description: '公示、发布、退出公告、恢复信誉公告' })
  kind!: string;
  @ApiProperty({ enum: ['RED', 'BLACK'] })
  listKind!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ type: [String], description: '渠道 · channels', example: ['portal-a', 'credit-china'] })
  channels!: readonly string[];
  @ApiProperty({ format: 'date' })
  from!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '展示截止日 · last day' })
  until?: string;
  @ApiProperty({ type: 'boolean', description: '异议核实中 · disputed' })
  disputed!: boolean;
}

export class FeedItemDto {
  @ApiProperty({
    description: '固定编号 · stable id',
    example: 'urn:mingdan:shown:7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10:PUBLICATION',
  })
  id!: string;
  @ApiProperty({ example: '发布 · 黑名单 · Publication, black list' })
  title!: string;
  @ApiProperty({ description: '展示内容（已脱敏）· the text shown, masked' })
  content_text!: string;
  @ApiProperty({ format: 'date-time' })
  date_published!: string;
  @ApiProperty({ type: [String], example: ['BLACK', 'PUBLICATION'] })
  tags!: readonly string[];
  @ApiProperty({ type: FeedItemDetailDto })
  _mingdan!: FeedItemDetailDto;
}

/** JSON Feed 1.1 (jsonfeed.org). */
export class PublicFeedDto {
  @ApiProperty({ example: VERSION })
  version!: string;
  @ApiProperty({ example: TITLES.notices })
  title!: string;
  @ApiProperty({ example: 'zh-CN' })
  language!: string;
  @ApiPropertyOptional({ type: String, description: '下一页的地址 · address of the next page' })
  next_url?: string;
  @ApiProperty({ type: [FeedItemDto], description: '最近的在前 · latest first' })
  items!: readonly FeedItemDto[];
}

export class PublicFeedQuery extends Query<PublicFeedDto> {
  constructor(
    readonly feed: FeedName,
    readonly wanted: PublicPageDto,
  ) {
    super();
  }
}

@QueryHandler(PublicFeedQuery)
export class PublicFeedHandler implements IQueryHandler<PublicFeedQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly cursors: Cursors,
    private readonly people: PersonalData,
    private readonly today: Today,
    private readonly settings: QueryApiSettings,
  ) {}

  async execute({ feed, wanted }: PublicFeedQuery): Promise<PublicFeedDto> {
    const { limit = 20, cursor } = wanted;
    const scope = ['feed', feed];
    const after = this.cursors.decode<FeedKey>(scope, cursor, ['shownFrom', 'itemId']);
    const filter = { today: this.today.date, noticeDays: this.settings.noticeDays, feed: FEEDS[feed] };
    const page = await publicFeed(this.read.pool, filter, limit, after);
    const texts = await this.people.texts(page.items.map((item) => item.text));
    const next = this.cursors.encode(scope, page.next);
    return {
      ...{ version: VERSION, title: TITLES[feed], language: 'zh-CN' },
      ...(next !== undefined && {
        next_url: `/public/feeds/${feed}?${new URLSearchParams({ limit: String(limit), cursor: next })}`,
      }),
      // What was erased meanwhile is shown to nobody any more.
      items: page.items.flatMap((item, i) => (texts[i] === ERASED ? [] : [itemOf(item, texts[i] ?? '')])),
    };
  }
}

function itemOf(item: FeedItem, text: string): FeedItemDto {
  const { itemId, kind, listKind, unitId, channels, shownFrom, shownUntil, disputed } = item;
  const [name, list] = [KINDS[kind], labelOf('ListKind', listKind)];
  return {
    id: `urn:mingdan:shown:${itemId}`,
    title: `${name.zh} · ${list.zh} · ${name.en}, ${list.en}`,
    content_text: text,
    date_published: startOfDay(shownFrom),
    tags: [listKind, kind],
    _mingdan: {
      ...{ kind, listKind, unitId, channels, from: shownFrom, disputed },
      ...(shownUntil !== null && { until: shownUntil }),
    },
  };
}

@QueryController('public')
export class PublicFeedController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/public/feeds/{feed}', {
    ...{
      name: 'publicFeed',
      zh: '现行名单与公告的订阅源（JSON Feed 1.1）',
      en: 'Feed of a current list, or of initial lists and notices (JSON Feed 1.1)',
      clause: '3.12, 3.18, 6.4',
      roles: [],
    },
    ...{ answer: PublicFeedDto, problems: ['CURSOR_INVALID'], public: true },
  })
  @ApiProduces(MEDIA_TYPE)
  @Header('Content-Type', `${MEDIA_TYPE}; charset=utf-8`)
  @Revalidated('publications')
  async read(@Param() { feed }: FeedParams, @QueryString() wanted: PublicPageDto): Promise<PublicFeedDto> {
    return this.queries.execute(new PublicFeedQuery(feed, wanted));
  }
}
