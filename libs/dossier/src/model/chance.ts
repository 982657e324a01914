import type { LegalDate } from '#libs/rules';
import type { CommandMap, CommandType } from '../commands.js';
import type { CommandActor } from '../context.js';
import type { DossierState } from '../state.js';

/** Numbers that choose, all the chance there is in a step: so that a failing sequence can be made smaller. */
export interface Chance {
  readonly pick: number;
  readonly a: number;
  readonly b: number;
}

/** A dossier for which moves are being found. */
export interface About {
  readonly state: DossierState;
  readonly today: LegalDate;
  readonly chance: Chance;
  readonly add: <T extends CommandType>(
    weight: number,
    type: T,
    actor: CommandActor,
    data?: Partial<CommandMap[T]>,
  ) => void;
}

export const choose = <V>(from: readonly V[], by: number): V => from[by % from.length] as V;
