import type { DecisionContext } from './context.js';

/** The unit that acts today for one that may have been merged (3.5 Units). */
export function unitOf(ctx: Pick<DecisionContext, 'unitSuccessors'>, unitId: string): string {
  let unit = unitId;
  for (const seen = new Set<string>(); ctx.unitSuccessors[unit] !== undefined && !seen.has(unit);) {
    seen.add(unit);
    unit = ctx.unitSuccessors[unit] ?? unit;
  }
  return unit;
}
