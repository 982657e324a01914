import type { DossierState } from './state.js';

/** The parts of a dossier that are members by id. */
type Part = 'entries' | 'cases' | 'repairs' | 'remedies' | 'proposals' | 'deadlines' | 'agents';

/** Parts that were made in the fold of several events that is going on: nobody has seen them yet. */
let unseen: WeakSet<object> | undefined;

/** The dossier with one member of a part put in or replaced; the dossier that is given stays as it is. */
export function withMember<P extends Part>(
  state: DossierState,
  part: P,
  id: string,
  member: DossierState[P][string],
): DossierState {
  const members = state[part] as Readonly<Record<string, DossierState[P][string]>>;
  if (unseen?.has(members) === true && id !== '__proto__') {
    (members as Record<string, DossierState[P][string]>)[id] = member;
    return state;
  }
  const changed = { ...members, [id]: member };
  unseen?.add(changed);
  return { ...state, [part]: changed };
}

/**
 * Folds events one after the other. A part that the first of them changes is copied once and then written to: copying
 * all cases of a dossier for each of its events is most of what a long one would cost. Whatever was there before stays as
 * it is, and the dossier that comes of it is not written to again.
 */
export function foldTogether<E>(
  state: DossierState,
  events: Iterable<E>,
  evolve: (state: DossierState, event: E) => DossierState,
): DossierState {
  const made = new WeakSet<object>();
  for (const event of events) {
    // Of this step alone: who gives the events may fold others meanwhile.
    const before = unseen;
    unseen = made;
    try {
      state = evolve(state, event);
    } finally {
      unseen = before;
    }
  }
  return state;
}
