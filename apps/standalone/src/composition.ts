import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { PROJECTION_ENTITIES, PROJECTION_MIGRATIONS } from '#projections';
import { accessProblem, DEMONSTRATION_USERS } from '#libs/access';
import { migrationsWith, openPool, RuntimeModule, Started, type Foundation as Common } from '#libs/composition';
import { evidenceProblem } from '#libs/evidence';
import type { Clock, ProblemMapper } from '#libs/platform';
import type { DataSourceSettings } from '#libs/read-store';
import { vaultProblem } from '#libs/vault';
import { commandProblem, commandSide } from '../../command-api/src/index.js';
import { queryProblemMapper, querySide, ReadPool } from '../../query-api/src/index.js';
import type { DemonstrationLogin, Link } from './banner.js';
import { SteppingDemoClock } from './demonstration-clock.js';
import { loadDemonstration } from './demonstration/loading.js';
import { DemonstrationModule } from './demonstration.module.js';
import { documentApi } from './open-api.js';
import { openStandalone, type StandaloneRuntime } from './runtime.js';

/** What every part of the process is made from. */
export interface Foundation extends Omit<Common, 'pool'> {
  /** Open, its migrations done. */
  readonly dataSource: DataSource;
  /** What the demonstration's clock runs by; the machine's clock when left out. Without effect in production. */
  readonly clockSource?: Clock;
  /** Present where an empty demonstration is to be filled with fictitious data: whom to tell about it, and when to stop. */
  readonly demonstrationData?: { readonly say: (text: string) => void; readonly signal?: AbortSignal };
}

/** The parts that make up the process. */
export interface Composition {
  readonly entities: DataSourceSettings['entities'];
  readonly migrations: DataSourceSettings['migrations'];
  /** Answers to errors of the domain and of libraries. */
  readonly mappers: readonly ProblemMapper[];
  readonly links: readonly Link[];
  /** Paths below which pages may style themselves inline. */
  readonly inlineStyleUnder: readonly string[];
  /** `close` is called when no request is under way any more. */
  modules(
    foundation: Foundation,
  ): Promise<{ readonly modules: readonly (Type | DynamicModule)[]; close(): Promise<void> }>;
  /** Last touches to the application before it listens. */
  prepare?(app: NestFastifyApplication): void;
  /** Fictitious persons to act as; asked only in the demonstration. */
  logins(foundation: Foundation): readonly DemonstrationLogin[];
}

export const composition: Composition = {
  entities: PROJECTION_ENTITIES,
  migrations: migrationsWith(PROJECTION_MIGRATIONS),
  mappers: [commandProblem, queryProblemMapper, accessProblem, vaultProblem, evidenceProblem],
  links: [
    { path: '/docs', zh: '接口文档', en: 'API documentation' },
    { path: '/openapi.json', zh: '接口描述', en: 'OpenAPI document' },
    { path: '/public/lists/black', zh: '公开黑名单', en: 'Public black list' },
    { path: '/public/lists/red', zh: '公开红名单', en: 'Public red list' },
    { path: '/health/ready', zh: '运行状况', en: 'Health' },
    { path: '/metrics', zh: '指标', en: 'Metrics' },
  ],
  inlineStyleUnder: ['/docs'],
  logins: () =>
    DEMONSTRATION_USERS.map(({ officialId, label, labelEn }) => ({ account: officialId, zh: label, en: labelEn })),

  async modules(foundation) {
    const started = new Started();
    const pool = openPool(foundation.databaseUrl);
    started.push(() => pool.end());
    try {
      const runtime = await openStandalone({ ...foundation, pool });
      started.push(() => runtime.close());
      const loaded = await fill(runtime, foundation);
      runtime.projector.start();
      // Whoever opens the first page at once finds the lists on it.
      if (loaded) await runtime.projector.caughtUp();
      const { settableClock, projector, issuer } = runtime;
      const demoClock = settableClock && new SteppingDemoClock(settableClock, projector);
      return {
        modules: [
          RuntimeModule.of(runtime, runtime.verifier),
          ...commandSide(runtime, foundation, demoClock),
          await querySide(runtime, { runner: projector.runner, read: new ReadPool(pool) }),
          ...(issuer ? [DemonstrationModule.register(issuer)] : []),
        ],
        close: () => started.stop(),
      };
    } catch (error) {
      await started.stop().catch(() => undefined);
      throw error;
    }
  },
  prepare: documentApi,
};

/** Before anything follows the log: the clock process would act on the past as of now. */
async function fill(runtime: StandaloneRuntime, { configuration, demonstrationData }: Foundation): Promise<boolean> {
  const own = configuration.mode === 'demonstration' && configuration.databaseUrl === undefined;
  if (!own || demonstrationData === undefined) return false;
  return loadDemonstration({ ...runtime, ...demonstrationData, folder: configuration.dataDir });
}
