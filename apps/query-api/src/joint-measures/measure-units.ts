import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '#libs/access';
import { ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';

/** Who may look at the responses of units. */
export const MEASURE_READERS: readonly Role[] = ['IMPLEMENTING_UNIT', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'];

/** Whose responses an actor sees: an implementing unit its own, the office and the supervisor those of all. */
@Injectable()
export class MeasureUnits {
  constructor(
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  /**
   * @returns undefined for all units
   * @throws ProblemException READ_NOT_ALLOWED, after the denial is registered
   */
  async of(actor: Actor, unit: string | undefined, path: string): Promise<readonly string[] | undefined> {
    if (this.policy.seesEverything(actor)) return unit === undefined ? undefined : this.today.unitsOf(unit);
    const own = actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
    if (unit !== undefined && !own.includes(unit))
      return this.policy.deny(actor, { method: 'GET', path }, 'READ_NOT_ALLOWED');
    return unit === undefined ? own : [unit];
  }
}

/** What is null in a row is left out of an answer. */
export function shown<T extends object>(row: object): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}
