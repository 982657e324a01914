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

function replaced(value: unknown, gone: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, gone));
  if (typeof value !== 'object' || value === null) return value;
  const sealed = (value as { readonly $sealed?: KeyRef }).$sealed;
  if (sealed !== undefined) return gone.has(nameOf(sealed)) ? { $erased: true } : value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, gone)]));
}
