import type { CrossCheckHit, CrossCheckSource } from '#libs/dossier';
import type { LegalDate, ListKind } from '#libs/rules';

/** What the lists that are mirrored here say of a subject. */
export interface MirroredAnswer {
  /** Every list that was asked, in the version that stands. */
  readonly sources: readonly CrossCheckSource[];
  readonly hits: readonly CrossCheckHit[];
}

/** Where it is asked whether a subject stands on a list that is mirrored here (3.5 R2, 3.6 B10; 5.2). */
export abstract class MirroredListSource {
  /** @param subjectRefs of the subject's dossiers */
  abstract ask(subjectRefs: readonly string[], listKind: ListKind, today: LegalDate): Promise<MirroredAnswer>;
}
