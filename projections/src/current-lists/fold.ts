import { evolve, initialState, type DossierState, type Entry } from '#libs/dossier';
import type { Row } from '#libs/read-store';
import { nextDay } from '#libs/rules';
import type { DossierRecord } from '../dossier-event.js';
import { isRetention, withoutErased } from '../erasing.js';
import { shownText } from './shown.js';
import { isOpen, lifecycle, platformState, publicationState, repairState } from './stage.js';

/** What is kept of a dossier between batches: its state without what lists never show, and what the state leaves out. */
export interface Fold {
  readonly state: DossierState;
  readonly entries: Readonly<Record<string, Shown>>;
  readonly subject?: SubjectShown | undefined;
  /** The dossier that goes on, by what it has said: this one need not have been told yet. */
  readonly joinedInto?: string;
}

/** What lists show of an entry and the state does not hold. Texts are as stored: sealed. */
interface Shown {
  readonly revision: number;
  readonly streamRevision: number;
  readonly changedAt: string;
  /** First day after its retention; null where it runs no more. */
  readonly hiddenFrom?: string | null;
  readonly backdated: boolean;
  readonly publishUntil?: string;
  readonly facts?: unknown;
  readonly reasons?: unknown;
  readonly evidence?: unknown;
  readonly amountInvolved?: number;
  readonly legalBasis?: unknown;
  readonly remedyInfo?: unknown;
  readonly receipt?: unknown;
  readonly personNames?: Readonly<Record<string, unknown>>;
  /** Cases that dispute the record of one responsible person and not the entry. */
  readonly personMarks?: readonly string[];
}

interface SubjectShown {
  readonly subjectType: string;
  readonly identifierKind: string;
  readonly name: unknown;
  readonly identifier: unknown;
}

export const emptyFold: Fold = { state: initialState, entries: {} };

/** Folds one event. */
export function foldRecord(fold: Fold, record: DossierRecord): Fold {
  const state = withoutUnlisted(evolve(fold.state, record));
  const subject = foldSubject(fold.subject, record);
  const { entryId } = record;
  const entries =
    entryId === undefined ? fold.entries : { ...fold.entries, [entryId]: foldShown(fold.entries[entryId], record) };
  const folded = subject === fold.subject ? { ...fold, state, entries } : { ...fold, state, entries, subject };
  return record.type === 'PersonalDataErased' ? withoutErased(folded, record.data.keys) : folded;
}

const NONE = {};

/** The state without what lists never show; the same object where it was so before. */
function withoutUnlisted(state: DossierState): DossierState {
  if (state.deadlines === NONE && state.proposals === NONE) return state;
  return { ...state, deadlines: NONE, proposals: NONE };
}

function foldSubject(subject: SubjectShown | undefined, record: DossierRecord): SubjectShown | undefined {
  if (record.type === 'SubjectRegistered') {
    const { subjectType, identifierKind, name, identifier } = record.data;
    return { subjectType, identifierKind, name, identifier };
  }
  if (subject && record.type === 'SubjectRenamed') return { ...subject, name: record.data.name };
  if (subject && record.type === 'SubjectIdentifierCorrected')
    return { ...subject, identifier: record.data.identifier };
  return subject;
}

