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
  'append of 1 event, 128 at once',
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

/** Of PostgreSQL only: read models and HTTP are there whatever store the log is in. */
const BESIDE_PEERS = [
  'command over HTTP that begins an entry, 1 at once',
  'command over HTTP that begins an entry, 32 at once',
  'command over HTTP on an entry, 1 at once',
  'command over HTTP on an entry, 32 at once',
  'read model of a row a dossier, from the beginning',
  'rebuild of a row a dossier',
  'every read model, from the beginning',
  'rebuild of current-lists',
];

/** Of PostgreSQL only: the register is there whatever store the log is in. */
const OF_THE_REGISTER = ['small', 'large'].flatMap((size) => [
  `${size} register: look-ups, 32 at once`,
  `${size} register: look-ups of one call`,
  `${size} register: who looked a person up`,
  `${size} register: a page of a unit's look-ups`,
]);

/** Of PostgreSQL only: jobs are kept there. */
const OF_JOBS = [
  'commands beside an import, 8 at once',
  'rows of an import',
  'deadlines computed again under a new calendar',
  'commands beside a recomputation, 8 at once',
];

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
    expected: [
      ...[...EXPECTED, ...EXPECTED_OF_TABLES, ...OF_THE_REGISTER, 'webhook delivery to one receiver'],
      ...[...BESIDE_PEERS, 'append to readable, 1 at once', ...OF_JOBS],
    ],
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
  }, 120_000);
  afterAll(async () => {
    await target.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('writes every measure, ours beside the bare client, in finite numbers above nought', () => {
    expect(written.results.map(({ name }) => name)).toEqual(given.expected);
    for (const result of written.results) {
      const [ours, ...others] = result.contestants;
      expect(ours).toMatchObject({ role: 'ours' });
      if (BESIDE_PEERS.includes(result.name)) {
        expect(others.length).toBeGreaterThan(0);
      } else {
        const compared = EXPECTED_OF_TABLES.includes(result.name) ? 'peer' : 'limit';
        expect(others).toContainEqual(
          expect.objectContaining({ role: compared, name: expect.stringMatching(/^bare /) as string }),
        );
      }
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
    expect(rows.filter((row) => !/ \d[\d,]* \w.*\| \d+\.\d\d× /.test(row))).toEqual([]);
    expect(lines[0]).toMatch(given.firstLine);
  });
});
