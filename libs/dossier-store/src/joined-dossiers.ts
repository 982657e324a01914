import type { Subject } from '#libs/dossier';
import type { DossierRepository, LoadedDossier } from './dossier-repository.js';

/** Finds the dossiers of one subject (3.5 DossiersJoined), whichever of them has been told of it so far. */
export class JoinedDossiers {
  constructor(private readonly dossiers: Pick<DossierRepository, 'load'>) {}

  /** The other dossiers of a subject; none where it has only this one. @throws StoreUnavailable */
  async othersOf(subject: Subject | undefined): Promise<readonly LoadedDossier[]> {
    if (subject === undefined) return [];
    const others = new Map<string, LoadedDossier>();
    const wanted = neighboursOf(subject);
    for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
      if (next === subject.subjectId || others.has(next)) continue;
      const found = await this.dossiers.load(next);
      others.set(next, found);
      if (found.state.subject) wanted.push(...neighboursOf(found.state.subject));
    }
    return [...others.values()];
  }

  /**
   * The dossier in which a subject goes on, first, and the others that refer to it. Of a subject with one dossier, and
   * of an id that is none of a subject, the id alone.
   *
   * @throws StoreUnavailable
   */
  async allOf(subjectId: string): Promise<readonly [string, ...string[]]> {
    const { state } = await this.dossiers.load(subjectId);
    const others = await this.othersOf(state.subject);
    const ids = [subjectId, ...others.map((other) => other.subjectId)];
    const refers = new Set([state, ...others.map((other) => other.state)].flatMap(referringIn));
    const goesOn = ids.find((id) => !refers.has(id)) ?? subjectId;
    return [goesOn, ...ids.filter((id) => id !== goesOn).sort()];
  }
}

/** Whether a dossier names others of its subject. */
export function isJoined(subject: Subject | undefined): boolean {
  return subject !== undefined && (subject.joinedInto !== undefined || subject.joinedFrom !== undefined);
}

function neighboursOf({ joinedInto, joinedFrom = [] }: Subject): string[] {
  return [...(joinedInto === undefined ? [] : [joinedInto]), ...joinedFrom];
}

/** Those of which this dossier says that they refer: itself, or those that it goes on for. */
function referringIn({ subject }: LoadedDossier['state']): readonly string[] {
  if (!subject) return [];
  return [...(subject.joinedInto === undefined ? [] : [subject.subjectId]), ...(subject.joinedFrom ?? [])];
}
