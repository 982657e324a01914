import { Injectable } from '@nestjs/common';
import type { ListKind } from '#libs/rules';
import { listStatement, type ListStatus } from '#projections';
import { ReferenceData } from '#libs/reference-data';
import { Clock } from '#libs/platform';
import { legalDateOf } from '#libs/rules';
import { BatchPool } from './batch-pool.js';

export interface SelectedEntry {
  readonly subjectId: string;
  readonly entryId: string;
}

export interface EntryFilter {
  readonly listKind: ListKind;
  readonly standardId?: string;
  readonly lifecycle: string;
}

/** Finds the entries that an act on a list is about. */
export abstract class EntrySelection {
  /** Entries of the unit, in a stable order, at most `limit`. */
  abstract find(unitId: string, filter: EntryFilter, limit: number): Promise<readonly SelectedEntry[]>;
}

/** By the read model: what it has not caught up with yet is not found, and each command decides for itself. */
@Injectable()
export class ReadModelSelection extends EntrySelection {
  constructor(
    private readonly db: BatchPool,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
  ) {
    super();
  }

  async find(unitId: string, filter: EntryFilter, limit: number): Promise<readonly SelectedEntry[]> {
    const { unitSuccessors } = this.reference.snapshot();
    const merged = Object.keys(unitSuccessors).filter((unit) => unitSuccessors[unit] === unitId);
    const { listKind, standardId, lifecycle } = filter;
    const status: ListStatus = 'ALL';
    const { sql, values } = listStatement({
      listKind,
      today: legalDateOf(this.clock.now()),
      status,
      unitIds: [unitId, ...merged],
      ...(standardId === undefined ? {} : { standardId }),
    });
    const { rows } = await this.db.pool.query<SelectedEntry>(
      `select "subjectId", "entryId" from (${sql}) listed where lifecycle = $${values.length + 1}
        order by "entryId" limit $${values.length + 2}`,
      [...values, lifecycle, limit],
    );
    return rows;
  }
}
