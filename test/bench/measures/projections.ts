import { DataSource, EntitySchema } from 'typeorm';
import type { RecordedEvent } from '#libs/event-store';
import { createTableSql, type Projection } from '#libs/read-store';
import { currentLists } from '#projections';
import { PRODUCT_PROJECTIONS } from '../../../apps/projector/src/projector.js';
import { CURRENT_LISTS_LIMIT } from '../data/current-lists-limit.js';
import { added, BY_SQL, dossierRows, ONE_EVENT, type DossierRow } from '../data/dossier-rows.js';
import { GeneratedLog, tablesOf } from '../data/generated-log.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';
import { EmmettPeer } from '../peers/emmett.js';

/** More than 100,000 events: with few, what a rebuild takes whatever the log holds is most of it. */
const SUBJECTS = 10_600;
/** Set `MINGDAN_BENCH_REBUILD_SUBJECTS` to 100000 to rebuild a million events, which takes the peer its time. */
const REBUILT = Number(process.env['MINGDAN_BENCH_REBUILD_SUBJECTS'] ?? SUBJECTS);
/** So many events are enough for those who do them one by one. */
const ONE_BY_ONE = 1_000;
/** A log of so many is given whole to a peer that takes a minute for it, once. */
const WHOLE_LOG = 100_000;
const ROWS = 'read.bench_dossiers';

/**
 * Read models that follow the log from its beginning, and rebuilds. What bounds them is SQL alone on the same server: for
 * one row a dossier the statement that makes all rows; for the read models of the product, which no single statement
 * makes, one pass over the log that takes from each event the fields they ask for, and the rows that come of it inserted
 * into copies of their tables, with all indexes, in one transaction.
 */
export async function* projections(bench: Bench): AsyncGenerator<Measure> {
  if (bench.target.kind !== 'postgres') return;
  const log = await GeneratedLog.of({ subjects: bench.count(SUBJECTS, 20), seed: bench.seed });
  const emmett = await EmmettPeer.open();
  try {
    await log.pool.query(dossierRows.tables.map((table) => createTableSql(table, 'live')).join(';'));
    const few = await sharedEvents(log, emmett, Math.min(ONE_BY_ONE, bench.count(5 * ONE_BY_ONE, 100)));
    yield* rowADossier(log, emmett, few);
    if (REBUILT === SUBJECTS) yield* rebuildOfARow(log, emmett, few);
    else yield* rebuildOfALongLog(bench, emmett, few);
    yield* ofTheProduct(log, emmett, few);
  } finally {
    await emmett.close();
    await log.close();
  }
}

/** The first dossiers of the log, whole, also in the store of the peer. @returns their events in the order of the log */
async function sharedEvents(log: GeneratedLog, emmett: EmmettPeer, least: number): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const dossier of dossiersOf(log)) {
    await emmett.append(dossier[0]?.streamId ?? '', 'no-stream', dossier);
    events.push(...dossier);
    if (events.length >= least) break;
  }
  return events;
}

/** The events of one dossier after the other, as they were generated. */
async function* dossiersOf(log: GeneratedLog): AsyncGenerator<readonly RecordedEvent[]> {
  let dossier: RecordedEvent[] = [];
  for await (const event of log.store.readAll({ streamPrefixes: ['dossier-'] })) {
    if (dossier.length > 0 && event.streamId !== dossier[0]?.streamId) {
      yield dossier;
      dossier = [];
    }
    dossier.push(event);
  }
  if (dossier.length > 0) yield dossier;
}

function emmettBy(
  emmett: EmmettPeer,
  given: Pick<Contestant, 'name' | 'count' | 'once'>,
  work: () => Promise<void>,
): Contestant {
  return {
    ...{ role: 'peer', ...given },
    prepare: async () => {
      await emmett.forgetRows();
      return () => work().then(() => emmett.countedInRows());
    },
  };
}

const typesOf = (events: readonly RecordedEvent[]): readonly string[] => [
  ...new Set(events.map(({ eventType }) => eventType)),
];

function bySql(log: GeneratedLog): Contestant {
  return {
    ...{ role: 'limit', name: 'one statement of SQL' },
    prepare: async () => {
      await log.forget([dossierRows]);
      return async () => {
        await log.pool.query(BY_SQL(ROWS));
        return log.events;
      };
    },
  };
}

