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
  /** JSON as it was written, with the order of its keys, which what is folded on may go by; no statement looks into it. */
  writtenJson: make('json'),
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

/**
 * Some rows of a table: a condition whose rows an index has in their order, or one that so `few` rows meet that all of them
 * are found first, by whatever index has them, before those that also meet `and` are sorted.
 */
export type RowRange = string | { readonly few: string; readonly and?: string };

/** The first rows of a table in an order, see {@link firstRows}. */
export interface FirstRows {
  readonly table: string;
  /** What conditions and order call a row, where they name it. Default: `r`. */
  readonly as?: string;
  /** Ranges that have no row in common. Default: all rows. */
  readonly each?: readonly RowRange[];
  readonly order: string;
  /** Default: all of them, in their order. */
  readonly limit?: number | undefined;
  /** Default: of all. `EACH` has the same rows as all, unit by unit, for a table without an index by the order alone. */
  readonly unitIds?: readonly string[] | 'EACH' | undefined;
}

/**
 * A table expression with the rows that meet conditions, range by range and unit by unit, of each as many as are wanted at
 * most: each is read from an index until it is enough, where together they would all be read and sorted.
 */
export function firstRows(
  conditions: Conditions,
  { table, as = 'r', each = ['true'], order, limit, unitIds }: FirstRows,
): string {
  const ordered = `order by ${order}${limit === undefined ? '' : ` limit ${limit}`}`;
  const rowsOf = (range: RowRange): string =>
    typeof range === 'string'
      ? `${table} ${as} where ${range}`
      : `(select * from ${table} ${as} where ${range.few} offset 0) ${as} where ${range.and ?? 'true'}`;
  const merged = (ofUnit: string): string =>
    each
      .map((range) => `(select * from ${rowsOf(range)}${ofUnit}${conditions.further} ${ordered})`)
      .join(' union all ');
  if (unitIds === undefined) return `(${merged('')})`;
  const units =
    unitIds === 'EACH' ? unitsIn(table) : `unnest(${conditions.param([...new Set(unitIds)])}::text[]) u (of_unit)`;
  const ofUnit = ` and ${as}.unit_id = u.of_unit and ${ofSomeUnit(as)}`;
  return `(select ${as}.* from ${units}, lateral (select * from (${merged(ofUnit)}) ${as} ${ordered}) ${as})`;
}

/**
 * An index of the rows of each unit says so too, and is then for those alone who ask for units: rows of all of them would
 * come out of it unsorted, which the planner prefers where it expects few of them to pass the other conditions.
 */
export const ofSomeUnit = (as: string): string => `${as}.unit_id > ''`;

/** From one unit to the next by the index: far fewer than rows. */
const unitsIn = (table: string): string => `(
  with recursive units (of_unit) as (
    (select unit_id from ${table} order by unit_id limit 1)
     union all
    select (select unit_id from ${table} where unit_id > of_unit order by unit_id limit 1) from units where of_unit is not null
  )
  select of_unit from units where of_unit is not null) u`;

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
