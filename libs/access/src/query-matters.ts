/**
 * Which query matters a unit has published (specification 6.2). An official looks up persons for one of them, or not at
 * all.
 */
export abstract class QueryMatters {
  abstract isPublished(unitId: string, purposeCode: string): boolean;
}

/** Where nothing is known of any unit, nothing is published. */
export const NO_MATTERS: QueryMatters = { isPublished: () => false };
