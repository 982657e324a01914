import type { LegalDate, SubjectType } from '#libs/rules';
import { Conditions, page, type Page, type Queryable } from '../columns.js';
import type { PublicationAct } from './fold.js';

export type { PublicationAct } from './fold.js';

export interface PublicationTaskKey {
  readonly openedOn: LegalDate;
  readonly entryId: string;
  readonly act: PublicationAct;
  readonly channelId: string;
}

/** An act owed on a channel. Holds nothing personal. */
export interface PublicationTask extends PublicationTaskKey {
  readonly subjectId: string;
  /** Unknown while the list of subjects is behind. */
  readonly subjectType: SubjectType | null;
  readonly listKind: string;
  readonly unitId: string;
  readonly dueOn: LegalDate | null;
  readonly closedOn: LegalDate | null;
  readonly closedBecause: 'DONE' | 'LAPSED' | null;
}

export interface PublicationTaskFilter {
  readonly unitIds?: readonly string[];
  readonly act?: PublicationAct;
  readonly entryId?: string;
  /** Only what is open, or only what is closed. */
  readonly open?: boolean;
}

/** What is owed, the oldest first. */
export async function publicationTasksOf(
  db: Queryable,
  filter: PublicationTaskFilter,
  limit: number,
  after?: PublicationTaskKey,
): Promise<Page<PublicationTask, PublicationTaskKey>> {
  const conditions = new Conditions();
  if (filter.unitIds) conditions.and(`t.unit_id = any(${conditions.param(filter.unitIds)})`);
  conditions.equal('t.act', filter.act).equal('t.entry_id', filter.entryId);
  if (filter.open !== undefined) conditions.and(`t.closed_on is ${filter.open ? '' : 'not '}null`);
  if (after !== undefined) {
    const [on, ...rest] = [after.openedOn, after.entryId, after.act, after.channelId].map((v) => conditions.param(v));
    conditions.and(`(t.opened_on, t.entry_id, t.act, t.channel_id) > (${on}::date, ${rest.join(', ')})`);
  }
  const { rows } = await db.query<PublicationTask>(
    `select t.entry_id as "entryId", t.act, t.channel_id as "channelId", t.subject_id as "subjectId",
            s.subject_type as "subjectType", t.list_kind as "listKind", t.unit_id as "unitId",
            t.opened_on::text as "openedOn", t.due_on::text as "dueOn", t.closed_on::text as "closedOn",
            t.closed_because as "closedBecause"
       from read.publication_tasks t left join read.current_subjects s using (subject_id)
       ${conditions.where} order by t.opened_on, t.entry_id, t.act, t.channel_id limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ openedOn, entryId, act, channelId }) => ({ openedOn, entryId, act, channelId }));
}
