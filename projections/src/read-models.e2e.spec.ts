import {
  MemoryEventStore,
  Upcasters,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from '#libs/event-store';
import { ProjectionRunner, assertEntitiesEqualMigrations, createDataSource, runMigrations } from '#libs/read-store';
import { PROJECTIONS, PROJECTION_ENTITIES, PROJECTION_MIGRATIONS, projectionsWith } from './registry.js';
import {
  CLOCK,
  DossierScript,
  enterprise,
  initialEntry,
  person,
  recognized,
  sealed,
} from './testing/dossier-events.js';
import { ReadTables } from './testing/delivery.js';
import { goldenStream } from './testing/golden-stream.js';
import { mirror } from './testing/external-list-events.js';
import { loop } from './testing/trigger-events.js';

/** A dossier with something for every read model. */
function dossier(n: number): DossierScript {
  const [subjectId, entryId] = [`s-${n}`, `e-${n}`];
  const registered =
    n % 2 === 0 ? enterprise(subjectId, `第${n}公司`, `code-${n}`) : person(subjectId, `赵${n}`, `id-${n}`);
  return new DossierScript(subjectId)
    .add('SubjectRegistered', registered)
    .add('InitialEntryGenerated', initialEntry(subjectId, entryId))
    .add('ResponsiblePersonRecorded', {
      ...{ entryId, personRef: `person-${n}`, capacity: 'PRINCIPAL', fromDate: '2020-01-01', basisDocNo: 'P-1' },
      ...{ measuresExtend: false, name: sealed(`person-${n}`, entryId, '张三') },
    })
    .add('DecisionProposed', {
      entryId,
      proposalId: 'p-1',
      decisionKind: 'RECOGNITION',
      drafter: { userId: 'li', unitId: 'unit-a', role: 'RECOGNIZING_UNIT' },
      content: {
        kind: 'RECOGNITION',
        terms: { validity: { value: 3, unit: 'YEAR' } },
        reasons: sealed(subjectId, entryId, '理由'),
      },
    })
    .add('EntryRecognized', recognized(subjectId, entryId))
    .add('DeadlineSet', {
      deadlineId: `d-${n}`,
      entryId,
      key: 'list.publish',
      ownerRef: entryId,
      startOn: '2026-09-18',
      dueOn: '2026-09-29',
      calendarVersion: 'cn-1',
      provisional: false,
      ruleFrom: 'DEFAULT@1',
      legalSource: 'D',
    })
    .add('EntryPublished', {
      entryId,
      publicationId: `pub-${n}`,
      channels: [{ channelId: 'credit-x' }],
      maskedText: sealed(subjectId, entryId, '内容'),
      maskedContentHash: 'ab'.repeat(32),
      maskProfile: 'public-v1',
      publishedOn: '2026-09-18',
      publishUntil: '2029-09-18',
    })
    .add('DeadlineMet', { deadlineId: `d-${n}`, entryId, metOn: '2026-09-18', late: false })
    .on('2029-09-18T16:00:00.000Z', CLOCK)
    .add('EntryExited', { entryId, exitReason: 'VALIDITY_EXPIRED', effectiveOn: '2029-09-19' });
}

async function append(store: MemoryEventStore, events: readonly RecordedEvent[]): Promise<string> {
  let position = '';
  for (const { streamId, revision, eventId, eventType, schemaVersion, data, metadata } of events) {
    const expected = revision === 0n ? ('no-stream' as const) : revision - 1n;
    ({ position } = await store.append(streamId, expected, [{ eventId, eventType, schemaVersion, data, metadata }]));
  }
  return position;
}

/** Gives events that nobody can change: one reading is handed to every read model. */
class FrozenEventStore extends MemoryEventStore {
  override async *subscribe(options?: SubscribeOptions): AsyncIterable<SubscriptionBatch> {
    for await (const batch of super.subscribe(options)) {
      frozen(batch);
      yield batch;
    }
  }
}

function frozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  Object.values(value).forEach(frozen);
}

