import { Inject, Module, type DynamicModule, type ModuleMetadata, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { EvidenceStore, KeptFiles } from '#libs/evidence';
import { JobStore } from '#libs/jobs';
import { Vault } from '#libs/vault';
import { Dossiers } from '../dossiers.js';
import { acceptMultipart } from '../evidence/multipart.js';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { PresentUnits } from '../reference/present-units.js';
import { OwnEntries } from '../shown-text/own-entries.js';
import { ShownTexts } from '../shown-text/shown-texts.js';
import { BatchDesk } from './batch-desk.js';
import { BatchPool } from './batch-pool.js';
import { BatchSettings } from './batch-settings.js';
import { BatchLog, BatchWorker } from './batch-worker.js';
import { BatchesController } from './batches.controller.js';
import { EntrySelection, ReadModelSelection } from './entry-selection.js';

export interface BatchesOptions {
  /**
   * Modules that provide, by class: BatchPool, BatchSettings, BatchLog; EvidenceStore; EventStore, Clock, Vault;
   * DossierExecutor, DossierRepository, SubjectRegistry; ReferenceData; DeniedRegister.
   */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** Lists in bulk: uploads, acts on whole lists, and the worker that does them. */
@Module({})
export class BatchesModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  static register({ imports }: BatchesOptions): DynamicModule {
    return {
      module: BatchesModule,
      imports: [...imports],
      controllers: [BatchesController],
      providers: [
        {
          provide: JobStore,
          useFactory: ({ pool }: BatchPool) => new JobStore(pool),
          inject: [BatchPool],
        },
        {
          provide: KeptFiles,
          useFactory: ({ pool }: BatchPool, vault: Vault, store: EvidenceStore) =>
            new KeptFiles({ pool, vault, store }),
          inject: [BatchPool, Vault, EvidenceStore],
        },
        { provide: EntrySelection, useClass: ReadModelSelection },
        BatchWorker,
        BatchDesk,
        Dossiers,
        OwnEntries,
        ShownTexts,
        PresentUnits,
        DeniedCommands,
      ],
      exports: [JobStore, KeptFiles, BatchWorker],
    };
  }

  onModuleInit(): void {
    acceptMultipart(this.host.httpAdapter.getInstance());
  }
}

export { BatchLog, BatchPool, BatchSettings };
