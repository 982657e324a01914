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
import type { TriggerCommands } from '#libs/joint-measures';
import type { Clock } from '#libs/platform';
import { ProjectionRunner, type FollowerLog, type RunnerMetrics } from '#libs/read-store';
import type { ReferenceCommands, ReferenceData } from '#libs/reference-data';
import { CalendarProcess } from './calendar.process.js';
import { ClockProcess } from './clock-process.js';
import { ComplaintsProcess, SystemComplaints } from './complaints.process.js';
import { ErasureProcess, type Erasing } from './erasure.process.js';
import { ExitChainProcess } from './exit-chain.process.js';
import { JoiningProcess } from './joining.process.js';
import { MeasuresProcess, SystemMeasures } from './measures.process.js';
import { StandardClock } from './standard-clock.js';
import { StandardReviewProcess } from './standard-review.process.js';
import { SystemCommands } from './system-commands.js';

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
  'erasure',
] as const;

/** How long catching up may take before somebody who waits is told so. */
const CATCH_UP_MS = 30_000;

/** The daemon: projections, side processes, the clock, and deliveries to webhooks. */
export class Projector {
  readonly runner: ProjectionRunner;
  readonly clockProcess: ClockProcess;

  constructor(private readonly parts: ProjectorParts) {
    const { databaseUrl, pool, store, executor, reference, referenceCommands, clock, log, metrics, clockEveryMs } =
      parts;
    const commands = new SystemCommands(executor);
    const measures = new SystemMeasures(this.parts.triggers);
    const complaints = new SystemComplaints(this.parts.complaints);
    const processes = [
      new ExitChainProcess(commands),
      new JoiningProcess(commands, new JoinedDossiers(new DossierRepository(store, dossierDecider))),
      new MeasuresProcess(measures),
      new ComplaintsProcess(complaints, commands),
      new StandardReviewProcess(commands, reference, pool, () => this.listsAreCurrent()),
      new ErasureProcess(this.parts.erasing),
      new CalendarProcess({ commands, measures, complaints }, reference, pool, () => this.boardIsCurrent()),
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
    this.clockProcess.start();
    this.parts.deliveries?.start();
  }

  async close(): Promise<void> {
    await this.parts.deliveries?.close();
    await this.clockProcess.stop();
    await this.runner.close();
  }

  /**
   * Waits until every projection, and the exit chains, joinings, measures and verifications that its events started, show
   * everything written until now.
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
      before = last;
    }
  }

  private async listsAreCurrent(): Promise<void> {
    const last = await this.parts.store.lastPosition();
    if (last !== undefined) await this.reached(last, ['current-lists']);
  }

  private async boardIsCurrent(): Promise<void> {
    const last = await this.parts.store.lastPosition();
    if (last !== undefined) await this.reached(last, ['deadlines']);
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
