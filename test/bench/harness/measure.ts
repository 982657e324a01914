import type { Target } from '../targets/target.js';

/** Who does the work: the product, another library for the same purpose, or what bounds them both. */
export type Role = 'ours' | 'peer' | 'limit';

/** Does the work that is timed. @returns how much was done, in the unit of the measure */
export type Run = () => Promise<number>;

export interface Contestant {
  readonly role: Role;
  readonly name: string;
  /** How many it does, where it would take too long to do as many as the others: its rate is that of so many. */
  readonly count?: number;
  /** Takes so long that it is measured in one round only, without warming up: its rate stands for every round. */
  readonly once?: boolean;
  /** Makes one sample ready, outside the time that is measured. In one round everybody gets the same data. */
  prepare(round: number): Promise<Run>;
  /** Milliseconds of each piece of the sample that was just done, where it matters how long one is waited for, too. */
  took?(): readonly number[];
  /** Ends what the sample has begun, when the clock has stopped. */
  tidy?(): Promise<void>;
}

/** A ratio that is asked for. Shown beside the ratio, never asserted. */
export interface Goal {
  readonly against: Exclude<Role, 'ours'>;
  /** Which of several of that role; absent: the first. */
  readonly named?: string;
  readonly required: number;
  readonly wanted: number;
}

/** One line of the table: the same work done by several, one of whom is `ours`. */
export interface Measure {
  readonly name: string;
  /** What is counted, in the plural: `appends`. */
  readonly unit: string;
  /** How many of them one sample does. */
  readonly count: number;
  readonly contestants: readonly Contestant[];
  readonly goal?: Goal;
}

/** What a measure may use. */
export interface Bench {
  readonly target: Target;
  readonly seed: number;
  /** Begins the id of every stream of this run and of no other; the product takes them for dossiers. */
  readonly streamPrefix: string;
  /** A stream id that nobody has used. */
  newStream(): string;
  /** How many a sample does where a full run does `full`: a multiple of `step`, and at least that. */
  count(full: number, step: number): number;
}

/**
 * One file of `measures/`. It makes ready what its measures share, yields them one by one, each of which has been
 * measured when it goes on, and clears away after the last, in a `finally`.
 */
export type MeasureFile = (bench: Bench) => AsyncIterable<Measure>;
