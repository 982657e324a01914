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
