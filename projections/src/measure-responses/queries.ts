import type { MeasureRecordState, TriggerState, ViolationGround } from '#libs/joint-measures';
import type { Instant, LegalDate } from '#libs/rules';
import { Conditions, firstRows, page, type Page, type Queryable } from '../columns.js';

export interface MeasureRecordKey {
  readonly pushedOn: LegalDate;
  readonly pushId: string;
}

export interface MeasureRecordRow extends MeasureRecordKey {
  readonly entryId: string;
  readonly subjectId: string;
  readonly listKind: string;
  readonly initiatorId: string;
  readonly unitId: string;
  readonly measureItemId: string;
  readonly force: string;
  readonly personRef: string | null;
  readonly state: MeasureRecordState;
  readonly unconfirmed: string | null;
  readonly unconfirmedId: string | null;
  readonly acknowledgedOn: LegalDate | null;
  readonly appliedOn: LegalDate | null;
  readonly declinedOn: LegalDate | null;
  readonly liftedOn: LegalDate | null;
  readonly lastFeedbackOn: LegalDate | null;
  readonly reconsiderationSuggestedOn: LegalDate | null;
  readonly feedbacks: number;
}

export interface MeasureRecordFilter {
  readonly unitIds?: readonly string[];
  readonly entryId?: string;
  readonly state?: MeasureRecordState;
  /** Only what the unit still has to do: not answered, or an instruction not confirmed. */
  readonly open?: boolean;
}

/** Records of measures, the latest push first. */
export async function measureRecords(
  db: Queryable,
  filter: MeasureRecordFilter,
  limit: number,
  after?: MeasureRecordKey,
): Promise<Page<MeasureRecordRow, MeasureRecordKey>> {
  const conditions = new Conditions().equal('entry_id', filter.entryId).equal('state', filter.state);
  if (filter.open === true) conditions.and(`(unconfirmed is not null or (${OPEN}))`);
  if (after)
    conditions.and(
      `(pushed_on, push_id) < (${conditions.param(after.pushedOn)}::date, ${conditions.param(after.pushId)})`,
    );
  const order = 'pushed_on desc, push_id desc';
  const unitIds = filter.unitIds ?? (filter.entryId === undefined ? ('EACH' as const) : undefined);
  const wanted = { table: 'read.measure_records', order, limit: limit + 1, unitIds };
  const { rows } = await db.query<MeasureRecordRow>(
    `select push_id as "pushId", entry_id as "entryId", subject_id as "subjectId", list_kind as "listKind",
            initiator_id as "initiatorId", unit_id as "unitId", measure_item_id as "measureItemId", force,
            person_ref as "personRef", state, unconfirmed, unconfirmed_id as "unconfirmedId",
            pushed_on::text as "pushedOn", acknowledged_on::text as "acknowledgedOn", applied_on::text as "appliedOn",
            declined_on::text as "declinedOn", lifted_on::text as "liftedOn",
            last_feedback_on::text as "lastFeedbackOn",
            reconsideration_suggested_on::text as "reconsiderationSuggestedOn", feedbacks
       from ${firstRows(conditions, wanted)} r order by ${order} limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ pushedOn, pushId }) => ({ pushedOn, pushId }));
}

/** A mandatory measure is open until it was applied or declined, a recommended one until it was acknowledged. */
const OPEN = `state in ('PUSHED', 'ACKNOWLEDGED', 'RESUMED') and applied_on is null
               and (force = 'MANDATORY' or acknowledged_on is null)`;

export interface InstructionKey {
  readonly pushedOn: LegalDate;
  readonly instructionId: string;
}
export interface InstructionRow extends InstructionKey {
  readonly entryId: string;
  readonly subjectId: string;
  readonly unitId: string;
  readonly instruction: 'SUSPEND' | 'RESUME' | 'STOP';
  readonly fromAt: Date;
  readonly dueOn: LegalDate | null;
  readonly pushIds: readonly string[];
}

/** 未确认: what units have not confirmed, the oldest first. */
export async function unconfirmedInstructions(
  db: Queryable,
  filter: { readonly unitIds?: readonly string[]; readonly entryId?: string },
  limit: number,
  after?: InstructionKey,
): Promise<Page<InstructionRow, InstructionKey>> {
  const conditions = new Conditions()
    .and('confirmed_on is null')
    .and('not overtaken')
    .equal('entry_id', filter.entryId);
  if (after)
    conditions.and(
      `(pushed_on, instruction_id) > (${conditions.param(after.pushedOn)}::date, ${conditions.param(after.instructionId)})`,
    );
  const order = 'pushed_on, instruction_id';
  const wanted = { table: 'read.measure_instructions', order, limit: limit + 1, unitIds: filter.unitIds };
  const { rows } = await db.query<InstructionRow>(
    `select instruction_id as "instructionId", entry_id as "entryId", subject_id as "subjectId", unit_id as "unitId",
            instruction, from_at as "fromAt", pushed_on::text as "pushedOn", due_on::text as "dueOn",
            push_ids as "pushIds"
       from ${firstRows(conditions, wanted)} i order by ${order} limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ pushedOn, instructionId }) => ({ pushedOn, instructionId }));
}

