import type { LegalDate } from '#libs/rules';
import { Conditions, page, type Page, type Queryable } from '../columns.js';
import type { WorkActor } from './fold.js';

export type WorkQueue = 'DISPUTES' | 'REPAIRS' | 'TASKS';

export interface WorkItemKey {
  /** Of an item without a deadline a day that never comes, so that it stands last. */
  readonly sortOn: LegalDate;
  readonly itemId: string;
}

export interface WorkItemRow extends WorkItemKey {
  readonly queue: WorkQueue;
  readonly what: string;
  readonly subjectId: string;
  readonly entryId: string | null;
  readonly unitId: string | null;
  readonly listKind: string | null;
  readonly stage: string;
  readonly acts: WorkActor;
  readonly providerUnitId: string | null;
  readonly filedOn: LegalDate;
  readonly sinceOn: LegalDate;
  readonly handlerId: string | null;
  readonly drafterId: string | null;
  readonly approverId: string | null;
  readonly trigger: string | null;
  readonly standing: string | null;
  readonly heldBecause: string | null;
  readonly ofPerson: boolean;
  /** Last day of the deadline of its stage that is not met yet, and the rule that sets it. */
  readonly dueOn: LegalDate | null;
  readonly deadlineKey: string | null;
  readonly paused: boolean | null;
}

export interface WorkItemFilter {
  readonly queue: WorkQueue;
  /** Items of these units … */
  readonly unitIds?: readonly string[];
  /** … or referred to these, as providers … */
  readonly providerUnitIds?: readonly string[];
  /** … or in review, of these, whose superior unit asks … */
  readonly reviewedUnitIds?: readonly string[];
  /** … or waiting for this official by name. */
  readonly namedId?: string;
  readonly stage?: string;
  readonly acts?: WorkActor;
  /** Drafter, named approver or handler. */
  readonly officialId?: string;
}

const NEVER = '9999-12-31';

/** Open items of a queue, the earliest due first. */
export async function workItems(
  db: Queryable,
  filter: WorkItemFilter,
  limit: number,
  after?: WorkItemKey,
): Promise<Page<WorkItemRow, WorkItemKey>> {
  const conditions = new Conditions().and('i.open').equal('i.queue', filter.queue);
  const reach = reachOf(filter, conditions);
  if (reach !== undefined) conditions.and(reach);
  conditions.equal('i.stage', filter.stage).equal('i.acts', filter.acts);
  if (filter.officialId !== undefined) {
    const official = conditions.param(filter.officialId);
    conditions.and(`${official} in (i.handler_id, i.drafter_id, i.approver_id)`);
  }
  if (after !== undefined)
    conditions.and(
      `(coalesce(d.due_on, '${NEVER}'), i.item_id) > (${conditions.param(after.sortOn)}::date, ${conditions.param(after.itemId)})`,
    );
  const { rows } = await db.query<WorkItemRow>(
    `select i.item_id as "itemId", i.queue, i.what, i.subject_id as "subjectId", i.entry_id as "entryId",
            i.unit_id as "unitId", i.list_kind as "listKind", i.stage, i.acts,
            i.provider_unit_id as "providerUnitId", i.filed_on::text as "filedOn", i.since_on::text as "sinceOn",
            i.handler_id as "handlerId", i.drafter_id as "drafterId", i.approver_id as "approverId", i.trigger,
            i.standing, i.held_because as "heldBecause", i.of_person as "ofPerson", d.due_on::text as "dueOn",
            d.key as "deadlineKey", d.state = 'PAUSED' as paused, coalesce(d.due_on, '${NEVER}')::text as "sortOn"
       from read.work_items i
       left join lateral (
            select due_on, key, state from read.deadlines
             where subject_id = i.subject_id and owner_ref = i.deadline_ref and state in ('OPEN', 'PAUSED', 'MISSED')
             order by due_on, deadline_id limit 1) d on true
      ${conditions.where} order by coalesce(d.due_on, '${NEVER}'), i.item_id limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ sortOn, itemId }) => ({ sortOn, itemId }));
}

/** Whose items they are; undefined for those of all. */
function reachOf(filter: WorkItemFilter, conditions: Conditions): string | undefined {
  const { unitIds, providerUnitIds, reviewedUnitIds, namedId } = filter;
  const any = (column: string, values: readonly string[] | undefined, and = ''): readonly string[] =>
    values === undefined ? [] : [`(${column} = any(${conditions.param(values)})${and})`];
  const ways = [
    ...any('i.unit_id', unitIds),
    ...any('i.provider_unit_id', providerUnitIds, ` and i.stage = 'REFERRED'`),
    ...any('i.unit_id', reviewedUnitIds, ` and i.stage = 'IN_REVIEW'`),
    ...(namedId === undefined ? [] : [`i.approver_id = ${conditions.param(namedId)}`]),
  ];
  return ways.length === 0 ? undefined : `(${ways.join(' or ')})`;
}

/** How the deadlines of a unit stand. */
export interface UnitDeadlines {
  readonly unitId: string;
  readonly open: number;
  readonly dueToday: number;
  readonly missed: number;
  readonly paused: number;
  readonly earliestDueOn: LegalDate | null;
}

/** Deadlines that are not met, by the unit that owes them; the unit with most of them missed is not first: by its id. */
export async function deadlinesByUnit(
  db: Queryable,
  { today, unitIds }: { readonly today: LegalDate; readonly unitIds?: readonly string[] },
  limit: number,
  after?: { readonly unitId: string },
): Promise<Page<UnitDeadlines, { readonly unitId: string }>> {
  const conditions = new Conditions().and('unit_id is not null').and("state in ('OPEN', 'PAUSED', 'MISSED')");
  const on = `${conditions.param(today)}::date`;
  if (unitIds !== undefined) conditions.and(`unit_id = any(${conditions.param(unitIds)})`);
  if (after !== undefined) conditions.and(`unit_id > ${conditions.param(after.unitId)}`);
  const { rows } = await db.query<UnitDeadlines>(
    `select unit_id as "unitId",
            count(*) filter (where state = 'OPEN' and due_on >= ${on})::int as open,
            count(*) filter (where state = 'OPEN' and due_on = ${on})::int as "dueToday",
            count(*) filter (where state = 'MISSED' or (state = 'OPEN' and due_on < ${on}))::int as missed,
            count(*) filter (where state = 'PAUSED')::int as paused,
            min(due_on) filter (where state <> 'PAUSED')::text as "earliestDueOn"
       from read.deadlines ${conditions.where} group by unit_id order by unit_id limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ unitId }) => ({ unitId }));
}
