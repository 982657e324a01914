import type { DossierState } from '../state.js';
import type { Listing } from './listing.js';

/**
 * Holds a dossier against what the reference expects of it.
 * @throws Error that says what differs
 */
export function compare(state: DossierState, listings: readonly Listing[]): void {
  const actual = Object.values(state.entries).map((e) => ({
    id: e.entryId,
    phase: e.phase,
    measures: e.measures,
    grounds: e.grounds.map((g) => `${g.groundRef} ${g.scope === 'PERSON' ? 'PERSON' : 'ALL'}`).sort(),
    exit: e.exit?.reason,
    wrong: e.wrong,
    initial: e.publicity ? (e.publicity.takenDown ? 'DOWN' : 'SHOWN') : 'NONE',
    shown: [...new Set(e.publications.flatMap((p) => p.channels))].sort(),
    announced: [...e.announcedChannels].sort(),
    down: e.publications.length === 0 ? [] : [...e.takenDownChannels].sort(),
  }));
  const expected = listings.map((e) => ({
    id: e.id,
    phase: e.phase,
    measures: e.measures,
    grounds: [...e.grounds].map(([ref, scope]) => `${ref} ${scope}`).sort(),
    exit: e.exit?.reason,
    wrong: e.wrong,
    initial: e.initial,
    shown: [...e.shown].sort(),
    announced: [...e.announced].sort(),
    down: e.shown.size === 0 ? [] : [...e.down].sort(),
  }));
  expected.forEach((entry, i) => {
    const [a, b] = [JSON.stringify(actual[i]), JSON.stringify(entry)];
    if (a !== b) throw new Error(`the dossier says ${a}\n  the reference ${b}`);
  });
  if (actual.length !== expected.length) throw new Error('entries that the reference does not expect');
}
