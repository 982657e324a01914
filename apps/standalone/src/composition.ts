import type { DynamicModule, Type } from '@nestjs/common';
import type { Clock, Configuration, HealthRegistry, Logger, Metrics, ProblemMapper } from '#libs/platform';
import type { DataSourceSettings } from '#libs/read-store';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { PROJECTION_ENTITIES, PROJECTION_MIGRATIONS } from '#projections';
import { accessProblem, CreateRegisters1763700002001, DEMONSTRATION_USERS } from '#libs/access';
import { CreateCrossCheck1763700003001 } from '#libs/cross-check';
import { CreateEventLog1763700000001 } from '#libs/event-store-postgres';
import { CreateEvidence1763700006001, evidenceProblem } from '#libs/evidence';
import { CreateJobs1763700005001 } from '#libs/jobs';
import { CreateReadStore1763700000002 } from '#libs/read-store';
import { CreateVault1763700001001, vaultProblem } from '#libs/vault';
import { BatchesModule } from '../../command-api/src/batches/index.js';
import { EvidenceModule } from '../../command-api/src/evidence/index.js';
import { CommandApiModule, commandProblem } from '../../command-api/src/index.js';
import { QueryApiModule, queryProblemMapper } from '../../query-api/src/index.js';
import type { DemonstrationLogin, Link } from './banner.js';
import { loadDemonstration } from './demonstration/loading.js';
import { DemonstrationModule } from './demonstration.module.js';
import { documentApi } from './open-api.js';
import { openRuntime, type Runtime } from './runtime.js';
import { RuntimeModule } from './runtime.module.js';

/** What every part of the process is made from. */
export interface Foundation {
  readonly configuration: Configuration;
  /** `postgres://…`, of one's own or of the embedded server. */
  readonly databaseUrl: string;
  /** Open, its migrations done. */
  readonly dataSource: DataSource;
  readonly logger: Logger;
  readonly health: HealthRegistry;
  readonly metrics: Metrics;
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
  migrations: [
    CreateEventLog1763700000001,
    CreateReadStore1763700000002,
    CreateVault1763700001001,
    CreateRegisters1763700002001,
    CreateCrossCheck1763700003001,
    ...PROJECTION_MIGRATIONS,
    CreateJobs1763700005001,
    CreateEvidence1763700006001,
  ],
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
    const runtime = await openRuntime(foundation);
    let loaded: boolean;
    try {
      loaded = await fill(runtime, foundation);
    } catch (error) {
      await runtime.close();
      throw error;
    }
    runtime.projector.start();
    // Whoever opens the first page at once finds the lists on it.
    if (loaded) await runtime.projector.caughtUp();
    const runtimeModule = RuntimeModule.of(runtime, foundation, await runtime.vault.fingerprint('keyset cursor'));
    const demonstration = runtime.issuer !== undefined;
    return {
      modules: [
        runtimeModule,
        CommandApiModule.register({ imports: [], demonstration }),
        BatchesModule.register({ imports: [] }),
        EvidenceModule.register({ imports: [] }),
        QueryApiModule.with(),
        ...(runtime.issuer ? [DemonstrationModule.register(runtime.issuer)] : []),
      ],
      close: () => runtime.close(),
    };
  },
  prepare: documentApi,
};

/** Before anything follows the log: the clock process would act on the past as of now. */
async function fill(runtime: Runtime, { configuration, demonstrationData }: Foundation): Promise<boolean> {
  const own = configuration.mode === 'demonstration' && configuration.databaseUrl === undefined;
  if (!own || demonstrationData === undefined) return false;
  return loadDemonstration({ ...runtime, ...demonstrationData, folder: configuration.dataDir });
}
