import { Inject, Module, type DynamicModule, type ModuleMetadata, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { DECISION_CONTROLLERS, DECISION_HANDLERS } from './decision/index.js';
import { DemoClockController } from './demo/demo-clock.js';
import { Dossiers } from './dossiers.js';
import { ENTRY_CONTROLLERS, ENTRY_HANDLERS } from './entry/index.js';
import { DeniedCommands } from './http/denied-commands.guard.js';
import { acceptCsv } from './http/csv-body.js';
import { MEASURES_CONTROLLERS, MEASURES_HANDLERS } from './measures/index.js';
import { OBJECTION_CONTROLLERS, OBJECTION_HANDLERS } from './objection/index.js';
import { PreviewPapersController } from './papers/preview-papers.js';
import { People } from './people.js';
import { ReferenceDesk } from './reference/reference-desk.js';
import { PresentUnits } from './reference/present-units.js';
import { MaskProfilesController } from './reference/mask-profiles.js';
import { QueryMattersController } from './reference/query-matters.js';
import { RegistersController } from './reference/registers.js';
import { SnapshotsController } from './reference/snapshots.js';
import { StandardsController } from './reference/standards.js';
import { REMEDY_CONTROLLERS, REMEDY_HANDLERS } from './remedy/index.js';
import { REPAIR_CONTROLLERS, REPAIR_HANDLERS } from './repair/index.js';
import { RETENTION_CONTROLLERS, RETENTION_HANDLERS } from './retention/index.js';
import { OwnEntries } from './shown-text/own-entries.js';
import { PreviewNoticeTextController, PreviewNoticeTextHandler } from './shown-text/preview-notice-text.js';
import { ReproduceShownTextController, ReproduceShownTextHandler } from './shown-text/reproduce-shown-text.js';
import { PreviewShownTextController, PreviewShownTextHandler } from './shown-text/preview-shown-text.js';
import { ShownTexts } from './shown-text/shown-texts.js';
import { SUBJECT_CONTROLLERS, SUBJECT_HANDLERS } from './subject/index.js';

export interface CommandApiOptions {
  /**
   * Modules that provide, by class: EventStore, Clock, Vault; DossierExecutor, DossierRepository, SubjectRegistry, Rehearsal;
   * ReferenceCommands, ReferenceData; DeniedRegister, Registers; SnapshotImporter; and in the demonstration DemoClock.
   */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Adds `POST /demo/clock`. */
  readonly demonstration: boolean;
}

/**
 * The writing side of the API. The process that serves it registers ActorGuard globally and gives `commandProblem` and
 * `accessProblem` to its problem filter.
 */
@Module({})
export class CommandApiModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  static register({ imports, demonstration }: CommandApiOptions): DynamicModule {
    return {
      module: CommandApiModule,
      imports: [CqrsModule.forRoot(), ...imports],
      controllers: [
        ...SUBJECT_CONTROLLERS,
        ...ENTRY_CONTROLLERS,
        PreviewShownTextController,
        PreviewNoticeTextController,
        ReproduceShownTextController,
        PreviewPapersController,
        ...DECISION_CONTROLLERS,
        ...MEASURES_CONTROLLERS,
        ...OBJECTION_CONTROLLERS,
        ...REMEDY_CONTROLLERS,
        ...REPAIR_CONTROLLERS,
        ...RETENTION_CONTROLLERS,
        StandardsController,
        RegistersController,
        MaskProfilesController,
        QueryMattersController,
        SnapshotsController,
        ...(demonstration ? [DemoClockController] : []),
      ],
      providers: [
        Dossiers,
        People,
        ShownTexts,
        ReferenceDesk,
        PresentUnits,
        DeniedCommands,
        PreviewShownTextHandler,
        PreviewNoticeTextHandler,
        ReproduceShownTextHandler,
        OwnEntries,
        ...SUBJECT_HANDLERS,
        ...ENTRY_HANDLERS,
        ...DECISION_HANDLERS,
        ...MEASURES_HANDLERS,
        ...OBJECTION_HANDLERS,
        ...REMEDY_HANDLERS,
        ...REPAIR_HANDLERS,
        ...RETENTION_HANDLERS,
      ],
    };
  }

  onModuleInit(): void {
    acceptCsv(this.host.httpAdapter.getInstance());
  }
}
