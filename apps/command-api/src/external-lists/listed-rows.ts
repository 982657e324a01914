import { Injectable } from '@nestjs/common';
import { ListedRows, type MeasuredList } from '#libs/external-lists';
import type { Instant } from '#libs/rules';
import {
  allExternalLists,
  countedExternalLists,
  externalEntry,
  isExternalEntry,
  standingRows,
  type KnownExternalList,
} from '#projections';
import { BatchPool } from '../batches/batch-pool.js';

/** The entries of lists of others, from the read model. */
@Injectable()
export class ReadModelRows extends ListedRows {
  constructor(private readonly db: BatchPool) {
    super();
  }

  standing(listId: string) {
    return standingRows(this.db.pool, listId);
  }

  entry(listId: string, entryId: string) {
    return externalEntry(this.db.pool, listId, entryId);
  }

  isOwnedElsewhere(entryId: string): Promise<boolean> {
    return isExternalEntry(this.db.pool, entryId);
  }

  /** Every list as it is now. */
  lists(): Promise<readonly KnownExternalList[]> {
    return allExternalLists(this.db.pool);
  }

  /** Lists that are kept, as they are measured. */
  async measured(now: Instant): Promise<readonly MeasuredList[]> {
    const lists = (await this.lists()).filter(({ closed }) => !closed);
    return lists.map(({ listId, open, failingSince, appliedAt, confirmedAt }) => {
      const last = Math.max(appliedAt?.getTime() ?? 0, confirmedAt?.getTime() ?? 0);
      return {
        ...{ listId, held: open?.state === 'HELD', failing: failingSince !== null },
        ...(last > 0 && { ageSeconds: Math.max(0, (Date.parse(now) - last) / 1_000) }),
      };
    });
  }

  /** How many entries stand on a list. */
  async count(listId: string): Promise<number> {
    const [list] = await countedExternalLists(this.db.pool, { listId });
    return list?.entries ?? 0;
  }
}
