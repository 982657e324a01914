import { evolve, initialState, type Case, type DossierState, type Proposal, type Repair } from '#libs/dossier';
import type { Row } from '#libs/read-store';
import type { LegalDate } from '#libs/rules';
import { RECORD_SCOPE } from '#libs/subjects';
import type { DossierRecord } from '../dossier-event.js';

/** Who must act next (3.18). */
export type WorkActor = 'HANDLER' | 'PROVIDER' | 'CLERK' | 'APPROVER' | 'REVIEWER' | 'APPLICANT' | 'NOBODY';

interface Course {
  readonly stage: string;
  readonly filedOn: LegalDate;
  readonly sinceOn: LegalDate;
  readonly heldBecause?: string;
}

/** What is kept of a dossier between batches: its cases, repairs and proposals, without their texts. */
export interface WorkFold {
  readonly state: DossierState;
  /** By id of the item. */
  readonly courses: Readonly<Record<string, Course>>;
}

export const emptyWork: WorkFold = { state: initialState, courses: {} };

/** Folds one event, and tells the rows that it changed. */
export function foldWork(
  fold: WorkFold,
  record: DossierRecord,
): { readonly fold: WorkFold; readonly rows: readonly Row[] } {
  const before = fold.state;
  const state = lean(evolve(before, record), before);
  const changed = [
    ...differing(before.cases, state.cases).map((found) => disputeItem(state, found)),
    ...repairsTouched(before, state).map((found) => repairItem(state, found)),
    ...differing(before.proposals, state.proposals).map((found) => taskItem(state, found)),
  ];
  if (changed.length === 0) return { fold: { ...fold, state }, rows: [] };
  const courses = { ...fold.courses };
  const rows = changed.map((item) => {
    const course = courseOf(courses[item.id], item.stage, record);
    courses[item.id] = course;
    return rowOf(item, course, record);
  });
  return { fold: { state, courses }, rows };
}

const NONE = {};

/** Texts, remedies and deadlines are nobody's business here. What nothing changed stays the same object. */
function lean(state: DossierState, before: DossierState): DossierState {
  const same = state.proposals === before.proposals;
  if (same && state.deadlines === NONE && state.remedies === NONE) return state;
  const proposals = same
    ? before.proposals
    : Object.fromEntries(Object.entries(state.proposals).map(([id, one]) => [id, leanProposal(one)]));
  return { ...state, deadlines: NONE, remedies: NONE, proposals };
}

function leanProposal(proposal: Proposal): Proposal {
  const { content } = proposal;
  const kept = { kind: content.kind, ...('repairId' in content && { repairId: content.repairId }) };
  const isLean = Object.keys(content).length === Object.keys(kept).length;
  return isLean ? proposal : { ...proposal, content: kept as Proposal['content'] };
}

function differing<T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>): readonly T[] {
  if (before === after) return [];
  return Object.entries(after).flatMap(([id, one]) => (before[id] === one ? [] : [one]));
}

/** A repair shows whether its decision is proposed: a proposal changes it too. */
function repairsTouched(before: DossierState, after: DossierState): readonly Repair[] {
  const touched = new Set(differing(before.repairs, after.repairs).map(({ repairId }) => repairId));
  for (const { content } of differing(before.proposals, after.proposals))
    if (content.kind === 'REPAIR') touched.add(content.repairId);
  return [...touched].flatMap((id) => after.repairs[id] ?? []);
}

interface Item {
  readonly id: string;
  readonly queue: 'DISPUTES' | 'REPAIRS' | 'TASKS';
  readonly what: string;
  readonly entryId: string | undefined;
  readonly unitId: string | undefined;
  readonly listKind: string | undefined;
  readonly stage: string;
  readonly acts: WorkActor;
  readonly open: boolean;
  readonly filedOn?: LegalDate;
  readonly deadlineRef?: string;
  readonly providerUnitId?: string | undefined;
  readonly handlerId?: string | undefined;
  readonly drafterId?: string;
  readonly approverId?: string | undefined;
  readonly trigger?: string | undefined;
  readonly standing?: string | undefined;
  readonly ofPerson?: boolean;
}

function onEntry(state: DossierState, entryId: string): Pick<Item, 'entryId' | 'unitId' | 'listKind'> {
  const entry = state.entries[entryId];
  return { entryId, unitId: entry?.unitId, listKind: entry?.listKind };
}

