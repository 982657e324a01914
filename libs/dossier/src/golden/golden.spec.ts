import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { evolve, fold, type DossierEvent } from '#libs/dossier';
import { initialState } from '../state.js';
import { differences, pathsOf, shapesOfMembers, type Shape } from './shape.js';

/*
 * Golden events: one file `Type.vN[.variant].json` for every type and version that was ever released, exactly as the log
 * holds it, and `shapes.json` with the shape of each. A file that is here is never changed and never removed. A change of
 * an event that shows in the shape is a new version: with an upcaster, a new file and a new entry in `shapes.json`.
 */

interface Golden {
  readonly file: string;
  readonly variant: string | undefined;
  readonly type: string;
  readonly version: number;
  readonly event: {
    readonly eventType: string;
    readonly schemaVersion: number;
    readonly data: Readonly<Record<string, unknown>>;
    readonly metadata: Readonly<Record<string, unknown>>;
  };
}

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
const read = (file: string): unknown => JSON.parse(readFileSync(`${here}/${file}`, 'utf8'));

const golden: readonly Golden[] = readdirSync(here).flatMap((file) => {
  const [, type, version, variant] = /^([A-Za-z]+)\.v(\d+)(?:\.([a-z-]+))?\.json$/.exec(file) ?? [];
  if (type === undefined) return [];
  return [{ file, type, version: Number(version), variant, event: read(file) as Golden['event'] }];
});
const committed = read('shapes.json') as Readonly<Record<string, Shape>>;
const latest = new Map<string, number>();
for (const { type, version } of golden) latest.set(type, Math.max(version, latest.get(type) ?? 0));

describe('golden events', () => {
  const present = shapesOfMembers(root, 'DossierEventMap');

  it('are there for every type of event', () => {
    const types = Object.keys(present).sort();
    expect([...latest.keys()].sort()).toEqual(types);
    expect(
      golden.filter(({ variant }) => variant === undefined).map(({ type, version }) => `${type}.v${version}`),
    ).toEqual(expect.arrayContaining(types.map((type) => `${type}.v${latest.get(type)}`)));
  });

  it.each(Object.keys(present))('%s has the shape that was released: a changed shape is a new version', (type) => {
    expect({ [type]: present[type] }).toEqual({ [type]: committed[`${type}.v${latest.get(type)}`] });
  });

  it.each(golden.map(({ file }) => file))('%s is an event of its shape', (file) => {
    const { type, version, event } = golden.find((each) => each.file === file) ?? {};
    expect(event).toMatchObject({ eventType: type, schemaVersion: version });
    const shape = committed[`${type}.v${version}`];
    if (shape === undefined || event === undefined) throw new Error(`no shape for ${file}`);
    expect(differences(event.data, shape, new Set())).toEqual([]);
  });

  it.each(Object.keys(committed))('%s shows every field at least once', (name) => {
    const seen = new Set<string>();
    const shape = committed[name] ?? '';
    for (const { event } of golden.filter(({ type, version }) => `${type}.v${version}` === name)) {
      differences(event.data, shape, seen);
    }
    expect(pathsOf(shape).filter((path) => !seen.has(path))).toEqual([]);
  });

  it('carry no text in clear where it is personal', () => {
    for (const { event } of golden) expect(JSON.stringify(event)).not.toContain('$personal');
  });

  it('fold, each alone and all together, forwards and backwards', () => {
    const events = golden.map(
      ({ event: { eventType, data } }) => ({ type: eventType, data }) as unknown as DossierEvent,
    );
    for (const event of events) expect(evolve(initialState, event)).toBeDefined();
    const folded = fold(initialState, events);
    expect(fold(folded, [...events].reverse()).subject).toBeDefined();
  });
});

describe('the comparison of shapes', () => {
  const shape: Shape = { id: 'string', 'text?': 'sealed', items: [{ n: 'number' }] };
  const sealed = { $sealed: { about: 'a', scope: 's', box: 'b' } };

  it.each<[string, unknown, string[]]>([
    ['what fits', { id: 'a', text: sealed, items: [{ n: 1 }] }, []],
    ['an optional field that is absent', { id: 'a', items: [] }, []],
    ['a field that is missing', { items: [] }, ['.id is missing']],
    ['a field that is unknown', { id: 'a', items: [], old: 1 }, ['.old is unknown']],
    ['a text in clear', { id: 'a', text: 'clear', items: [] }, ['.text is string, not sealed']],
    ['a fault inside a list', { id: 'a', items: [{ n: 1 }, { n: '1' }] }, ['.items[].n is string, not number']],
    ['a list that is none', { id: 'a', items: {} }, ['.items is no list']],
  ])('tells %s', (_, data, expected) => {
    expect(differences(data, shape, new Set())).toEqual(expected);
  });
});
