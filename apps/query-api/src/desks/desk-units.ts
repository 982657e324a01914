import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '#libs/access';
import { ReferenceData } from '#libs/reference-data';
import type { WorkItemFilter } from '#projections';
import { ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';

type Reached = Pick<WorkItemFilter, 'unitIds' | 'providerUnitIds' | 'reviewedUnitIds' | 'namedId'>;

/** Whose work an official sees (spec 2): the unit its own, the office and the supervisor that of all. */
@Injectable()
export class DeskUnits {
  constructor(
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
    private readonly reference: ReferenceData,
  ) {}

  /**
   * The units whose own work is asked for; undefined for all.
   *
   * @throws ProblemException READ_NOT_ALLOWED, after the denial is registered
   */
  async of(actor: Actor, unit: string | undefined, path: string): Promise<readonly string[] | undefined> {
    if (this.policy.seesEverything(actor)) return unit === undefined ? undefined : this.today.unitsOf(unit);
    const own = this.own(actor);
    if (unit !== undefined && !own.includes(unit))
      return this.policy.deny(actor, { method: 'GET', path }, 'READ_NOT_ALLOWED');
    return unit === undefined ? own : [unit];
  }

  /**
   * The same for a queue, with what reaches an official of a unit beside the entries of the unit: what was referred to
   * it, reviews that its superior standing gives it, and what waits for the official by name.
   *
   * @param keepers roles that work on the entries of their unit
   * @throws as {@link of}
   */
  async queue(actor: Actor, unit: string | undefined, path: string, keepers: readonly Role[]): Promise<Reached> {
    const units = await this.of(actor, unit, path);
    if (units === undefined) return {};
    if (this.policy.seesEverything(actor)) return { unitIds: units };
    return {
      unitIds: this.policy.has(actor, keepers) ? units : [],
      providerUnitIds: units,
      ...(unit === undefined &&
        this.policy.has(actor, ['RECOGNIZING_UNIT']) && { reviewedUnitIds: this.subordinates(actor) }),
      ...(unit === undefined && { namedId: actor.userId }),
    };
  }

  private own(actor: Actor): readonly string[] {
    return actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
  }

  private subordinates({ unitId }: Actor): readonly string[] {
    const { superiorUnits } = this.reference.snapshot();
    return Object.keys(superiorUnits).filter((one) => unitId !== undefined && superiorUnits[one] === unitId);
  }
}
