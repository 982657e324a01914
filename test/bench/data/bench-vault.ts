import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyId, Opened } from '#libs/vault';
import { MemoryIndex } from '../../../libs/dossier-store/src/testing/memory-vault.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface Personal {
  readonly about: string;
  readonly scope: string;
  readonly value: string;
}

/** Seals and opens as the vault does, at its cost and to its sizes, under one key that is in memory. */
export class BenchVault {
  readonly index = new MemoryIndex();
  private readonly key = randomBytes(32);

  async seal<T>(value: T): Promise<T> {
    return exchange(value, '$personal', ({ about, scope, value: text }: Personal) => ({
      $sealed: { about, scope, box: this.close(text) },
    })) as T;
  }

  async open<T>(value: T): Promise<Opened<T>> {
    return exchange(value, '$sealed', ({ box }: { readonly box: string }) => this.reopen(box)) as Opened<T>;
  }

  /** One key for everybody: nothing of it can be erased. */
  async liveKeys(): Promise<readonly KeyId[]> {
    return [];
  }

  private close(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const closed = [Buffer.of(1), nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat(closed).toString('base64url');
  }

  private reopen(box: string): string {
    const bytes = Buffer.from(box, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(1, 1 + NONCE_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  }
}

/** Exchanges the objects that have this field. */
function exchange<N>(value: unknown, field: string, make: (node: N) => unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, node: unknown) =>
    typeof node === 'object' && node !== null && field in node ? make((node as Record<string, N>)[field] as N) : node,
  );
}
