import { describeDifference, type Difference } from './difference.js';

/** The target holds something else than an earlier, interrupted copy of the source. Nothing was written. */
export class TargetNotACopy extends Error {
  constructor(
    readonly difference: Difference,
    /** Events at the beginning that are the same in both. */
    readonly same: number,
  ) {
    super(
      'the target is neither empty nor an earlier copy of this source, and nothing was written: after ' +
        `${same} equal events, ${describeDifference(difference)}`,
    );
    this.name = 'TargetNotACopy';
  }
}

/** Something else appends to the target. What was copied before stays and is whole up to there. */
export class TargetInUse extends Error {
  constructor(
    readonly streamId: string,
    options?: ErrorOptions,
  ) {
    super(`something else writes to the target: stream ${streamId} is not where the copy left it`, options);
    this.name = 'TargetInUse';
  }
}

/** After the copy the logs are not the same. */
export class LogsDiffer extends Error {
  constructor(readonly difference: Difference) {
    super(`the logs differ: ${describeDifference(difference)}`);
    this.name = 'LogsDiffer';
  }
}
