import { Pauses, type PauseSettings } from '#libs/event-store';
import { CallTimedOut, ConnectionGone, faultOf } from './faults.js';

/**
 * Whether a call is made again. What broke on the way is repeated once, at once: the client has a new connection then. A
 * node that does not lead or is not ready yet is asked again, with pauses, while there is time.
 */
export class Attempts {
  private readonly pauses: Pauses;
  private repeated = false;
  private until: number;

  constructor(
    private readonly budgetMs: number,
    pauses: PauseSettings,
    private readonly signal: AbortSignal,
  ) {
    this.pauses = new Pauses(pauses);
    this.until = performance.now() + budgetMs;
  }

  get remainingMs(): number {
    return Math.max(1, Math.ceil(this.until - performance.now()));
  }

  /** Something was answered: what comes next has all its attempts again. */
  progressed(): void {
    this.repeated = false;
    this.until = performance.now() + this.budgetMs;
    this.pauses.reset();
  }

  /** Waits where that helps, and says whether to try again. */
  async again(error: unknown): Promise<boolean> {
    const fault = faultOf(error);
    if (error instanceof CallTimedOut || error instanceof ConnectionGone || this.signal.aborted) return false;
    if (fault === 'moving') {
      const pauseMs = this.pauses.next();
      // An attempt that is cut off leaves unknown what was known: the last one has as long again as the pause before it.
      if (performance.now() + 2 * pauseMs >= this.until) return false;
      await this.pauses.take(this.signal, pauseMs);
      return !this.signal.aborted;
    }
    if ((fault !== 'lost' && fault !== 'refused') || this.repeated) return false;
    this.repeated = true;
    return true;
  }
}
