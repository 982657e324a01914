import { addDuration, type FocusMode, type LegalDate } from '#libs/rules';
import {
  lapseDeadlines,
  meetDeadline,
  MOMENTS,
  pendingDeadlines,
  setDeadline,
  setMoment,
} from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import { WRONG_EXITS, type ActorRef, type ExitReason } from '../shared.js';
import type { Entry } from '../state.js';
import { isRetention, startRetention } from '../retention/retention.js';
import { closePersons } from './persons.js';
import { recognizeFocusAfterExit } from './focus-after-exit.js';

export interface ExitInput {
  readonly reason: ExitReason;
  /** First day on which the entry no longer counts. Default: today. */
  readonly effectiveOn?: LegalDate;
  readonly causedByEntryId?: string;
  /** The official who decided; absent where the system acts. */
  readonly decidedBy?: ActorRef;
  /** Milder focus mode, decided with the exit (B17). */
  readonly focusMode?: FocusMode;
}

/**
 * The one way off a list (3.9): the exit and the stop of its measures in one append, with the deadlines of the chain
 * that follows and the consequences in this dossier.
 */
export function exitEntry(draft: Draft, entryId: string, input: ExitInput): void {
  const { reason, effectiveOn = draft.today, causedByEntryId, decidedBy } = input;
  const before = draft.entry(entryId);
  draft.emit('EntryExited', {
    entryId,
    exitReason: reason,
    effectiveOn,
    ...(causedByEntryId !== undefined && { causedByEntryId }),
    ...(decidedBy && { decidedBy }),
  });
  if (before.measures === 'IN_FORCE' || before.measures === 'SUSPENDED')
    draft.emit('MeasuresStopped', { entryId, from: draft.ctx.now });
  closePersons(draft, before, effectiveOn);
  endWhatRan(draft, before, reason, effectiveOn);
  startExitChain(draft, before, effectiveOn, reason);
  startRetention(draft, entryId, effectiveOn);
  if (WRONG_EXITS.includes(reason)) reverseConsequences(draft, entryId);
  else listOnFocus(draft, before, input, effectiveOn);
}

/** Applications for repair lapse, moments and duties of the listing end; open objections go on: history may be wrong. */
function endWhatRan(draft: Draft, entry: Entry, reason: ExitReason, on: LegalDate): void {
  const { entryId } = entry;
  for (const { repairId, status } of Object.values(draft.state.repairs)) {
    if (draft.state.repairs[repairId]?.entryId !== entryId) continue;
    if (status === 'SUBMITTED' || status === 'SUPPLEMENT_REQUESTED' || status === 'ACCEPTED' || status === 'HELD') {
      draft.emit('RepairLapsed', {
        entryId,
        repairId,
        because: WRONG_EXITS.includes(reason) ? 'ENTRY_REVOKED' : 'ENTRY_EXITED',
        lapsedOn: draft.today,
      });
      lapseDeadlines(draft, (d) => d.ownerRef === repairId, reason);
    }
  }
  if (reason === 'VALIDITY_EXPIRED')
    meetDeadline(draft, MOMENTS.validity, entryId, draft.entry(entryId).recognition?.terms.validTo ?? on);
  const endsWithTheListing = [
    MOMENTS.validity,
    MOMENTS.repairWindow,
    'platform.report',
    'list.publish',
    'focus.warning',
    'improperUse.statement',
    'stdChange.review',
  ];
  lapseDeadlines(draft, (d) => d.entryId === entryId && endsWithTheListing.includes(d.key), reason);
}

/** What is still owed after the exit: announcement where it was shown, deletion where it was reported. */
function startExitChain(draft: Draft, entry: Entry, startOn: LegalDate, reason: ExitReason): void {
  const { entryId, unitId } = entry;
  if (announcementOwed(entry, reason))
    setDeadline(draft, { entry, key: 'exit.announce', ownerRef: entryId, startOn, unitId });
  if (Object.keys(entry.platforms).length > 0)
    setDeadline(draft, { entry, key: 'exit.platformDelete', ownerRef: entryId, startOn, unitId });
}

/** Exits without an announcement to anybody (3.9, column "announce"). */
export const UNANNOUNCED: readonly ExitReason[] = ['SUBJECT_EXTINCT', 'SUBJECT_OPT_OUT'];

function announcementOwed(entry: Entry, reason: ExitReason): boolean {
  return shownChannels(entry).length > 0 || !UNANNOUNCED.includes(reason);
}

/** Channels that showed the entry as recognised. */
export function shownChannels(entry: Entry): readonly string[] {
  return [...new Set(entry.publications.flatMap((p) => p.channels))];
}

/** Announced everywhere it was shown, taken down, deletion requested: what could be done has been done. */
export function exitChainComplete(entry: Entry): boolean {
  const shown = shownChannels(entry);
  const announced =
    shown.length === 0 ? entry.announcedToSubject : shown.every((c) => entry.announcedChannels.includes(c));
  const down = shown.every((c) => entry.takenDownChannels.includes(c));
  return announced && down && Object.values(entry.platforms).every((p) => p.deleteRequestedOn !== undefined);
}

