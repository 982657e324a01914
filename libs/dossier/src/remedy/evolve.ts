import { withGround, withoutGround } from '../entry/evolve.js';
import type { DossierEvent } from '../events.js';
import { withMember } from '../members.js';
import type { DossierState, Entry, OpenGround, Remedy } from '../state.js';
import { isExecuted } from './outcomes.js';

/** Folds reconsideration and litigation, and the ground of suspension that a stay opens on the entry (3.11). */
export function evolveRemedy(state: DossierState, event: DossierEvent): DossierState {
  switch (event.type) {
    case 'RemedyFiled':
      return put(state, { ...event.data, status: 'PENDING' });
    case 'StayOrdered': {
      const { remedyId, entryId, from } = event.data;
      const next = change(state, remedyId, { stayedFrom: from });
      return onEntry(next, entryId, (entry) => withGround(entry, stayOf(next.remedies[remedyId], remedyId)));
    }
    case 'StayLifted': {
      const { remedyId, entryId } = event.data;
      const known = state.remedies[remedyId];
      const next = known ? put(state, withoutStay(known)) : state;
      return onEntry(next, entryId, (entry) => withoutGround(entry, remedyId));
    }
    case 'RemedyOutcomeRecorded': {
      const { remedyId, entryId: _entry, ...decided } = event.data;
      const known = state.remedies[remedyId];
      if (!known) return state;
      // A record that replaces another leaves nothing of it.
      const { changes: _changes, newValidTo: _validTo, ...rest } = known;
      return put(state, { ...rest, ...decided, status: isExecuted(decided.outcome) ? 'DECIDED' : 'CLOSED' });
    }
    case 'RemedyOutcomeExecuted':
      return change(state, event.data.remedyId, { status: 'CLOSED' });
    default:
      return state;
  }
}

function stayOf(remedy: Remedy | undefined, groundRef: string): OpenGround {
  const personRef = remedy?.personRef;
  const ground = { ground: 'STAY', groundRef } as const;
  return personRef === undefined ? { ...ground, scope: 'ALL' } : { ...ground, scope: 'PERSON', personRef };
}

function withoutStay({ stayedFrom: _from, ...remedy }: Remedy): Remedy {
  return remedy;
}

function put(state: DossierState, entered: Remedy): DossierState {
  return withMember(state, 'remedies', entered.remedyId, entered);
}

function change(state: DossierState, remedyId: string, changes: Partial<Remedy>): DossierState {
  const known = state.remedies[remedyId];
  return known ? put(state, { ...known, ...changes }) : state;
}

function onEntry(state: DossierState, entryId: string, fold: (entry: Entry) => Entry): DossierState {
  const entry = state.entries[entryId];
  return entry ? withMember(state, 'entries', entryId, fold(entry)) : state;
}