function* rowADossier(log: GeneratedLog, emmett: EmmettPeer, few: readonly RecordedEvent[]): Generator<Measure> {
  yield {
    ...{ name: 'read model of a row a dossier, from the beginning', unit: 'events', count: log.events },
    contestants: [
      following(log, [dossierRows]),
      emmettBy(emmett, { name: 'emmett consumer', count: few.length }, () => emmett.followRows(typesOf(few))),
      byTransactions(log, few),
      byTypeOrm(log, few),
      bySql(log),
    ],
  };
}

async function* rebuildOfALongLog(
  bench: Bench,
  emmett: EmmettPeer,
  few: readonly RecordedEvent[],
): AsyncGenerator<Measure> {
  const log = await GeneratedLog.of({ subjects: bench.count(REBUILT, 20), seed: bench.seed });
  try {
    await log.pool.query(dossierRows.tables.map((table) => createTableSql(table, 'live')).join(';'));
    yield* rebuildOfARow(log, emmett, few);
  } finally {
    await log.close();
  }
}

/** A long log is given to the peer as it is, and rebuilt once; of a short one it gets the first dossiers. */
async function* rebuildOfARow(
  log: GeneratedLog,
  emmett: EmmettPeer,
  few: readonly RecordedEvent[],
): AsyncGenerator<Measure> {
  const measured = { name: 'rebuild of a row a dossier', unit: 'events', count: log.events };
  const goal = { against: 'peer', required: 100, wanted: 200 } as const;
  const name = 'emmett rebuild';
  if (log.events < WHOLE_LOG) {
    const theirs = emmettBy(emmett, { name, count: few.length }, () => emmett.rebuildRows(typesOf(few)));
    yield { ...measured, goal, contestants: [rebuilding(log, dossierRows), theirs, bySql(log)] };
    return;
  }
  const whole = await EmmettPeer.open();
  try {
    const types = new Set<string>();
    // Without what the log holds beside dossiers: calendars, standards.
    let count = 0;
    for await (const dossier of dossiersOf(log)) {
      for (const { eventType } of dossier) types.add(eventType);
      await whole.append(dossier[0]?.streamId ?? '', 'no-stream', dossier);
      count += dossier.length;
    }
    const theirs = emmettBy(whole, { name, count, once: true }, () => whole.rebuildRows([...types]));
    yield { ...measured, goal, contestants: [rebuilding(log, dossierRows), theirs, bySql(log)] };
  } finally {
    await whole.close();
  }
}

async function* ofTheProduct(
  log: GeneratedLog,
  emmett: EmmettPeer,
  few: readonly RecordedEvent[],
): AsyncGenerator<Measure> {
  await log.follow(PRODUCT_PROJECTIONS);
  const inserted = await rowsInserted(log, PRODUCT_PROJECTIONS);
  yield {
    ...{ name: 'every read model, from the beginning', unit: 'events', count: log.events },
    contestants: [following(log, PRODUCT_PROJECTIONS), inserted],
    goal: { against: 'limit', required: 0.25, wanted: 0.5 },
  };
  const lighter = emmettBy(emmett, { name: 'emmett rebuild of a row a dossier', count: few.length }, () =>
    emmett.rebuildRows(typesOf(few)),
  );
  yield {
    ...{ name: 'rebuild of current-lists', unit: 'events', count: log.events },
    contestants: [rebuilding(log, currentLists), lighter, currentListsBySql(log)],
    goal: { against: 'limit', required: 0.5, wanted: 0.8 },
  };
}

/** Its tables, made from the log by the server alone. */
function currentListsBySql(log: GeneratedLog): Contestant {
  return {
    ...{ role: 'limit', name: 'SQL alone, without the rules' },
    prepare: async () => async () => {
      await log.pool.query(CURRENT_LISTS_LIMIT.join(';'));
      return log.events;
    },
  };
}

