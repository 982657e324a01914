import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { MigrationInterface } from 'typeorm';
import type { Position } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store-postgres';
import { ProjectionRunner, type Projection } from '#libs/read-store';
import { FileKeyProvider, Vault } from '#libs/vault';
import { Dossiers } from '../../../apps/operator/src/generator/dossiers.js';
import { generate, type Generated } from '../../../apps/operator/src/generator/generate.js';
import { composition } from '../../../apps/standalone/src/composition.js';
import { freshDatabase } from '../../support/database.js';
import { Effort } from '../harness/effort.js';
import { CONNECTIONS } from '../targets/postgres.js';
import { keptDatabase } from './kept-database.js';

/** The last day of what is generated; a fixed one, so that runs compare. */
const UNTIL = '2026-09-30T02:00:00.000Z';
/** How often it is looked how far followers are. */
const LOOK_MS = 10_000;

export interface GeneratedLogOptions {
  readonly subjects: number;
  readonly seed: number;
  /** On average. Default 10. */
  readonly eventsPerSubject?: number;
  /** A data folder that keeps the log for a later run, which then generates what is missing; absent: it is removed. */
  readonly keep?: string;
  readonly onProgress?: (done: Generated) => void;
  readonly signal?: AbortSignal;
}

/** How far followers are. */
export interface Followed {
  /** Events that all of them have handled. */
  readonly done: number;
  readonly failed: readonly string[];
}

/** A log of generated dossiers in a migrated database of its own. */
export class GeneratedLog {
  private constructor(
    readonly url: string,
    readonly pool: Pool,
    readonly store: PostgresEventStore,
    readonly vault: Vault,
    /** Holds the keys of the vault, and whatever else belongs to the log. */
    readonly folder: string,
    readonly dossiers: Dossiers,
    readonly subjects: number,
    readonly events: number,
    readonly last: Position,
    /** Events that were not there before. */
    readonly written: number,
    /** What it took to write them. */
    readonly effort: Effort,
    private readonly end: () => Promise<void>,
  ) {}

  /** @throws the reason of `signal` when it is aborted while events are being written */
  static async of(options: GeneratedLogOptions): Promise<GeneratedLog> {
    const { subjects, seed, eventsPerSubject = 10, keep, onProgress, signal } = options;
    const { database, folder, remove } = await placeOf(`growth_${seed}_${subjects}`, keep);
    const pool = new Pool({ connectionString: database.url, max: CONNECTIONS });
    pool.on('error', () => undefined);
    const store = new PostgresEventStore({ connectionString: database.url, max: CONNECTIONS });
    let vault: Vault | undefined;
    const end = async (): Promise<void> => {
      vault?.close();
      await Promise.all([store.close(), pool.end()]);
      await remove();
    };
    try {
      vault = await Vault.open({ pool, provider: new FileKeyProvider({ folder, createIfMissing: true }) });
      const dossiers = await Dossiers.prepare({ seed, until: UNTIL, eventsPerSubject });
      const effort = new Effort();
      const { events: written } = await generate({
        ...{ dossiers, seed, subjects, store, bulk: pool, vault },
        ...(onProgress !== undefined && { onProgress }),
        ...(signal !== undefined && { signal }),
      }).finally(() => effort.end());
      if (written > 0) await pool.query('vacuum analyze event_log.events, vault.keys, vault.identifier_index');
      const { rows } = await pool.query<{ events: number }>('select count(*)::int as events from event_log.events');
      const last = await store.lastPosition();
      if (last === undefined) throw new Error('nothing was generated');
      return new GeneratedLog(
        database.url,
        pool,
        store,
        vault,
        folder,
        dossiers,
        subjects,
        rows[0]?.events ?? 0,
        last,
        written,
        effort,
        end,
      );
    } catch (error) {
      await end();
      throw error;
    }
  }

  /** Follows the log as the product does; not begun. */
  runner(projections: readonly Projection[]): ProjectionRunner {
    return new ProjectionRunner({ url: this.url, store: this.store, projections });
  }

  /**
   * Lets these read models follow the log to its end, from where they are.
   *
   * @throws Error naming those that have failed; the reason of `signal`
   */
  async follow(
    projections: readonly Projection[],
    { onProgress, signal }: { readonly onProgress?: (done: number) => void; readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    const runner = this.runner(projections);
    try {
      runner.start();
      while (!(await runner.waitFor(this.last, undefined, LOOK_MS))) {
        signal?.throwIfAborted();
        const { done, failed } = await this.followed(projections);
        if (failed.length > 0) throw new Error(`these read models have failed: ${failed.join(', ')}`);
        onProgress?.(done);
      }
    } finally {
      await runner.close();
    }
  }

  /** How far these read models have followed the log. */
  async followed(projections: readonly Projection[]): Promise<Followed> {
    const { rows } = await this.pool.query<{ projection: string; position: string | null; state: string }>(
      `select projection, position, state from read.checkpoints where slot = 'live' and projection = any($1)`,
      [projections.map(({ name }) => name)],
    );
    const at = rows.map(({ position }) => Number(position ?? 0));
    return {
      done: rows.length < projections.length ? 0 : Math.min(...at),
      failed: rows.filter(({ state }) => state === 'FAILED').map(({ projection }) => projection),
    };
  }

  /** Empties the tables of these read models, which then have seen nothing. */
  async forget(projections: readonly Projection[]): Promise<void> {
    await this.pool.query(`truncate ${tablesOf(projections).join(', ')}`);
    await this.pool.query('delete from read.checkpoints where projection = any($1)', [
      projections.map(({ name }) => name),
    ]);
  }

  close(): Promise<void> {
    return this.end();
  }
}

/** Where the log is kept, or for this run alone. */
async function placeOf(name: string, keep: string | undefined) {
  const migrations = composition.migrations as (new () => MigrationInterface)[];
  if (keep !== undefined) {
    const { folder, ...database } = await keptDatabase(keep, name, migrations);
    return { database, folder, remove: async () => undefined };
  }
  const database = await freshDatabase({ migrations });
  const folder = await mkdtemp(join(tmpdir(), 'bench-vault-'));
  const remove = async (): Promise<void> => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  };
  return { database, folder, remove };
}

/** Their live tables, qualified. */
export function tablesOf(projections: readonly Projection[]): readonly string[] {
  return projections.flatMap(({ tables }) => tables.map(({ name }) => `read.${name}`));
}