function foldShown(before: Shown | undefined, record: DossierRecord): Shown {
  const shown: Shown = {
    ...(before ?? { backdated: false }),
    revision: (before?.revision ?? 0) + 1,
    streamRevision: record.revision,
    changedAt: record.envelope.recordedAt,
  };
  if (record.type === 'InitialEntryGenerated') {
    const { facts, evidence, amountInvolved } = record.data;
    return { ...shown, facts, evidence, ...(amountInvolved !== undefined && { amountInvolved }) };
  }
  if (record.type === 'EntryRecognized') {
    const { backdated, reasons, legalBasis, remedyInfo, receipt } = record.data;
    return { ...shown, backdated, reasons, legalBasis, remedyInfo, receipt };
  }
  if (record.type === 'DeadlineSet' && isRetention(record.data.deadlineId))
    return { ...shown, hiddenFrom: nextDay(record.data.dueOn) };
  if (record.type === 'DeadlineLapsed' && isRetention(record.data.deadlineId)) return { ...shown, hiddenFrom: null };
  if (record.type === 'EntryPublished') return { ...shown, publishUntil: record.data.publishUntil };
  if ((record.type === 'ValidityExtended' || record.type === 'ValidityChanged') && shown.publishUntil !== undefined)
    return { ...shown, publishUntil: record.data.newValidTo };
  if (record.type === 'ResponsiblePersonRecorded')
    return { ...shown, personNames: { ...shown.personNames, [record.data.personRef]: record.data.name } };
  if (record.type === 'DisputeMarkApplied' && record.data.personRef !== undefined)
    return { ...shown, personMarks: [...(shown.personMarks ?? []), record.data.caseId] };
  if (record.type === 'EntryCorrected') {
    let corrected = shown;
    for (const { field, newValue } of record.data.changes) {
      if (field === 'FACTS') corrected = { ...corrected, facts: newValue };
      if (field === 'AMOUNT_INVOLVED') corrected = { ...corrected, amountInvolved: Number(newValue) };
    }
    return corrected;
  }
  return shown;
}

/** Whether the dossier holds an entry that events name. */
export function hasEntry(fold: Fold, entryId: string): boolean {
  return fold.state.entries[entryId] !== undefined && fold.entries[entryId] !== undefined;
}

/** The entries of the dossier that have a row. */
export function entriesOf(fold: Fold): readonly string[] {
  return Object.keys(fold.state.entries).filter((entryId) => hasEntry(fold, entryId));
}

/** The row of an entry that the dossier holds. */
export function entryRow(subjectId: string, fold: Fold, entryId: string): Row {
  const row = unnamedRow(subjectId, fold, entryId);
  return { ...row, shown: fold.subject === undefined ? null : shownText(row, fold.subject) };
}

function unnamedRow(subjectId: string, fold: Fold, entryId: string): Row {
  const entry = fold.state.entries[entryId];
  const shown = fold.entries[entryId];
  if (!entry || !shown) throw new Error(`${subjectId} does not hold the entry`);
  const cases = Object.values(fold.state.cases).filter((found) => found.entryId === entryId);
  const repairs = Object.values(fold.state.repairs).filter((found) => found.entryId === entryId);
  const terms = entry.recognition?.terms;
  const published = entry.publications.at(-1);
  return {
    entry_id: entryId,
    subject_id: subjectId,
    list_kind: entry.listKind,
    unit_id: entry.unitId,
    standard_id: entry.standardId,
    standard_version: entry.standardVersion,
    origin: entry.origin,
    lifecycle: lifecycle(entry, cases),
    generated_on: entry.generatedOn,
    listed_on: entry.recognition?.decidedOn ?? entry.generatedOn,
    decision_no: entry.recognition?.decisionNo ?? null,
    decided_on: entry.recognition?.decidedOn ?? null,
    valid_from: terms?.validFrom ?? null,
    valid_to: terms?.validTo ?? null,
    grade: terms?.grade ?? entry.grade ?? null,
    measure_state: entry.measures,
    measure_items: JSON.stringify(entry.measureItems),
    suspension_grounds: JSON.stringify(
      // After the exit a ground may still be open; there is nothing left that it suspends.
      (entry.phase === 'EXITED' ? [] : entry.grounds)
        .filter((g) => g.scope !== 'PERSON')
        .map(({ ground, groundRef, scope }) => ({ ground, groundRef, scope })),
    ),
    dispute_marks: entry.marks.filter((caseId) => !shown.personMarks?.includes(caseId)).length,
    publication_state: publicationState(entry),
    published_channels: JSON.stringify([...new Set(entry.publications.flatMap((p) => p.channels))]),
    published_on: published?.publishedOn ?? null,
    publish_until: published ? (shown.publishUntil ?? terms?.validTo ?? null) : null,
    platform_state: platformState(entry),
    repairable: terms?.repairable ?? null,
    earliest_repair_on: terms?.earliestRepairOn ?? null,
    repair_state: repairState(repairs.filter(({ personRef }) => personRef === undefined)),
    focus_mode: entry.recognition?.mode ?? null,
    backdated: shown.backdated,
    basis_insufficient: entry.basisInsufficient,
    red_check_pending: entry.redCheckPending,
    minor: entry.minor,
    hidden_from: shown.hiddenFrom ?? null,
    exit_reason: entry.exit?.reason ?? null,
    exit_effective_on: entry.exit?.effectiveOn ?? null,
    caused_by_entry_id: entry.exit?.causedByEntryId ?? null,
    former_black_entry_id: entry.formerBlackEntryId ?? null,
    entry_revision: shown.revision,
    stream_revision: shown.streamRevision,
    detail: JSON.stringify(detail(entry, shown, fold.state, entryId)),
    changed_at: shown.changedAt,
  };
}

