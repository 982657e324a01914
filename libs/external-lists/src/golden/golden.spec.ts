import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { differences, pathsOf, shapesOfMembers, type Shape } from '../../../dossier/src/golden/shape.js';
import type { ExternalListEvent } from '../events.js';
import { evolveExternalList, type ExternalListState } from '../state.js';

/*
 * Golden events of mirrored and reference lists, as libs/dossier/src/golden has those of dossiers: a file that is here is
 * never changed and never removed; a changed shape is a new version.
 */

interface Golden {
  readonly file: string;
  readonly name: string;
  readonly event: { readonly eventType: string; readonly schemaVersion: number; readonly data: object };
}

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
const read = (file: string): unknown => JSON.parse(readFileSync(`${here}/${file}`, 'utf8'));

const golden: readonly Golden[] = readdirSync(here).flatMap((file) => {
  const [, name] = /^([A-Za-z]+\.v\d+)(?:\.[a-z-]+)?\.json$/.exec(file) ?? [];
  return name === undefined ? [] : [{ file, name, event: read(file) as Golden['event'] }];
});
const committed = read('shapes.json') as Readonly<Record<string, Shape>>;

describe('golden events of lists of others', () => {
  it('are there for every type of event, in the shape that was released', () => {
    const present = shapesOfMembers(root, 'ExternalListEventMap', 'external-lists');
    const versioned = Object.fromEntries(Object.entries(present).map(([type, shape]) => [`${type}.v1`, shape]));
    expect(versioned).toEqual(committed);
    expect([...new Set(golden.map(({ name }) => name))].sort()).toEqual(Object.keys(committed).sort());
  });

  it.each(golden.map(({ file }) => file))('%s is an event of its shape', (file) => {
    const found = golden.find((each) => each.file === file);
    const shape = committed[found?.name ?? ''];
    if (found === undefined || shape === undefined) throw new Error(`no shape for ${file}`);
    expect(`${found.event.eventType}.v${found.event.schemaVersion}`).toBe(found.name);
    expect(differences(found.event.data, shape, new Set())).toEqual([]);
  });

  it.each(Object.keys(committed))('%s shows every field at least once', (name) => {
    const seen = new Set<string>();
    const shape = committed[name] ?? '';
    for (const { event } of golden.filter((each) => each.name === name)) differences(event.data, shape, seen);
    expect(pathsOf(shape).filter((path) => !seen.has(path))).toEqual([]);
  });

  it('carry no text in clear where it is personal', () => {
    for (const { event } of golden) expect(JSON.stringify(event)).not.toContain('$personal');
  });

  it('fold, each alone and all together, forwards and backwards, and an event of later days changes nothing', () => {
    const events = golden.map(({ event: { eventType, data } }) => ({ type: eventType, data }) as ExternalListEvent);
    for (const event of events) expect(evolveExternalList({}, event)).toBeDefined();
    const all = [...events, ...events, ...[...events].reverse()];
    const state = all.reduce<ExternalListState>((before, event) => evolveExternalList(before, event), {});
    expect(state.list).toBeDefined();
    const later = { type: 'SomethingOfLaterDays', data: { listId: 'x' } } as unknown as ExternalListEvent;
    expect(evolveExternalList(state, later)).toEqual(state);
  });
});
