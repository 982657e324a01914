import { Injectable } from '@nestjs/common';
import { evolve, initialState, type DossierState } from '#libs/dossier';
import { asDossierEvent, dossierStreamOf, dossierUpcasters } from '#libs/dossier-store';
import { EventStore } from '#libs/event-store';
import type { Instant, LegalDate } from '#libs/rules';

/** A dossier as it was in effect on a day, by what was on record at an instant. */
@Injectable()
export class EffectiveDossier {
  constructor(private readonly store: EventStore) {}

  /** Folds what had been recorded by then and whose legal date had come. @throws StoreUnavailable */
  async load(subjectId: string, asOf: Instant, effectiveAt: LegalDate): Promise<DossierState> {
    const limit = Date.parse(asOf);
    let state = initialState;
    for await (const stored of this.store.readStream(dossierStreamOf(subjectId))) {
      const { recordedAt, legalDate } = stored.metadata;
      if (typeof recordedAt === 'string' && Date.parse(recordedAt) > limit) break;
      if (typeof legalDate === 'string' && legalDate > effectiveAt) continue;
      state = evolve(state, asDossierEvent(dossierUpcasters.lift(stored)));
    }
    return state;
  }
}
