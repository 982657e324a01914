import { Injectable } from '@nestjs/common';
import { Refusal } from '#libs/dossier';
import { DossierRepository } from '#libs/dossier-store';
import type { CommandCall } from '../http/call.js';
import { PresentUnits } from '../reference/present-units.js';

/** Whether an entry is one of the unit that asks about it. */
@Injectable()
export class OwnEntries {
  constructor(
    private readonly repository: DossierRepository,
    private readonly units: PresentUnits,
  ) {}

  /** @throws Refusal SUBJECT_UNKNOWN, ENTRY_UNKNOWN, NOT_YOUR_ENTRY */
  async demand(call: CommandCall): Promise<void> {
    const { state } = await this.repository.load(call.subjectId);
    if (state.subject === undefined) throw new Refusal('SUBJECT_UNKNOWN');
    const entryId = call.param('entryId');
    const entry = state.entries[entryId];
    if (entry === undefined) throw new Refusal('ENTRY_UNKNOWN', { entryId });
    this.demandUnit(call, entry.unitId);
  }

  /** @throws Refusal NOT_YOUR_ENTRY */
  demandUnit(call: CommandCall, unitId: string): void {
    const owner = this.units.presentUnit(unitId);
    const unit = call.actor.unitId ?? '';
    if (owner !== unit) throw new Refusal('NOT_YOUR_ENTRY', { owner, unit });
  }
}