/** A webhook that was registered and paused. */
function webhook(): readonly RecordedEvent[] {
  const data = {
    ...{ url: 'https://receiver.example.cn/hook', consumerUnitId: 'unit-c', listKinds: ['BLACK'], startFrom: 'NOW' },
    ...{ secretId: 's-1', secret: { $sealed: { about: 'w-1', scope: 's-1', box: 'AQID' } } },
  };
  const stored = { schemaVersion: 1, metadata: { recordedAt: '2026-09-18T01:00:00.000Z' }, position: '' };
  return [
    { eventId: '00000000-0000-4000-8000-000000000001', eventType: 'WebhookRegistered', data },
    { eventId: '00000000-0000-4000-8000-000000000002', eventType: 'WebhookPaused', data: {} },
  ].map((event, i) => ({ ...event, ...stored, streamId: 'webhook-w-1', revision: BigInt(i) }));
}

describe('the read models together', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  });
  afterAll(() => tables.close());

  it('have entities that equal their migrations', async () => {
    const source = createDataSource({
      url: tables.url,
      entities: PROJECTION_ENTITIES,
      migrations: PROJECTION_MIGRATIONS,
    });
    try {
      await runMigrations(source);
      await expect(assertEntitiesEqualMigrations(source)).resolves.toBeUndefined();
    } finally {
      await source.destroy();
    }
  });

  it('see an event of an older version as it is today', async () => {
    const upcasters = new Upcasters([
      {
        eventType: 'SubjectRegistered',
        fromVersion: 1,
        upcast: ({ data, metadata }) => ({ data: { ...data, name: '新名称' }, metadata }),
      },
    ]);
    const lists = projectionsWith(upcasters).find(({ name }) => name === 'current-lists');
    if (lists === undefined) throw new Error('current-lists is missing');
    await tables.deliver(lists, dossier(0).events().slice(0, 1));
    const { rows } = await tables.pool.query<{ clear_name: string }>('select clear_name from read.current_subjects');
    expect(rows).toEqual([{ clear_name: '新名称' }]);
    await tables.empty();
  });

  it('follow the log, changing no event they share, and equal what a rebuild makes (scenario 30)', async () => {
    const store = new FrozenEventStore();
    const runner = new ProjectionRunner({ url: tables.url, store, projections: PROJECTIONS, batchSize: 7 });
    try {
      runner.start();
      let position = '';
      for (let n = 0; n < 12; n += 1) position = await append(store, dossier(n).events());
      position = await append(store, webhook());
      position = await append(store, loop.events);
      const complaint = ['ComplaintFiled', 'DeadlineSet', 'ComplaintAssigned', 'ComplaintDecided', 'DeadlineMet'];
      await append(store, goldenStream('complaints', 'complaint-c-1', complaint));
      const report = ['ReportReceived', 'ReportForwarded', 'UnsealProposed', 'UnsealGranted', 'ReportResult'];
      await append(store, goldenStream('informants', 'report-r-1', report));
      await append(store, goldenStream('grants', 'grant-g-1', ['GrantRequested', 'UnmaskGranted']));
      await append(store, goldenStream('lookup-review', 'querysample-2026-08', ['SampleDrawn']));
      await append(store, goldenStream('lookup-review', 'queryreview-q-1', ['QueryReviewed', 'BreachReported']));
      position = await append(store, mirror.events);
      expect(await runner.waitFor(position, undefined, 15_000)).toBe(true);
      for (const { name } of PROJECTIONS) {
        const { equal, tables: compared } = await runner.verify(name);
        expect({ name, equal, rows: compared.every((table) => table.rows > 0) }).toEqual({
          name,
          equal: true,
          rows: true,
        });
      }
      await runner.rebuild('current-lists');
      const { rows } = await tables.pool.query<{ lifecycle: string; n: number }>(
        'select lifecycle, count(*)::int as n from read.current_entries group by lifecycle',
      );
      expect(rows).toEqual([{ lifecycle: 'EXITED', n: 12 }]);
    } finally {
      await runner.close();
    }
  }, 30_000);
});
