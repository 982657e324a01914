import type { Pool } from 'pg';
import type { Instant } from '#libs/rules';
import type { Vault } from '#libs/vault';
import { EvidenceErased, EvidenceMissing } from './errors.js';
import type { EvidenceStore } from './evidence-store.js';

export interface KeptFilesOptions {
  readonly pool: Pool;
  readonly vault: Pick<Vault, 'sealBytes' | 'openBytes' | 'destroyKey'>;
  readonly store: EvidenceStore;
}

export interface KeptFile {
  readonly fileId: string;
  /** Whose it is and what for: the key it is encrypted under is its own. */
  readonly about: string;
  readonly scope: string;
  readonly keepUntil: Instant;
  readonly destroyed: boolean;
}

interface Row {
  readonly fileId: string;
  readonly about: string;
  readonly scope: string;
  readonly sha256: string;
  readonly keepUntil: Date;
  readonly destroyedAt: Date | null;
}

const ROW = `file_id as "fileId", about, scope, sha256, keep_until as "keepUntil", destroyed_at as "destroyedAt"`;

/** Files that are kept for a time, each encrypted under a key of its own that is destroyed at the end of it. */
export class KeptFiles {
  constructor(private readonly options: KeptFilesOptions) {}

  /** Durable when it returns; a file id that is there already keeps what it has. */
  async keep(
    file: Pick<KeptFile, 'fileId' | 'about' | 'scope' | 'keepUntil'>,
    bytes: Uint8Array,
    at: Instant,
  ): Promise<void> {
    const { fileId, about, scope, keepUntil } = file;
    const { pool, vault, store } = this.options;
    if ((await this.row(fileId)) !== undefined) return;
    const sha256 = await store.put(await vault.sealBytes({ about, scope }, bytes));
    const { rowCount } = await pool.query(
      `insert into evidence.kept_files (file_id, about, scope, sha256, size, kept_at, keep_until)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (file_id) do nothing`,
      [fileId, about, scope, sha256, bytes.length, at, keepUntil],
    );
    // Somebody else kept it at the same moment; this copy has a hash of its own.
    if (rowCount === 0) await store.delete(sha256);
  }

  async find(fileId: string): Promise<KeptFile | undefined> {
    const row = await this.row(fileId);
    if (row === undefined) return undefined;
    const { about, scope, keepUntil, destroyedAt } = row;
    return { fileId, about, scope, keepUntil: keepUntil.toISOString(), destroyed: destroyedAt !== null };
  }

  /** @throws EvidenceErased after the end of keeping; EvidenceMissing, EvidenceTampered; SealBroken; VaultUnavailable */
  async open(fileId: string): Promise<Buffer> {
    const row = await this.row(fileId);
    if (row === undefined) throw new EvidenceMissing(fileId);
    if (row.destroyedAt !== null) throw new EvidenceErased(fileId);
    const { about, scope, sha256 } = row;
    const bytes = await this.options.vault.openBytes({ about, scope }, await this.options.store.get(sha256));
    if (bytes === undefined) throw new EvidenceErased(fileId);
    return bytes;
  }

  /** Destroys key and bytes of every file whose keeping is over. @returns how many */
  async sweep(now: Instant): Promise<number> {
    const { pool, vault, store } = this.options;
    const { rows } = await pool.query<Row>(
      `select ${ROW} from evidence.kept_files where destroyed_at is null and keep_until <= $1 order by keep_until limit 1000`,
      [now],
    );
    for (const { fileId, about, scope, sha256 } of rows) {
      // The key first: without it the bytes say nothing, should the process end here.
      await vault.destroyKey(about, scope);
      await store.delete(sha256);
      await pool.query('update evidence.kept_files set destroyed_at = $2 where file_id = $1', [fileId, now]);
    }
    return rows.length;
  }

  private async row(fileId: string): Promise<Row | undefined> {
    const { rows } = await this.options.pool.query<Row>(`select ${ROW} from evidence.kept_files where file_id = $1`, [
      fileId,
    ]);
    return rows[0];
  }
}
