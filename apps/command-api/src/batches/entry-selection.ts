import { Injectable } from '@nestjs/common';
import type { UnusualShare } from '#libs/jobs';
import type { ListKind } from '#libs/rules';
import { listStatement, ofSomeUnit, type ListStatus } from '#projections';
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

  /** How many of these entries there are of each list, and how many of the unit stand on it today. */
  abstract shares(unitId: string, entryIds: readonly string[]): Promise<readonly UnusualShare[]>;
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
    const { listKind, standardId, lifecycle } = filter;
    const status: ListStatus = 'ALL';
    const { sql, values } = listStatement({
      listKind,
      today: legalDateOf(this.clock.now()),
      status,
      unitIds: this.unitsOf(unitId),
      ...(standardId === undefined ? {} : { standardId }),
    });
    const { rows } = await this.db.pool.query<SelectedEntry>(
      `select "subjectId", "entryId" from (${sql}) listed where lifecycle = $${values.length + 1}
        order by "entryId" limit $${values.length + 2}`,
      [...values, lifecycle, limit],
    );
    return rows;
  }

  async shares(unitId: string, entryIds: readonly string[]): Promise<readonly UnusualShare[]> {
    const { rows } = await this.db.pool.query<UnusualShare>(
      `select count(*)::int as entries,
              (select count(*)::int from read.current_entries l
                where l.list_kind = e.list_kind and l.unit_id = any($2) and ${ofSomeUnit('l')} and l.lifecycle = 'ACTIVE'
                  and $3::date between l.valid_from and l.valid_to) as listed
         from read.current_entries e where e.entry_id = any($1) group by e.list_kind`,
      [entryIds, this.unitsOf(unitId), legalDateOf(this.clock.now())],
    );
    return rows;
  }

  /** The unit, and those whose entries passed to it. */
  private unitsOf(unitId: string): readonly string[] {
    const { unitSuccessors } = this.reference.snapshot();
    return [unitId, ...Object.keys(unitSuccessors).filter((unit) => unitSuccessors[unit] === unitId)];
  }
}
