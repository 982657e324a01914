import type { Command, CommandActor } from '#libs/dossier';

/** A command on its way to a writer. */
export interface Order {
  readonly subjectId: string;
  readonly commandId: string;
  readonly command: Command;
}

/** What a writer answers: the command is in the log, or why not. */
export type Answered =
  | {
      readonly done: {
        readonly events: readonly string[];
        readonly position: string;
        /** Of the dossier after the command, in digits. */
        readonly revision: string;
        readonly replayed: boolean;
      };
    }
  | { readonly failed: { readonly name: string; readonly again: boolean } };

/** What goes over the channel between a writer and who started it. */
export interface Numbered<T> {
  readonly number: number;
  readonly content: T;
}

/** What a runner tells who started it whenever the witness is given a batch, committed afterwards or not. */
export interface WitnessCalled {
  readonly witnessed: number;
}

/** The clerk in whose name writers act. */
export const CLERK: CommandActor = {
  userId: 'a-drafter',
  unitId: 'unit-a',
  role: 'RECOGNIZING_UNIT',
  roles: ['RECOGNIZING_UNIT', 'INITIATING_UNIT'],
};
