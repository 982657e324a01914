import { addDays, type LegalDate } from '#libs/rules';
import { MOMENTS, ruleOf, setMoment } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { Entry } from '../state.js';

/** 3.16: on earliestRepairOn the subject is invited to repair. */
export function setRepairWindow(draft: Draft, entry: Entry, startOn: LegalDate): void {
  const { earliestRepairOn } = entry.recognition?.terms ?? {};
  // One that has already been open, before a consent was revoked, does not open again.
  if (earliestRepairOn === undefined || earliestRepairOn < startOn) return;
  const rule = ruleOf(draft, entry, 'repair.minPublicity', startOn);
  setMoment(draft, entry, MOMENTS.repairWindow, entry.entryId, startOn, addDays(earliestRepairOn, -1), {
    ruleFrom: rule.from,
    legalSource: rule.legalSource,
  });
}
