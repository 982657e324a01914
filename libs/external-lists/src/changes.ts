/** An entry of the present version, as far as comparing needs it. */
export interface StandingRow {
  readonly entryId: string;
  readonly fingerprint: string;
}

export interface Fingerprinted {
  readonly ref: string;
  readonly fingerprint: string;
}

/** What a delivery changes; entries are known by their number at the owner. */
export interface ListChanges<T extends Fingerprinted> {
  readonly added: readonly T[];
  readonly changed: readonly T[];
  /** Numbers at the owner. */
  readonly removed: readonly string[];
  readonly unchanged: number;
  /** Rows whose number stands in the delivery more than once. */
  readonly twice: number;
}

/** Holds a delivery against the version that stands: added, changed and removed told apart. */
export function changesOf<T extends Fingerprinted>(
  standing: ReadonlyMap<string, StandingRow>,
  delivered: readonly T[],
): ListChanges<T> {
  const seen = new Set<string>();
  const [added, changed]: [T[], T[]] = [[], []];
  let [unchanged, twice] = [0, 0];
  for (const row of delivered) {
    if (seen.has(row.ref)) {
      twice += 1;
      continue;
    }
    seen.add(row.ref);
    const before = standing.get(row.ref);
    if (before === undefined) added.push(row);
    else if (before.fingerprint === row.fingerprint) unchanged += 1;
    else changed.push(row);
  }
  const removed = [...standing.keys()].filter((ref) => !seen.has(ref));
  return { added, changed, removed, unchanged, twice };
}

/** A part of the changes, small enough for one append. */
export type ChangeChunk<T extends Fingerprinted> = Pick<ListChanges<T>, 'added' | 'changed' | 'removed'>;

/** How many parts the changes come in. */
export function chunkCount<T extends Fingerprinted>(changes: ListChanges<T>, size: number): number {
  return Math.ceil((changes.added.length + changes.changed.length + changes.removed.length) / size);
}

/** The n-th part, counted from 1: additions first, then changes, then removals. */
export function chunkOf<T extends Fingerprinted>(
  { added, changed, removed }: ListChanges<T>,
  chunk: number,
  size: number,
): ChangeChunk<T> {
  const [from, to] = [(chunk - 1) * size, chunk * size];
  const part = <R>(items: readonly R[], before: number): readonly R[] =>
    items.slice(Math.max(0, from - before), Math.max(0, to - before));
  return {
    added: part(added, 0),
    changed: part(changed, added.length),
    removed: part(removed, added.length + changed.length),
  };
}
