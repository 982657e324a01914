import type { Personal, PlainPersonal, SealedPersonal } from '#libs/subjects';

/** Stands where a text was whose key has been destroyed. */
export interface Erased {
  readonly $erased: true;
}

/** What a value becomes when its sealed texts are opened: the text, or the mark that it was erased. */
export type Opened<T> = T extends Personal
  ? string | Erased
  : T extends readonly (infer Item)[]
    ? readonly Opened<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Opened<T[Key]> }
      : T;

/**
 * Rebuilds JSON with some objects replaced.
 * @param exchange gives the replacement of an object, or undefined to go on inside it.
 */
export function replaceObjects(value: unknown, exchange: (object: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaceObjects(item, exchange));
  const replacement = exchange(value);
  if (replacement !== undefined) return replacement;
  // A copy has every field as its own already, whatever its name.
  const copy: Record<string, unknown> = { ...value };
  for (const key of Object.keys(copy)) {
    const item = copy[key];
    if (typeof item === 'object') copy[key] = replaceObjects(item, exchange);
  }
  return copy;
}

/** Calls back for every object, replacing nothing. */
export function visitObjects(value: unknown, visit: (object: object) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) visit(value);
  for (const item of Object.values(value)) if (typeof item === 'object') visitObjects(item, visit);
}

/** @throws TypeError for a `$personal` that is not well-formed; its text must not slip through in clear. */
export function asPlain(object: object): PlainPersonal['$personal'] | undefined {
  return marked(object, '$personal', 'value') as PlainPersonal['$personal'] | undefined;
}

/** @throws TypeError for a `$sealed` that is not well-formed. */
export function asSealed(object: object): SealedPersonal['$sealed'] | undefined {
  return marked(object, '$sealed', 'box') as SealedPersonal['$sealed'] | undefined;
}

function marked(object: object, mark: string, content: string): object | undefined {
  if (!Object.hasOwn(object, mark)) return undefined;
  const inner = (object as Record<string, unknown>)[mark] as Record<string, unknown> | null;
  const sound =
    Object.keys(object).length === 1 &&
    typeof inner === 'object' &&
    inner !== null &&
    [inner['about'], inner['scope']].every((part) => typeof part === 'string' && part !== '') &&
    typeof inner[content] === 'string';
  if (!sound) throw new TypeError(`a ${mark} is { about, scope, ${content} } and stands alone in its object`);
  return inner;
}
