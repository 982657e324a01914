import { Injectable } from '@nestjs/common';
import { ReferenceData } from '#libs/reference-data';

/** Which unit acts today where another one has acted. */
@Injectable()
export class PresentUnits {
  constructor(private readonly data: ReferenceData) {}

  /** The unit that acts today for one that may have been merged. */
  presentUnit(unitId: string): string {
    return this.data.snapshot().unitSuccessors[unitId] ?? unitId;
  }
}
