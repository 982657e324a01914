import { DemoClock } from '../../command-api/src/index.js';
import type { SettableClock } from '#libs/platform';
import type { Instant } from '#libs/rules';
import type { Projector } from '../../projector/src/index.js';

/** Moves the demonstration clock, and has everything that falls due on the way acted on at its own instant (D7). */
export class SteppingDemoClock extends DemoClock {
  constructor(
    private readonly clock: SettableClock,
    private readonly projector: Projector,
  ) {
    super();
  }

  override async advanceTo(now: Instant): Promise<{ readonly now: Instant; readonly settled: number }> {
    const { clockProcess } = this.projector;
    await clockProcess.settleAll();
    const stops = await this.clock.advance(now, {
      next: (after, until) => clockProcess.nextDue(after, until),
      settle: () => clockProcess.settleAll(),
    });
    await clockProcess.settleAll();
    return { now: this.clock.now(), settled: stops.length };
  }
}
