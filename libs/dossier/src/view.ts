import type { DecisionContext } from './context.js';
import { settle } from './deadlines/settle.js';
import { Draft } from './draft.js';
import { syncSuspensions } from './measures/sync.js';
import type { DossierState } from './state.js';

/** The dossier as it stands at `ctx.now`, with what has fallen due acted on although the clock may be late (D15). */
export function settledState(state: DossierState, ctx: DecisionContext): DossierState {
  const draft = new Draft(state, ctx);
  settle(draft);
  syncSuspensions(draft);
  return draft.state;
}
