import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Instant } from '#libs/rules';
import { personal, type SealedPersonal } from '#libs/subjects';
import type { Vault } from '#libs/vault';
import { EvidenceErased, EvidenceRefused } from './errors.js';
import type { EvidenceStore } from './evidence-store.js';
import { mediaTypeOf, type MediaType } from './media-type.js';

/** A document of an entry, without its content. */
export interface EvidenceDocument {
  /** Random. */
  readonly docId: string;
  readonly subjectId: string;
  readonly entryId: string;
  /** Of the stored, encrypted bytes; hex. */
  readonly sha256: string;
  readonly mediaType: MediaType;
  /** Of the document itself, in bytes. */
  readonly size: number;
  readonly uploadedBy: string;
  readonly uploaderKind: string;
  readonly unitId?: string;
  /** Not to be shown to the subject: it would tell who objected or informed. */
  readonly confidential: boolean;
  readonly uploadedAt: Instant;
}

export interface NewDocument {
  readonly subjectId: string;
  readonly entryId: string;
  readonly title: string;
  readonly bytes: Buffer;
  readonly uploadedBy: string;
  readonly uploaderKind: string;
  readonly unitId?: string;
  readonly confidential: boolean;
  readonly at: Instant;
}

export interface DocumentsOptions {
  readonly pool: Pool;
  readonly vault: Pick<Vault, 'seal' | 'open' | 'sealBytes' | 'openBytes'>;
  readonly store: EvidenceStore;
  /** Default 20 MiB. */
  readonly maxBytes?: number;
}

export const DEFAULT_MAX_EVIDENCE_BYTES = 20 * 1024 * 1024;

const DOCUMENT = `doc_id as "docId", subject_id as "subjectId", entry_id as "entryId", sha256, media_type as "mediaType",
  size, uploaded_by as "uploadedBy", uploader_kind as "uploaderKind", unit_id as "unitId", confidential, uploaded_at as "uploadedAt"`;

/** Documents, encrypted under the key of (subject, entry) and kept by content (D17). Who may see them is decided outside. */
export class Documents {
  readonly maxBytes: number;

  constructor(private readonly options: DocumentsOptions) {
    this.maxBytes = options.maxBytes ?? DEFAULT_MAX_EVIDENCE_BYTES;
  }

  /** @throws EvidenceRefused; VaultKeyDestroyed when the retention of the entry is over; VaultUnavailable */
  async add(given: NewDocument): Promise<EvidenceDocument> {
    const { subjectId, entryId, title, bytes, uploadedBy, uploaderKind, unitId, confidential, at } = given;
    const mediaType = this.checked(bytes);
    const { pool, vault, store } = this.options;
    const sealedTitle = await vault.seal(personal(subjectId, entryId, title));
    const sha256 = await store.put(await vault.sealBytes({ about: subjectId, scope: entryId }, bytes));
    const docId = randomUUID();
    await pool.query(
      `insert into evidence.documents
         (doc_id, subject_id, entry_id, sha256, media_type, size, title, uploaded_by, uploader_kind, unit_id, confidential,
          uploaded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[docId, subjectId, entryId, sha256, mediaType, bytes.length, JSON.stringify(sealedTitle)],
        ...[uploadedBy, uploaderKind, unitId ?? null, confidential, at],
      ],
    );
    const about = { docId, subjectId, entryId, sha256, mediaType, size: bytes.length, uploadedBy, uploaderKind };
    return { ...about, confidential, ...(unitId === undefined ? {} : { unitId }), uploadedAt: at };
  }

  async find(docId: string): Promise<EvidenceDocument | undefined> {
    const { rows } = await this.options.pool.query<Row>(
      `select ${DOCUMENT} from evidence.documents where doc_id = $1`,
      [docId],
    );
    return rows[0] && documentOf(rows[0]);
  }

  /** @throws EvidenceErased, EvidenceMissing, EvidenceTampered; SealBroken; VaultUnavailable */
  async open({ docId, subjectId, entryId, sha256 }: EvidenceDocument): Promise<Buffer> {
    const { pool, vault, store } = this.options;
    // Its title is sealed under the same key, and tells of the erasure also when the bytes are gone already.
    const { rows } = await pool.query<{ title: SealedPersonal }>(
      'select title from evidence.documents where doc_id = $1',
      [docId],
    );
    const title: unknown = await vault.open(rows[0]?.title);
    if (typeof title !== 'string') throw new EvidenceErased(docId);
    const bytes = await vault.openBytes({ about: subjectId, scope: entryId }, await store.get(sha256));
    if (bytes === undefined) throw new EvidenceErased(docId);
    return bytes;
  }

  /** Removes the bytes of an entry whose key was destroyed; the rows stay and say what had been there. Harmless to repeat. */
  async removeBytes(subjectId: string, entryId: string): Promise<number> {
    const { rows } = await this.options.pool.query<{ sha256: string }>(
      'select sha256 from evidence.documents where subject_id = $1 and entry_id = $2',
      [subjectId, entryId],
    );
    for (const { sha256 } of rows) await this.options.store.delete(sha256);
    return rows.length;
  }

  private checked(bytes: Buffer): MediaType {
    if (bytes.length === 0) throw new EvidenceRefused('EVIDENCE_EMPTY', '文件为空。', 'The file is empty.');
    if (bytes.length > this.maxBytes) throw tooLarge(this.maxBytes);
    const type = mediaTypeOf(bytes);
    if (type !== undefined) return type;
    throw new EvidenceRefused(
      'EVIDENCE_TYPE',
      '只接受 PDF、PNG、JPEG、DOCX、XLSX 和纯文本（含 CSV）文件；类型按内容判断。',
      'Only PDF, PNG, JPEG, DOCX, XLSX and plain text (CSV too) are taken; the content decides.',
    );
  }
}

export function tooLarge(maxBytes: number): EvidenceRefused {
  const most = `${Math.floor(maxBytes / 1024 / 1024)} MiB`;
  return new EvidenceRefused('EVIDENCE_TOO_LARGE', `文件超过 ${most}。`, `The file is larger than ${most}.`);
}

interface Row extends Omit<EvidenceDocument, 'unitId' | 'uploadedAt'> {
  readonly unitId: string | null;
  readonly uploadedAt: Date;
}

function documentOf({ unitId, uploadedAt, ...rest }: Row): EvidenceDocument {
  return { ...rest, ...(unitId === null ? {} : { unitId }), uploadedAt: uploadedAt.toISOString() };
}
