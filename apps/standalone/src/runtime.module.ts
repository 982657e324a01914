import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { ActorGuard, DeniedRegister, PublicRoute, Registers, TokenVerifier } from '#libs/access';
import { importSnapshot } from '#libs/cross-check';
import { DossierExecutor, DossierRepository, SubjectRegistry } from '#libs/dossier-store';
import { EventStore } from '#libs/event-store';
import { Documents, EvidenceStore, FolderEvidenceStore } from '#libs/evidence';
import { Clock, HealthController, MetricsController } from '#libs/platform';
import { CursorCodec, ProjectionRunner } from '#libs/read-store';
import { ReferenceCommands, ReferenceData } from '#libs/reference-data';
import { Vault } from '#libs/vault';
import { BatchLog, BatchPool, BatchSettings } from '../../command-api/src/batches/index.js';
import { DemoClock, SnapshotImporter } from '../../command-api/src/index.js';
import { QueryApiSettings, ReadPool } from '../../query-api/src/index.js';
import { SteppingDemoClock } from './demonstration-clock.js';
import { documentOperations } from './operations-api.js';
import type { Foundation } from './composition.js';
import type { Runtime } from './runtime.js';

// Whoever supervises the process has no token.
PublicRoute()(HealthController);
PublicRoute()(MetricsController);
documentOperations();

/** How long announcements of exits and restoration notices stay on the public page (6.1: up to 30 days). */
const NOTICE_DAYS = 30;

/** What is made of the runtime, for every module to inject; and the guard before all routes. */
@Module({})
export class RuntimeModule {
  static of(runtime: Runtime, { configuration, logger }: Foundation, cursorKey: string): DynamicModule {
    const { pool, clock, settableClock, projector, vault } = runtime;
    const evidence = new FolderEvidenceStore(configuration.evidenceDir);
    const provided: Provider[] = [
      { provide: EventStore, useValue: runtime.store },
      { provide: Clock, useValue: clock },
      { provide: Vault, useValue: vault },
      { provide: EvidenceStore, useValue: evidence },
      { provide: Documents, useValue: new Documents({ pool, vault, store: evidence }) },
      { provide: BatchPool, useValue: new BatchPool(pool) },
      { provide: BatchSettings, useValue: new BatchSettings() },
      {
        provide: BatchLog,
        useValue: {
          failed: (err: unknown, about: object) => logger.error({ err, ...about }, 'a job met an error'),
        },
      },
      { provide: DossierExecutor, useValue: runtime.executor },
      { provide: DossierRepository, useValue: runtime.repository },
      { provide: SubjectRegistry, useValue: runtime.registry },
      { provide: ReferenceData, useValue: runtime.reference },
      { provide: ReferenceCommands, useValue: runtime.referenceCommands },
      { provide: Registers, useValue: runtime.registers },
      { provide: DeniedRegister, useValue: runtime.registers },
      { provide: TokenVerifier, useValue: runtime.verifier },
      { provide: ProjectionRunner, useValue: projector.runner },
      { provide: ReadPool, useValue: new ReadPool(pool) },
      { provide: QueryApiSettings, useValue: new QueryApiSettings({ noticeDays: NOTICE_DAYS }) },
      { provide: CursorCodec, useValue: new CursorCodec(cursorKey) },
      {
        provide: SnapshotImporter,
        useValue: {
          import: (snapshot: Parameters<SnapshotImporter['import']>[0]) =>
            importSnapshot({ pool, hasher: runtime.vault.index, ...snapshot }),
        },
      },
      ...(settableClock ? [{ provide: DemoClock, useValue: new SteppingDemoClock(settableClock, projector) }] : []),
    ];
    return {
      module: RuntimeModule,
      global: true,
      providers: [...provided, Reflector, { provide: APP_GUARD, useClass: ActorGuard }],
      exports: provided.map((one) => (typeof one === 'function' ? one : one.provide)),
    };
  }
}