/** The inside of an entry, without a reference by which an objector or an informant could be found. */
function detail(entry: Entry, shown: Shown, state: DossierState, entryId: string): object {
  return {
    basis: entry.basis,
    facts: shown.facts,
    evidence: shown.evidence,
    amountInvolved: shown.amountInvolved,
    actEndedOn: entry.actEndedOn,
    crossCheck: entry.crossCheck,
    notices: entry.notices.map(({ noticeId, purpose, recipientRole, servedOn, statementDueOn, closedOn }) => ({
      ...{ noticeId, purpose, recipientRole, servedOn, statementDueOn, closedOn },
    })),
    waivedOn: entry.waivedOn,
    statements: entry.statements.map(({ statementId, submittedOn, considered }) => ({
      statementId,
      submittedOn,
      considered,
    })),
    hearing: entry.hearing,
    publicity: entry.publicity,
    conference: entry.conference,
    terms: entry.recognition?.terms,
    rulePackId: entry.recognition?.rulePackId,
    reasons: shown.reasons,
    legalBasis: shown.legalBasis,
    remedyInfo: shown.remedyInfo,
    receipt: shown.receipt,
    servedOn: entry.servedOn,
    publications: entry.publications,
    platforms: entry.platforms,
    responsiblePersons: entry.persons.map((person) => ({ ...person, name: shown.personNames?.[person.personRef] })),
    cases: Object.values(state.cases)
      .filter((found) => found.entryId === entryId)
      .map((found) => ({
        ...{
          caseId: found.caseId,
          kind: found.kind,
          status: found.status,
          open: isOpen(found),
          filedOn: found.filedOn,
        },
        ...{ trigger: found.trigger, grounds: found.grounds, outcome: found.outcome, decidedOn: found.decidedOn },
      })),
    repairs: Object.values(state.repairs)
      .filter((found) => found.entryId === entryId)
      .map(({ repairId, status, receivedOn, checks, personRef }) => ({
        ...{ repairId, status, receivedOn, checks },
        ofResponsiblePerson: personRef !== undefined,
      })),
    remedies: Object.values(state.remedies)
      .filter((found) => found.entryId === entryId)
      .map(({ remedyId, type, organ, caseNo, target, targetRef, personRef, filedOn, status, ...found }) => ({
        ...{ remedyId, type, organ, caseNo, target, targetRef, filedOn, status },
        ...{ ofResponsiblePerson: personRef !== undefined, stayedFrom: found.stayedFrom },
        ...{ outcome: found.outcome, docNo: found.docNo, effectiveOn: found.effectiveOn },
      })),
    exit: entry.exit,
    wrong: entry.wrong,
    announcedChannels: entry.announcedChannels,
    restorationChannels: entry.restorationChannels,
    warningIssuedOn: entry.warningIssuedOn,
  };
}

/** Whether there is a subject to show. */
export const isRegistered = (fold: Fold): boolean => fold.subject !== undefined;

/** The row of a subject that is registered. */
export function subjectRow(subjectId: string, fold: Fold, revision: number): Row {
  const { subject, state } = fold;
  if (!subject) throw new Error(`${subjectId} is not registered`);
  return {
    subject_id: subjectId,
    subject_type: subject.subjectType,
    identifier_kind: subject.identifierKind,
    name: JSON.stringify(subject.name),
    identifier: JSON.stringify(subject.identifier),
    clear_name: typeof subject.name === 'string' ? subject.name : null,
    joined_into: state.subject?.joinedInto ?? fold.joinedInto ?? null,
    agents: JSON.stringify(Object.values(state.agents)),
    stream_revision: revision,
  };
}
