import type { RemedyOutcome } from '../shared.js';

/** What annuls the decision that the remedy was against. An illegality that was found says the same of a listing. */
const ANNULLING: readonly RemedyOutcome[] = ['ANNULLED', 'ILLEGAL', 'INVALID', 'REDO_ORDERED'];

export function annuls(outcome: RemedyOutcome): boolean {
  return ANNULLING.includes(outcome);
}

/** Whether an approver has it executed; what leaves the decision as it was closes the remedy at once. */
export function isExecuted(outcome: RemedyOutcome): boolean {
  return outcome === 'CHANGED' || annuls(outcome);
}
