import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DeniedRegister, type Actor } from '#libs/access';
import { ActJob, ImportJob, isOutage, RowRefusals, Trial } from '#libs/batches';
import { DossierExecutor, DossierRepository, SubjectRegistry } from '#libs/dossier-store';
import { KeptFiles } from '#libs/evidence';
import { JobStore, JobWorker } from '#libs/jobs';
import { Clock } from '#libs/platform';
import { ReferenceData } from '#libs/reference-data';
import { Vault, vaultProblem } from '#libs/vault';
import { commandProblem } from '../command-problems.js';
import { ShownTexts } from '../shown-text/shown-texts.js';
import { BatchPool } from './batch-pool.js';
import { BatchSettings } from './batch-settings.js';

/** Where what goes wrong in the background is told. */
export abstract class BatchLog {
  abstract failed(error: unknown, about: { readonly jobId?: string; readonly rowNo?: number }): void;
}

const MAPPERS = [commandProblem, vaultProblem];
const SWEEP_MS = 60_000;

/** Works on the jobs of this process, and destroys lists whose keeping is over. */
@Injectable()
export class BatchWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: JobWorker;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: BatchSettings,
    private readonly files: KeptFiles,
    private readonly clock: Clock,
    private readonly log: BatchLog,
    { pool }: BatchPool,
    jobs: JobStore,
    executor: DossierExecutor,
    repository: DossierRepository,
    registry: SubjectRegistry,
    reference: ReferenceData,
    vault: Vault,
    texts: ShownTexts,
    denied: DeniedRegister,
  ) {
    const refusals = new RowRefusals(MAPPERS, ({ actor, code, rule, ...ids }) => {
      const { userId, unitId, roles } = actor;
      const official = { userId, ...(unitId === undefined ? {} : { unitId }), roles, kind: 'OFFICIAL' } as Actor;
      return denied.recordDenied({
        ...{ at: clock.now(), actor: official, method: 'POST', route: '/batches', code, reason: rule },
        ...ids,
      });
    });
    const trial = new Trial({ repository, registry, sources: { reference, vault }, clock });
    this.worker = new JobWorker({
      store: jobs,
      pool,
      clock,
      handlers: [
        new ImportJob({ files, jobs, registry, executor, vault, trial, refusals, limits: settings.limits }),
        new ActJob({
          files,
          executor,
          repository,
          vault,
          refusals,
          render: async (kind, subjectId, entryId) => {
            const { unitId: _, ...shown } = await texts.render(kind, subjectId, entryId);
            return shown;
          },
        }),
      ],
      isOutage: (error) => isOutage(error, MAPPERS),
      onError: (error, about) => log.failed(error, about),
    });
  }

  onApplicationBootstrap(): void {
    if (!this.settings.worker) return;
    this.worker.start();
    this.sweeping = setInterval(() => void this.sweep(), SWEEP_MS);
    this.sweeping.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.sweeping);
    await this.worker.stop();
  }

  wake(): void {
    this.worker.wake();
  }

  /** Destroys lists whose keeping is over by now. @returns how many */
  async sweep(): Promise<number> {
    try {
      return await this.files.sweep(this.clock.now());
    } catch (error) {
      this.log.failed(error, {});
      return 0;
    }
  }
}
