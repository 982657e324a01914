import { Inject, Module, type DynamicModule, type ModuleMetadata, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { CommandLoop } from '#libs/command-loop';
import { EventStore } from '#libs/event-store';
import { EvidenceStore, KeptFiles } from '#libs/evidence';
import { ExternalListCommands, RowLog, SourceFetch, SourceStates } from '#libs/external-lists';
import { JobStore } from '#libs/jobs';
import { Clock } from '#libs/platform';
import { ReferenceData } from '#libs/reference-data';
import { Vault } from '#libs/vault';
import { Networks } from '#libs/webhooks';
import { BatchPool } from '../batches/index.js';
import { acceptMultipart } from '../evidence/multipart.js';
import { DeniedCommands } from '../http/denied-commands.guard.js';
import { People } from '../people.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveryDesk } from './delivery-desk.js';
import { ExternalListDesk } from './external-list-desk.js';
import { ExternalListWorker } from './external-list-worker.js';
import { ExternalListsController } from './external-lists.controller.js';
import { ReadModelRows } from './listed-rows.js';

export interface ExternalListsOptions {
  /**
   * Modules that provide, by class: ExternalListSettings, SourceLog, ReadModelRows, ListedRows, BatchPool, BatchLog, EvidenceStore, Networks; EventStore,
   * Clock, Vault; SubjectRegistry; ReferenceData; DeniedRegister.
   */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** Lists that others keep: mirrored here, or for reference; their deliveries, and the worker that applies them. */
@Module({})
export class ExternalListsModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  static register({ imports }: ExternalListsOptions): DynamicModule {
    return {
      module: ExternalListsModule,
      imports: [...imports],
      controllers: [DeliveriesController, ExternalListsController],
      providers: [
        { provide: JobStore, useFactory: ({ pool }: BatchPool) => new JobStore(pool), inject: [BatchPool] },
        { provide: SourceStates, useFactory: ({ pool }: BatchPool) => new SourceStates(pool), inject: [BatchPool] },
        {
          provide: KeptFiles,
          useFactory: ({ pool }: BatchPool, vault: Vault, store: EvidenceStore) =>
            new KeptFiles({ pool, vault, store }),
          inject: [BatchPool, Vault, EvidenceStore],
        },
        {
          provide: RowLog,
          useFactory: (store: EventStore, vault: Vault) => new RowLog(store, vault),
          inject: [EventStore, Vault],
        },
        {
          provide: SourceFetch,
          useFactory: (networks: Networks) => new SourceFetch({ networks }),
          inject: [Networks],
        },
        {
          provide: ExternalListCommands,
          useFactory: (
            store: EventStore,
            clock: Clock,
            vault: Vault,
            rows: ReadModelRows,
            log: RowLog,
            reference: ReferenceData,
          ) =>
            new ExternalListCommands({
              ...{ loop: new CommandLoop(store, clock), store, vault, rows, log },
              isUnit: (unitId) => reference.snapshot().units[unitId] !== undefined,
            }),
          inject: [EventStore, Clock, Vault, ReadModelRows, RowLog, ReferenceData],
        },
        DeliveryDesk,
        ExternalListDesk,
        ExternalListWorker,
        People,
        DeniedCommands,
      ],
    };
  }

  onModuleInit(): void {
    acceptMultipart(this.host.httpAdapter.getInstance());
  }
}
