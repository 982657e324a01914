import type { KeyRef } from '#libs/dossier';

/** Whether a deadline is the end of a retention: ids begin with the rule key. */
export function isRetention(deadlineId: string): boolean {
  return deadlineId.startsWith('retention.');
}

/** A stored value without the texts under these keys: nothing opens them any more (D9). */
export function withoutErased<T>(value: T, keys: readonly KeyRef[]): T {
  const gone = new Set(keys.map(nameOf));
  return replaced(value, gone) as T;
}

function nameOf({ about, scope }: KeyRef): string {
  return JSON.stringify([about, scope]);
}

/** What holds none of them stays the same object: a copy of a whole dossier costs more than all else about the event. */
function replaced(value: unknown, gone: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    const after = items.map((item) => replaced(item, gone));
    return after.every((item, i) => item === items[i]) ? value : after;
  }
  const sealed = (value as { readonly $sealed?: KeyRef }).$sealed;
  if (sealed !== undefined) return gone.has(nameOf(sealed)) ? { $erased: true } : value;
  const before = value as Readonly<Record<string, unknown>>;
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(before)) {
    const item = before[key];
    const after = replaced(item, gone);
    if (after === item) continue;
    copy ??= { ...before };
    copy[key] = after;
  }
  return copy ?? value;
}
