import { existsSync } from 'node:fs';
import type { Pool } from 'pg';
import { Registers } from '#libs/access';
import { CommandLoop, prometheusCacheMetrics } from '#libs/command-loop';
import { ComplaintCommands, RelationReader } from '#libs/complaints';
import { SnapshotListSource, type MirroredListSource } from '#libs/cross-check';
import {
  createDossierStore,
  DOSSIER_PREFIX,
  dossierDecider,
  openDossierCache,
  type DossierStore,
} from '#libs/dossier-store';
import type { EventStore } from '#libs/event-store';
import { EntryReader, TriggerCommands } from '#libs/joint-measures';
import { SystemClock, type Clock, type HealthRegistry } from '#libs/platform';
import { ensureFollowedLog } from '#libs/read-store';
import { publishesMatter, publishShipped, ReferenceCommands, ReferenceData } from '#libs/reference-data';
import { FileKeyProvider, Vault } from '#libs/vault';
import { openEventStore, type OpenEventStore } from './adapters.js';
import type { Foundation } from './foundation.js';
import { StartProblem } from './start-failure.js';
import { Started } from './started.js';

/** The source that answers for the national lists; its snapshots are imported (3.5 R2). */
const NATIONAL_SOURCE = 'national-credit-platform';

/** What the processes of the product are made of, whichever store the log is in. */
export interface Runtime extends DossierStore {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly registers: Registers;
  readonly reference: ReferenceData;
  readonly referenceCommands: ReferenceCommands;
  /** Commands on the loops of joint measures. */
  readonly triggers: TriggerCommands;
  readonly complaints: ComplaintCommands;
  readonly lists: SnapshotListSource;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  /** The machine's clock when left out. */
  readonly clock?: Clock;
  /**
   * Appends the calendar years and rule packs of this release where they are missing. The writing side does it; it is
   * harmless to repeat, also by several at once.
   */
  readonly publishesShipped: boolean;
  /** The lists that are mirrored here, over the read models; without them they are not asked in cross-checks. */
  readonly mirrors?: (pool: Pool) => MirroredListSource;
}

/** Opens everything in the order in which one part needs the other; but for reference data nothing follows the log yet. */
export async function openRuntime(
  foundation: Foundation,
  { clock = new SystemClock(), publishesShipped, mirrors }: RuntimeOptions,
): Promise<Runtime> {
  const { configuration, databaseUrl, pool, logger, health, metrics } = foundation;
  const demonstration = configuration.mode === 'demonstration';
  const started = new Started();
  try {
    const log = openEventStore(configuration, databaseUrl, logger, metrics.registry);
    started.push(() => log.close());
    const { store } = log;
    // What follows would wait for a store that is away, without end and without a word.
    await log.ping();
    await ensureFollowedLog(pool, store);
    const provider = new FileKeyProvider({ folder: configuration.vaultDir, createIfMissing: demonstration });
    if (demonstration) await refuseForeignLog(store, provider);
    const vault = await Vault.open({ pool, provider });
    started.push(() => vault.close());
    const lists = new SnapshotListSource({
      pool,
      clock,
      sourceId: NATIONAL_SOURCE,
      onOutage: (error) => logger.warn({ err: error }, 'the national lists do not answer'),
    });
    if (publishesShipped) await publishShipped(store, clock);
    const reference = new ReferenceData(store, { basisMode: configuration.basisMode });
    started.push(() => reference.stop());
    await reference.start();
    watch(health, log, reference);
    const dossiers = createDossierStore({
      ...{ store, clock, vault, decider: dossierDecider, reference, lists },
      ...(mirrors && { mirrors: mirrors(pool) }),
      ...(configuration.dossierCacheBytes > 0 && {
        streams: openDossierCache({
          ...{ vault, maxBytes: configuration.dossierCacheBytes },
          metrics: prometheusCacheMetrics(metrics.registry, 'dossier'),
        }),
      }),
    });
    const loop = new CommandLoop(store, clock);
    return {
      ...dossiers,
      ...{ pool, store, clock, vault, reference, lists },
      registers: new Registers(pool, 0, {
        isPublished: (unitId, code) => publishesMatter(reference.snapshot().units, unitId, code),
      }),
      triggers: new TriggerCommands({ loop, vault, reference, entries: new EntryReader(store, dossiers.repository) }),
      complaints: new ComplaintCommands({
        ...{ loop, store, vault, reference },
        relations: new RelationReader(dossiers.repository),
      }),
      referenceCommands: new ReferenceCommands(loop, reference),
      close: () => started.stop(),
    };
  } catch (error) {
    await started.stop().catch(() => undefined);
    throw error;
  }
}

/** A demonstration makes a vault where there is none: over the log of another data folder it would open no name. */
async function refuseForeignLog(store: EventStore, provider: FileKeyProvider): Promise<void> {
  if (existsSync(provider.path)) return;
  for await (const _ of store.readAll({ streamPrefixes: [DOSSIER_PREFIX], limit: 1 })) {
    throw new StartProblem(
      'The log holds dossiers of another data folder: name that folder with --data, or give a new EVENTSTORE_STREAM_PREFIX.',
    );
  }
}

function watch(health: HealthRegistry, log: OpenEventStore, reference: ReferenceData): void {
  health.register({
    name: 'event-store',
    critical: true,
    run: async () => {
      await log.ping();
      return { state: 'up' };
    },
  });
  health.register({
    name: 'reference-data',
    critical: true,
    run: async () =>
      reference.health().state === 'FAILED' ? { state: 'down', detail: 'no longer follows the log' } : { state: 'up' },
  });
}
