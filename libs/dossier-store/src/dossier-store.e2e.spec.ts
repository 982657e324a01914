import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Pool } from 'pg';
import { IdempotencyConflict, PreconditionFailed, type StreamCache } from '#libs/command-loop';
import type { EventStore, RecordedEvent } from '#libs/event-store';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { CreateVault1763700001001, FileKeyProvider, Vault } from '#libs/vault';
import { DisturbedStore, loseAcknowledgement } from '../../command-loop/src/testing/store-wrappers.js';
import { eventually } from '../../vault/src/testing/place.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { openDossierCache } from './dossier-cache.js';
import { dossierDecider } from './dossier-decider.js';
import { createDossierStore, type DossierStore } from './dossier-store.js';
import type { DossierView } from './dossier-view.js';
import {
  DRAFTER,
  generateRed,
  given,
  hashed,
  PERSON_P,
  SNAPSHOT,
  TestClock,
  ToldListSource,
} from './testing/fixtures.js';
import { makeUscc } from '#libs/subjects';
import type { DossierAnswer } from './executor.js';

const ID = '0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a01';

/** What one process holds. */
interface Process {
  readonly dossiers: DossierStore;
  readonly cache: StreamCache<DossierView>;
  readonly vault: Vault;
  readonly store: EventStore;
  stop(): Promise<void>;
}

