import type { EventData } from '#libs/dossier';
import { asDossierEvent, DOSSIER_PREFIX, dossierUpcasters } from '#libs/dossier-store';
import type { RecordedEvent } from '#libs/event-store';
import type { Documents } from '#libs/evidence';
import type { EventProcess } from '#libs/read-store';
import type { IdentifierIndex, Vault } from '#libs/vault';

export interface Erasing {
  readonly vault: Pick<Vault, 'destroyKeys'> & { readonly index: Pick<IdentifierIndex, 'removeRef'> };
  readonly documents: Pick<Documents, 'removeBytes'>;
}

/**
 * 3.14, D9: carries out what two persons decided: the keys, the places in the search index, the bytes of evidence. Each is
 * harmless to repeat, so a crash between the event and any of them is made good by handling the event again.
 */
export class ErasureProcess implements EventProcess {
  readonly name = 'erasure';
  readonly streamPrefixes = [DOSSIER_PREFIX];

  constructor(private readonly erasing: Erasing) {}

  async handle(event: RecordedEvent): Promise<void> {
    const { type, data } = asDossierEvent(dossierUpcasters.lift(event));
    if (type === 'PersonalDataErased') await this.erase(event.streamId.slice(DOSSIER_PREFIX.length), data);
  }

  private async erase(
    subjectId: string,
    { entryId, keys, removedRefs }: EventData<'PersonalDataErased'>,
  ): Promise<void> {
    const { vault, documents } = this.erasing;
    await vault.destroyKeys(keys);
    for (const ref of removedRefs) await vault.index.removeRef(ref);
    await documents.removeBytes(subjectId, entryId);
  }
}
