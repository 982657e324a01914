import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MemoryEventStore, type ReadAllOptions, type RecordedEvent } from '#libs/event-store';
import { RebuildInProgress, VersionMismatch } from './errors.js';
import type { RebuildProgress } from './fill.js';
import {
  TOTALS_TABLE,
  Totals,
  type World,
  added,
  append,
  cutOtherConnections,
  fillLog,
  until,
  world,
} from './testing/fixtures.js';
import type { TableSpec } from './tables.js';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.end();
});

const totals = (): Promise<object[]> => w.rows('select * from read.totals order by account');
const relations = async (): Promise<string[]> =>
  (
    await w.rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'read' and c.relname like 'totals%' order by 1`,
    )
  ).map((row) => row.name);

describe('a rebuild', () => {
  it('under concurrent appends gives what following gives, disturbs no reader and loses no right', async () => {
    await fillLog(w.store, 600);
    const runner = w.runner({ projections: [new Totals()], rebuildBatchSize: 50 });
    runner.start();
    await runner.waitFor((await w.store.lastPosition()) ?? '');
    const role = `reader_${process.pid}`;
    await w.pool.query(`create role ${role}`);
    await w.pool.query(`grant select on read.totals to ${role}`);
    const before = await relations();

    let rebuilding = true;
    const counts: number[] = [];
    const traffic = (async () => {
      while (rebuilding) {
        await fillLog(w.store, 5);
        counts.push((await totals()).length);
      }
    })();
    const progress: RebuildProgress[] = [];
    const result = await runner.rebuild('totals', { onProgress: (step) => progress.push(step) });
    rebuilding = false;
    await traffic;

    expect(result.handled).toBeGreaterThanOrEqual(600);
    expect(counts.length).toBeGreaterThan(0);
    expect(new Set(counts)).toEqual(new Set([20]));
    expect(progress.at(-1)).toMatchObject({ phase: 'done', fraction: 1 });
    expect(new Set(progress.map((step) => step.phase))).toEqual(new Set(['reading', 'indexing', 'swapping', 'done']));
    expect(progress.some((step) => step.secondsLeft !== undefined && step.rate > 0)).toBe(true);
    expect(await relations()).toEqual(before);
    expect(await w.rows(`select has_table_privilege($1, 'read.totals', 'select') as may`, [role])).toEqual([
      { may: true },
    ]);
    await w.pool.query(`drop owned by ${role}; drop role ${role}`);

    const position = await append(w.store, 'dossier-0', added(1));
    expect(await runner.waitFor(position)).toBe(true);
    const expected = new Map<string, { account: string; total: number; events: number; last_position: string }>();
    for await (const event of w.store.readAll()) {
      const row = expected.get(event.streamId) ?? { account: event.streamId, total: 0, events: 0, last_position: '' };
      row.total += Number(event.data['amount']);
      row.events += 1;
      row.last_position = event.position;
      expected.set(event.streamId, row);
    }
    expect(await totals()).toEqual([...expected.values()].sort((a, b) => (a.account < b.account ? -1 : 1)));
    expect(await runner.verify('totals')).toMatchObject({ equal: true, tables: [{ table: 'totals', rows: 20 }] });
  });

  it('cut off in the middle goes on where it was, and the live tables stayed as they were', async () => {
    const last = await fillLog(w.store, 300);
    const live = w.runner({ projections: [new Totals()] });
    live.start();
    await live.waitFor(last);
    await live.close();
    const before = await totals();

    const dying = new Totals();
    let batches = 0;
    dying.before = async () => {
      batches += 1;
      if (batches < 4) return;
      await until(async () => (await first.positions())[0]?.rebuild?.handled === 150);
      aborting.abort();
      await cutOtherConnections(w.pool);
      aborting.signal.throwIfAborted();
    };
    const aborting = new AbortController();
    const first = w.runner({ projections: [dying], rebuildBatchSize: 50, rebuildFlushEvents: 50 });
    await expect(first.rebuild('totals', { signal: aborting.signal })).rejects.toThrow();
    expect(await totals()).toEqual(before);

    const seen: RecordedEvent[] = [];
    const patient = new Totals();
    patient.before = (events) => void seen.push(...events);
    const second = w.runner({ projections: [patient], rebuildBatchSize: 50 });
    expect((await second.positions())[0]).toMatchObject({ state: 'WAITING', rebuild: { handled: 150, fraction: 0.5 } });
    expect(await second.rebuild('totals')).toMatchObject({ handled: 300, position: last });
    expect(seen).toHaveLength(150);
    expect(await totals()).toEqual(before);
  });

  it('killed in the middle of a batch goes on in another process at the last whole batch', async () => {
    const last = await fillLog(w.store, 300);
    const file = (name: string): string => fileURLToPath(new URL(`./testing/${name}`, import.meta.url));
    const hook = ['--conditions=source', '--import', file('typescript-hook.js')];
    const child = spawn(process.execPath, [...hook, file('rebuild-child.ts'), w.database.url, '300', '9'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [Buffer | number];
    expect(said.toString()).toBe('hanging\n');
    const operator = w.runner({ projections: [new Totals()], rebuildBatchSize: 50 });
    await until(async () => (await operator.positions())[0]?.rebuild?.handled === 200);
    expect((await operator.positions())[0]).toMatchObject({ state: 'REBUILDING' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await until(async () => (await operator.positions())[0]?.state === 'WAITING');
    expect(await operator.rebuild('totals')).toMatchObject({ handled: 300, position: last });
    expect(await operator.verify('totals')).toMatchObject({ equal: true, tables: [{ rows: 20 }] });
  });

  it('happens by itself when the version is raised, with other columns, and an older process keeps off', async () => {
    const last = await fillLog(w.store, 60);
    const old = w.runner({ projections: [new Totals()] });
    old.start();
    await old.waitFor(last);
    const wider: TableSpec = {
      ...TOTALS_TABLE,
      columns: [...TOTALS_TABLE.columns, { name: 'label', type: 'text', default: `'none'` }],
    };
    class Second extends Totals {
      override readonly version = 2;
      override readonly tables = [wider];
    }
    const operator = w.runner({ projections: [new Second()] });
    await operator.rebuild('totals');
    const next = w.runner({ projections: [new Second()] });
    next.start();
    const position = await append(w.store, 'dossier-0', added(7));
    expect(await next.waitFor(position)).toBe(true);
    expect((await totals())[0]).toMatchObject({ account: 'dossier-0', label: 'none', events: 4 });
    expect((await next.positions())[0]).toMatchObject({ version: 2, position });
    await expect(w.runner({ projections: [new Totals()] }).verify('totals')).rejects.toThrow(VersionMismatch);
    await old.close();
    await next.close();

    class Third extends Totals {
      override readonly version = 3;
    }
    const third = w.runner({ projections: [new Third()] });
    third.start();
    await until(async () => (await third.positions())[0]?.version === 3);
    expect((await totals())[0]).not.toHaveProperty('label');
  });

  it('takes up what the live tables have shown meanwhile, so that readers never go back', async () => {
    const early = await fillLog(w.store, 60);
    const live = w.runner({ projections: [new Totals()] });
    live.start();
    const last = await fillLog(w.store, 20);
    await live.waitFor(last);
    await live.close();
    const before = await totals();
    // The whole log as it was before the last appends, as a rebuild reads it an instant before it swaps.
    class Earlier extends MemoryEventStore {
      override async *readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
        for await (const event of w.store.readAll(options)) {
          if (options.limit === undefined && event.position > early) return;
          yield event;
        }
      }
    }
    const operator = w.runner({ projections: [new Totals()], store: new Earlier() });
    expect(await operator.rebuild('totals')).toMatchObject({ handled: 80, position: last });
    expect(await totals()).toEqual(before);
  });

  it('keeps a checkpoint that stands on an event of other streams', async () => {
    class Dossiers extends Totals {
      readonly streamPrefixes = ['dossier-'];
    }
    await fillLog(w.store, 30);
    const last = await append(w.store, 'standard-x', added(1));
    const runner = w.runner({ projections: [new Dossiers()] });
    runner.start();
    await runner.waitFor(last);
    expect(await runner.rebuild('totals')).toMatchObject({ handled: 30, position: last });
    expect((await runner.positions())[0]).toMatchObject({ position: last, lag: 0 });
    expect((await runner.verify('totals')).equal).toBe(true);
    expect(await totals()).toHaveLength(20);
  });

  it('is refused while another one runs', async () => {
    await fillLog(w.store, 10);
    const slow = new Totals();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    slow.before = () => held;
    const first = w.runner({ projections: [slow] }).rebuild('totals');
    const other = w.runner({ projections: [new Totals()] });
    await until(async () => (await other.positions())[0]?.state === 'REBUILDING');
    await expect(other.rebuild('totals')).rejects.toThrow(RebuildInProgress);
    release();
    expect(await first).toMatchObject({ handled: 10 });
  });

  it('waits for a reader of the old table without keeping other readers waiting for long', async () => {
    const last = await fillLog(w.store, 30);
    const runner = w.runner({ projections: [new Totals()] });
    const reader = await w.pool.connect();
    await reader.query('begin');
    await reader.query('select * from read.totals');
    const phases: string[] = [];
    let finished = false;
    const rebuilt = runner
      .rebuild('totals', { onProgress: (step) => phases.push(step.phase) })
      .finally(() => (finished = true));
    await until(async () => phases.filter((phase) => phase === 'swapping').length >= 2);
    expect(finished).toBe(false);
    await reader.query('commit');
    reader.release();
    expect(await rebuilt).toMatchObject({ position: last });
    expect(await totals()).toHaveLength(20);
  });

  it('never runs a side process', async () => {
    await fillLog(w.store, 10);
    const calls: string[] = [];
    const runner = w.runner({
      projections: [new Totals()],
      processes: [{ name: 'mailer', handle: async (event) => void calls.push(event.position) }],
    });
    await runner.rebuild('totals');
    expect(calls).toEqual([]);
  });
});

describe('a verification', () => {
  it('names the first row that differs, and tells no value', async () => {
    const runner = w.runner({ projections: [new Totals()] });
    runner.start();
    await runner.waitFor(await fillLog(w.store, 40));
    await w.pool.query(`update read.totals set total = total + 1 where account in ('dossier-3', 'dossier-7')`);
    expect((await runner.verify('totals')).tables).toEqual([
      {
        table: 'totals',
        rows: 20,
        rebuiltRows: 20,
        equal: false,
        firstDifference: { key: { account: 'dossier-3' }, kind: 'DIFFERENT', columns: ['total'] },
      },
    ]);
    await w.pool.query(`delete from read.totals where account = 'dossier-0'`);
    await w.pool.query(`insert into read.totals values ('a-stranger', 1, 1, null)`);
    expect((await runner.verify('totals')).tables[0]?.firstDifference).toMatchObject({
      key: { account: 'a-stranger' },
      kind: 'MISSING_REBUILT',
    });
    await runner.rebuild('totals');
    expect((await runner.verify('totals')).equal).toBe(true);
    expect(await relations()).not.toContain('totals__check');
  });
});
