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
import { generate } from '../../../apps/operator/src/generator/generate.js';
import { composition } from '../../../apps/standalone/src/composition.js';
import { freshDatabase } from '../../support/database.js';
import { CONNECTIONS } from '../targets/postgres.js';

/** The last day of what is generated; a fixed one, so that runs compare. */
const UNTIL = '2026-09-30T02:00:00.000Z';

/** A log of generated dossiers in a migrated database of its own. */
export class GeneratedLog {
  private constructor(
    readonly url: string,
    readonly pool: Pool,
    readonly store: PostgresEventStore,
    readonly vault: Vault,
    /** Holds the keys of the vault. */
    readonly folder: string,
    readonly dossiers: Dossiers,
    readonly subjects: number,
    readonly events: number,
    readonly last: Position,
    /** What it took to generate it. */
    readonly microsecondsAnEvent: number,
    private readonly end: () => Promise<void>,
  ) {}

  static async of(subjects: number, seed: number, eventsPerSubject = 10): Promise<GeneratedLog> {
    const database = await freshDatabase({ migrations: composition.migrations as (new () => MigrationInterface)[] });
    const folder = await mkdtemp(join(tmpdir(), 'bench-vault-'));
    const pool = new Pool({ connectionString: database.url, max: CONNECTIONS });
    pool.on('error', () => undefined);
    const store = new PostgresEventStore({ connectionString: database.url, max: CONNECTIONS });
    let vault: Vault | undefined;
    const end = async (): Promise<void> => {
      vault?.close();
      await Promise.all([store.close(), pool.end()]);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    };
    try {
      vault = await Vault.open({ pool, provider: new FileKeyProvider({ folder, createIfMissing: true }) });
      const dossiers = await Dossiers.prepare({ seed, until: UNTIL, eventsPerSubject });
      const began = performance.now();
      const generated = await generate({ dossiers, seed, subjects, store, bulk: pool, vault });
      const cost = ((performance.now() - began) * 1_000) / generated.events;
      await pool.query('vacuum analyze event_log.events, vault.keys, vault.identifier_index');
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
        cost,
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

  /** Lets these read models follow the log to its end, from where they are. */
  async follow(projections: readonly Projection[], timeoutMs = 3_600_000): Promise<void> {
    const runner = this.runner(projections);
    try {
      runner.start();
      if (!(await runner.waitFor(this.last, undefined, timeoutMs))) throw new Error('the read models did not catch up');
    } finally {
      await runner.close();
    }
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

/** Their live tables, qualified. */
export function tablesOf(projections: readonly Projection[]): readonly string[] {
  return projections.flatMap(({ tables }) => tables.map(({ name }) => `read.${name}`));
}
