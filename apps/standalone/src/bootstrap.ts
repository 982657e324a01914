import { checkEventStore, createHttpApp, listen, probePort, Started, type Running } from '#libs/composition';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#libs/embedded-postgres';
import { HealthRegistry, Metrics, type Clock, type Configuration, type Logger } from '#libs/platform';
import { createDataSource, runMigrations } from '#libs/read-store';
import { banner } from './banner.js';
import type { Composition, Foundation } from './composition.js';
import { emptyDataFolder, openDataFolder } from './data-folder.js';
import { LandingModule } from './landing.js';
import { openLog } from './log-file.js';

export type { Running };

export interface BootstrapOptions {
  /** One line or several, for the person at the terminal. */
  readonly say: (text: string) => void;
  /** Aborted when the process is asked to stop while it is still starting. */
  readonly signal?: AbortSignal;
  /** What the demonstration's clock runs by; the machine's clock when left out. */
  readonly clockSource?: Clock;
  /** Whether an empty demonstration is filled with fictitious data. Without effect in production. Default: it stays empty. */
  readonly demonstrationData?: boolean;
}

/**
 * Starts everything in one process: data folder, database, migrations, HTTP. When a step fails, what was started before
 * is stopped again, and the error is thrown as it was.
 */
export async function bootstrap(
  configuration: Configuration,
  composition: Composition,
  { say, signal, clockSource, demonstrationData = false }: BootstrapOptions,
): Promise<Running> {
  const beganAt = performance.now();
  const started = new Started();
  try {
    checkEventStore(configuration);
    await probePort(configuration);
    openDataFolder(configuration.dataDir);
    if (configuration.fresh) await beginAnew(configuration, say);
    const log = openLog(configuration);
    started.push(() => log.close());
    const { logger } = log;
    signal?.throwIfAborted();

    const databaseUrl = await openDatabase(configuration, logger, started);
    signal?.throwIfAborted();
    const dataSource = createDataSource({
      url: databaseUrl,
      entities: composition.entities,
      migrations: composition.migrations,
    });
    await dataSource.initialize();
    started.push(() => dataSource.destroy());
    const migrated = await runMigrations(dataSource);
    if (migrated.length > 0) logger.info({ migrations: migrated }, 'migrated');
    signal?.throwIfAborted();

    const health = new HealthRegistry();
    const metrics = new Metrics();
    health.register({
      name: 'database',
      critical: true,
      run: async () => {
        await dataSource.query('select 1');
        return { state: 'up' };
      },
    });
    const foundation: Foundation = {
      ...{ configuration, databaseUrl, dataSource, logger, health, metrics },
      ...(clockSource && { clockSource }),
      ...(demonstrationData && { demonstrationData: { say, ...(signal && { signal }) } }),
    };
    const parts = await composition.modules(foundation);
    started.push(() => parts.close());
    const logins = configuration.mode === 'demonstration' ? composition.logins(foundation) : [];
    const { mode } = configuration;
    const app = await createHttpApp(foundation, {
      ...composition,
      modules: [LandingModule.forRoot({ mode, links: composition.links, logins }), ...parts.modules],
    });
    started.push(() => app.close());
    started.push(() => health.drain());
    const base = await listen(app, configuration);
    signal?.throwIfAborted();

    say(
      banner({
        mode,
        base,
        links: composition.links,
        logins,
        data: configuration.databaseUrl === undefined ? configuration.dataDir : 'DATABASE_URL',
        startedInMs: performance.now() - beganAt,
      }),
    );
    logger.info({ mode, port: Number(new URL(base).port) }, 'serving');
    return { base, app, stop: () => started.stop() };
  } catch (error) {
    await started.stop().catch(() => undefined);
    throw error;
  }
}

async function openDatabase(configuration: Configuration, logger: Logger, started: Started): Promise<string> {
  if (configuration.databaseUrl !== undefined) return configuration.databaseUrl.reveal();
  const server = await startEmbeddedPostgres({
    dataDir: configuration.dataDir,
    log: (line) => logger.info({ part: 'postgres' }, line),
  });
  started.push(() => server.stop());
  if (server.adopted) logger.warn('a database left running by an earlier process was taken over');
  return server.url;
}

/** Empties the data folder; refused while another process uses it. */
async function beginAnew({ dataDir }: Configuration, say: (text: string) => void): Promise<void> {
  await removeEmbeddedPostgres({ dataDir, log: () => undefined });
  emptyDataFolder(dataDir);
  say(`Beginning anew: ${dataDir} was emptied.`);
}
