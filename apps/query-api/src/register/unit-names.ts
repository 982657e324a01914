import { Injectable } from '@nestjs/common';
import { ReferenceData } from '#libs/reference-data';
import type { Named } from './looked-up.dto.js';

/** Names of units and titles of their query matters, as they are now. */
@Injectable()
export class UnitNames implements Named {
  constructor(private readonly reference: ReferenceData) {}

  unit(unitId: string): { readonly name?: string; readonly matters: Readonly<Record<string, string>> } {
    const unit = this.reference.snapshot().units[unitId];
    if (unit === undefined) return { matters: {} };
    const matters = unit.queryMatters.map(({ purposeCode, title }) => [purposeCode, title]);
    return { name: unit.name, matters: Object.fromEntries(matters) as Readonly<Record<string, string>> };
  }
}