/** Duties that end when the chain is complete (repair.execute, correction.propagate). */
export function settleExitDuties(draft: Draft, entryId: string): void {
  const entry = draft.entry(entryId);
  if (entry.phase !== 'EXITED' || !exitChainComplete(entry)) return;
  // Restoration where the public was misled about somebody's dishonesty (3.9).
  const restored =
    !entry.wrong ||
    entry.listKind === 'RED' ||
    shownChannels(entry).every((c) => entry.restorationChannels.includes(c));
  const duties = pendingDeadlines(
    draft,
    (d) => d.entryId === entryId && ['repair.execute', ...(restored ? ['correction.propagate'] : [])].includes(d.key),
  );
  for (const { deadlineId, dueOn } of duties)
    draft.emit('DeadlineMet', { deadlineId, entryId, metOn: draft.today, late: draft.today > dueOn });
}

/**
 * 3.9, consequence reversal: focus entries that came from it exit as wrong, too. Red entries that it removed and focus
 * entries that it ended can be reinstated on request (R12, (e)); `reinstatementCause` finds them.
 */
export function reverseConsequences(draft: Draft, entryId: string): void {
  for (const derived of Object.values(draft.state.entries)) {
    if (derived.formerBlackEntryId !== entryId || derived.erasedOn !== undefined) continue;
    if (derived.phase === 'ACTIVE')
      exitEntry(draft, derived.entryId, { reason: 'WRONGLY_LISTED', causedByEntryId: entryId });
    else if (derived.phase === 'EXITED' && !derived.wrong)
      draft.emit('EntryAnnulledAfterExit', {
        entryId: derived.entryId,
        annulledOn: draft.today,
        reasons: draft.text(
          derived.entryId,
          '所依据的黑名单条目已被认定有误 / the black entry it came from was found wrong',
        ),
      });
  }
}

/** Exits from the black list that open the focus list at once (3.9; B17). */
const LEADS_TO_FOCUS: readonly ExitReason[] = ['REPAIRED', 'BANKRUPTCY_REPAIR', 'VALIDITY_EXPIRED', 'STANDARD_CHANGED'];

function listOnFocus(draft: Draft, black: Entry, { reason, focusMode }: ExitInput, effectiveOn: LegalDate): void {
  const plan = black.recognition?.terms.focusAfterExit;
  if (black.listKind !== 'BLACK' || !plan || !LEADS_TO_FOCUS.includes(reason)) return;
  if (reason === 'STANDARD_CHANGED' && !plan.onStandardChange) return;
  const mode = focusMode ?? plan.mode;
  if (mode === 'NONE') return;
  // Nobody is listed by a standard that is no longer in force, and an exit never waits for one (3.9, 3.16).
  const standard = draft.standardInForce(plan.standardId, effectiveOn);
  if (!standard) return;
  const validTo = addDuration(draft.ctx.calendar, effectiveOn, plan.validity).dueOn;
  draft.asSystem('focus.afterBlackExit', () =>
    recognizeFocusAfterExit(draft, draft.entry(black.entryId), standard, { mode, validFrom: effectiveOn, validTo }),
  );
}

/** F4. */
export function setWarningDeadline(draft: Draft, entry: Entry, startOn: LegalDate): void {
  const { entryId, unitId } = entry;
  setDeadline(draft, { entry, key: 'focus.warning', ownerRef: entryId, startOn, unitId });
}

/** What an exit still owed ends with the reinstatement. */
export function lapseExitDuties(draft: Draft, entryId: string): void {
  const owed = (key: string): boolean => key.startsWith('exit.') || key === 'repair.execute';
  lapseDeadlines(draft, (d) => d.entryId === entryId && (owed(d.key) || isRetention(d)), 'REINSTATED');
}

/** Deadlines every listed entry has: validity, and for what is shown or reported, publication and report. */
export function setListingDeadlines(draft: Draft, entry: Entry, decidedOn: LegalDate): void {
  const { entryId, unitId, recognition } = entry;
  if (!recognition) return;
  const standard = draft.standardOf(entry);
  const source = { ruleFrom: `standard:${standard.standardId}@${standard.version}`, legalSource: standard.title };
  setMoment(draft, entry, MOMENTS.validity, entryId, recognition.terms.validFrom, recognition.terms.validTo, source);
  setDeadline(draft, { entry, key: 'platform.report', ownerRef: entryId, startOn: decidedOn, unitId });
  const published =
    entry.listKind !== 'FOCUS' && !entry.minor && (!draft.isNaturalPerson || standard.naturalPersonPublication.allowed);
  if (published) setDeadline(draft, { entry, key: 'list.publish', ownerRef: entryId, startOn: decidedOn, unitId });
}
