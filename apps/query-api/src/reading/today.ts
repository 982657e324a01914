import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/platform';
import { ReferenceData } from '#libs/reference-data';
import { legalDateOf, type LegalDate } from '#libs/rules';

/** The day and the units as the questions see them. */
@Injectable()
export class Today {
  constructor(
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
  ) {}

  /** The present instant. */
  get now(): string {
    return this.clock.now();
  }

  /** The date in Shanghai: what decides whether something is in effect (D15). */
  get date(): LegalDate {
    return legalDateOf(this.clock.now());
  }

  /** The unit that acts for this one now: itself, unless it was merged. */
  unitNow(unitId: string): string {
    return this.reference.snapshot().unitSuccessors[unitId] ?? unitId;
  }

  /** A unit and those whose entries passed to it. */
  unitsOf(unitId: string): readonly string[] {
    const successors = this.reference.snapshot().unitSuccessors;
    return [unitId, ...Object.keys(successors).filter((merged) => successors[merged] === unitId)];
  }
}
