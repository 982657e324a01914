import fc from 'fast-check';
import {
  MemoryEventStore,
  type JsonObject,
  type ReadPagesOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from '#libs/event-store';
import { ProjectionRunner, type RunnerSettings } from '#libs/read-store';
import { PROJECTIONS } from './registry.js';
import { ReadTables } from './testing/delivery.js';
import { mirror } from './testing/external-list-events.js';
import { goldenStream } from './testing/golden-stream.js';
import { randomLog } from './testing/random-dossiers.js';
import { loop } from './testing/trigger-events.js';

const LONG = process.env['MINGDAN_LONG_TESTS'] !== undefined;
const LOGS = LONG ? 20 : 1;

/** Gives followers the log in batches of any size, and who asks for some fields of events no others. */
class CutStore extends MemoryEventStore {
  constructor(private readonly sizes: () => number) {
    super();
  }

  override async *subscribe(options: SubscribeOptions = {}): AsyncIterable<SubscriptionBatch> {
    for await (const { events, caughtUp } of super.subscribe(options)) {
      let rest = events;
      while (rest.length > 0) {
        const size = this.sizes();
        yield { events: rest.slice(0, size), caughtUp: caughtUp && rest.length <= size };
        rest = rest.slice(size);
      }
      if (events.length === 0) yield { events, caughtUp };
    }
  }

  override async *readPages(options: ReadPagesOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    const { data, metadata } = options.fields ?? {};
    for await (const page of super.readPages(options))
      yield page.map((event) => ({
        ...event,
        ...{ data: only(event.data, data), metadata: only(event.metadata, metadata) },
      }));
  }
}

function only(object: JsonObject, fields: readonly string[] | undefined): JsonObject {
  return fields === undefined
    ? object
    : Object.fromEntries(Object.entries(object).filter(([name]) => fields.includes(name)));
}

async function append(store: MemoryEventStore, events: readonly RecordedEvent[]): Promise<void> {
  for (const { streamId, revision, eventId, eventType, schemaVersion, data, metadata } of events) {
    const expected = revision === 0n ? ('no-stream' as const) : revision - 1n;
    await store.append(streamId, expected, [{ eventId, eventType, schemaVersion, data, metadata }]);
  }
}

/** Random dossiers, and something for the read models of everything else. */
async function fill(store: MemoryEventStore, dossiers: number, seed: number): Promise<string> {
  const complaint = ['ComplaintFiled', 'DeadlineSet', 'ComplaintAssigned', 'ComplaintDecided', 'DeadlineMet'];
  const report = ['ReportReceived', 'ReportForwarded', 'UnsealProposed', 'UnsealGranted', 'ReportResult'];
  await append(store, loop.events);
  await append(store, randomLog({ dossiers, seed }));
  await append(store, goldenStream('complaints', 'complaint-c-1', complaint));
  await append(store, goldenStream('informants', 'report-r-1', report));
  await append(store, goldenStream('grants', 'grant-g-1', ['GrantRequested', 'UnmaskGranted']));
  await append(store, goldenStream('lookup-review', 'querysample-2026-08', ['SampleDrawn']));
  await append(store, goldenStream('lookup-review', 'queryreview-q-1', ['QueryReviewed', 'BreachReported']));
  await append(store, mirror.events);
  return (await store.lastPosition()) ?? '';
}

describe('a fill in bulk', () => {
  let tables: ReadTables;
  beforeEach(async () => {
    tables = await ReadTables.create();
  });
  afterEach(() => tables.close());

  const runners: ProjectionRunner[] = [];
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.close()));
  });
  const running = (settings: Omit<RunnerSettings, 'url' | 'projections'>): ProjectionRunner => {
    const runner = new ProjectionRunner({ url: tables.url, projections: PROJECTIONS, ...settings });
    runners.push(runner);
    return runner;
  };
  const unequal = async (runner: ProjectionRunner): Promise<readonly object[]> => {
    const found: object[] = [];
    for (const { name } of PROJECTIONS) {
      const { equal, tables: compared } = await runner.verify(name);
      if (!equal) found.push({ name, compared: compared.filter((table) => !table.equal) });
    }
    return found;
  };

  it.each(Array.from({ length: LOGS }, (_, i) => 20_261 + i))(
    'gives what following in batches of any size gives, wherever what is in memory is written (log %i)',
    async (seed) => {
      const cuts = fc.sample(fc.nat(60), { numRuns: 5_000, seed });
      let cut = 0;
      const store = new CutStore(() => 1 + (cuts[(cut += 1) % cuts.length] ?? 0));
      const last = await fill(store, LONG ? 24 : 5, seed);
      const live = running({ store });
      live.start();
      expect(await live.waitFor(last, undefined, 60_000)).toBe(true);
      expect(await unequal(running({ store, rebuildBatchSize: 17, rebuildFlushEvents: 40 }))).toEqual([]);
      expect(await unequal(running({ store }))).toEqual([]);
    },
    600_000,
  );

  it('gives what following event by event gives', async () => {
    const store = new MemoryEventStore();
    const last = await fill(store, LONG ? 8 : 1, 7);
    const live = running({ store, batchSize: 1 });
    live.start();
    expect(await live.waitFor(last, undefined, 120_000)).toBe(true);
    expect(await unequal(running({ store, rebuildBatchSize: 50, rebuildFlushEvents: 1 }))).toEqual([]);
  }, 600_000);
});