describe('dossiers on PostgreSQL with the real vault', () => {
  let database: FreshDatabase;
  let folder: string;
  let first: Process;
  let second: Process;
  let seed = 0;

  const start = async (wrap: (store: EventStore) => EventStore = (store) => store): Promise<Process> => {
    const pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
    const inner = new PostgresEventStore(database.url);
    const store = wrap(inner);
    const vault = await Vault.open({ pool, provider: new FileKeyProvider({ folder, createIfMissing: true }) });
    const cache = openDossierCache({ vault, maxBytes: 1_000_000 });
    const dossiers = createDossierStore({
      store,
      vault,
      streams: cache,
      lists: new ToldListSource(),
      clock: new TestClock(),
      reference: { snapshot: () => SNAPSHOT },
      decider: dossierDecider,
    });
    const stop = async (): Promise<void> => {
      vault.close();
      await inner.close();
      await pool.end();
    };
    return { dossiers, cache, vault, store, stop };
  };
  const withProcess = async <T>(
    wrap: (store: EventStore) => EventStore,
    use: (p: Process) => Promise<T>,
  ): Promise<T> => {
    const process = await start(wrap);
    try {
      return await use(process);
    } finally {
      await process.stop();
    }
  };

  beforeAll(async () => {
    database = await freshDatabase({ migrations: [...eventLogMigrations, CreateVault1763700001001] });
    folder = await mkdtemp(join(tmpdir(), 'dossier-store-'));
    [first, second] = [await start(), await start()];
  });
  afterAll(async () => {
    await first.stop();
    await second.stop();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const register = async (): Promise<string> => {
    const { subjectId } = await first.dossiers.registry.registerSubject({
      actor: DRAFTER,
      commandId: crypto.randomUUID(),
      fingerprint: hashed('register'),
      subjectType: 'ENTERPRISE',
      identifier: { kind: 'USCC', value: makeUscc((seed += 1)) },
      name: '某某科技有限公司',
    });
    return subjectId;
  };
  const eventsOf = async (subjectId: string): Promise<RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    for await (const event of first.store.readStream(`dossier-${subjectId}`)) events.push(event);
    return events;
  };
  const generated = async (subjectId: string): Promise<number> =>
    (await eventsOf(subjectId)).filter(({ eventType }) => eventType === 'InitialEntryGenerated').length;

  it('lets two processes act at once on one dossier: every act is carried out once, none is lost', async () => {
    const subjectId = await register();
    const acts = Array.from({ length: 12 }, (_, n) =>
      (n % 2 === 0 ? first : second).dossiers.executor.execute(given(subjectId, generateRed(`文号${n}`))),
    );
    const answers = await Promise.all(acts);
    expect(new Set(answers.map(({ entryId }) => entryId)).size).toBe(12);
    const events = await eventsOf(subjectId);
    expect(events.filter(({ eventType }) => eventType === 'InitialEntryGenerated')).toHaveLength(12);
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, n) => BigInt(n)));
  });

  it('answers random commands of two processes as one process does that reads every time', async () => {
    const [shared, alone] = [await register(), await register()];
    const uncached = createDossierStore({
      ...{ store: first.store, vault: first.vault, lists: new ToldListSource(), clock: new TestClock() },
      ...{ reference: { snapshot: () => SNAPSHOT }, decider: dossierDecider },
    });
    const step = fc.record({ process: fc.nat(1), id: fc.nat(6), body: fc.nat(2), ifMatch: fc.option(fc.nat(3)) });
    const [commands = []] = fc.sample(fc.array(step, { minLength: 60, maxLength: 60 }), { numRuns: 1, seed: 6 });
    const told = (answer: Promise<DossierAnswer>) =>
      answer.then(
        ({ events, entryRevision, revision, replayed }) => [events.length, entryRevision, revision, replayed],
        ({ name }: Error) => name,
      );
    for (const { process, id, body, ifMatch } of commands) {
      const more = {
        ...{ commandId: `0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a0${id}` },
        ...(ifMatch === null ? {} : { ifMatch }),
      };
      const { executor } = (process === 0 ? first : second).dossiers;
      expect(await told(executor.execute(given(shared, generateRed(`文号${body}`), more)))).toEqual(
        await told(uncached.executor.execute(given(alone, generateRed(`文号${body}`), more))),
      );
    }
    expect((await eventsOf(shared)).length).toBe((await eventsOf(alone)).length);
  });

  it('takes a dossier out of the memory of every process when a key of it is destroyed in one', async () => {
    const subjectId = await register();
    const { entryId = '' } = await first.dossiers.executor.execute(given(subjectId, generateRed('文号1')));
    await second.dossiers.executor.execute(given(subjectId, generateRed('文号2')));
    const held = ({ cache }: Process): boolean => cache.held(`dossier-${subjectId}`) !== undefined;
    expect([first, second].map(held)).toEqual([true, true]);
    await second.vault.destroyKey(subjectId, entryId);
    expect(held(second)).toBe(false);
    await eventually(async () => !held(first));
  });

  it('registers one subject for two processes that ask at once', async () => {
    const identifier = { kind: 'USCC', value: makeUscc((seed += 1)) } as const;
    const results = await Promise.all(
      [first, second, first, second].map(({ dossiers }) =>
        dossiers.registry.registerSubject({
          actor: DRAFTER,
          commandId: crypto.randomUUID(),
          fingerprint: hashed('register'),
          subjectType: 'ENTERPRISE',
          identifier,
          name: '某某科技有限公司',
        }),
      ),
    );
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(results.map(({ subjectId }) => subjectId)).size).toBe(1);
    expect(await eventsOf(results[0]?.subjectId ?? '')).toHaveLength(1);
  });

  it('answers a command given to two processes at once as one command', async () => {
    const subjectId = await register();
    const request = given(subjectId, generateRed(), { commandId: ID });
    const [one, two] = await Promise.all([first, second].map(({ dossiers }) => dossiers.executor.execute(request)));
    expect({ ...one, replayed: true }).toEqual({ ...two, replayed: true });
    expect(await generated(subjectId)).toBe(1);
  });

  it('carries out one of two commands that race under one id with different bodies', async () => {
    const subjectId = await register();
    const outcomes = await Promise.allSettled(
      [first, second].map(({ dossiers }, n) =>
        dossiers.executor.execute(given(subjectId, generateRed(`文号${n}`), { commandId: ID })),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toBeInstanceOf(IdempotencyConflict);
    expect(await generated(subjectId)).toBe(1);
  });

  it('answers a repeat after a restart as the first time', async () => {
    const subjectId = await register();
    const request = given(subjectId, generateRed(), { commandId: ID });
    const answer = await withProcess(
      (store) => store,
      ({ dossiers }) => dossiers.executor.execute(request),
    );
    await first.dossiers.executor.execute(given(subjectId, generateRed('另一文号')));
    const events = await eventsOf(subjectId);
    await withProcess(
      (store) => store,
      async ({ dossiers }) => {
        expect(await dossiers.executor.execute(request)).toEqual({ ...answer, replayed: true });
      },
    );
    expect(await eventsOf(subjectId)).toEqual(events);
  });

  it('writes once when the acknowledgement is lost, also when others have moved the dossier on meanwhile', async () => {
    const subjectId = await register();
    const answer = await withProcess(
      (store) =>
        new DisturbedStore(store, async (n, append) => {
          if (n > 1) return append();
          return loseAcknowledgement(async () => {
            const result = await append();
            await second.dossiers.executor.execute(given(subjectId, generateRed('他人文号')));
            return result;
          });
        }),
      ({ dossiers }) => dossiers.executor.execute(given(subjectId, generateRed('我方文号'))),
    );
    expect(await generated(subjectId)).toBe(2);
    const last = (await eventsOf(subjectId)).filter(({ data }) => data['entryId'] === answer.entryId).at(-1);
    expect(answer).toMatchObject({ position: last?.position, revision: last?.revision });
  });

  it('finds out after a crash what an unacknowledged command did', async () => {
    const subjectId = await register();
    const request = given(subjectId, generateRed(), { commandId: ID });
    await withProcess(
      (store) => new DisturbedStore(store, (_n, append) => loseAcknowledgement(append)),
      async ({ dossiers }) => {
        await expect(dossiers.executor.execute(request)).rejects.toMatchObject({ outcomeUnknown: true });
      },
    );
    expect(await second.dossiers.executor.execute(request)).toMatchObject({ replayed: true, entryRevision: 1 });
    expect(await generated(subjectId)).toBe(1);
  });

  it('lets one of two acts with the same If-Match through', async () => {
    const subjectId = await register();
    const { entryId = '', entryRevision } = await first.dossiers.executor.execute(given(subjectId, generateRed()));
    const outcomes = await Promise.allSettled(
      [first, second].map(({ dossiers }) =>
        dossiers.executor.execute(
          given(subjectId, { type: 'PerformCrossCheck', data: { entryId } }, { ifMatch: entryRevision }),
        ),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toBeInstanceOf(PreconditionFailed);
  });

  it('keeps no name, identifier or free text of a person in clear anywhere in the database (D9)', async () => {
    const canaries = ['欧阳金丝雀', PERSON_P.value, '金丝雀事实', '金丝雀证据'];
    const { subjectId } = await first.dossiers.registry.registerSubject({
      actor: DRAFTER,
      commandId: ID,
      fingerprint: hashed('register'),
      subjectType: 'NATURAL_PERSON',
      identifier: PERSON_P,
      name: '欧阳金丝雀',
    });
    const command = generateRed();
    if (command.type !== 'GenerateInitialEntry') throw new Error('not the command of the fixture');
    const evidence = [{ docId: 'doc-1', sha256: 'a'.repeat(64), title: '金丝雀证据' }];
    await first.dossiers.executor.execute(
      given(subjectId, { type: command.type, data: { ...command.data, facts: '金丝雀事实', evidence } }),
    );
    expect(await eventsOf(subjectId)).toHaveLength(2);
    const pool = new Pool({ connectionString: database.url });
    try {
      const tables = await pool.query<{ name: string }>(
        `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
         where table_schema in ('event_log', 'vault') and table_type = 'BASE TABLE'`,
      );
      expect(tables.rows.length).toBeGreaterThan(3);
      for (const { name } of tables.rows) {
        const { rows } = await pool.query<{ dump: string }>(`select t::text as dump from ${name} t`);
        const dump = rows.map((row) => row.dump).join('\n');
        for (const canary of canaries) expect(dump).not.toContain(canary);
      }
    } finally {
      await pool.end();
    }
  });
});
