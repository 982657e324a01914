/** What has become of units: whoever composes the guard knows the register of units. */
export abstract class UnitStanding {
  /** The unit that goes on for one that was merged; undefined for a unit that goes on itself. */
  abstract successorOf(unitId: string): string | undefined;
}