const DISPUTE_ACTORS: Readonly<Partial<Record<Case['status'], WorkActor>>> = {
  FILED: 'HANDLER',
  ACCEPTED: 'HANDLER',
  REFERRED: 'PROVIDER',
  REPLIED: 'APPROVER',
  IN_REVIEW: 'REVIEWER',
};

/** An objection or a verification; of who objects it says no more than the standing (6.3). */
function disputeItem(state: DossierState, found: Case): Item {
  const acts = DISPUTE_ACTORS[found.status];
  return {
    ...{ id: found.caseId, queue: 'DISPUTES', what: found.kind, stage: found.status },
    ...onEntry(state, found.entryId),
    ...{ acts: acts ?? 'NOBODY', open: acts !== undefined, filedOn: found.filedOn },
    deadlineRef: found.status === 'IN_REVIEW' ? (found.reviewId ?? found.caseId) : found.caseId,
    providerUnitId: found.providerUnitId,
    handlerId: found.handler?.userId,
    ...{ trigger: found.trigger, standing: found.standing },
    ofPerson: found.standing === 'RESPONSIBLE_PERSON',
  };
}

const REPAIR_ACTORS: Readonly<Partial<Record<Repair['status'] | 'PROPOSED', WorkActor>>> = {
  SUBMITTED: 'CLERK',
  SUPPLEMENT_REQUESTED: 'APPLICANT',
  ACCEPTED: 'CLERK',
  PROPOSED: 'APPROVER',
  HELD: 'HANDLER',
};

function repairItem(state: DossierState, found: Repair): Item {
  const proposed = Object.values(state.proposals).some(
    ({ content, status }) => status === 'OPEN' && content.kind === 'REPAIR' && content.repairId === found.repairId,
  );
  const stage = proposed && found.status === 'ACCEPTED' ? 'PROPOSED' : found.status;
  const acts = REPAIR_ACTORS[stage];
  return {
    ...{ id: found.repairId, queue: 'REPAIRS', what: 'REPAIR', stage },
    ...onEntry(state, found.entryId),
    ...{ acts: acts ?? 'NOBODY', open: acts !== undefined, filedOn: found.receivedOn },
    ofPerson: found.personRef !== undefined,
  };
}

/** The second step of a decision (2): who drafted it, and who is named to decide on it. */
function taskItem(state: DossierState, found: Proposal): Item {
  const onRecord = found.entryId === RECORD_SCOPE;
  const open = found.status === 'OPEN';
  return {
    ...{ id: found.proposalId, queue: 'TASKS', what: found.content.kind, stage: found.status },
    ...(onRecord
      ? { entryId: undefined, unitId: found.drafter.unitId, listKind: undefined }
      : onEntry(state, found.entryId)),
    ...{ acts: open ? 'APPROVER' : 'NOBODY', open },
    drafterId: found.drafter.userId,
    approverId: found.proposedApprover,
  };
}

function courseOf(before: Course | undefined, stage: string, record: DossierRecord): Course {
  const on = record.envelope.legalDate ?? record.envelope.recordedAt.slice(0, 10);
  const held = record.type === 'RepairHeld' ? { heldBecause: record.data.because } : {};
  if (before === undefined) return { stage, filedOn: on, sinceOn: on, ...held };
  if (before.stage === stage) return before;
  return { stage, filedOn: before.filedOn, sinceOn: on, ...held };
}

function rowOf(item: Item, course: Course, record: DossierRecord): Row {
  return {
    item_id: item.id,
    queue: item.queue,
    what: item.what,
    subject_id: record.subjectId,
    entry_id: item.entryId ?? null,
    unit_id: item.unitId ?? null,
    list_kind: item.listKind ?? null,
    stage: item.stage,
    acts: item.acts,
    provider_unit_id: item.providerUnitId ?? null,
    deadline_ref: item.deadlineRef ?? item.id,
    filed_on: item.filedOn ?? course.filedOn,
    since_on: course.sinceOn,
    handler_id: item.handlerId ?? null,
    drafter_id: item.drafterId ?? null,
    approver_id: item.approverId ?? null,
    trigger: item.trigger ?? null,
    standing: item.standing ?? null,
    held_because: course.heldBecause ?? null,
    of_person: item.ofPerson ?? false,
    open: item.open,
    stream_revision: record.revision,
  };
}
