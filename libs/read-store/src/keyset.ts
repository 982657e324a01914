import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { MalformedCursor } from './errors.js';
import { quoted } from './tables.js';

export type CursorValue = string | number | boolean;

const MAX_CURSOR = 2_048;
const IV = 12;
const TAG = 16;

/**
 * Cursors that say nothing to a client and cannot be made up: the sort keys of the last row, encrypted and bound to the
 * query and its filters. All processes that serve one query need the same secret.
 */
export class CursorCodec {
  private readonly key: Buffer;

  /** @param secret at least 16 bytes */
  constructor(secret: Buffer | string) {
    if (Buffer.byteLength(secret) < 16) throw new Error('the secret of the cursors is shorter than 16 bytes');
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'mingdan keyset cursor', 32));
  }

  /** @param scope name of the query with its filters in a fixed order; a cursor of another scope is refused */
  encode(scope: string, values: readonly CursorValue[]): string {
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(scope));
    const body = Buffer.concat([cipher.update(JSON.stringify(values), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
  }

  /** @throws MalformedCursor */
  decode(scope: string, cursor: string): readonly CursorValue[] {
    if (cursor.length > MAX_CURSOR || !/^[\w-]+$/.test(cursor)) throw new MalformedCursor();
    const bytes = Buffer.from(cursor, 'base64url');
    if (bytes.length <= IV + TAG) throw new MalformedCursor();
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, IV)).setAAD(Buffer.from(scope));
      decipher.setAuthTag(bytes.subarray(IV, IV + TAG));
      const text = Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]).toString('utf8');
      return JSON.parse(text) as CursorValue[];
    } catch {
      throw new MalformedCursor();
    }
  }
}

export interface SortKey {
  /** A `not null` column. */
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

/** `a desc, b desc` for an `order by`. The last key must be unique. */
export function keysetOrder(keys: readonly SortKey[]): string {
  return keys.map((key) => `${quoted(key.column)} ${key.direction}`).join(', ');
}

/**
 * The condition for the rows after a cursor, with parameters `$first` and on. Keys of one direction become a row
 * comparison, which PostgreSQL answers from one index range.
 *
 * @throws MalformedCursor when there are not as many values as keys
 */
export function keysetAfter(keys: readonly SortKey[], values: readonly CursorValue[], first: number): string {
  if (keys.length === 0 || values.length !== keys.length) throw new MalformedCursor();
  const names = keys.map((key) => quoted(key.column));
  const operators = keys.map((key) => (key.direction === 'asc' ? '>' : '<'));
  if (new Set(operators).size === 1) {
    return `(${names.join(', ')}) ${operators[0]} (${keys.map((_, i) => `$${first + i}`).join(', ')})`;
  }
  const alternatives = keys.map((_, i) => {
    const equal = names.slice(0, i).map((name, j) => `${name} = $${first + j}`);
    return `(${[...equal, `${names[i]} ${operators[i]} $${first + i}`].join(' and ')})`;
  });
  return `(${alternatives.join(' or ')})`;
}
