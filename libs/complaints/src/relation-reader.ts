import type { DossierRepository } from '#libs/dossier-store';
import type { LegalDate } from '#libs/rules';
import type { ComplaintMatter, ComplaintRelation } from './complaint.js';

/** Looks up in a dossier how somebody stands to its subject and an entry. */
export class RelationReader {
  constructor(private readonly dossiers: Pick<DossierRepository, 'load'>) {}

  /**
   * @param ref of who complains
   * @returns undefined where there is no such dossier
   * @throws StoreUnavailable
   */
  async read(
    { subjectId, entryId }: ComplaintMatter,
    ref: string,
    today: LegalDate,
  ): Promise<ComplaintRelation | undefined> {
    const { state, record } = await this.dossiers.load(subjectId);
    if (record === undefined) return undefined;
    const agent = state.agents[ref];
    const entry = entryId === undefined ? undefined : state.entries[entryId];
    return {
      isSubject: ref === subjectId,
      isAgent:
        agent !== undefined &&
        agent.scope.includes('OBJECTION') &&
        agent.revokedOn === undefined &&
        agent.validFrom <= today &&
        today <= agent.validTo,
      isResponsible: entry?.persons.some(({ personRef }) => personRef === ref) ?? false,
      entryKnown: entry !== undefined,
    };
  }
}
