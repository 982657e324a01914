import { join } from 'node:path';
import { Pool } from 'pg';
import {
  DEMONSTRATION_AUDIENCE,
  DemonstrationIssuer,
  Registers,
  TokenVerifier,
  type TokenVerifierOptions,
} from '#libs/access';
import { CommandLoop } from '#libs/command-loop';
import { SnapshotListSource } from '#libs/cross-check';
import { createDossierStore, dossierDecider, type DossierStore } from '#libs/dossier-store';
import { PostgresEventStore } from '#libs/event-store-postgres';
import { SettableClock, SystemClock, type Clock } from '#libs/platform';
import { publishShipped, ReferenceCommands, ReferenceData } from '#libs/reference-data';
import { prometheusMetrics } from '#libs/read-store';
import { FileKeyProvider, Vault } from '#libs/vault';
import { Projector } from '../../projector/src/index.js';
import { FileClockSettingStore } from './clock-setting-file.js';
import type { Foundation } from './composition.js';

/** The source that answers for the national lists; its snapshots are imported (3.5 R2). */
export const NATIONAL_SOURCE = 'national-credit-platform';

/** Everything a process of the product is made of, on the PostgreSQL adapters. */
export interface Runtime extends DossierStore {
  readonly pool: Pool;
  readonly store: PostgresEventStore;
  readonly clock: Clock;
  /** The clock again where it can be set: in the demonstration. */
  readonly settableClock: SettableClock | undefined;
  readonly vault: Vault;
  readonly registers: Registers;
  readonly reference: ReferenceData;
  readonly referenceCommands: ReferenceCommands;
  readonly lists: SnapshotListSource;
  readonly verifier: TokenVerifier;
  readonly issuer: DemonstrationIssuer | undefined;
  readonly projector: Projector;
  close(): Promise<void>;
}

/** Opens everything in the order in which one part needs the other; nothing follows the log yet. */
export async function openRuntime(foundation: Foundation): Promise<Runtime> {
  const { configuration, databaseUrl, logger, health, metrics, clockSource } = foundation;
  const demonstration = configuration.mode === 'demonstration';
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 20,
    connectionTimeoutMillis: 5_000,
    application_name: 'mingdan',
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  const settableClock = demonstration
    ? await SettableClock.restore(new FileClockSettingStore(join(configuration.dataDir, 'clock.json')), clockSource)
    : undefined;
  const clock = settableClock ?? new SystemClock();
  const store = new PostgresEventStore({ connectionString: databaseUrl, max: 10 });
  const provider = new FileKeyProvider({ folder: configuration.vaultDir, createIfMissing: demonstration });
  const vault = await Vault.open({ pool, provider });
  const registers = new Registers(pool);
  const lists = new SnapshotListSource({
    pool,
    clock,
    sourceId: NATIONAL_SOURCE,
    onOutage: (error) => logger.warn({ err: error }, 'the national lists do not answer'),
  });

  await publishShipped(store, clock);
  const reference = new ReferenceData(store, { basisMode: demonstration ? 'WARN' : 'BLOCK' });
  await reference.start();
  const referenceCommands = new ReferenceCommands(new CommandLoop(store, clock), reference);
  const dossiers = createDossierStore({ store, clock, vault, decider: dossierDecider, reference, lists });

  const issuer = demonstration
    ? await DemonstrationIssuer.create({ mode: configuration.mode, folder: configuration.dataDir })
    : undefined;
  const verifier = await TokenVerifier.create({
    ...issuerOf(foundation, issuer),
    matchIdentifier: (identifier) => vault.index.findRef(identifier),
  });
  const projector = new Projector({
    databaseUrl,
    pool,
    store,
    executor: dossiers.executor,
    reference,
    clock,
    log: logger,
    metrics: prometheusMetrics(metrics.registry),
  });
  registerHealth();

  return {
    ...dossiers,
    pool,
    store,
    clock,
    settableClock,
    vault,
    registers,
    reference,
    referenceCommands,
    lists,
    verifier,
    issuer,
    projector,
    close: async () => {
      await projector.close();
      await reference.stop();
      await store.close();
      vault.close();
      await pool.end();
    },
  };

  function registerHealth(): void {
    health.register({
      name: 'projections',
      critical: false,
      run: async () => {
        const { ok, followers } = await projector.runner.health();
        const failed = followers.filter((f) => f.state === 'FAILED').map((f) => f.name);
        return ok ? { state: 'up' } : { state: 'down', detail: `stopped by an error: ${failed.join(', ')}` };
      },
    });
    health.register({
      name: 'reference-data',
      critical: true,
      run: async () =>
        reference.health().state === 'FAILED'
          ? { state: 'down', detail: 'no longer follows the log' }
          : { state: 'up' },
    });
    health.register({
      name: 'clock',
      critical: false,
      run: async () => {
        const { ok, error } = projector.clockProcess.health();
        return ok ? { state: 'up' } : { state: 'down', detail: error ?? 'failed' };
      },
    });
  }
}

function issuerOf(
  { configuration }: Foundation,
  own: DemonstrationIssuer | undefined,
): Pick<TokenVerifierOptions, 'issuer' | 'audience' | 'jwks'> {
  if (own) return { issuer: own.issuer, audience: DEMONSTRATION_AUDIENCE, jwks: { keys: own.jwks() } };
  const { issuer } = configuration;
  if (!issuer) throw new Error('production has an issuer by configuration');
  return { issuer: issuer.issuer, audience: issuer.audience, jwks: { url: issuer.jwksUrl } };
}
