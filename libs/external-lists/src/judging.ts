import type { DeliveryFigures } from './commands.js';
import type { DeliveryBounds, DeliveryFinding, DeliveryFindingCode } from './events.js';

/** Findings that no second person can pass over: nothing could be applied. */
const BROKEN: ReadonlySet<DeliveryFindingCode> = new Set<DeliveryFindingCode>([
  'UNREADABLE',
  'COLUMNS_WRONG',
  'DIGEST_MISSING',
  'DIGEST_MISMATCH',
  'ENTRY_TWICE',
]);

/** Whether a delivery with these findings could be applied if somebody took it upon himself. */
export function isReleasable(findings: readonly DeliveryFinding[]): boolean {
  return findings.every(({ code }) => !BROKEN.has(code));
}

/** What speaks against a delivery; nothing where it may count at once. */
export function findingsOf(figures: DeliveryFigures, bounds: DeliveryBounds): readonly DeliveryFinding[] {
  const { broken, digestMatches, twice, standing, returning, counts } = figures;
  const found: DeliveryFinding[] = [];
  if (digestMatches === undefined) found.push({ code: 'DIGEST_MISSING' });
  if (digestMatches === false) found.push({ code: 'DIGEST_MISMATCH' });
  if (broken !== undefined) return [...found, { code: broken }];
  const { rows, invalid, removed } = counts;
  if (twice > 0) found.push({ code: 'ENTRY_TWICE', count: twice });
  if (invalid > bounds.maxInvalidShare * rows) found.push({ code: 'INVALID_ROWS', count: invalid, of: rows });
  if (rows < bounds.minRows) found.push({ code: 'TOO_FEW_ROWS', count: rows, of: bounds.minRows });
  if (rows > bounds.maxRows) found.push({ code: 'TOO_MANY_ROWS', count: rows, of: bounds.maxRows });
  if (removed > bounds.maxRemovedShare * standing)
    found.push({ code: 'UNUSUAL_REMOVAL', count: removed, of: standing });
  if (returning > 0) found.push({ code: 'REMOVED_RETURNS', count: returning });
  return found;
}
