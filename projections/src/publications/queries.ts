import type { LegalDate } from '#libs/rules';
import { Conditions, page, type Page, type Queryable } from '../columns.js';

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
const isCurrent = (today: string): string =>
  `(${today}::date between shown_from and shown_until and (ended_on is null or ended_on > ${today}::date))`;

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

async function run(
  db: Queryable,
  conditions: Conditions,
  today: string,
  limit: number,
  after: PublicationKey | undefined,
): Promise<Page<PublicationRow, PublicationKey>> {
  if (after !== undefined) {
    const [from, id] = [conditions.param(after.shownFrom), conditions.param(after.publicationId)];
    conditions.and(`(shown_from < ${from}::date or (shown_from = ${from}::date and publication_id > ${id}))`);
  }
  conditions.and(retained(today));
  const { rows } = await db.query<PublicationRow>(
    `select ${columns(today)} from read.publications ${conditions.where}
      order by shown_from desc, publication_id limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ shownFrom, publicationId }) => ({ shownFrom, publicationId }));
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
  if (filter.unitIds) conditions.and(`unit_id = any(${conditions.param(filter.unitIds)})`);
  conditions
    .equal('list_kind', filter.listKind)
    .equal('kind', filter.kind)
    .equal('subject_id', filter.subjectId)
    .equal('entry_id', filter.entryId);
  if (filter.missingOnly) conditions.and("missing_channels <> '[]'::jsonb");
  return run(db, conditions, today, limit, after);
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
  const recent = (column: string): string => `${column} > ${today}::date - ${days}::integer`;
  conditions
    .and("list_kind in ('RED', 'BLACK')")
    .and('not minor')
    .and(`(${isCurrent(today)} or ${recent('exit_announced_on')} or ${recent('restored_on')})`)
    .equal('list_kind', filter.listKind);
  return run(db, conditions, today, limit, after);
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

const item = (kind: string, from: string, until: string, channels: string, text: string, disputed: string): string =>
  `select publication_id || ':' || ${kind} as item_id, ${kind} as kind, list_kind, unit_id, minor,
          ${from} as from_on, ${until} as until_on, ${channels} as channels, ${text} as text, ${disputed} as disputed
     from read.publications`;

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
  const days = feed === 'NOTICES' ? conditions.param(noticeDays) : '';
  const channelIds = `(select jsonb_agg(c ->> 'channelId') from jsonb_array_elements(channels) c)`;
  const shown = item('kind', 'shown_from', 'shown_until', channelIds, 'shown_text', 'dispute_marks > 0');
  const noticed = (kind: string, on: string, what: string): string =>
    `${item(`'${kind}'`, on, 'null::date', `${what}_channels`, `${what}_text`, 'false')}
      where ${on} > ${day}::date - ${days}::integer and ${on} <= ${day}::date`;
  const source =
    feed === 'NOTICES'
      ? [
          `${shown} where kind = 'PUBLICITY' and ${isCurrent(day)}`,
          noticed('EXIT_ANNOUNCEMENT', 'exit_announced_on', 'exit'),
          noticed('RESTORATION_NOTICE', 'restored_on', 'restoration'),
        ]
      : [`${shown} where kind = 'PUBLICATION' and ${isCurrent(day)}`];
  conditions.and('not minor').and("list_kind in ('RED', 'BLACK')");
  conditions.equal('list_kind', feed === 'NOTICES' ? undefined : feed);
  if (after !== undefined) {
    const [from, id] = [conditions.param(after.shownFrom), conditions.param(after.itemId)];
    conditions.and(`(from_on < ${from}::date or (from_on = ${from}::date and item_id > ${id}))`);
  }
  const { rows } = await db.query<FeedItem>(
    `select item_id as "itemId", kind, list_kind as "listKind", unit_id as "unitId", from_on::text as "shownFrom",
            until_on::text as "shownUntil", channels, text, disputed
       from (${source.join(' union all ')}) i ${conditions.where}
      order by from_on desc, item_id limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ shownFrom, itemId }) => ({ shownFrom, itemId }));
}
