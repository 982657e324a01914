import { Pool } from 'pg';
import { Histogram, type Registry } from 'prom-client';
import type { EventStore } from '#libs/event-store';
import { checkConnectionString, ConnectionStringError, EventStoreDbEventStore } from '#libs/event-store-eventstoredb';
import { PostgresEventStore, type WrittenGroup } from '#libs/event-store-postgres';
import { type EvidenceStore, FolderEvidenceStore } from '#libs/evidence';
import { InformantStore } from '#libs/informants';
import { ConfigurationError, type Configuration, type EventStoreDbConfiguration, type Logger } from '#libs/platform';
import { CursorCodec } from '#libs/read-store';
import { FileKeyProvider, VaultUnavailable, type Vault } from '#libs/vault';
import { StartProblem } from './start-failure.js';

/** The log, and how it is let go of. */
export interface OpenEventStore {
  readonly store: EventStore;
  /** Asks whether it answers. @throws StoreUnavailable */
  ping(): Promise<void>;
  /** Ends every subscription and waits for what is under way. */
  close(): Promise<void>;
}

/**
 * The log as the configuration says; nothing above knows which it is. Nothing is connected yet.
 *
 * @param databaseUrl where the log is with `postgres`
 * @param logger told when a connection to EventStoreDB is replaced or a subscription is taken up again
 * @param registry shows how many appends share a transaction with `postgres`
 * @throws ConfigurationError when the address of EventStoreDB cannot be used, with the reason
 */
export function openEventStore(
  configuration: Pick<Configuration, 'eventStore' | 'eventStoreDb'>,
  databaseUrl: string,
  logger?: Logger,
  registry?: Registry,
): OpenEventStore {
  switch (configuration.eventStore) {
    case 'postgres': {
      const observed = registry && { onGroup: groupMetrics(registry) };
      const store = new PostgresEventStore({ connectionString: databaseUrl, max: 10 }, observed);
      return { store, ping: async () => void (await store.lastPosition()), close: () => store.close() };
    }
    case 'eventstoredb': {
      const { url, credentials, tlsCaFile, streamPrefix, timeoutMs } = checked(configuration);
      const store = new EventStoreDbEventStore({
        connectionString: url.reveal(),
        ...(credentials && { credentials: revealed(credentials) }),
        ...(tlsCaFile !== undefined && { tlsCaFile }),
        ...(streamPrefix !== undefined && { streamPrefix }),
        ...(timeoutMs !== undefined && { callTimeoutMs: timeoutMs }),
        ...(logger && { notify: (notice) => logger.warn(notice, 'the event store was away') }),
      });
      return { store, ping: () => store.ping(), close: () => store.close() };
    }
  }
}

/** Its count is that of the transactions, its sum that of the appends. */
function groupMetrics(registry: Registry): (group: WrittenGroup) => void {
  const size = new Histogram({
    name: 'mingdan_append_group_size',
    help: 'Appends that shared a transaction of the log',
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers: [registry],
  });
  return ({ appends }) => size.observe(appends);
}

/** Tells at once what is wrong with the address of the event store, before anything is opened. @throws ConfigurationError */
export function checkEventStore(configuration: Pick<Configuration, 'eventStore' | 'eventStoreDb'>, log?: Logger): void {
  if (configuration.eventStore === 'eventstoredb') checked(configuration, log);
}

function checked({ eventStoreDb }: Pick<Configuration, 'eventStoreDb'>, log?: Logger): EventStoreDbConfiguration {
  if (eventStoreDb === undefined) throw new ConfigurationError(['EVENTSTORE_URL is needed']);
  const { url, credentials, tlsCaFile } = eventStoreDb;
  try {
    const { warnings } = checkConnectionString(url.reveal(), {
      ...(credentials && { credentials: revealed(credentials) }),
      ...(tlsCaFile !== undefined && { tlsCaFile }),
    });
    for (const warning of warnings) log?.warn(`EVENTSTORE_URL: ${warning}`);
  } catch (error) {
    if (!(error instanceof ConnectionStringError)) throw error;
    throw new ConfigurationError(error.problems.map((problem) => `EVENTSTORE_URL: ${problem}`));
  }
  return eventStoreDb;
}

function revealed({ username, password }: NonNullable<EventStoreDbConfiguration['credentials']>): {
  username: string;
  password: string;
} {
  return { username, password: password.reveal() };
}

/** Where encrypted evidence is kept. */
export function openEvidenceStore({ evidenceDir }: Configuration): EvidenceStore {
  return new FolderEvidenceStore(evidenceDir);
}

/**
 * The sealed store of informants, under keys of its own: made at the first start of a demonstration, elsewhere by
 * `operator informants create`. Only the process that takes reports opens it.
 *
 * @throws StartProblem when its key file is missing or another's
 */
export async function openInformantStore(
  { mode, informantsDir: folder }: Pick<Configuration, 'mode' | 'informantsDir'>,
  pool: Pool,
): Promise<InformantStore> {
  const provider = new FileKeyProvider({ folder, createIfMissing: mode === 'demonstration' });
  try {
    return await InformantStore.open({ pool, provider });
  } catch (cause) {
    if (!(cause instanceof VaultUnavailable)) throw cause;
    throw new StartProblem(
      `The sealed store of informants does not open: ${cause.message}. The first time run operator informants create, later bring its keys.json back.`,
      { cause },
    );
  }
}

/** Cursors of one process are good in every other, and for ever: their key comes from the vault. */
export async function openCursorCodec(vault: Pick<Vault, 'fingerprint'>): Promise<CursorCodec> {
  return new CursorCodec(await vault.fingerprint('keyset cursor'));
}

/** @param name of the process, as PostgreSQL shows it in `pg_stat_activity` */
export function openPool(url: string, name = 'mingdan'): Pool {
  const pool = new Pool({
    connectionString: url,
    max: 20,
    connectionTimeoutMillis: 5_000,
    application_name: name,
  });
  // A connection that is cut shows in the query it was for; unheard, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
