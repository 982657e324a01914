import { Module, type DynamicModule, type FactoryProvider, type ValueProvider } from '@nestjs/common';
import {
  openCursorCodec,
  openEvidenceStore,
  openInformantStore,
  type Foundation,
  type Runtime,
} from '#libs/composition';
import { grantsFor } from '#projections';
import { Grants } from '#libs/access';
import { ComplaintCommands } from '#libs/complaints';
import { importSnapshot } from '#libs/cross-check';
import { CommandLoop } from '#libs/command-loop';
import { GrantCommands, StandingGrants } from '#libs/grants';
import { InformantStore, ReportCommands } from '#libs/informants';
import { RegisterReader, ReviewCommands } from '#libs/lookup-review';
import { ListedRows, measureExternalLists } from '#libs/external-lists';
import { TriggerCommands } from '#libs/joint-measures';
import { Documents, EvidenceStore } from '#libs/evidence';
import { CursorCodec } from '#libs/read-store';
import { publishesMatter } from '#libs/reference-data';
import { Acknowledgements, Networks, WebhookCommands } from '#libs/webhooks';
import { BatchesModule, BatchLog, BatchPool, BatchSettings } from './batches/index.js';
import { CommandApiModule } from './command-api.module.js';
import { ComplaintsModule } from './complaints/index.js';
import { ExchangeModule } from './exchange/exchange.module.js';
import { EvidenceModule } from './evidence/index.js';
import { ExternalListSettings, ExternalListsModule, ReadModelRows, SourceLog } from './external-lists/index.js';
import { JointMeasuresModule } from './joint-measures/index.js';
import { DemoClock, SnapshotImporter } from './ports.js';
import { ReportsModule } from './reports/index.js';
import { StandardTrialModule } from './standard-trial/index.js';
import { TasksModule } from './tasks/tasks.module.js';
import { RegisterModule } from './register/register.module.js';

/** What only the writing side needs, for its modules to inject. */
@Module({})
class CommandSideModule {
  static of(provided: readonly (ValueProvider | FactoryProvider)[]): DynamicModule {
    return {
      module: CommandSideModule,
      global: true,
      providers: [...provided],
      exports: provided.map(({ provide }) => provide),
    };
  }
}

/**
 * The writing side over a runtime: commands, lists in bulk, evidence.
 *
 * @param demoClock in the demonstration: what moves its clock
 */
export function commandSide(
  { pool, vault, store, clock, reference, triggers, complaints }: Runtime,
  { configuration, logger, metrics }: Pick<Foundation, 'configuration' | 'logger' | 'metrics'>,
  demoClock?: DemoClock,
): readonly DynamicModule[] {
  const evidence = openEvidenceStore(configuration);
  const failed: BatchLog['failed'] = (err, about) => logger.error({ err, ...about }, 'a job met an error');
  const importer: SnapshotImporter = {
    import: (snapshot) => importSnapshot({ pool, hasher: vault.index, ...snapshot }),
  };
  const batchPool = new BatchPool(pool);
  const rows = new ReadModelRows(batchPool);
  measureExternalLists(metrics.registry, () => rows.measured(clock.now()));
  return [
    CommandSideModule.of([
      { provide: ReadModelRows, useValue: rows },
      { provide: ListedRows, useValue: rows },
      { provide: ExternalListSettings, useValue: new ExternalListSettings() },
      { provide: SourceLog, useValue: logger },
      { provide: EvidenceStore, useValue: evidence },
      { provide: Documents, useValue: new Documents({ pool, vault, store: evidence }) },
      { provide: BatchPool, useValue: batchPool },
      { provide: BatchSettings, useValue: new BatchSettings() },
      { provide: BatchLog, useValue: { failed } },
      { provide: SnapshotImporter, useValue: importer },
      { provide: Networks, useValue: new Networks(configuration.webhooks.networks) },
      { provide: Acknowledgements, useValue: new Acknowledgements(pool) },
      {
        provide: WebhookCommands,
        useValue: new WebhookCommands({
          loop: new CommandLoop(store, clock),
          vault,
          isUnit: (unitId) => reference.snapshot().units[unitId] !== undefined,
        }),
      },
      {
        provide: GrantCommands,
        useValue: new GrantCommands({
          loop: new CommandLoop(store, clock),
          vault,
          publishes: (unitId, code) => publishesMatter(reference.snapshot().units, unitId, code),
        }),
      },
      {
        provide: ReviewCommands,
        useValue: new ReviewCommands({
          ...{ loop: new CommandLoop(store, clock), store, vault, register: new RegisterReader(pool) },
          calendar: () => reference.snapshot().calendar,
        }),
      },
      { provide: Grants, useValue: new StandingGrants(store, (question) => grantsFor(pool, question)) },
      { provide: TriggerCommands, useValue: triggers },
      { provide: ComplaintCommands, useValue: complaints },
      { provide: InformantStore, useFactory: () => openInformantStore(configuration, pool) },
      {
        provide: ReportCommands,
        inject: [InformantStore],
        useFactory: (informants: InformantStore) =>
          new ReportCommands({ loop: new CommandLoop(store, clock), store, informants, reference }),
      },
      { provide: CursorCodec, useFactory: () => openCursorCodec(vault) },
      ...(demoClock ? [{ provide: DemoClock, useValue: demoClock }] : []),
    ]),
    CommandApiModule.register({ imports: [], demonstration: demoClock !== undefined }),
    BatchesModule.register({ imports: [] }),
    EvidenceModule.register({ imports: [] }),
    ExchangeModule.register({ imports: [] }),
    JointMeasuresModule.register({ imports: [] }),
    ComplaintsModule.register({ imports: [] }),
    ReportsModule.register({ imports: [] }),
    StandardTrialModule.register({ imports: [] }),
    TasksModule.register({ imports: [] }),
    RegisterModule.register({ imports: [] }),
    ExternalListsModule.register({ imports: [] }),
  ];
}
