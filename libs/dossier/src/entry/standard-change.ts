import {
  changedFields,
  compareStandards,
  contentOf,
  maxDate,
  noticeStands,
  type LegalDate,
  type RecognitionStandard,
  type StandardDifference,
} from '#libs/rules';
import type { CommandData } from '../commands.js';
import { lapseDeadlines, meetDeadline, MOMENTS, setDeadline } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { Entry } from '../state.js';
import { isListed } from '../lifecycle.js';
import { unitOf } from '../units.js';
import { exitEntry } from './exit.js';
import { demandCriteria } from './generate.js';
import { active, preparing } from './guards.js';

/** The duty to review an entry after its standard changed. */
export const STANDARD_REVIEW = 'stdChange.review';

/** What an entry has to be held against since a day: a later version in force, or a standard that has ended. */
interface StandardChange {
  readonly change: 'REVISED' | 'RETIRED';
  readonly standard: RecognitionStandard;
  readonly since: LegalDate;
}

function changeFor(draft: Draft, { standardId, standardVersion }: Entry): StandardChange | undefined {
  const { today } = draft;
  const current = draft.standardInForce(standardId, today);
  if (current !== undefined)
    return current.version > standardVersion
      ? { change: 'REVISED', standard: current, since: current.effectiveFrom ?? today }
      : undefined;
  const ended = draft.ctx.standards.find(
    (one) => one.standardId === standardId && one.status === 'RETIRED' && (one.effectiveTo ?? today) < today,
  );
  return ended && { change: 'RETIRED', standard: ended, since: ended.effectiveTo ?? today };
}

/** 3.15, by SYSTEM: the standard has changed, an entry on the list is to be reviewed. Another one is passed over. */
export function openStandardReview(draft: Draft, { entryId }: CommandData<'OpenStandardReview'>): void {
  openReviewOwed(draft, entryId);
}

/** Opens the review that an entry owes since its standard changed, unless it is open. */
export function openReviewOwed(draft: Draft, entryId: string): void {
  const entry = draft.entry(entryId);
  const found = isListed(entry, draft.today) ? changeFor(draft, entry) : undefined;
  if (found === undefined) return;
  const { change, standard, since } = found;
  const { standardReview: open, standardVersion: oldVersion, unitId } = entry;
  if (open?.newVersion === standard.version && open.change === change) return;
  // What was to be reviewed against a version that is itself past is reviewed against the present one.
  if (open) lapseDeadlines(draft, (d) => d.ownerRef === open.standardReviewId, 'STANDARD_CHANGED_AGAIN');
  const standardReviewId = draft.ctx.newId('standardReview');
  // Time runs since the change, but never from before the entry was on the list.
  const startOn = maxDate(since, entry.recognition?.decidedOn ?? since);
  const dueOn = setDeadline(draft, { entry, key: STANDARD_REVIEW, ownerRef: standardReviewId, startOn, unitId });
  draft.emit('StandardChangeReviewOpened', {
    entryId,
    standardReviewId,
    change,
    oldVersion,
    newVersion: standard.version,
    compared: comparedWith(draft, entry, found),
    openedOn: draft.today,
    dueOn,
  });
}

/** The rule text compared: what a revision changed, or the criteria that no longer hold. */
function comparedWith(draft: Draft, entry: Entry, { change, standard }: StandardChange): readonly StandardDifference[] {
  const pinned = draft.standardOf(entry);
  if (change === 'RETIRED') return [{ field: 'criteria', before: pinned.criteria.text }];
  return compareStandards(contentOf(pinned), contentOf(standard));
}

/** 3.15: the unit decides on one entry. A stricter standard lists nobody by itself. */
export function decideStandardReview(draft: Draft, data: CommandData<'DecideStandardReview'>): void {
  const { entryId, newVersion, result, reasons } = data;
  const entry = active(draft, entryId);
  const found = changeFor(draft, entry);
  if (found?.standard.version !== newVersion)
    draft.refuse('NO_NEWER_STANDARD', { standard: entry.standardId, version: newVersion });
  if (found.change === 'RETIRED' && result === 'CONFORMS')
    draft.refuse('NOTHING_CONFORMS_TO_RETIRED', { standard: entry.standardId });
  // The change may have come before the process that opens the reviews has got here (D15).
  draft.asSystem(STANDARD_REVIEW, () => openReviewOwed(draft, entryId));
  const { standardReviewId = '' } = draft.entry(entryId).standardReview ?? {};
  draft.emit('StandardReviewDecided', {
    entryId,
    newVersion,
    result,
    reasons: draft.text(entryId, reasons),
    decidedOn: draft.today,
    decidedBy: draft.actor,
  });
  meetDeadline(draft, STANDARD_REVIEW, standardReviewId, draft.today);
  if (result === 'CONFORMS') return;
  // a revision may do without the focus listing, it may not bring one that the decision did not.
  const spared = found.change === 'REVISED' && found.standard.focusAfterExit?.onStandardChange === false;
  exitEntry(draft, entryId, {
    reason: 'STANDARD_CHANGED',
    decidedBy: draft.actor,
    ...(spared && { focusMode: 'NONE' as const }),
  });
}

/** I4: nobody is recognised under a version that was not in force on the day of the decision (3.15). */
export function demandInForce(draft: Draft, entry: Entry, on: LegalDate): void {
  const { standardId: standard, standardVersion: version } = entry;
  draft.demand(draft.standardInForce(standard, on)?.version === version, 'STANDARD_SUPERSEDED', {
    standard,
    version,
    date: on,
  });
}

/**
 * 3.15: before its recognition an entry starts again under the version in force: checked anew, and noticed and shown anew
 * where what was said to the subject is no longer so. Facts, statements and objections stay.
 */
export function restartEntry(draft: Draft, { entryId, reasons }: CommandData<'RestartEntry'>): void {
  const entry = preparing(draft, entryId);
  const { standardId, standardVersion: oldVersion } = entry;
  const standard = draft.standardInForce(standardId, draft.today);
  if (!standard) draft.refuse('STANDARD_NOT_IN_FORCE', { standard: standardId, date: draft.today });
  const { version: newVersion } = standard;
  draft.demand(newVersion > oldVersion, 'NO_NEWER_STANDARD', { standard: standardId, version: newVersion });
  const unit = draft.ctx.actor.unitId ?? '';
  const owned = standard.recognizingUnitIds.some((id) => unitOf(draft.ctx, id) === unit);
  draft.demand(owned, 'NOT_YOUR_STANDARD', { unit, standard: standardId });
  demandCriteria(draft, standard, entry);
  const changes = changedFields(contentOf(draft.standardOf(entry)), contentOf(standard));
  const stands = noticeStands(changes);
  const publicityStands = stands && !changes.includes('publicity');
  const { publicity } = entry;
  if (publicity && !publicity.takenDown && !publicityStands)
    draft.emit('EntryTakenDown', { entryId, channels: publicity.channels, takenDownOn: draft.today });
  draft.emit('EntryRestarted', {
    entryId,
    oldVersion,
    newVersion,
    changes,
    noticeStands: stands,
    publicityStands,
    basisInsufficient: standard.basisInsufficient,
    reasons: draft.text(entryId, reasons),
    restartedOn: draft.today,
    restartedBy: draft.actor,
  });
  const begunAnew = [...(stands ? [] : [MOMENTS.statement]), ...(publicityStands ? [] : [MOMENTS.publicityEnd])];
  lapseDeadlines(draft, (d) => d.entryId === entryId && begunAnew.includes(d.key as never), 'RESTARTED');
}
