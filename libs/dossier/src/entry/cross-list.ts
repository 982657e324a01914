import type { LegalDate } from '#libs/rules';
import type { Draft } from '../draft.js';
import { isListed } from '../lifecycle.js';
import type { CrossCheckHit } from '../shared.js';
import type { Entry } from '../state.js';
import { exitEntry } from './exit.js';

/** The source that is this dossier itself, with those joined with it: every list of the city that the product keeps. */
export const LOCAL_SOURCE = 'local';

/** Black entries of the subject on the list, and focus entries, as hits against a red candidate. */
export function localHits(draft: Draft): readonly CrossCheckHit[] {
  return listedAnywhere(draft)
    .filter((e) => e.listKind === 'BLACK' || e.listKind === 'FOCUS')
    .map((e) => hit(e));
}

/** On a list today, here or in a dossier that is joined with this one. */
export function listedAnywhere(draft: Draft): readonly Entry[] {
  const own = Object.values(draft.state.entries).filter((e) => isListed(e, draft.today));
  return [...own, ...listedElsewhere(draft)];
}

/** On a list today in a dossier that is joined with this one. */
export function listedElsewhere(draft: Draft): readonly Entry[] {
  return draft.joinedEntries.filter((e) => isListed(e, draft.today));
}

export function hit(entry: Entry): CrossCheckHit {
  return { sourceId: LOCAL_SOURCE, sourceEntryRef: entry.entryId, listKind: entry.listKind, unitId: entry.unitId };
}

/** Black or focus listed: the red entries of the subject go, whoever recognised them (S1 §3, §4; A-12). */
export function removeFromRed(
  draft: Draft,
  causedByEntryId: string,
  reason: 'BLACK_LISTED' | 'FOCUS_LISTED',
  effectiveOn: LegalDate = draft.today,
): void {
  for (const red of Object.values(draft.state.entries)) {
    if (red.listKind !== 'RED' || red.phase !== 'ACTIVE') continue;
    draft.asSystem(reason === 'BLACK_LISTED' ? 'crossCheck.blackVsRed' : 'focus.removesRed', () =>
      exitEntry(draft, red.entryId, { reason, effectiveOn, causedByEntryId }),
    );
  }
}