function following(log: GeneratedLog, all: readonly Projection[]): Contestant {
  let close: () => Promise<void> = async () => undefined;
  return {
    ...{ role: 'ours', name: 'projection runner' },
    prepare: async () => {
      await log.forget(all);
      const runner = log.runner(all);
      close = () => runner.close();
      return async () => {
        runner.start();
        return (await runner.waitFor(log.last, undefined, 600_000)) ? log.events : 0;
      };
    },
    tidy: () => close(),
  };
}

function rebuilding(log: GeneratedLog, projection: Projection): Contestant {
  let close: () => Promise<void> = async () => undefined;
  return {
    ...{ role: 'ours', name: 'rebuild' },
    prepare: async () => {
      const runner = log.runner([projection]);
      close = () => runner.close();
      return async () => {
        await runner.rebuild(projection.name, { fresh: true });
        return log.events;
      };
    },
    tidy: () => close(),
  };
}

/** BEGIN, upsert, checkpoint, COMMIT for every event. */
function byTransactions(log: GeneratedLog, events: readonly RecordedEvent[]): Contestant {
  return {
    ...{ role: 'peer', name: 'pg, a transaction an event', count: events.length },
    prepare: async () => {
      await log.forget([dossierRows]);
      await log.pool.query('create table if not exists bench_checkpoint (position text); truncate bench_checkpoint');
      await log.pool.query(`insert into bench_checkpoint values ('')`);
      return async () => {
        const client = await log.pool.connect();
        try {
          for (const event of events) {
            const values = Object.values(added(undefined, event));
            await client.query('begin');
            await client.query({ name: 'one event', text: ONE_EVENT(ROWS), values });
            await client.query({
              ...{ name: 'checkpoint', text: 'update bench_checkpoint set position = $1', values: [event.position] },
            });
            await client.query('commit');
          }
          return events.length;
        } finally {
          client.release();
        }
      };
    },
  };
}

/** What TypeORM's first page shows: find the row, change it, save it. */
function byTypeOrm(log: GeneratedLog, events: readonly RecordedEvent[]): Contestant {
  const entity = new EntitySchema<DossierRow>({
    ...{ name: 'DossierRow', schema: 'read', tableName: 'bench_dossiers' },
    columns: {
      stream_id: { type: 'text', primary: true },
      ...{ events: { type: 'integer' }, entries: { type: 'integer' }, recognized: { type: 'integer' } },
      ...{ last_type: { type: 'text' }, changed_at: { type: 'text' } },
    },
  });
  let close: () => Promise<void> = async () => undefined;
  return {
    ...{ role: 'peer', name: 'TypeORM, find and save', count: events.length },
    prepare: async () => {
      await log.forget([dossierRows]);
      const source = await new DataSource({ type: 'postgres', url: log.url, entities: [entity] }).initialize();
      close = () => source.destroy();
      const rows = source.getRepository(entity);
      return async () => {
        for (const event of events) {
          const found = await rows.findOneBy({ stream_id: event.streamId });
          await rows.save(added(found ?? undefined, event));
        }
        return events.length;
      };
    },
    tidy: () => close(),
  };
}

/** The rows that read models have come to, which have followed the log, written once more by SQL into copies of their tables. */
async function rowsInserted(log: GeneratedLog, projections: readonly Projection[]): Promise<Contestant> {
  const names = tablesOf(projections).map((table) => table.slice('read.'.length));
  await log.pool.query(
    [
      'create schema bench_rows; create schema bench_copy',
      ...names.map((name) => `create table bench_rows.${name} as table read.${name}`),
      ...names.map((name) => `create table bench_copy.${name} (like read.${name} including all)`),
    ].join(';'),
  );
  const inserts = names.map((table) => `insert into bench_copy.${table} select * from bench_rows.${table}`);
  return {
    ...{ role: 'limit', name: 'SQL, its rows inserted' },
    prepare: async () => {
      await log.pool.query(`truncate ${names.map((table) => `bench_copy.${table}`).join(', ')}`);
      return async () => {
        await log.pool.query(['begin', ONE_PASS, ...inserts, 'commit'].join(';'));
        return log.events;
      };
    },
  };
}

const ONE_PASS = `
  select count(entry), count(list), count(recorded) from (
    select data ->> 'entryId' as entry, metadata ->> 'listKind' as list, metadata ->> 'recordedAt' as recorded
      from event_log.events) as given`;
