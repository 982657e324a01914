import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from './harness/interleave.js';
import { report, thisMachine, writeReport, type Report } from './harness/report.js';
import { runMeasures, SMOKE } from './harness/run.js';
import { table } from './harness/table.js';
import { MEASURES } from './measures/index.js';
import { openStandIn } from './targets/eventstoredb.js';
import { openPostgres } from './targets/postgres.js';
import type { Target } from './targets/target.js';

const EXPECTED = [
  'append of 1 event, 1 at once',
  'append of 1 event, 8 at once',
  'append of 1 event, 32 at once',
  'append of 10 events, 1 at once',
  'append of 10 events, 8 at once',
  'append of 10 events, 32 at once',
  'command on a dossier of 8 events, 1 at once',
  'command on a dossier of 8 events, 8 at once',
  'command on a dossier of 8 events, 32 at once',
  'replay of a stream of 8 events, 1 at once',
  'replay of a stream of 8 events, 8 at once',
  'replay of a stream of 8 events, 32 at once',
  'replay of a stream of 200 events, 1 at once',
  'replay of a stream of 200 events, 8 at once',
  'catch-up of a subscription',
  'dossier of 1000 events as of an instant',
];
/** Answered from the tables of PostgreSQL, whichever store the log is in: measured with that store alone. */
const EXPECTED_OF_TABLES = [
  'list page of 50 over 1000 entries, 32 at once',
  'decision query, 1 at once',
  'decision query, 32 at once',
  'decision query of 200 subjects in one call',
];

/** Of PostgreSQL only: the register is there whatever store the log is in. */
const OF_THE_REGISTER = ['small', 'large'].flatMap((size) => [
  `${size} register: look-ups, 32 at once`,
  `${size} register: look-ups of one call`,
  `${size} register: who looked a person up`,
  `${size} register: a page of a unit's look-ups`,
]);

/** Every number of a result that must be one. */
function numbersOf({ count, contestants, ratios }: Result): readonly number[] {
  return [
    count,
    ...contestants.flatMap(({ samples, median }) => [...samples, median]),
    ...ratios.flatMap(({ median, least, most }) => [median, least, most]),
  ];
}

const STORES = [
  {
    ...{ name: 'PostgreSQL', open: () => openPostgres('of the tests'), bare: 'bare pg' },
    expected: [...EXPECTED, ...EXPECTED_OF_TABLES, ...OF_THE_REGISTER, 'webhook delivery to one receiver'],
    store: { kind: 'postgres', standIn: false, settings: { synchronous_commit: 'off', fsync: 'off' } },
    firstLine: /^PostgreSQL \d+.*, of the tests; .*fsync off/,
  },
  {
    ...{ name: 'the stand-in of EventStoreDB', open: openStandIn, bare: 'bare db-client' },
    expected: EXPECTED,
    store: { kind: 'eventstoredb', standIn: true },
    firstLine: /STAND-IN.*SAY NOTHING/,
  },
];

describe.each(STORES)('the bench on $name, with counts that say nothing about speed', (given) => {
  let target: Target;
  let folder: string;
  let written: Report;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bench-'));
    target = await given.open();
    const results = await runMeasures({ target, size: SMOKE, seed: 1, measures: MEASURES });
    const file = join(folder, 'made', 'bench.json');
    await writeReport(file, report(target, thisMachine(), { ...SMOKE, seed: 1 }, results));
    written = JSON.parse(await readFile(file, 'utf8')) as Report;
  }, 60_000);
  afterAll(async () => {
    await target.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('writes every measure, ours beside the bare client, in finite numbers above nought', () => {
    expect(written.results.map(({ name }) => name)).toEqual(given.expected);
    for (const result of written.results) {
      const [ours, ...others] = result.contestants;
      expect(ours).toMatchObject({ role: 'ours' });
      expect(others[0]).toMatchObject({
        role: EXPECTED_OF_TABLES.includes(result.name) ? 'peer' : 'limit',
        name: expect.stringMatching(/^bare /),
      });
      expect(result.ratios.map(({ against }) => against)).toEqual(others.map(({ name }) => name));
      expect(numbersOf(result).filter((value) => !(Number.isFinite(value) && value > 0))).toEqual([]);
    }
  });

  it('writes what it was measured on', () => {
    expect(written.store).toMatchObject(given.store);
    expect(written.machine).toMatchObject({ node: process.versions.node });
    expect(written.machine.cores).toBeGreaterThan(0);
    expect(written.eventBytes.data).toBeGreaterThan(600);
  });

  it('prints one table with a line for every measure, and says first what the numbers are worth', () => {
    const lines = table(written).split('\n');
    const rows = lines.filter((line) => line.startsWith('|')).slice(2);
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(given.expected);
    expect(rows.filter((row) => !/ \d[\d,]* bare .*\| \d+\.\d\d× /.test(row))).toEqual([]);
    expect(lines[0]).toMatch(given.firstLine);
  });
});
