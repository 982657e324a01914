import { Injectable } from '@nestjs/common';
import { ReferenceData } from '#libs/reference-data';

/** Names of what entries refer to, as they are now. */
@Injectable()
export class ReferenceNames {
  constructor(private readonly data: ReferenceData) {}

  /** Present name of a unit; its id where it is not registered. */
  unit(unitId: string): string {
    return this.data.snapshot().units[unitId]?.name ?? unitId;
  }

  /** The unit that acts today for one that may have been merged. */
  presentUnit(unitId: string): string {
    return this.data.snapshot().unitSuccessors[unitId] ?? unitId;
  }

  /** Title of a version of a standard; its id where it is not known. */
  standard(standardId: string, version: number): string {
    const { standards } = this.data.snapshot();
    return standards.find((one) => one.standardId === standardId && one.version === version)?.title ?? standardId;
  }
}
