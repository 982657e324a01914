import { setDeadline } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { Entry } from '../state.js';
import { settleExitDuties } from './exit.js';

/**
 * Whoever was listed wrongly is restored where it was shown, within correction.propagate (3.3, 3.9). Owed once, by what
 * found it out first.
 *
 * @param before the entry as it was before it was found wrong
 */
export function oweRestoration(draft: Draft, before: Entry, ownerRef: string): void {
  const entry = draft.entry(before.entryId);
  if (before.wrong || entry.phase !== 'EXITED') return;
  const { entryId, unitId } = entry;
  setDeadline(draft, { entry, key: 'correction.propagate', ownerRef, startOn: draft.today, unitId });
  settleExitDuties(draft, entryId);
}
