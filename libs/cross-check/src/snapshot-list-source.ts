import type { Pool } from 'pg';
import type { ExternalAnswer } from '#libs/dossier';
import type { Clock } from '#libs/platform';
import type { ListKind } from '#libs/rules';
import { NationalListSource } from './national-list-source.js';

export interface SnapshotListSourceOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly sourceId: string;
  /** A snapshot older than this answers nothing. Default: any age will do. */
  readonly maxAgeHours?: number;
  /** Told of errors of the database, which are answered as an outage. */
  readonly onOutage?: (error: unknown) => void;
}

interface AnswerRow {
  available: boolean;
  snapshot_at: Date | null;
  version: string | null;
  hits: { ref: string; unit: string | null }[];
}

const HOUR_MS = 3_600_000;

/** Answers from the newest imported snapshot of one source. */
export class SnapshotListSource extends NationalListSource {
  readonly sourceId: string;

  constructor(private readonly options: SnapshotListSourceOptions) {
    super();
    this.sourceId = options.sourceId;
  }

  async ask(identifierHashes: readonly string[], listKind: ListKind): Promise<ExternalAnswer> {
    const { sourceId } = this;
    const row = await this.read(identifierHashes, listKind);
    if (row?.available !== true || row.snapshot_at === null || row.version === null || this.tooOld(row.snapshot_at)) {
      return { available: false, sourceId };
    }
    return {
      available: true,
      sourceId,
      snapshotAt: row.snapshot_at.toISOString(),
      version: row.version,
      hits: row.hits.map(({ ref, unit }) => ({
        sourceId,
        sourceEntryRef: ref,
        listKind,
        ...(unit === null ? {} : { unitId: unit }),
      })),
    };
  }

  /** Switches the source off and on again, for every process, as in an outage that is known of. */
  async setAvailable(available: boolean): Promise<void> {
    await this.options.pool.query(
      `insert into cross_check.sources (source_id, available) values ($1, $2)
       on conflict (source_id) do update set available = excluded.available, changed_at = now()`,
      [this.sourceId, available],
    );
  }

  private tooOld(snapshotAt: Date): boolean {
    const { clock, maxAgeHours } = this.options;
    return maxAgeHours !== undefined && Date.parse(clock.now()) - snapshotAt.getTime() > maxAgeHours * HOUR_MS;
  }

  private async read(hashes: readonly string[], listKind: ListKind): Promise<AnswerRow | undefined> {
    try {
      const { rows } = await this.options.pool.query<AnswerRow>(
        `with newest as (
           select snapshot_id, snapshot_at, version from cross_check.snapshots
           where source_id = $1 order by snapshot_at desc, snapshot_id desc limit 1
         )
         select coalesce((select available from cross_check.sources where source_id = $1), true) as available,
           (select snapshot_at from newest) as snapshot_at,
           (select version from newest) as version,
           coalesce((
             select json_agg(json_build_object('ref', r.source_entry_ref, 'unit', r.unit_id) order by r.source_entry_ref)
             from cross_check.rows r join newest n using (snapshot_id)
             where r.identifier_hash = any($2::text[]) and r.list_kind = $3
           ), '[]') as hits`,
        [this.sourceId, hashes, listKind],
      );
      return rows[0];
    } catch (error) {
      this.options.onOutage?.(error);
      return undefined;
    }
  }
}
