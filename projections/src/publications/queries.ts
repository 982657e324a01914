import type { LegalDate } from '#libs/rules';
import { Conditions, firstRows, page, type FirstRows, type Page, type Queryable } from '../columns.js';

export interface PublicationKey {
  readonly shownFrom: LegalDate;
  readonly publicationId: string;
}

/** One act of showing. Texts are `$sealed`; open them only for the answer. */
export interface PublicationRow extends PublicationKey {
  readonly subjectId: string;
  readonly entryId: string;
  readonly kind: 'PUBLICITY' | 'PUBLICATION';
  readonly listKind: string;
  readonly unitId: string;
  readonly channels: readonly { readonly channelId: string; readonly url?: string }[];
  readonly contentHash: string;
  readonly maskProfile: string | null;
  readonly shownText: unknown;
  readonly shownUntil: LegalDate;
  readonly disputeMarks: number;
  readonly current: boolean;
  readonly endedOn: LegalDate | null;
  readonly endedBecause: string | null;
  readonly exitAnnouncedOn: LegalDate | null;
  readonly exitChannels: readonly string[];
  readonly missingChannels: readonly string[];
  readonly exitText: unknown;
  readonly takenDownOn: LegalDate | null;
  readonly takenDownChannels: readonly string[];
  readonly restoredOn: LegalDate | null;
  readonly restorationChannels: readonly string[];
  readonly restorationText: unknown;
}

export interface PublicationFilter {
  readonly today: LegalDate;
  readonly unitIds?: readonly string[];
  readonly listKind?: string;
  readonly kind?: 'PUBLICITY' | 'PUBLICATION';
  readonly subjectId?: string;
  readonly entryId?: string;
  /** Only what left without an announcement on every channel that showed it (C1). */
  readonly missingOnly?: boolean;
}

// The day decides, not the event that ends it (D15).
const isBetween = (today: string): string => `${today}::date between shown_from and shown_until`;
// Few, and found by that day; with an upper bound the planner expects few, whatever the day.
const endsLater = (today: string): string => `ended_on > ${today}::date and ended_on < 'infinity'`;
const isCurrent = (today: string): string =>
  `(${isBetween(today)} and (ended_on is null or ended_on > ${today}::date))`;

const columns = (today: string): string =>
  `subject_id as "subjectId", publication_id as "publicationId", entry_id as "entryId", kind, list_kind as "listKind",
   unit_id as "unitId", channels, content_hash as "contentHash", mask_profile as "maskProfile", shown_text as "shownText",
   shown_from::text as "shownFrom", shown_until::text as "shownUntil", dispute_marks as "disputeMarks",
   ${isCurrent(today)} as current, ended_on::text as "endedOn", ended_because as "endedBecause",
   exit_announced_on::text as "exitAnnouncedOn", exit_channels as "exitChannels", missing_channels as "missingChannels",
   exit_text as "exitText", taken_down_on::text as "takenDownOn", taken_down_channels as "takenDownChannels",
   restored_on::text as "restoredOn", restoration_channels as "restorationChannels", restoration_text as "restorationText"`;

/** Retention is over: from that day on nothing of the entry is told (3.14, D15). */
const retained = (today: string): string => `(hidden_from is null or hidden_from > ${today}::date)`;

const LATEST = 'shown_from desc, publication_id';

// The first part is a range of the index.
function afterKey(conditions: Conditions, shownFrom: LegalDate, publicationId: string): void {
  const [from, id] = [conditions.param(shownFrom), conditions.param(publicationId)];
  conditions.and(`shown_from <= ${from}::date and (shown_from < ${from}::date or publication_id > ${id})`);
}

async function run(
  db: Queryable,
  conditions: Conditions,
  today: string,
  limit: number,
  after: PublicationKey | undefined,
  rows: Pick<FirstRows, 'each' | 'unitIds'>,
): Promise<Page<PublicationRow, PublicationKey>> {
  if (after !== undefined) afterKey(conditions, after.shownFrom, after.publicationId);
  conditions.and(retained(today));
  const wanted = { table: 'read.publications', order: LATEST, limit: limit + 1, ...rows };
  const { rows: found } = await db.query<PublicationRow>(
    `select ${columns(today)} from ${firstRows(conditions, wanted)} p order by ${LATEST} limit ${limit + 1}`,
    conditions.values,
  );
  return page(found, limit, ({ shownFrom, publicationId }) => ({ shownFrom, publicationId }));
}

/** Everything that was ever shown, the latest first: for officials. */
export async function publicationsOf(
  db: Queryable,
  filter: PublicationFilter,
  limit: number,
  after?: PublicationKey,
): Promise<Page<PublicationRow, PublicationKey>> {
  const conditions = new Conditions();
  const today = conditions.param(filter.today);
  conditions
    .equal('list_kind', filter.listKind)
    .equal('kind', filter.kind)
    .equal('subject_id', filter.subjectId)
    .equal('entry_id', filter.entryId);
  if (filter.missingOnly) conditions.and("missing_channels <> '[]'::jsonb");
  return run(db, conditions, today, limit, after, { unitIds: filter.unitIds });
}

/**
 * What the public sees today: what is being shown, and for `noticeDays` the announcements of exits and the
 * restoration notices. Never a minor's entry (6.4).
 */
