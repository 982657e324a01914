import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  ConfigurationError,
  createLogger,
  HealthRegistry,
  Metrics,
  PROCESS_FLAGS,
  readConfiguration,
  type Configuration,
  type Logger,
  type ProblemMapper,
} from '#libs/platform';
import type { DataSourceSettings } from '#libs/read-store';
import { checkEventStore, openPool } from './adapters.js';
import type { Foundation } from './foundation.js';
import { createHttpApp, listen, probePort } from './http-app.js';
import { requireMigrated } from './migrations.js';
import { explainStart } from './start-failure.js';
import { Started } from './started.js';
import { Stopper } from './stopper.js';

/** One process of several, as production runs it. */
export interface ProcessPlan {
  /** `command-api`: shown in the log and in `pg_stat_activity`. */
  readonly name: string;
  /** Whether it knows who asks: see `readConfiguration`. */
  readonly purpose: 'api' | 'daemon';
  readonly defaultPort: number;
  /** What the database must have seen. */
  readonly migrations: DataSourceSettings['migrations'];
  readonly mappers: readonly ProblemMapper[];
  readonly inlineStyleUnder?: readonly string[];
  /** Opens its parts; `close` is called when no request is under way any more. */
  open(
    foundation: Foundation,
  ): Promise<{ readonly modules: readonly (Type | DynamicModule)[]; close(): Promise<void> }>;
  /** Last touches to the application before it listens. */
  prepare?(app: NestFastifyApplication): void;
}

/** A process that serves. */
export interface Running {
  /** `http://127.0.0.1:3000`, with the port that was really taken. */
  readonly base: string;
  readonly app: NestFastifyApplication;
  /** Takes no more requests, ends those under way, stops what was started. Once only; later calls wait for the first. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly logger: Logger;
  /** Aborted when the process is asked to stop while it is still starting. */
  readonly signal?: AbortSignal;
}

/**
 * Starts one process on a database that is there and migrated: nothing is migrated here. When a step fails, what was
 * started before is stopped again, and the error is thrown as it was.
 */
export async function startProcess(
  configuration: Configuration,
  plan: ProcessPlan,
  { logger, signal }: ProcessOptions,
): Promise<Running> {
  const started = new Started();
  try {
    if (configuration.databaseUrl === undefined) throw new ConfigurationError(['DATABASE_URL is needed']);
    const databaseUrl = configuration.databaseUrl.reveal();
    checkEventStore(configuration, logger);
    await probePort(configuration);
    const pool = openPool(databaseUrl, `mingdan ${plan.name}`);
    started.push(() => pool.end());
    await requireMigrated(pool, plan.migrations);
    signal?.throwIfAborted();

    const health = new HealthRegistry();
    health.register({
      name: 'database',
      critical: true,
      run: async () => {
        await pool.query('select 1');
        return { state: 'up' };
      },
    });
    const foundation: Foundation = { configuration, databaseUrl, pool, logger, health, metrics: new Metrics() };
    const parts = await plan.open(foundation);
    started.push(() => parts.close());
    signal?.throwIfAborted();
    const app = await createHttpApp(foundation, { ...plan, modules: parts.modules });
    started.push(() => app.close());
    started.push(() => health.drain());
    const base = await listen(app, configuration);
    signal?.throwIfAborted();
    logger.info({ process: plan.name, port: Number(new URL(base).port) }, 'serving');
    return { base, app, stop: () => started.stop() };
  } catch (error) {
    await started.stop().catch(() => undefined);
    throw error;
  }
}

/**
 * The main of one process: flags and environment, log on standard output, signals. Ends with 0 when it was asked to
 * stop, with 1 and one line on standard error when it cannot start, with 1 after an error that nobody caught.
 */
export async function runProcess(plan: ProcessPlan): Promise<void> {
  // A reader of our output that goes away is no reason to end.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const fail = (error: unknown, configuration?: Configuration): never => {
    console.error(`Mingdan ${plan.name}: ${explainStart(error, configuration, { command: commandOf(plan) })}`);
    process.exit(1);
  };
  if (process.argv.includes('--help')) {
    console.log(help(plan));
    process.exit(0);
  }
  const { purpose, defaultPort } = plan;
  let configuration: Configuration;
  try {
    const sources = { env: process.env, args: process.argv.slice(2), root: process.cwd() };
    configuration = readConfiguration({ ...sources, purpose, defaultPort });
  } catch (error) {
    return fail(error);
  }
  const logger = createLogger(configuration.logLevel, [{ stream: process.stdout, level: configuration.logLevel }]);
  const stopper = new Stopper({ say: (text) => logger.info(text.trim()), exit: (code) => process.exit(code) });
  process.on('SIGINT', () => stopper.ask('person'));
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopper.ask());
  process.on('uncaughtException', (error) => stopper.crash(error));
  process.on('unhandledRejection', (error) => stopper.crash(error));
  try {
    const running = await startProcess(configuration, plan, { logger, signal: stopper.starting });
    await stopper.started(() => running.stop());
  } catch (error) {
    if (stopper.starting.aborted) process.exit(stopper.exitCode);
    fail(error, configuration);
  }
}

function commandOf({ name }: ProcessPlan): string {
  return `node dist/apps/${name}/src/main.js`;
}

function help(plan: ProcessPlan): string {
  const width = Math.max(...PROCESS_FLAGS.map(([flag]) => flag.length));
  return [
    `${commandOf(plan)} [flags]    (default port ${plan.defaultPort})`,
    ...PROCESS_FLAGS.map(([flag, meaning]) => `  ${flag.padEnd(width)}  ${meaning}`),
  ].join('\n');
}
