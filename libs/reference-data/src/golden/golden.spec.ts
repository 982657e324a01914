import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { evolveMaskProfile, initialMaskProfile, type MaskProfileEvent } from '#libs/rules';
import { differences, pathsOf, shapesOfMembers, type Shape } from '../../../dossier/src/golden/shape.js';
import { evolveChannel, type ChannelEvent } from '../channel-stream.js';

/*
 * Golden events of channels and mask profiles, as libs/dossier/src/golden has those of dossiers: a file that is here is
 * never changed and never removed; a changed shape is a new version.
 */

interface Golden {
  readonly name: string;
  readonly event: { readonly eventType: string; readonly schemaVersion: number; readonly data: object };
}

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
const read = (file: string): unknown => JSON.parse(readFileSync(`${here}/${file}`, 'utf8'));

const golden: readonly Golden[] = readdirSync(here).flatMap((file) => {
  const [, name] = /^([A-Za-z]+\.v\d+)(?:\.[a-z-]+)?\.json$/.exec(file) ?? [];
  return name === undefined ? [] : [{ name, event: read(file) as Golden['event'] }];
});
const committed = read('shapes.json') as Readonly<Record<string, Shape>>;

describe('golden events of channels and mask profiles', () => {
  it('are there for every type of event, in the shape that was released', () => {
    const present = shapesOfMembers(root, 'ShowingEventMap', 'reference-data');
    const versioned = Object.fromEntries(Object.entries(present).map(([type, shape]) => [`${type}.v1`, shape]));
    expect(versioned).toEqual(committed);
    expect([...new Set(golden.map(({ name }) => name))].sort()).toEqual(Object.keys(committed).sort());
  });

  it.each(Object.keys(committed))('%s fits its shape and shows every field at least once', (name) => {
    const seen = new Set<string>();
    const shape = committed[name] ?? '';
    for (const { event } of golden.filter((each) => each.name === name)) {
      expect(`${event.eventType}.v${event.schemaVersion}`).toBe(name);
      expect(differences(event.data, shape, seen)).toEqual([]);
    }
    expect(pathsOf(shape).filter((path) => !seen.has(path))).toEqual([]);
  });

  it('fold, each alone and all together, in any order', () => {
    const events = golden.map(({ event: { eventType, data } }) => ({ type: eventType, data }));
    for (const event of [...events, ...[...events].reverse()]) {
      expect(evolveChannel({}, event as ChannelEvent)).toBeDefined();
      expect(evolveMaskProfile(initialMaskProfile, event as MaskProfileEvent)).toBeDefined();
    }
    const profile = (events as MaskProfileEvent[]).reduce(evolveMaskProfile, initialMaskProfile);
    expect(profile.versions.map(({ version }) => version)).toContain(2);
  });
});
