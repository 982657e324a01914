import type { Pool } from 'pg';
import { projectionsWith } from '#projections';
import {
  dossierDecider,
  DossierRepository,
  dossierUpcasters,
  JoinedDossiers,
  type DossierExecutor,
} from '#libs/dossier-store';
import type { ComplaintCommands } from '#libs/complaints';
import type { EventStore } from '#libs/event-store';
import { JobStore } from '#libs/jobs';
import type { TriggerCommands } from '#libs/joint-measures';
import type { Clock } from '#libs/platform';
import { ProjectionRunner, type FollowerLog, type RunnerMetrics } from '#libs/read-store';
import type { ReferenceCommands, ReferenceData } from '#libs/reference-data';
import { CalendarJob } from './calendar.job.js';
import { CalendarProcess } from './calendar.process.js';
import { ClockProcess } from './clock-process.js';
import { ComplaintsProcess, SystemComplaints } from './complaints.process.js';
import { ErasureProcess, type Erasing } from './erasure.process.js';
import { ExitChainProcess } from './exit-chain.process.js';
import { JoiningProcess } from './joining.process.js';
import { MeasuresProcess, SystemMeasures } from './measures.process.js';
import { StandardClock } from './standard-clock.js';
import { StandardReviewJob } from './standard-review.job.js';
import { StandardReviewProcess } from './standard-review.process.js';
import { SystemCommands } from './system-commands.js';
import { SystemJobs } from './system-jobs.js';

export interface ProjectorParts {
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly store: EventStore;
  readonly executor: DossierExecutor;
  readonly triggers: TriggerCommands;
  readonly complaints: ComplaintCommands;
  readonly reference: ReferenceData;
  readonly referenceCommands: ReferenceCommands;
  readonly erasing: Erasing;
  readonly clock: Clock;
  readonly log: FollowerLog;
  readonly metrics?: RunnerMetrics;
  /** What else begins and ends with it. */
  readonly deliveries?: { start(): void; close(): Promise<void> };
  /** Pause between two looks of the clock process, in milliseconds. */
  readonly clockEveryMs?: number;
}

/** Events are handed over as they were stored: the read models lift old versions themselves. */
export const PRODUCT_PROJECTIONS = projectionsWith(dossierUpcasters);

/** Processes whose acts somebody who waits expects to see. */
const FOLLOWED = [
  ...(['exit-chain', 'dossiers-joined', 'joint-measures', 'complaints-split', 'standard-review'] as const),
  ...(['erasure', 'calendar-recompute'] as const),
] as const;

/** How long catching up may take before somebody who waits is told so. */
const CATCH_UP_MS = 30_000;
/** How long a job that is to begin waits for a read model before it is looked at again. */
const MOMENT_MS = 2_000;

/** The daemon: projections, side processes and the jobs they open, the clock, and deliveries to webhooks. */
export class Projector {
  readonly runner: ProjectionRunner;
  readonly clockProcess: ClockProcess;
  readonly jobs: SystemJobs;

  constructor(private readonly parts: ProjectorParts) {
    const { databaseUrl, pool, store, executor, reference, referenceCommands, clock, log, metrics, clockEveryMs } =
      parts;
    const commands = new SystemCommands(executor);
    const measures = new SystemMeasures(this.parts.triggers);
    const complaints = new SystemComplaints(this.parts.complaints);
    const jobs = new JobStore(pool);
    this.jobs = new SystemJobs({
      ...{ pool, store: jobs, clock, log },
      handlers: [
        new CalendarJob({
          ...{ commands, measures, complaints, reference, store: jobs },
          boardIsCurrent: () => this.isCurrent('deadlines'),
        }),
        new StandardReviewJob({
          ...{ commands, reference, store: jobs },
          listsAreCurrent: () => this.isCurrent('current-lists'),
        }),
      ],
    });
    const processes = [
      new ExitChainProcess(commands),
      new JoiningProcess(commands, new JoinedDossiers(new DossierRepository(store, dossierDecider))),
      new MeasuresProcess(measures),
      new ComplaintsProcess(complaints, commands),
      new StandardReviewProcess(this.jobs),
      new ErasureProcess(this.parts.erasing),
      new CalendarProcess(this.jobs),
    ];
    this.runner = new ProjectionRunner({
      url: databaseUrl,
      store,
      projections: PRODUCT_PROJECTIONS,
      processes,
      log,
      now: () => Date.parse(clock.now()),
      ...(metrics && { metrics }),
    });
    const standards = new StandardClock(reference, referenceCommands);
    this.clockProcess = new ClockProcess({
      standards,
      clock,
      commands,
      measures,
      complaints,
      pool,
      log,
      caughtUp: () => this.caughtUp(),
      ...(clockEveryMs !== undefined && { everyMs: clockEveryMs }),
    });
  }

  start(): void {
    this.runner.start();
    this.jobs.start();
    this.clockProcess.start();
    this.parts.deliveries?.start();
  }

  async close(): Promise<void> {
    await this.parts.deliveries?.close();
    await this.clockProcess.stop();
    await this.jobs.stop();
    await this.runner.close();
  }

  /**
   * Waits until every projection shows everything written until now, and the exit chains, joinings, measures and
   * verifications that its events started, and the jobs, are through with it.
   *
   * @throws Error when they do not get there in time
   */
  async caughtUp(): Promise<void> {
    for (let before: string | undefined; ;) {
      const last = await this.parts.store.lastPosition();
      if (last === undefined || last === before) return;
      await this.reached(
        last,
        PRODUCT_PROJECTIONS.map((p) => p.name),
        FOLLOWED,
      );
      await this.jobsDone();
      before = last;
    }
  }

  private async isCurrent(projection: string): Promise<boolean> {
    const last = await this.parts.store.lastPosition();
    return last === undefined || this.runner.waitFor(last, [projection], MOMENT_MS);
  }

  /** However many rows they have: as long as they get on. */
  private async jobsDone(): Promise<void> {
    let before = -1;
    for (let movedAt = performance.now(); ;) {
      const { jobs, done } = await this.jobs.left();
      if (jobs === 0) return;
      if (done !== before) movedAt = performance.now();
      before = done;
      if (performance.now() - movedAt > CATCH_UP_MS) throw new Error(`${jobs} jobs of the product do not get on`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async reached(
    position: string,
    projections: readonly string[],
    processes: readonly string[] = [],
  ): Promise<void> {
    if (!(await this.runner.waitFor(position, projections, CATCH_UP_MS)))
      throw new Error(`the read models did not reach ${position}`);
    const deadline = performance.now() + CATCH_UP_MS;
    while (!(await this.processesReached(position, processes))) {
      if (performance.now() > deadline) throw new Error(`${processes.join(', ')} did not reach ${position}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async processesReached(position: string, names: readonly string[]): Promise<boolean> {
    if (names.length === 0) return true;
    const { rows } = await this.parts.pool.query<{ position: string | null }>(
      "select position from read.checkpoints where projection = any($1) and slot = 'process'",
      [names],
    );
    return rows.length === names.length && rows.every((row) => (row.position ?? '') >= position);
  }
}
