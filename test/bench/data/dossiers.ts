import {
  ContextBuilder,
  createDossierStore,
  dossierDecider,
  DossierRepository,
  dossierStreamOf,
  openDossierCache,
  type DossierExecutor,
  type DossierRequest,
  type DossierStoreOptions,
} from '#libs/dossier-store';
import { MemoryEventStore, type EventStore, type NewEvent } from '#libs/event-store';
import { makeUscc } from '#libs/subjects';
import {
  generateRed,
  given,
  SNAPSHOT,
  TestClock,
  ToldListSource,
} from '../../../libs/dossier-store/src/testing/fixtures.js';
import { BenchVault } from './bench-vault.js';

/** What the product gives its dossiers in memory when nothing is set. */
const CACHE_BYTES = 67_108_864;

/** Commands on dossiers in this store, by the real rules; the keys that seal are in memory, and so are dossiers, bounded. */
export function dossiersIn(store: EventStore): DossierExecutor {
  return executorOn(store, openDossierCache({ vault: { onKeyDestroyed: () => undefined }, maxBytes: CACHE_BYTES }));
}

function executorOn(store: EventStore, streams?: DossierStoreOptions['streams']): DossierExecutor {
  return createDossierStore({
    ...{ store, vault: new BenchVault(), lists: new ToldListSource(), clock: new TestClock() },
    ...{ reference: { snapshot: () => SNAPSHOT }, decider: dossierDecider },
    ...(streams && { streams }),
  }).executor;
}

/** What decides such a command needs besides the dossier, for whoever loads and appends by other means. */
export function benchSources(store: EventStore) {
  const vault = new BenchVault();
  const contexts = new ContextBuilder({
    ...{ vault, lists: new ToldListSource(), reference: { snapshot: () => SNAPSHOT } },
    dossiers: new DossierRepository(store, dossierDecider),
  });
  return { vault, contexts };
}

/** A command that adds one event to any dossier: the n-th candidate for the red list, on a document of its own. */
export function nextEntry(subjectId: string, n: number): DossierRequest {
  return given(subjectId, generateRed(`示范税认〔2026〕${n}号`));
}

/** The first events of a dossier, as the domain makes them: a registration and then entries. */
export async function firstEvents(subjectId: string, count: number): Promise<readonly NewEvent[]> {
  const store = new MemoryEventStore();
  const executor = executorOn(store);
  const identity = { subjectType: 'ENTERPRISE', identifierKind: 'USCC', identifier: makeUscc(1) } as const;
  await executor.execute(
    given(subjectId, { type: 'RegisterSubject', data: { subjectId, ...identity, name: '示范科技有限公司' } }),
  );
  for (let n = 1; n < count; n += 1) await executor.execute(nextEntry(subjectId, n));
  const events: NewEvent[] = [];
  for await (const { eventId, eventType, schemaVersion, data, metadata } of store.readStream(
    dossierStreamOf(subjectId),
  )) {
    events.push({ eventId, eventType, schemaVersion, data, metadata });
  }
  if (events.length !== count) throw new Error(`the domain made ${events.length} events, not ${count}`);
  return events;
}
