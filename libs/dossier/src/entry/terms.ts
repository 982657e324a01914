import {
  addDuration,
  focusModeOf,
  isMilderOrSameMode,
  resolveRule,
  type Duration,
  type FocusMode,
  type LegalDate,
  type RecognitionStandard,
} from '#libs/rules';
import { IRREPARABLE_BASIS_LEVELS } from '#libs/rules';
import type { TermsInput } from '../commands.js';
import { ruleOfStandard } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { AnnouncedTerms, FocusAfterExit, RecognitionTerms, RemedyInfo } from '../shared.js';
import type { Entry } from '../state.js';

/** 救济途径 as printed in decisions; only information, a late remedy is recorded all the same (3.11). */
export function remedyInfo(draft: Draft, standard: RecognitionStandard): RemedyInfo {
  const of = (key: string): Duration =>
    resolveRule(key, { standard, packs: draft.ctx.rulePacks, on: draft.today }).value;
  return { reconsideration: of('remedy.reconsideration'), litigation: of('remedy.litigation') };
}

/** The last day of a period that starts on `from`, for comparison of durations of different units. */
function lastDay(draft: Draft, from: LegalDate, duration: Duration): LegalDate {
  return addDuration(draft.ctx.calendar, from, duration).dueOn;
}

function isLonger(draft: Draft, a: Duration, b: Duration): boolean {
  return lastDay(draft, draft.today, a) > lastDay(draft, draft.today, b);
}

const show = ({ value, unit }: Duration): string => `${value} ${unit}`;

/** What the unit intends, checked against the standard (4.1, B8). */
export function announcedTerms(draft: Draft, entry: Entry, input: TermsInput): AnnouncedTerms {
  const standard = draft.standardOf(entry);
  const { min, max } = standard.validity;
  const validity = input.validity ?? (show(min) === show(max) ? min : undefined);
  if (validity === undefined) draft.refuse('VALIDITY_REQUIRED');
  if (isLonger(draft, min, validity) || isLonger(draft, validity, max))
    draft.refuse('VALIDITY_OUT_OF_BOUNDS', { min: show(min), max: show(max) });
  return {
    validity,
    ...(input.validFrom !== undefined && { validFrom: input.validFrom }),
    ...(entry.grade && { grade: entry.grade }),
    ...(entry.listKind === 'BLACK' && blackTerms(draft, standard, input)),
  };
}

function blackTerms(draft: Draft, standard: RecognitionStandard, input: TermsInput): Partial<AnnouncedTerms> {
  const { repair } = standard;
  const focusAfterExit = focusPlan(draft, standard, input);
  const focus = focusAfterExit ? { focusAfterExit } : {};
  if (input.irreparable !== undefined || repair?.repairable === false) {
    const basis = input.irreparable?.basis ?? repair?.irreparableBasis ?? [];
    draft.demand(
      basis.some((b) => IRREPARABLE_BASIS_LEVELS.includes(b.level)),
      'IRREPARABLE_BASIS_REQUIRED',
    );
    return { repairable: false, irreparableBasis: basis, ...focus };
  }
  const standardWait =
    repair?.minTimeBeforeRepair ?? ruleOfStandard(draft, standard, 'repair.minPublicity', draft.today).value;
  const wait = input.minTimeBeforeRepair ?? standardWait;
  if (isLonger(draft, wait, standardWait)) draft.refuse('REPAIR_TERMS_BELOW_STANDARD');
  return {
    repairable: true,
    repairMethods: input.repairMethods ?? repair?.methods ?? [],
    minTimeBeforeRepair: wait,
    ...focus,
  };
}

function focusPlan(draft: Draft, standard: RecognitionStandard, input: TermsInput): FocusAfterExit | undefined {
  const plan = standard.focusAfterExit;
  if (!plan) return undefined;
  const ownMode = focusModeOf(standard, draft.ctx.rulePacks, draft.today);
  const mode: FocusMode = input.focusAfterExit?.mode ?? ownMode;
  draft.demand(isMilderOrSameMode(mode, ownMode), 'FOCUS_TERMS_HARSHER');
  const validity = input.focusAfterExit?.validity ?? plan.validity;
  if (isLonger(draft, validity, plan.validity)) draft.refuse('FOCUS_TERMS_HARSHER');
  if (mode !== 'NONE')
    draft.demand(draft.standardInForce(plan.standardId, draft.today) !== undefined, 'FOCUS_STANDARD_UNKNOWN', {
      standard: plan.standardId,
    });
  return { standardId: plan.standardId, mode, validity, onStandardChange: plan.onStandardChange };
}

/** Durations become dates on the day of the decision. */
export function decidedTerms(draft: Draft, terms: AnnouncedTerms, decidedOn: LegalDate): RecognitionTerms {
  const { validity, validFrom: announced, minTimeBeforeRepair, ...rest } = terms;
  const validFrom = announced !== undefined && announced > decidedOn ? announced : decidedOn;
  return {
    ...rest,
    validFrom,
    // never rolls over a holiday.
    validTo: lastDay(draft, validFrom, validity),
    ...(minTimeBeforeRepair && { earliestRepairOn: lastDay(draft, decidedOn, minTimeBeforeRepair) }),
  };
}

/** B8: nothing harsher than the notice announced. Returns what goes beyond it. */
export function beyondNotice(draft: Draft, notice: AnnouncedTerms, proposed: AnnouncedTerms): string | undefined {
  if (isLonger(draft, proposed.validity, notice.validity)) return 'validity';
  if (notice.repairable !== false && proposed.repairable === false) return 'repairable';
  const { minTimeBeforeRepair: wait } = proposed;
  if (wait && notice.minTimeBeforeRepair && isLonger(draft, wait, notice.minTimeBeforeRepair))
    return 'minTimeBeforeRepair';
  const { focusAfterExit: focus } = proposed;
  if (focus && focus.mode !== 'NONE') {
    const announced = notice.focusAfterExit;
    if (!announced || !isMilderOrSameMode(focus.mode, announced.mode)) return 'focusAfterExit.mode';
    if (isLonger(draft, focus.validity, announced.validity)) return 'focusAfterExit.validity';
  }
  return undefined;
}
