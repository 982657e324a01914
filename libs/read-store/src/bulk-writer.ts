import type { QueryResultRow } from 'pg';
import { NeedsTables } from './errors.js';
import type { ProjectionWriter, Row, RowToMake } from './projection.js';
import { type TableSpec, specOf } from './tables.js';
import { columnsOf, isJson, keyOf } from './rows.js';

/** A row in memory: as it is, to be made when somebody asks for it, or gone. */
interface Held {
  row: Row | undefined;
  make: (() => Row) | undefined;
  /** Whether the table has yet to learn of it. */
  dirty: boolean;
}

/** What a fill changed in one table since its last flush, and what it loaded meanwhile. */
export class HeldTable {
  private readonly held = new Map<string, Held>();

  constructor(readonly spec: TableSpec) {}

  get size(): number {
    return this.held.size;
  }

  has(key: string): boolean {
    return this.held.has(key);
  }

  /** Undefined when it is gone or was never here: ask `has`. */
  row(key: string): Row | undefined {
    const found = this.held.get(key);
    if (found?.make !== undefined) {
      found.row = found.make();
      found.make = undefined;
    }
    return found?.row;
  }

  loaded(key: string, row: Row): void {
    this.held.set(key, { row, make: undefined, dirty: false });
  }

  set(key: string, row: Row): void {
    this.held.set(key, { row, make: undefined, dirty: true });
  }

  setLater(key: string, make: () => Row): void {
    this.held.set(key, { row: undefined, make, dirty: true });
  }

  remove(key: string): void {
    this.held.set(key, { row: undefined, make: undefined, dirty: true });
  }

  /** The keys that the table has to learn of, each with its row or, where it is gone, without. */
  *changes(): Generator<readonly [key: string, row: Row | undefined]> {
    for (const [key, { dirty }] of this.held) if (dirty) yield [key, this.row(key)];
  }
}

/** What a fill holds in memory between two flushes, by table. */
export class Generation {
  private readonly tables: ReadonlyMap<string, HeldTable>;

  constructor(specs: readonly TableSpec[]) {
    this.tables = new Map(specs.map((spec) => [spec.name, new HeldTable(spec)]));
  }

  table(name: string): HeldTable {
    const table = this.tables.get(name);
    if (table === undefined) throw new Error(`the projection declares no table ${name}`);
    return table;
  }

  get all(): readonly HeldTable[] {
    return [...this.tables.values()];
  }

  /** How many rows it holds. */
  get size(): number {
    return this.all.reduce((sum, table) => sum + table.size, 0);
  }
}

/** Rows as the tables hold them, for keys that memory knows nothing of. */
export type LoadStored = (table: string, keys: readonly Row[]) => Promise<readonly Row[]>;

/**
 * Writes into memory. It answers from what the batches before wrote, then from what is being flushed, then from the
 * tables. A row that was written here comes back with the very values it was written with.
 */
export class BulkProjectionWriter implements ProjectionWriter {
  constructor(
    private readonly specs: readonly TableSpec[],
    private readonly now: Generation,
    private readonly flushing: Generation | undefined,
    private readonly loadStored: LoadStored,
    private readonly defaults: ReadonlyMap<string, Row>,
  ) {}

  /** @throws NeedsTables always: what SQL would see is not in the tables yet */
  query<R extends QueryResultRow = QueryResultRow>(): Promise<readonly R[]> {
    return Promise.reject(new NeedsTables());
  }

  table(name: string): string {
    specOf(this.specs, name);
    throw new NeedsTables();
  }

  async load<R extends QueryResultRow = QueryResultRow>(table: string, keys: readonly Row[]): Promise<readonly R[]> {
    const spec = specOf(this.specs, table);
    const held = this.now.table(table);
    const flushing = this.flushing?.table(table);
    const found: Row[] = [];
    const unknown = new Map<string, Row>();
    const seen = new Set<string>();
    for (const key of keys) {
      const at = keyOf(spec, key);
      if (seen.has(at)) continue;
      seen.add(at);
      const where = held.has(at) ? held : flushing?.has(at) === true ? flushing : undefined;
      if (where === undefined) unknown.set(at, key);
      const row = where?.row(at);
      if (row !== undefined) found.push(opened(spec, row));
    }
    if (unknown.size > 0) {
      for (const row of await this.loadStored(table, [...unknown.values()])) {
        held.loaded(keyOf(spec, row), row);
        found.push(row);
      }
    }
    return found as R[];
  }

  async upsert(table: string, rows: readonly Row[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const spec = specOf(this.specs, table);
    const held = this.now.table(table);
    const named = columnsOf(spec, rows).length;
    if (named < spec.columns.length) {
      await this.load(table, rows);
      const defaults = this.defaults.get(table);
      for (const row of rows) {
        const key = keyOf(spec, row);
        const before = this.holding(table, key);
        held.set(key, { ...(before ?? defaults), ...row });
      }
      return;
    }
    for (const row of rows) held.set(keyOf(spec, row), row);
  }

  async upsertMade(table: string, rows: readonly RowToMake[]): Promise<void> {
    const spec = specOf(this.specs, table);
    const held = this.now.table(table);
    for (const { key, make } of rows) held.setLater(keyOf(spec, key), make);
  }

  async remove(table: string, keys: readonly Row[]): Promise<void> {
    const spec = specOf(this.specs, table);
    const held = this.now.table(table);
    for (const key of keys) held.remove(keyOf(spec, key));
  }

  private holding(table: string, key: string): Row | undefined {
    const now = this.now.table(table);
    return now.has(key) ? now.row(key) : this.flushing?.table(table).row(key);
  }
}

/** JSON may have been written as text; it comes back as a value, as from the tables. */
function opened(spec: TableSpec, row: Row): Row {
  let copy: Record<string, unknown> | undefined;
  for (const column of spec.columns) {
    const value = row[column.name];
    if (typeof value !== 'string' || !isJson(column)) continue;
    copy ??= { ...row };
    copy[column.name] = JSON.parse(value) as unknown;
  }
  return copy ?? row;
}
