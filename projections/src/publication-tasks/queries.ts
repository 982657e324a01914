import type { LegalDate, SubjectType } from '#libs/rules';
import { Conditions, firstRows, page, type Page, type Queryable } from '../columns.js';
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
  const conditions = new Conditions().equal('act', filter.act).equal('entry_id', filter.entryId);
  if (after !== undefined) {
    const [on, ...rest] = [after.openedOn, after.entryId, after.act, after.channelId].map((v) => conditions.param(v));
    conditions.and(`(opened_on, entry_id, act, channel_id) > (${on}::date, ${rest.join(', ')})`);
  }
  const each = [
    ...(filter.open === false ? [] : ['closed_on is null']),
    ...(filter.open === true ? [] : ['closed_on is not null']),
  ];
  const order = 'opened_on, entry_id, act, channel_id';
  const wanted = { table: 'read.publication_tasks', each, order, limit: limit + 1, unitIds: filter.unitIds };
  const { rows } = await db.query<PublicationTask>(
    `select t.entry_id as "entryId", t.act, t.channel_id as "channelId", t.subject_id as "subjectId",
            s.subject_type as "subjectType", t.list_kind as "listKind", t.unit_id as "unitId",
            t.opened_on::text as "openedOn", t.due_on::text as "dueOn", t.closed_on::text as "closedOn",
            t.closed_because as "closedBecause"
       from ${firstRows(conditions, wanted)} t left join read.current_subjects s using (subject_id)
      order by ${order} limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ openedOn, entryId, act, channelId }) => ({ openedOn, entryId, act, channelId }));
}