export async function publicPublications(
  db: Queryable,
  filter: { readonly today: LegalDate; readonly noticeDays: number; readonly listKind?: string },
  limit: number,
  after?: PublicationKey,
): Promise<Page<PublicationRow, PublicationKey>> {
  const conditions = new Conditions();
  const [today, days] = [conditions.param(filter.today), conditions.param(filter.noticeDays)];
  const recent = (on: string): string => `${on} > ${today}::date - ${days}::integer and ${on} < 'infinity'`;
  conditions.and('not minor').and("list_kind in ('RED', 'BLACK')").equal('list_kind', filter.listKind);
  const shown = ['PUBLICITY', 'PUBLICATION'].flatMap((kind) =>
    ['RED', 'BLACK'].map(
      (list) => `kind = '${kind}' and list_kind = '${list}' and ended_on is null and ${isBetween(today)}`,
    ),
  );
  const over = `not ${isCurrent(today)}`;
  const each = [
    ...shown,
    { few: endsLater(today), and: isBetween(today) },
    { few: recent('exit_announced_on'), and: over },
    { few: recent('restored_on'), and: `${over} and (${recent('exit_announced_on')}) is not true` },
  ];
  return run(db, conditions, today, limit, after, { each });
}

/** What one public feed holds: a current list, or initial lists and notices. */
export type PublicFeed = 'RED' | 'BLACK' | 'NOTICES';

export interface FeedKey {
  readonly shownFrom: LegalDate;
  readonly itemId: string;
}

/** One item of a public feed. The text is `$sealed`; open it only for the answer. */
export interface FeedItem extends FeedKey {
  readonly kind: 'PUBLICITY' | 'PUBLICATION' | 'EXIT_ANNOUNCEMENT' | 'RESTORATION_NOTICE';
  readonly listKind: string;
  readonly unitId: string;
  readonly channels: readonly string[];
  readonly shownUntil: LegalDate | null;
  readonly text: unknown;
  readonly disputed: boolean;
}

interface Told {
  /** SQL of each. */
  readonly kind: string;
  readonly from: string;
  readonly until: string;
  readonly channels: string;
  readonly text: string;
  readonly disputed: string;
}

const item = ({ kind, from, until, channels, text, disputed }: Told): string =>
  `publication_id || ':' || ${kind} as "itemId", ${kind} as kind, list_kind as "listKind", unit_id as "unitId",
   ${from}::text as "shownFrom", ${until}::text as "shownUntil", ${channels} as channels, ${text} as text, ${disputed} as disputed`;
const SHOWN = item({
  ...{ kind: 'kind', from: 'shown_from', until: 'shown_until', text: 'shown_text', disputed: 'dispute_marks > 0' },
  channels: `(select jsonb_agg(c ->> 'channelId') from jsonb_array_elements(channels) c)`,
});
const noticed = (kind: string, on: string, what: string): string =>
  item({
    ...{ kind: `'${kind}'`, from: on, until: 'null', channels: `${what}_channels`, text: `${what}_text` },
    disputed: 'false',
  });

/**
 * One page of a feed, the latest first. A list feed holds what is published and in effect today, so an entry that has
 * left is not there from the day on which it left; the feed of notices holds the initial lists that are shown, and for
 * `noticeDays` the announcements of exits and the restorations. Never a minor's entry (6.4), never what was not published.
 */
export async function publicFeed(
  db: Queryable,
  { today, noticeDays, feed }: { readonly today: LegalDate; readonly noticeDays: number; readonly feed: PublicFeed },
  limit: number,
  after?: FeedKey,
): Promise<Page<FeedItem, FeedKey>> {
  const conditions = new Conditions();
  const day = conditions.param(today);
  conditions.and('not minor').and("list_kind in ('RED', 'BLACK')");
  const text =
    feed === 'NOTICES'
      ? noticesSql(conditions, day, conditions.param(noticeDays), limit, after)
      : listSql(conditions.equal('list_kind', feed), day, limit, after);
  const { rows } = await db.query<FeedItem>(text, conditions.values);
  return page(rows, limit, ({ shownFrom, itemId }) => ({ shownFrom, itemId }));
}

/** Of one kind an item is a publication, in the order of an index. */
function listSql(conditions: Conditions, day: string, limit: number, after: FeedKey | undefined): string {
  conditions.and("kind = 'PUBLICATION'");
  if (after !== undefined) afterKey(conditions, after.shownFrom, after.itemId.slice(0, after.itemId.lastIndexOf(':')));
  conditions.and(isBetween(day));
  const each = ['ended_on is null', { few: endsLater(day) }];
  const wanted = { table: 'read.publications', each, order: LATEST, limit: limit + 1 };
  return `select ${SHOWN} from ${firstRows(conditions, wanted)} p order by ${LATEST} limit ${limit + 1}`;
}

/** What is shown for some days only, sorted. */
function noticesSql(
  conditions: Conditions,
  day: string,
  days: string,
  limit: number,
  after: FeedKey | undefined,
): string {
  const recent = (on: string): string => `${on} > ${day}::date - ${days}::integer and ${on} <= ${day}::date`;
  const from = `from read.publications ${conditions.where} and`;
  const items = [
    ...['ended_on is null', endsLater(day)].map(
      (ended) => `select ${SHOWN} ${from} kind = 'PUBLICITY' and ${ended} and ${isBetween(day)}`,
    ),
    `select ${noticed('EXIT_ANNOUNCEMENT', 'exit_announced_on', 'exit')} ${from} ${recent('exit_announced_on')}`,
    `select ${noticed('RESTORATION_NOTICE', 'restored_on', 'restoration')} ${from} ${recent('restored_on')}`,
  ].join(' union all ');
  const beyond = new Conditions();
  if (after !== undefined) {
    const [on, id] = [conditions.param(after.shownFrom), conditions.param(after.itemId)];
    beyond.and(`("shownFrom" < ${on} or ("shownFrom" = ${on} and "itemId" > ${id}))`);
  }
  return `select * from (${items}) i ${beyond.where} order by "shownFrom" desc, "itemId" limit ${limit + 1}`;
}
