import type { Pool } from 'pg';
import { type Step, advanceAll } from './checkpoints.js';
import { CheckpointMoved } from './errors.js';

interface Waiting {
  readonly step: Step;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** So that one announcement has room for all. */
const MOST_AT_ONCE = 50;

/**
 * Moves checkpoints that no rows go with: of projections that an event does not concern, and of side processes. Those that
 * move at about the same time move in one statement, since nearly every event moves most followers of a process.
 */
export class CheckpointMoves {
  private waiting: Waiting[] = [];
  private underWay: Promise<void> | undefined;

  constructor(private readonly pool: Pool) {}

  /** @throws CheckpointMoved when it is not where `from` says, does not run, or is being changed by another just now */
  advance(step: Step): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ step, resolve, reject });
      this.underWay ??= this.move();
    });
  }

  private async move(): Promise<void> {
    // All who were handed the same events have their turn first.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const together = this.waiting.splice(0, MOST_AT_ONCE);
      try {
        const moved = await advanceAll(
          this.pool,
          together.map(({ step }) => step),
        );
        for (const { step, resolve, reject } of together) {
          if (moved.has(`${step.slot} ${step.name}`)) resolve();
          else reject(new CheckpointMoved(step.name));
        }
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.underWay = undefined;
  }
}
