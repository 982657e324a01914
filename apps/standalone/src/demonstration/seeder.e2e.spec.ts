import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { CreateCrossCheck1763700003001, SnapshotListSource } from '#libs/cross-check';
import { lifecycleOf, type CaseStatus, type DossierState, type Lifecycle, type RepairStatus } from '#libs/dossier';
import { createDossierStore, dossierDecider, type LoadedDossier } from '#libs/dossier-store';
import type { AppendResult, ExpectedRevision, NewEvent } from '#libs/event-store';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { publishShipped, ReferenceData } from '#libs/reference-data';
import { legalDateOf, SHIPPED_CALENDAR, type ListKind } from '#libs/rules';
import { CreateVault1763700001001, FileKeyProvider, Vault } from '#libs/vault';
import { freshDatabase, type FreshDatabase } from '../../../../test/support/database.js';
import { loadDemonstration } from './loading.js';
import { PastDays } from './past-days.js';
import { seedDemonstration } from './seeder.js';
import { STORIES } from './stories.js';

const UNTIL = '2026-11-22T02:00:00.000Z';
const TODAY = legalDateOf(UNTIL);

class Killed extends Error {}

/** A store of a process that dies after so many appends. */
class MortalStore extends PostgresEventStore {
  appends = Number.POSITIVE_INFINITY;

  override async append(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    if (this.appends <= 0) throw new Killed();
    this.appends -= 1;
    return super.append(streamId, expected, events);
  }
}

/** Everything that a seeding needs, on a database of its own. */
class City {
  private constructor(
    private readonly database: FreshDatabase,
    private readonly folder: string,
    readonly pool: Pool,
    readonly store: MortalStore,
    readonly vault: Vault,
    readonly reference: ReferenceData,
  ) {}

  static async found(): Promise<City> {
    const database = await freshDatabase({
      migrations: [...eventLogMigrations, CreateVault1763700001001, CreateCrossCheck1763700003001],
    });
    const folder = mkdtempSync(join(tmpdir(), 'mingdan-city-'));
    const pool = new Pool({ connectionString: database.url, max: 10 });
    pool.on('error', () => undefined);
    const store = new MortalStore(database.url);
    const vault = await Vault.open({ pool, provider: new FileKeyProvider({ folder, createIfMissing: true }) });
    await publishShipped(store, { now: () => UNTIL });
    const reference = new ReferenceData(store, { basisMode: 'WARN' });
    await reference.start();
    return new City(database, folder, pool, store, vault, reference);
  }

  parts() {
    const { pool, store, vault, reference } = this;
    return { store, pool, vault, reference, lists: this.lists() };
  }

  async seed(): Promise<void> {
    await seedDemonstration({ ...this.parts(), until: UNTIL });
  }

  /** All dossiers by the key of their story. */
  async dossiers(): Promise<ReadonlyMap<string, LoadedDossier>> {
    const { store, vault, reference } = this;
    const clock = { now: () => UNTIL };
    const { repository, registry } = createDossierStore({
      store,
      clock,
      vault,
      reference,
      lists: this.lists(),
      decider: dossierDecider,
    });
    const found = new Map<string, LoadedDossier>();
    for (const { key, identifier } of STORIES) {
      const subjectId = await registry.findRef(identifier);
      if (subjectId !== undefined) found.set(key, await repository.load(subjectId));
    }
    return found;
  }

  /** Types and times of the events of every dossier, by story. */
  async events(): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, readonly string[]>();
    for (const [key, { subjectId }] of await this.dossiers()) {
      const told: string[] = [];
      for await (const event of this.store.readStream(`dossier-${subjectId}`))
        told.push(`${event.metadata['recordedAt'] as string} ${event.eventType}`);
      found.set(key, told);
    }
    return found;
  }

  async close(): Promise<void> {
    await this.reference.stop();
    await this.store.close();
    this.vault.close();
    await this.pool.end();
    await this.database.drop();
    rmSync(this.folder, { recursive: true });
  }

  private lists(): SnapshotListSource {
    return new SnapshotListSource({ pool: this.pool, clock: { now: () => UNTIL }, sourceId: 'national' });
  }
}

