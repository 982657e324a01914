import { getMetadataStorage } from 'class-validator';
import fc from 'fast-check';
import type { RequestClass } from './request-classes.js';

/** As much of what `@ApiProperty` keeps as is read here. */
interface Described {
  readonly type?: unknown;
  readonly items?: { readonly type?: unknown; readonly enum?: readonly unknown[] };
  readonly isArray?: boolean;
  readonly required?: boolean;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}
type Container = Record<string | number, unknown>;

const DEEPEST = 3;
/** Documented with the route. */
const IN_PATHS: Readonly<Record<string, unknown>> = {
  complaintId: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10',
  feed: 'red',
  list: 'black',
  month: '2026-08',
};

const known = Array.from({ length: DEEPEST + 1 }, () => new Map<RequestClass, fc.Arbitrary<object>>());

/** What somebody sends who has read the documentation of a class. */
export function documented(type: RequestClass, depth = 0): fc.Arbitrary<object> {
  const body = known[depth]?.get(type) ?? bodyOf(type, depth);
  known[depth]?.set(type, body);
  return body;
}

function bodyOf(type: RequestClass, depth: number): fc.Arbitrary<object> {
  const properties = propertiesOf(type);
  const required = properties.filter(([, { required }]) => required !== false).map(([name]) => name);
  const values = properties.map(([name, described]) => [name, valueOf(described, depth)] as const);
  return fc.record(Object.fromEntries(values), { requiredKeys: required, noNullPrototype: true });
}

function propertiesOf(type: RequestClass): readonly (readonly [string, Described])[] {
  const prototype = type.prototype as object;
  const names = Reflect.getMetadata('swagger/apiModelPropertiesArray', prototype) as readonly string[] | undefined;
  if (names === undefined) return validated(type).map((name) => [name, { example: IN_PATHS[name] }] as const);
  return names.map((given) => {
    const name = given.slice(1);
    return [name, Reflect.getMetadata('swagger/apiModelProperties', prototype, name) as Described] as const;
  });
}

const validated = (type: RequestClass): readonly string[] => {
  const storage = getMetadataStorage();
  return Object.keys(storage.groupByPropertyName(storage.getTargetValidationMetadatas(type, '', false, false)));
};

function valueOf(described: Described, depth: number): fc.Arbitrary<unknown> {
  const { isArray = false, example, items } = described;
  const given = lazily(described.type);
  const many = isArray || given === 'array' || Array.isArray(given);
  const type = Array.isArray(given) ? lazily(given[0]) : given;
  const one = itemOf({ ...described, ...(items?.enum && { enum: items.enum }) }, type, depth);
  const atLeast = described.minItems ?? 0;
  const made = many ? fc.array(one, { minLength: atLeast, maxLength: Math.max(atLeast, 2) }) : one;
  return example === undefined || Array.isArray(example) !== many ? made : fc.oneof(fc.constant(example), made);
}

function itemOf(described: Described, type: unknown, depth: number): fc.Arbitrary<unknown> {
  const { enum: values, pattern, format, minimum = 0, maximum = 1_000, minLength = 1, maxLength = 40 } = described;
  if (isDocumented(type)) return depth < DEEPEST ? documented(type, depth + 1) : fc.constant({});
  if (values !== undefined) return fc.constantFrom(...values);
  if (format === 'uuid') return fc.uuid({ version: 4 });
  if (format === 'date') return fc.constantFrom('2026-09-18', '2028-02-29');
  if (format === 'date-time') return fc.constantFrom('2026-09-18T01:30:00.000Z', '2026-09-18T01:30:00Z');
  if (format === 'uri') return fc.webUrl({ validSchemes: ['https'] });
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum });
  if (type === Number || type === 'number') return fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) });
  if (type === Boolean || type === 'boolean') return fc.boolean();
  if (type === Object || type === 'object') return fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
  const text = fc.stringMatching(/^[A-Za-z0-9一-龥]{1,40}$/);
  return text.map((made) => made.padEnd(minLength, '一').slice(0, maxLength));
}

const isDocumented = (type: unknown): type is RequestClass =>
  typeof type === 'function' &&
  Reflect.hasMetadata('swagger/apiModelPropertiesArray', (type.prototype ?? {}) as object);
const lazily = (type: unknown): unknown =>
  typeof type === 'function' && type.prototype === undefined ? (type as () => unknown)() : type;

const NAMES = ['more', 'constructor', 'prototype', '__proto__', 'toString', 'then', 'length', '0', ''];
const JUNK: readonly unknown[] = [
  ...[null, '', ' ', '\ud800', '\u0000', 'x'.repeat(6_000), '1', 'true', '2026-02-30', [], {}, [[]], [null]],
  ...[-0, 0.1, 1e21, 1e308, -1, true, { constructor: 1 }, { prototype: {} }],
];

/** A text of JSON, of what is documented with one thing changed, or two, somewhere in it. */
export function nearly(type: RequestClass): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('remove', 'add', 'replace', 'wrap', 'double', 'reorder'),
    name: fc.constantFrom(...NAMES),
    value: fc.oneof(fc.constantFrom(...JUNK), fc.jsonValue({ maxDepth: 1 })),
  });
  return fc.tuple(documented(type), fc.array(change, { maxLength: 2 })).map(([sent, changes]) => {
    const body = JSON.parse(JSON.stringify(sent)) as Container;
    for (const { at, how, name, value: given } of changes) {
      // What is put in may be changed itself.
      const value = JSON.parse(JSON.stringify(given)) as unknown;
      const places = placesIn(body);
      const [container, key] = places[at % places.length] ?? [body, name];
      if (how === 'add') set(container, name, value);
      else if (how === 'double' && Array.isArray(container)) container.push(container[0]);
      else if (how === 'remove' && !Array.isArray(container)) Reflect.deleteProperty(container, key);
      else if (how === 'wrap') set(container, key, [container[key]]);
      else if (how === 'reorder' && !Array.isArray(container)) reorder(container);
      else set(container, key, value);
    }
    return JSON.stringify(body);
  });
}

function placesIn(container: Container): readonly (readonly [Container, string])[] {
  return Object.keys(container).flatMap((key) => {
    const inside = container[key];
    const deeper = typeof inside === 'object' && inside !== null ? placesIn(inside as Container) : [];
    return [[container, key] as const, ...deeper];
  });
}

/** Also where the name is `__proto__`; adds to a list what has no place in it. */
function set(container: Container, name: string, value: unknown): void {
  if (Array.isArray(container) && (name === 'length' || !Object.hasOwn(container, name)))
    return void container.push(value);
  Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true });
}

function reorder(container: Container): void {
  for (const [key, value] of Object.entries(container).reverse()) {
    Reflect.deleteProperty(container, key);
    set(container, key, value);
  }
}
