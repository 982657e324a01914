import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { publicPublications, type PublicationKey, type PublicationRow } from '#projections';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Revalidated } from '../http/revalidated.js';
import { Cursors } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { QueryApiSettings, ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { PublicPageDto } from './browse-public-list.js';

export class PublicPublicationsDto extends PublicPageDto {
  @ApiPropertyOptional({ enum: ['RED', 'BLACK'] })
  @IsOptional()
  @IsIn(['RED', 'BLACK'])
  list?: 'RED' | 'BLACK';
}

export class PublicNoticeDto {
  @ApiProperty({ format: 'uuid' })
  publicationId!: string;
  @ApiProperty({
    enum: ['PUBLICITY', 'PUBLICATION', 'EXIT_ANNOUNCEMENT', 'RESTORATION_NOTICE'],
    description: '公示、发布、退出公告、恢复信誉公告',
  })
  kind!: string;
  @ApiProperty({ enum: ['RED', 'BLACK'] })
  listKind!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ description: '展示内容（已脱敏）· the text shown, masked' })
  text!: string;
  @ApiPropertyOptional({ type: String, description: '展示内容的 SHA-256 · hash of the text shown' })
  contentHash?: string;
  @ApiProperty({ type: [String], example: ['unit-portal', 'credit-x'] })
  channels!: readonly string[];
  @ApiProperty({ format: 'date' })
  from!: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  until?: string;
  @ApiProperty({ type: 'boolean', description: '异议核实中 · disputed' })
  disputed!: boolean;
}

export class PublicNoticePageDto {
  @ApiProperty({ type: [PublicNoticeDto] })
  items!: readonly PublicNoticeDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class PublicPublicationsQuery extends Query<PublicNoticePageDto> {
  constructor(readonly wanted: PublicPublicationsDto) {
    super();
  }
}

@QueryHandler(PublicPublicationsQuery)
export class PublicPublicationsHandler implements IQueryHandler<PublicPublicationsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly cursors: Cursors,
    private readonly people: PersonalData,
    private readonly today: Today,
    private readonly settings: QueryApiSettings,
  ) {}

  async execute({ wanted }: PublicPublicationsQuery): Promise<PublicNoticePageDto> {
    const scope = ['publications', wanted.list ?? null];
    const after = this.cursors.decode<PublicationKey>(scope, wanted.cursor, ['shownFrom', 'publicationId']);
    const { noticeDays } = this.settings;
    const filter = { today: this.today.date, noticeDays, ...(wanted.list && { listKind: wanted.list }) };
    const page = await publicPublications(this.read.pool, filter, wanted.limit ?? 20, after);
    const shown = page.items.map(shownNow);
    const texts = await this.people.texts(shown.map((one) => one.text));
    const next = this.cursors.encode(scope, page.next);
    return {
      items: shown.map((one, i) => ({ ...one, text: texts[i] ?? '' })),
      ...(next !== undefined && { next }),
    };
  }
}

/** The latest act of showing that a row stands for today. */
function shownNow(row: PublicationRow): Omit<PublicNoticeDto, 'text'> & { readonly text: unknown } {
  const { publicationId, listKind, unitId } = row;
  const common = { publicationId, listKind, unitId, disputed: row.current && row.disputeMarks > 0 };
  if (row.current) {
    const channels = row.channels.map((channel) => channel.channelId);
    return {
      ...{ ...common, kind: row.kind, text: row.shownText, contentHash: row.contentHash },
      ...{ channels, from: row.shownFrom, until: row.shownUntil },
    };
  }
  if (row.restoredOn !== null) {
    const kind = 'RESTORATION_NOTICE';
    return { ...common, kind, text: row.restorationText, channels: row.restorationChannels, from: row.restoredOn };
  }
  const from = row.exitAnnouncedOn ?? row.shownFrom;
  return { ...common, kind: 'EXIT_ANNOUNCEMENT', text: row.exitText, channels: row.exitChannels, from };
}

@QueryController('public')
export class PublicPublicationsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/public/publications', {
    ...{
      name: 'publicPublications',
      zh: '公示、发布与公告',
      en: 'What is shown to the public',
      clause: '3.12',
      roles: [],
    },
    ...{ answer: PublicNoticePageDto, problems: ['CURSOR_INVALID'], public: true },
  })
  @Revalidated('publications')
  async list(@QueryString() wanted: PublicPublicationsDto): Promise<PublicNoticePageDto> {
    return this.queries.execute(new PublicPublicationsQuery(wanted));
  }
}