/** What is promised to somebody who looks around. */
const LIFECYCLES: Readonly<Record<ListKind, readonly Lifecycle[]>> = {
  RED: [
    ...(['DRAFT', 'SCREENED', 'IN_PUBLICITY', 'READY', 'ACTIVE', 'EXITED'] as const),
    ...(['SCREENED_OUT', 'NOT_RECOGNIZED', 'WITHDRAWN'] as const),
  ],
  BLACK: [
    ...(['DRAFT', 'NOTICE_SERVED', 'IN_PUBLICITY', 'READY', 'ACTIVE', 'EXITED'] as const),
    ...(['NOT_RECOGNIZED', 'WITHDRAWN'] as const),
  ],
  FOCUS: ['NOTICE_SERVED', 'ACTIVE', 'EXITED'],
};
const EXITS: readonly string[] = [
  'RED WRONGLY_LISTED',
  'RED VALIDITY_EXPIRED',
  'RED STANDARD_CHANGED',
  'RED BLACK_LISTED',
  'RED FOCUS_LISTED',
  'RED IMPROPER_USE',
  'RED OTHER_BAD_BEHAVIOUR',
  'RED SUBJECT_OPT_OUT',
  'BLACK WRONGLY_LISTED',
  'BLACK REPAIRED',
  'BLACK BANKRUPTCY_REPAIR',
  'BLACK VALIDITY_EXPIRED',
  'BLACK BASIS_ANNULLED',
  'BLACK SUBJECT_EXTINCT',
  'FOCUS VALIDITY_EXPIRED',
  'FOCUS EARLY_RELEASE',
  'FOCUS TRANSFERRED_TO_BLACK',
  'FOCUS SUPERSEDED',
];
const CASES: readonly CaseStatus[] = [
  ...(['FILED', 'ACCEPTED', 'REFERRED', 'REPLIED', 'DECIDED'] as const),
  ...(['WITHDRAWN', 'INTAKE_REFUSED', 'IN_REVIEW', 'REVIEWED'] as const),
];
const REPAIRS: readonly RepairStatus[] = [
  ...(['SUBMITTED', 'SUPPLEMENT_REQUESTED', 'ACCEPTED', 'HELD'] as const),
  ...(['AGREED', 'REFUSED', 'INTAKE_REFUSED'] as const),
];

