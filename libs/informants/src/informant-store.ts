import { createHmac } from 'node:crypto';
import type { Pool, QueryResultRow } from 'pg';
import { closeBox, newKey, openBox, VaultUnavailable, type KeyProvider } from '#libs/vault';
import type { InformantIdentity, ReportedFacts } from './report.js';

export interface InformantStoreOptions {
  readonly pool: Pool;
  /** Secrets of its own, never those of the vault. */
  readonly provider: KeyProvider;
}

interface BoxRow {
  readonly id: string;
  readonly key_version: number;
  readonly wrapped: Buffer;
  readonly box: Buffer;
}

type Kept = 'identities' | 'texts';
const KEY_OF: Readonly<Record<Kept, string>> = { identities: 'informant_ref', texts: 'text_id' };

/**
 * The sealed store of informants (spec 6.3): who reports, what is reported, and the texts about it, each under a data key
 * of its own that is wrapped under a master key of this store alone. Nothing of it is in the log. What is kept is never
 * changed: keeping the same again does nothing. All methods throw VaultUnavailable when the place is away.
 */
export class InformantStore {
  private constructor(
    private readonly pool: Pool,
    private readonly provider: KeyProvider,
  ) {}

  /** @throws VaultUnavailable when the key file is missing or belongs to another database */
  static async open({ pool, provider }: InformantStoreOptions): Promise<InformantStore> {
    const store = new InformantStore(pool, provider);
    const storeId = await provider.vaultId();
    await store.ask('insert into informants.state (store_id) values ($1) on conflict do nothing', [storeId]);
    const [state] = await store.ask<{ store_id: string }>('select store_id from informants.state');
    if (state?.store_id !== storeId)
      throw new VaultUnavailable('the key file of the informants belongs to another database');
    return store;
  }

  async keepIdentity(informantRef: string, identity: InformantIdentity): Promise<void> {
    await this.keep('identities', informantRef, JSON.stringify(identity));
  }

  /** Undefined for an anonymous informant. @throws SealBroken */
  async identity(informantRef: string): Promise<InformantIdentity | undefined> {
    const [text] = await this.openAll('identities', [informantRef]);
    return text === undefined ? undefined : (JSON.parse(text) as InformantIdentity);
  }

  async keepFacts(factsId: string, facts: ReportedFacts): Promise<void> {
    await this.keep('texts', factsId, JSON.stringify(facts));
  }

  /** In the order asked for. @throws SealBroken */
  async facts(factsIds: readonly string[]): Promise<readonly (ReportedFacts | undefined)[]> {
    const texts = await this.openAll('texts', factsIds);
    return texts.map((text) => (text === undefined ? undefined : (JSON.parse(text) as ReportedFacts)));
  }

  /** A result as the informant is told it, a reason for an unsealing. */
  async keepText(textId: string, text: string): Promise<void> {
    await this.keep('texts', textId, text);
  }

  /** @throws SealBroken */
  async text(textId: string): Promise<string | undefined> {
    return (await this.openAll('texts', [textId]))[0];
  }

  /** Keeps a keyed hash of the code; the code itself is kept nowhere. */
  async keepCode(code: string, reportId: string): Promise<void> {
    const hash = await this.hashOf(code);
    await this.ask('insert into informants.codes (code_hash, report_id) values ($1, $2) on conflict do nothing', [
      hash,
      reportId,
    ]);
  }

  async reportOf(code: string): Promise<string | undefined> {
    const rows = await this.ask<{ report_id: string }>('select report_id from informants.codes where code_hash = $1', [
      await this.hashOf(code),
    ]);
    return rows[0]?.report_id;
  }

  /** Keyed fingerprint of a command's body (D14), 64 hex digits, under a key of this store. */
  async fingerprint(text: string): Promise<string> {
    const { key } = await this.provider.hmacKey('command', 1);
    return createHmac('sha256', key).update(text).digest('hex');
  }

  private async hashOf(code: string): Promise<Buffer> {
    const { key } = await this.provider.hmacKey('identifier', 1);
    return createHmac('sha256', key).update(code).digest();
  }

  private async keep(table: Kept, id: string, text: string): Promise<void> {
    const key = newKey();
    const { version, box: wrapped } = await this.provider.wrap(key, [...contextOf(table, id), 'key']);
    const box = closeBox(key, contextOf(table, id), Buffer.from(text));
    await this.ask(
      `insert into informants.${table} (${KEY_OF[table]}, key_version, wrapped, box) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [id, version, wrapped, box],
    );
  }

  private async openAll(table: Kept, ids: readonly string[]): Promise<readonly (string | undefined)[]> {
    const rows = await this.ask<BoxRow>(
      `select ${KEY_OF[table]} as id, key_version, wrapped, box from informants.${table}
        where ${KEY_OF[table]} = any($1::uuid[])`,
      [[...ids]],
    );
    const texts = new Map<string, string>();
    for (const { id, key_version: version, wrapped, box } of rows) {
      const key = await this.provider.unwrap({ version, box: wrapped }, [...contextOf(table, id), 'key']);
      texts.set(id, openBox(key, contextOf(table, id), box).toString('utf8'));
    }
    return ids.map((id) => texts.get(id));
  }

  /** What the database has to object never reaches the message: it may quote a row. */
  private async ask<R extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    try {
      return (await this.pool.query<R>(sql, [...values])).rows;
    } catch (cause) {
      throw new VaultUnavailable('the database of the informants did not answer', { cause });
    }
  }
}

/** What a box belongs to; it opens nowhere else. */
function contextOf(table: Kept, id: string): string[] {
  return ['informants', table, id];
}
