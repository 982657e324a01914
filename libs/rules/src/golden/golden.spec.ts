import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  evolveRulePack,
  evolveStandard,
  initialRulePack,
  initialStandard,
  type RulePackEvent,
  type StandardEvent,
} from '#libs/rules';
import { differences, pathsOf, shapesOfMembers, type Shape } from '../../../dossier/src/golden/shape.js';

/*
 * Golden events of standards and rule packs, as libs/dossier/src/golden has those of dossiers: a file that is here is
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
  const [, name] = /^([A-Za-z]+\.v\d+)\.json$/.exec(file) ?? [];
  return name === undefined ? [] : [{ file, name, event: read(file) as Golden['event'] }];
});
const committed = read('shapes.json') as Readonly<Record<string, Shape>>;

describe('golden events of standards and rule packs', () => {
  it('are there for every type of event, in the shape that was released', () => {
    const present = shapesOfMembers(root, 'RuleEventMap', 'rules');
    const versioned = Object.fromEntries(Object.entries(present).map(([type, shape]) => [`${type}.v1`, shape]));
    expect(versioned).toEqual(committed);
    expect([...new Set(golden.map(({ name }) => name))].sort()).toEqual(Object.keys(committed).sort());
  });

  it.each(golden.map(({ file }) => file))('%s is an event of its shape, with every field', (file) => {
    const found = golden.find((each) => each.file === file);
    const shape = committed[found?.name ?? ''];
    if (found === undefined || shape === undefined) throw new Error(`no shape for ${file}`);
    expect(`${found.event.eventType}.v${found.event.schemaVersion}`).toBe(found.name);
    const seen = new Set<string>();
    expect(differences(found.event.data, shape, seen)).toEqual([]);
    expect(pathsOf(shape).filter((path) => !seen.has(path))).toEqual([]);
  });

  it('fold, all together, forwards and backwards', () => {
    const events = golden.map(({ event: { eventType, data } }) => ({ type: eventType, data }));
    for (const order of [events, [...events].reverse()]) {
      expect((order as StandardEvent[]).reduce(evolveStandard, initialStandard)).toHaveProperty(
        'versions.0.version',
        1,
      );
      expect((order as RulePackEvent[]).reduce(evolveRulePack, initialRulePack)).toMatchObject({
        versions: [{ rulePackId: 'REGION-A', version: 2 }],
      });
    }
  });
});