describe('the demonstration data', () => {
  let city: City;
  beforeAll(async () => {
    city = await City.found();
    await city.seed();
  }, 60_000);
  afterAll(() => city.close());

  it('given an empty log, shows every state that is promised', async () => {
    const dossiers = [...(await city.dossiers()).values()];
    expect(dossiers).toHaveLength(STORIES.length);
    const states = dossiers.map(({ state }) => state);
    const entries = states.flatMap((state) => Object.values(state.entries).map((entry) => ({ state, entry })));
    const { standards } = city.reference.snapshot();
    const seen = entries.map(({ state, entry }) => {
      const { standardId, standardVersion } = entry;
      const standard = standards.find((s) => s.standardId === standardId && s.version === standardVersion);
      if (standard === undefined) throw new Error(`no standard ${standardId}`);
      return `${entry.listKind} ${lifecycleOf(state, entry, standard, TODAY)}`;
    });
    const promised = Object.entries(LIFECYCLES).flatMap(([list, all]) => all.map((one) => `${list} ${one}`));
    expect([...new Set(seen)].sort()).toEqual([...promised].sort());
    const left = entries.flatMap(({ entry }) => (entry.exit ? [`${entry.listKind} ${entry.exit.reason}`] : []));
    expect([...new Set(left)].sort()).toEqual([...EXITS].sort());

    const statuses = (of: (state: DossierState) => object): ReadonlySet<string> =>
      new Set(
        states.flatMap((state) => Object.values(of(state) as Record<string, { status: string }>).map((c) => c.status)),
      );
    expect([...CASES].filter((one) => !statuses((state) => state.cases).has(one))).toEqual([]);
    expect([...REPAIRS].filter((one) => !statuses((state) => state.repairs).has(one))).toEqual([]);
    expect([...statuses((state) => state.proposals)].sort()).toEqual(['DECIDED', 'OPEN', 'REJECTED']);
    expect(['OPEN', 'MET', 'MISSED'].filter((one) => !statuses((state) => state.deadlines).has(one))).toEqual([]);
  });

  it('given the duties of officials, has some open, one due today, and a warning that was missed', async () => {
    const found = await city.dossiers();
    const deadlines = (key: string) => Object.values(found.get(key)?.state.deadlines ?? {});
    expect(deadlines('red-ends-today').find((d) => d.status === 'OPEN')?.dueOn).toBe(TODAY);
    expect(deadlines('focus-warning-open').find((d) => d.key === 'focus.warning')?.status).toBe('OPEN');
    expect(deadlines('black-expired-warning-missed').find((d) => d.key === 'focus.warning')?.status).toBe('MISSED');
    const suspended = (key: string) =>
      Object.values(found.get(key)?.state.entries ?? {}).map(({ measures, grounds }) => [measures, grounds[0]?.ground]);
    expect(suspended('objection-accepted')).toEqual([['SUSPENDED', 'VERIFICATION']]);
    expect(suspended('black-bankruptcy')).toEqual([['SUSPENDED', 'BANKRUPTCY']]);
    expect(suspended('red-under-inquiry')).toEqual([['SUSPENDED', 'IMPROPER_USE']]);
  });

  it('given the accounts of X, Y and P, finds each on its list', async () => {
    const found = await city.dossiers();
    const listed = (key: string) =>
      Object.values(found.get(key)?.state.entries ?? {})
        .filter((entry) => entry.phase === 'ACTIVE')
        .map((entry) => [entry.listKind, entry.publications.length]);
    expect([listed('x'), listed('y'), listed('p')]).toEqual([[['BLACK', 1]], [['FOCUS', 0]], [['BLACK', 1]]]);
    expect(Object.values(found.get('red-reinstated')?.state.entries ?? {}).map((entry) => entry.phase)).toEqual([
      'ACTIVE',
      'EXITED',
    ]);
  });

  it('given its log, is a past: in order, and over before it was loaded', async () => {
    let last = '';
    for await (const { metadata } of city.store.readAll({ streamPrefixes: ['dossier-'] })) {
      const recordedAt = metadata['recordedAt'] as string;
      expect(recordedAt >= last && recordedAt <= UNTIL).toBe(true);
      last = recordedAt;
    }
    expect(last > '2026-11-20').toBe(true);
  });

  it('when it is loaded again, adds nothing', async () => {
    const before = await city.store.lastPosition();
    await city.seed();
    expect(await city.store.lastPosition()).toBe(before);
  });

  it('when the process dies in the middle, is completed as if it had not', async () => {
    const other = await City.found();
    try {
      for (const appends of [40, 500]) {
        other.store.appends = appends;
        await expect(other.seed()).rejects.toThrow(Killed);
      }
      other.store.appends = Number.POSITIVE_INFINITY;
      await other.seed();
      expect(await other.events()).toEqual(await city.events());
    } finally {
      await other.close();
    }
  }, 60_000);
});

describe('the loading of the demonstration', () => {
  const clock = (instant: string) => ({ now: () => instant });

  it('begins once, counts from the day it began, and leaves a log of somebody’s own alone', async () => {
    const city = await City.found();
    const folder = mkdtempSync(join(tmpdir(), 'mingdan-loading-'));
    const said: string[] = [];
    const load = (instant: string) =>
      loadDemonstration({ ...city.parts(), folder, clock: clock(instant), say: (text) => void said.push(text) });
    try {
      city.store.appends = 30;
      await expect(load(UNTIL)).rejects.toThrow(Killed);
      const begun = readFileSync(join(folder, 'demonstration.json'), 'utf8');
      expect(JSON.parse(begun)).toEqual({ until: UNTIL, complete: false });
      city.store.appends = 60;
      await expect(load('2026-11-23T02:00:00.000Z')).rejects.toThrow(Killed);
      expect(readFileSync(join(folder, 'demonstration.json'), 'utf8')).toBe(begun);
      expect(said[0]).toMatch(/Loading the demonstration: 0 of \d+$/);

      rmSync(join(folder, 'demonstration.json'));
      city.store.appends = 0;
      expect(await load(UNTIL)).toBe(false);
    } finally {
      await city.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the days that stories are counted by', () => {
  it('given a year without a table, count weekdays', () => {
    const days = new PastDays(SHIPPED_CALENDAR, '2031-03-12');
    expect([days.day(0), days.day(1), days.day(3), days.day(8)]).toEqual([
      '2031-03-12',
      '2031-03-11',
      '2031-03-07',
      '2031-02-28',
    ]);
  });

  it('given the holidays of 2026, leave them out and count the days that are worked instead', () => {
    const days = new PastDays(SHIPPED_CALENDAR, '2026-10-12');
    expect([1, 2, 3, 4].map((n) => days.day(n))).toEqual(['2026-10-10', '2026-10-09', '2026-10-08', '2026-09-30']);
  });
});
