import {
  evolve,
  initialState,
  type Case,
  type DossierState,
  type EventData,
  type Proposal,
  type Repair,
} from '#libs/dossier';
import type { Row } from '#libs/read-store';
import type { LegalDate, ListKind } from '#libs/rules';
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

/** What work on an entry shows of it. */
interface WorkEntry {
  readonly unitId: string;
  readonly listKind: ListKind;
  /** Responsible persons that were ever recorded. */
  readonly persons: readonly string[];
}

/** What is kept of a dossier between batches: its cases, repairs and proposals, without their texts. */
export interface WorkFold extends Pick<DossierState, 'cases' | 'repairs' | 'proposals'> {
  readonly entries: Readonly<Record<string, WorkEntry>>;
  /** By id of the item. */
  readonly courses: Readonly<Record<string, Course>>;
}

export const emptyWork: WorkFold = { cases: {}, repairs: {}, proposals: {}, entries: {}, courses: {} };

/** Folds one event, and tells the rows that it changed. The fold stays the same object where it changes nothing. */
export function foldWork(
  before: WorkFold,
  record: DossierRecord,
): { readonly fold: WorkFold; readonly rows: readonly Row[] } {
  const after = foldItems(before, record);
  const changed = [
    ...differing(before.cases, after.cases).map((found) => disputeItem(after, found)),
    ...repairsTouched(before, after).map((found) => repairItem(after, found)),
    ...differing(before.proposals, after.proposals).map((found) => taskItem(after, found)),
  ];
  if (changed.length === 0) return { fold: after, rows: [] };
  const courses = { ...before.courses };
  const rows = changed.map((item) => {
    const course = courseOf(courses[item.id], item.stage, record);
    courses[item.id] = course;
    return rowOf(item, course, record);
  });
  return { fold: { ...after, courses }, rows };
}

/** By the rules of the dossier, which are given no entries: what happens to those is nobody's business here. */
function foldItems(before: WorkFold, record: DossierRecord): WorkFold {
  const { cases, repairs, proposals } = evolve(
    { ...initialState, cases: before.cases, repairs: before.repairs, proposals: before.proposals },
    record,
  );
  const entries = foldEntries(before.entries, record);
  const same = cases === before.cases && repairs === before.repairs && proposals === before.proposals;
  if (same) return entries === before.entries ? before : { ...before, entries };
  return {
    ...{ ...before, entries, cases },
    repairs: record.type === 'RepairApplied' ? ofApplicant(repairs, record.data, entries) : repairs,
    proposals: proposals === before.proposals ? proposals : lean(proposals),
  };
}

function foldEntries(entries: WorkFold['entries'], record: DossierRecord): WorkFold['entries'] {
  if (record.type === 'InitialEntryGenerated') {
    const { entryId, unitId, listKind } = record.data;
    return entries[entryId] === undefined ? { ...entries, [entryId]: { unitId, listKind, persons: [] } } : entries;
  }
  if (record.type !== 'ResponsiblePersonRecorded') return entries;
  const { entryId, personRef } = record.data;
  const entry = entries[entryId];
  if (entry === undefined || entry.persons.includes(personRef)) return entries;
  return { ...entries, [entryId]: { ...entry, persons: [...entry.persons, personRef] } };
}

/** It is about the own part of a responsible person where that person applied. */
function ofApplicant(
  repairs: WorkFold['repairs'],
  { repairId, entryId, applicantRef }: EventData<'RepairApplied'>,
  entries: WorkFold['entries'],
): WorkFold['repairs'] {
  const applied = repairs[repairId];
  if (applied === undefined || entries[entryId]?.persons.includes(applicantRef) !== true) return repairs;
  return { ...repairs, [repairId]: { ...applied, personRef: applicantRef } };
}

function lean(proposals: WorkFold['proposals']): WorkFold['proposals'] {
  return Object.fromEntries(Object.entries(proposals).map(([id, one]) => [id, leanProposal(one)]));
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
function repairsTouched(before: WorkFold, after: WorkFold): readonly Repair[] {
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

function onEntry(state: WorkFold, entryId: string): Pick<Item, 'entryId' | 'unitId' | 'listKind'> {
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
function disputeItem(state: WorkFold, found: Case): Item {
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

function repairItem(state: WorkFold, found: Repair): Item {
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
function taskItem(state: WorkFold, found: Proposal): Item {
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
