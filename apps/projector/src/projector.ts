import type { Pool } from 'pg';
import { projectionsWith } from '#projections';
import { dossierUpcasters, type DossierExecutor } from '#libs/dossier-store';
import type { EventStore } from '#libs/event-store';
import type { Clock } from '#libs/platform';
import { ProjectionRunner, type FollowerLog, type RunnerMetrics } from '#libs/read-store';
import type { ReferenceData } from '#libs/reference-data';
import { CalendarProcess } from './calendar.process.js';
import { ClockProcess } from './clock-process.js';
import { ExitChainProcess } from './exit-chain.process.js';
import { SystemCommands } from './system-commands.js';

export interface ProjectorParts {
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly store: EventStore;
  readonly executor: DossierExecutor;
  readonly reference: ReferenceData;
  readonly clock: Clock;
  readonly log: FollowerLog;
  readonly metrics?: RunnerMetrics;
  /** Pause between two looks of the clock process, in milliseconds. */
  readonly clockEveryMs?: number;
}

/** Events are handed over as they were stored: the read models lift old versions themselves. */
export const PRODUCT_PROJECTIONS = projectionsWith(dossierUpcasters);

/** How long catching up may take before somebody who waits is told so. */
const CATCH_UP_MS = 30_000;

/** The daemon: projections, side processes and the clock. */
export class Projector {
  readonly runner: ProjectionRunner;
  readonly clockProcess: ClockProcess;

  constructor(private readonly parts: ProjectorParts) {
    const { databaseUrl, pool, store, executor, reference, clock, log, metrics, clockEveryMs } = parts;
    const commands = new SystemCommands(executor);
    const processes = [
      new ExitChainProcess(commands),
      new CalendarProcess(commands, reference, pool, () => this.boardIsCurrent()),
    ];
    this.runner = new ProjectionRunner({
      url: databaseUrl,
      store,
      projections: PRODUCT_PROJECTIONS,
      processes,
      log,
      ...(metrics && { metrics }),
    });
    this.clockProcess = new ClockProcess({
      clock,
      commands,
      pool,
      log,
      caughtUp: () => this.caughtUp(),
      ...(clockEveryMs !== undefined && { everyMs: clockEveryMs }),
    });
  }

  start(): void {
    this.runner.start();
    this.clockProcess.start();
  }

  async close(): Promise<void> {
    await this.clockProcess.stop();
    await this.runner.close();
  }

  /**
   * Waits until every projection, and the exit chains that its events started, show everything written until now.
   *
   * @throws Error when they do not get there in time
   */
  async caughtUp(): Promise<void> {
    for (let before: string | undefined; ;) {
      const last = await this.parts.store.lastPosition();
      if (last === undefined || last === before) return;
      await this.reached(last, [...PRODUCT_PROJECTIONS.map((p) => p.name), 'exit-chain']);
      before = last;
    }
  }

  private async boardIsCurrent(): Promise<void> {
    const last = await this.parts.store.lastPosition();
    if (last !== undefined) await this.reached(last, ['deadlines']);
  }

  private async reached(position: string, names: readonly string[]): Promise<void> {
    const projections = names.filter((name) => PRODUCT_PROJECTIONS.some((p) => p.name === name));
    if (!(await this.runner.waitFor(position, projections, CATCH_UP_MS)))
      throw new Error(`the read models did not reach ${position}`);
    const waitsForChain = names.includes('exit-chain');
    const deadline = performance.now() + CATCH_UP_MS;
    while (waitsForChain && !(await this.chainReached(position))) {
      if (performance.now() > deadline) throw new Error(`the exit chain did not reach ${position}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async chainReached(position: string): Promise<boolean> {
    const { rows } = await this.parts.pool.query<{ position: string | null }>(
      "select position from read.checkpoints where projection = 'exit-chain' and slot = 'process'",
    );
    return (rows[0]?.position ?? '') >= position;
  }
}
