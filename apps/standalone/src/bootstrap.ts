import { createServer } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#libs/embedded-postgres';
import {
  createFastifyAdapter,
  hardenHttp,
  HealthRegistry,
  Metrics,
  NEST_HTTP_OPTIONS,
  NestLogger,
  OperationsModule,
  type Clock,
  type Configuration,
  type Logger,
} from '#libs/platform';
import { createDataSource, runMigrations } from '#libs/read-store';
import { banner } from './banner.js';
import type { Composition, Foundation } from './composition.js';
import { emptyDataFolder, openDataFolder } from './data-folder.js';
import { LandingModule } from './landing.js';
import { openLog } from './log-file.js';

/** A process that serves. */
export interface Running {
  /** `http://127.0.0.1:3000`, with the port that was really taken. */
  readonly base: string;
  readonly app: NestFastifyApplication;
  /** Takes no more requests, ends those under way, stops what was started. Once only; later calls wait for the first. */
  stop(): Promise<void>;
}

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
  const started = performance.now();
  const undo: (() => unknown)[] = [];
  const undoAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    await probePort(configuration);
    openDataFolder(configuration.dataDir);
    if (configuration.fresh) await beginAnew(configuration, say);
    const log = openLog(configuration);
    undo.push(() => log.close());
    const { logger } = log;
    signal?.throwIfAborted();

    const databaseUrl = await openDatabase(configuration, logger, undo);
    signal?.throwIfAborted();
    const dataSource = createDataSource({
      url: databaseUrl,
      entities: composition.entities,
      migrations: composition.migrations,
    });
    await dataSource.initialize();
    undo.push(() => dataSource.destroy());
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
    undo.push(() => parts.close());
    const app = await createApp(foundation, composition, parts.modules);
    undo.push(() => app.close());
    undo.push(() => health.drain());
    await app.listen(configuration.port, configuration.host);
    signal?.throwIfAborted();

    const base = addressOf(app, configuration);
    say(
      banner({
        mode: configuration.mode,
        base,
        links: composition.links,
        logins: configuration.mode === 'demonstration' ? composition.logins(foundation) : [],
        data: configuration.databaseUrl === undefined ? configuration.dataDir : 'DATABASE_URL',
        startedInMs: performance.now() - started,
      }),
    );
    logger.info({ mode: configuration.mode, port: Number(new URL(base).port) }, 'serving');
    let stopping: Promise<void> | undefined;
    return { base, app, stop: () => (stopping ??= undoAll()) };
  } catch (error) {
    await undoAll().catch(() => undefined);
    throw error;
  }
}

/** Tells at once that the port is taken, before a database is started for nothing. */
function probePort({ port, host }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve()));
  });
}

async function openDatabase(configuration: Configuration, logger: Logger, undo: (() => unknown)[]): Promise<string> {
  if (configuration.databaseUrl !== undefined) return configuration.databaseUrl.reveal();
  const server = await startEmbeddedPostgres({
    dataDir: configuration.dataDir,
    log: (line) => logger.info({ part: 'postgres' }, line),
  });
  undo.push(() => server.stop());
  if (server.adopted) logger.warn('a database left running by an earlier process was taken over');
  return server.url;
}

/** Empties the data folder; refused while another process uses it. */
async function beginAnew({ dataDir }: Configuration, say: (text: string) => void): Promise<void> {
  await removeEmbeddedPostgres({ dataDir, log: () => undefined });
  emptyDataFolder(dataDir);
  say(`Beginning anew: ${dataDir} was emptied.`);
}

async function createApp(
  foundation: Foundation,
  composition: Composition,
  modules: readonly (Type | DynamicModule)[],
): Promise<NestFastifyApplication> {
  const { configuration, dataSource, logger, health, metrics } = foundation;
  const app = await NestFactory.create<NestFastifyApplication>(
    {
      module: StandaloneModule,
      global: true,
      imports: [
        OperationsModule.forRoot({ health, metrics }),
        LandingModule.forRoot({
          mode: configuration.mode,
          links: composition.links,
          logins: configuration.mode === 'demonstration' ? composition.logins(foundation) : [],
        }),
        ...modules,
      ],
      providers: [{ provide: DataSource, useValue: dataSource }],
      exports: [DataSource],
    },
    createFastifyAdapter({
      logger,
      bodyLimitBytes: configuration.bodyLimitBytes,
      trustProxy: configuration.trustProxy,
    }),
    { ...NEST_HTTP_OPTIONS, logger: new NestLogger(logger) },
  );
  await hardenHttp(app, {
    logger,
    metrics,
    mappers: composition.mappers,
    inlineStyleUnder: composition.inlineStyleUnder,
  });
  composition.prepare?.(app);
  return app;
}

/** The root; what it holds is given when it is made. */
class StandaloneModule {}

function addressOf(app: NestFastifyApplication, { host }: Configuration): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
