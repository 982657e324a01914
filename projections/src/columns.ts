import { createHash } from 'node:crypto';
import type { LegalDate } from '#libs/rules';
import type { ColumnSpec, ColumnType } from '#libs/read-store';

type Options = Omit<ColumnSpec, 'name' | 'type'>;

/** Shorthand for the columns of a read table: `col.text('unit_id')`. */
const make =
  (type: ColumnType) =>
  (name: string, options: Options = {}): ColumnSpec => ({ name, type, ...options });

export const col = {
  /** Ids, codes and positions: sorted by bytes, as keyset pages need it. */
  id: (name: string, options: Options = {}): ColumnSpec => ({ name, type: 'text', collation: 'C', ...options }),
  text: make('text'),
  int: make('integer'),
  big: make('bigint'),
  flag: make('boolean'),
  date: make('date'),
  instant: make('timestamp with time zone'),
  json: make('jsonb'),
  /** JSON as it was written, with the order of its keys: what is folded on may go by it. */
  fold: make('json'),
};
export const nullable: Options = { nullable: true };

/** A date column as pg gives it: text, or midnight of that day where the process runs. */
export function legalDate(value: string | Date): LegalDate {
  if (typeof value === 'string') return value.slice(0, 10);
  const pad = (n: number): string => String(n).padStart(2, '0');
  return `${String(value.getFullYear()).padStart(4, '0')}-${pad(value.getMonth() + 1)}-${pad(value.getDate())}`;
}

/** What the queries of a read model ask: a pool or a client. */
export interface Queryable {
  query<R extends object>(sql: string, params?: unknown[]): Promise<{ rows: R[] }>;
}

/** What a prepared statement is asked of: a pool or a client, each of whose connections prepares it once. */
export interface Preparing {
  query<R extends object>(statement: {
    readonly name: string;
    readonly text: string;
    readonly values: unknown[];
  }): Promise<{ rows: R[] }>;
}

/** The name under which a statement that comes in several forms is prepared. @param prefix what it is for */
export const statementName = (prefix: string, text: string): string =>
  `${prefix} ${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;

/** Collects the parameters of a statement while its conditions are written. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  /** Takes a value and gives its placeholder. */
  param(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  and(condition: string): this {
    this.parts.push(condition);
    return this;
  }

  /** `column = value`, unless the value is absent. */
  equal(column: string, value: string | number | boolean | undefined): this {
    return value === undefined ? this : this.and(`${column} = ${this.param(value)}`);
  }

  get where(): string {
    return this.parts.length === 0 ? '' : `where ${this.parts.join(' and ')}`;
  }

  /** The same behind another condition. */
  get further(): string {
    return this.parts.map((part) => ` and ${part}`).join('');
  }
}

/** One page of a list and the key to go on from, absent at the end. */
export interface Page<T, K> {
  readonly items: readonly T[];
  readonly next?: K;
}

/** Cuts a page from rows asked for with `limit + 1`. */
export function page<T, K>(rows: readonly T[], limit: number, keyOf: (row: T) => K): Page<T, K> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: keyOf(last) } : { items };
}