export interface ViolationKey {
  readonly appliedAt: Instant;
  readonly violationId: string;
}
export interface ViolationRow {
  readonly violationId: string;
  readonly appliedAt: Date;
  readonly entryId: string;
  readonly subjectId: string;
  readonly unitId: string;
  readonly ground: ViolationGround;
  readonly pushId: string | null;
  readonly measureItemId: string | null;
  readonly personRef: string | null;
  readonly closedOn: LegalDate | null;
}

/** Violations, the latest first. */
export async function measureViolations(
  db: Queryable,
  filter: { readonly open?: boolean; readonly unitIds?: readonly string[] },
  limit: number,
  after?: ViolationKey,
): Promise<Page<ViolationRow, ViolationKey>> {
  const conditions = new Conditions();
  if (filter.open !== undefined) conditions.and(filter.open ? 'closed_on is null' : 'closed_on is not null');
  if (filter.unitIds) conditions.and(`unit_id = any(${conditions.param(filter.unitIds)})`);
  if (after)
    conditions.and(
      `(applied_at, violation_id) < (${conditions.param(after.appliedAt)}::timestamptz, ${conditions.param(after.violationId)})`,
    );
  const { rows } = await db.query<ViolationRow>(
    `select violation_id as "violationId", applied_at as "appliedAt", entry_id as "entryId", subject_id as "subjectId",
            unit_id as "unitId", ground, push_id as "pushId", measure_item_id as "measureItemId",
            person_ref as "personRef", closed_on::text as "closedOn"
       from read.measure_violations ${conditions.where} order by applied_at desc, violation_id desc limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ appliedAt, violationId }) => ({ appliedAt: appliedAt.toISOString(), violationId }));
}

export interface MeasureLoop {
  readonly entryId: string;
  readonly subjectId: string;
  readonly unitId: string;
  readonly state: TriggerState;
}

/** The loop of one entry. */
export async function measureLoop(db: Queryable, entryId: string): Promise<MeasureLoop | undefined> {
  const { rows } = await db.query<MeasureLoop>(
    `select entry_id as "entryId", subject_id as "subjectId", unit_id as "unitId", state
       from read.measure_triggers where entry_id = $1`,
    [entryId],
  );
  return rows[0];
}

export interface ProposedDesignation {
  readonly entryId: string;
  readonly subjectId: string;
  readonly unitId: string;
  readonly state: TriggerState;
}

/** Loops whose implementing units wait for the office, the oldest first. */
export async function proposedDesignations(db: Queryable, limit: number): Promise<readonly ProposedDesignation[]> {
  const { rows } = await db.query<ProposedDesignation>(
    `select entry_id as "entryId", subject_id as "subjectId", unit_id as "unitId", state
       from read.measure_triggers where proposed order by triggered_on, entry_id limit ${limit}`,
  );
  return rows;
}
