import type { CommandActor } from '#libs/dossier';
import type { Instant } from '#libs/rules';

/** An entry of a list of others, as its last version has it. */
export interface StandingEntry {
  readonly entryId: string;
  readonly ref: string;
  readonly subjectRef: string;
}

/** Everything a decision needs that is not in the stream (D2). */
export interface ExternalListContext {
  readonly now: Instant;
  readonly actor: CommandActor;
  readonly listId: string;
  readonly isUnit: (unitId: string) => boolean;
  /** The entry a command names, where it stands on the list. */
  readonly entry?: StandingEntry;
  /** Changes of the open delivery that are written. */
  readonly chunksWritten: number;
  readonly newId: (label: string) => string;
}
