import type { LegalDate, RecognitionStandard } from '#libs/rules';
import { readiness } from './entry/readiness.js';
import { personOf } from './objection/evolve.js';
import type { Case, DossierState, Entry } from './state.js';

/** The region `L` of 3.1. */
export type Lifecycle =
  | 'DRAFT'
  | 'SCREENED'
  | 'NOTICE_SERVED'
  | 'IN_PUBLICITY'
  | 'READY'
  | 'ACTIVE'
  | 'EXITED'
  | 'SCREENED_OUT'
  | 'NOT_RECOGNIZED'
  | 'WITHDRAWN';

/** Whether the entry counts as on the list on a day: dates decide, the clock only records (D15). */
export function isListed(entry: Entry, today: LegalDate): boolean {
  return entry.phase === 'ACTIVE' && entry.recognition !== undefined && today <= entry.recognition.terms.validTo;
}

/** Where the entry stands. Before the recognition it is read off the gates that are met. */
export function lifecycleOf(
  state: DossierState,
  entry: Entry,
  standard: RecognitionStandard,
  today: LegalDate,
): Lifecycle {
  if (entry.phase === 'ACTIVE') return isListed(entry, today) ? 'ACTIVE' : 'EXITED';
  if (entry.phase !== 'PREPARING') return entry.phase;
  if (readiness(state, entry, standard, today).readyOn !== undefined) return 'READY';
  if (entry.publicity) return 'IN_PUBLICITY';
  if (entry.notices.some((n) => n.purpose === 'RECOGNITION')) return 'NOTICE_SERVED';
  return entry.listKind === 'RED' && entry.crossCheck?.result === 'CLEAN' ? 'SCREENED' : 'DRAFT';
}

const OPEN_CASES: readonly Case['status'][] = ['FILED', 'ACCEPTED', 'REFERRED', 'REPLIED', 'IN_REVIEW'];

/** Objections and verifications that are not closed, one in review included. */
export function openCases(state: DossierState, entryId: string): readonly Case[] {
  return Object.values(state.cases).filter((c) => c.entryId === entryId && OPEN_CASES.includes(c.status));
}

/** Those that are being verified: taken in and not closed. */
export function verifying(state: DossierState, entryId: string): readonly Case[] {
  return openCases(state, entryId).filter((c) => c.status !== 'FILED');
}

/** Whether the entry itself is disputed: a mark of the own part of one responsible person is not (3.8). */
export function isDisputed(state: DossierState, entry: Entry): boolean {
  return entry.marks.some((mark) => {
    const known = state.cases[mark];
    return state.remedies[mark]?.personRef === undefined && (!known || personOf(entry, known) === undefined);
  });
}
