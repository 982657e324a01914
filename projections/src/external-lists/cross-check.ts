import { MirroredListSource, type MirroredAnswer } from '#libs/cross-check';
import type { LegalDate, ListKind } from '#libs/rules';
import type { Queryable } from '../columns.js';
import { externalEntriesOf, mirrorsOf } from './queries.js';

/** Cross-checks ask the lists that are mirrored here, in the versions that stand. */
export function mirroredLists(db: Queryable): MirroredListSource {
  return new ReadModelMirrors(db);
}

class ReadModelMirrors extends MirroredListSource {
  constructor(private readonly db: Queryable) {
    super();
  }

  async ask(subjectRefs: readonly string[], listKind: ListKind, today: LegalDate): Promise<MirroredAnswer> {
    const entries = await externalEntriesOf(this.db, subjectRefs, today, 'EXTERNAL_MIRROR');
    const lists = await mirrorsOf(this.db, listKind);
    return {
      sources: lists.map(({ listId, version, appliedAt }) => ({
        ...{ sourceId: sourceOf(listId), version, snapshotAt: appliedAt.toISOString() },
      })),
      hits: entries
        .filter((entry) => entry.listKind === listKind)
        .map(({ listId, ref }) => ({ sourceId: sourceOf(listId), sourceEntryRef: ref, listKind })),
    };
  }
}

/** As receipts name a mirrored list. */
function sourceOf(listId: string): string {
  return `mirror-${listId}`;
}
