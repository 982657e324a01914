/**
 * Compares versions as owners write them: runs of digits as numbers, everything else letter by letter, so that
 * `2026-9` comes before `2026-10`.
 *
 * @returns below zero, zero, or above it
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [one, other] = [left[at], right[at]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const order = compareParts(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(version: string): readonly string[] {
  return version.match(/\d+|\D+/g) ?? [];
}

function compareParts(a: string, b: string): number {
  const [one, other] = [/^\d/.test(a) ? BigInt(a) : a, /^\d/.test(b) ? BigInt(b) : b];
  // A number comes before a word.
  if (typeof one !== typeof other) return typeof one === 'bigint' ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}
