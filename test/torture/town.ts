import { appendFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MigrationInterface } from 'typeorm';
import { PROJECTION_MIGRATIONS } from '#projections';
import { DEMONSTRATION_USERS } from '#libs/access';
import { migrationsWith } from '#libs/composition';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#libs/embedded-postgres';
import type { EventStore } from '#libs/event-store';
import { EventStoreDbEventStore } from '#libs/event-store-eventstoredb';
import { PostgresEventStore } from '#libs/event-store-postgres';
import { FileKeyProvider } from '#libs/vault';
import { Issuer } from '../processes/issuer.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { migrate } from '../support/database.js';
import { EventStoreServer } from '../support/eventstore-server/server.js';
import { MortalProcess, type Kind } from './own-process.js';
import { CreateWitness } from './witness.js';

export type StoreKind = 'postgres' | 'eventstoredb';

export interface TownSettings {
  readonly store: StoreKind;
  /** How many processes of each kind. */
  readonly processes: Readonly<Record<Kind, number>>;
}

/** A process, and the lines that lead to it and from it. */
export interface Inhabitant {
  readonly process: MortalProcess;
  /** Between it and PostgreSQL. */
  readonly toDatabase: CuttableProxy;
  /** Between its clients and it; only of one that is asked over HTTP. */
  readonly toClients: CuttableProxy | undefined;
}

/** Enough for ten processes with all their pools; a limit that is reached has a test of its own. */
const CONNECTIONS = 600;

type OpenStore = EventStore & { close(): Promise<void> };

/** The product as several processes over a database server of their own; every part of it can be taken away. */
export class Town {
  readonly inhabitants: Inhabitant[] = [];
  /** What was noted last. */
  latest = '';
  private readonly began = performance.now();
  private readonly closing: (() => Promise<unknown> | void)[] = [];

  private constructor(
    readonly folder: string,
    readonly storeKind: StoreKind,
    private server: EmbeddedPostgres,
    private readonly issuer: Issuer,
    readonly eventStoreServer: EventStoreServer | undefined,
  ) {}

  static async open({ store, processes }: TownSettings): Promise<Town> {
    const folder = await mkdtemp(join(tmpdir(), 'mingdan-torture-'));
    // The user of the database passes through.
    await chmod(folder, 0o711);
    await mkdir(join(folder, 'logs'));
    const options = { dataDir: join(folder, 'data'), maxConnections: CONNECTIONS };
    const server = await startEmbeddedPostgres({ ...options, log: () => undefined });
    const issuer = await Issuer.start();
    const own = store === 'eventstoredb' ? await EventStoreServer.start() : undefined;
    const town = new Town(folder, store, server, issuer, own);
    town.closing.push(() => town.server.stop());
    town.closing.push(() => issuer.stop());
    town.closing.push(() => own?.kill());
    try {
      const migrations = [...migrationsWith(PROJECTION_MIGRATIONS), CreateWitness];
      await migrate(server.url, migrations as readonly (new () => MigrationInterface)[]);
      await new FileKeyProvider({ folder: town.vault, createIfMissing: true }).vaultId();
      await new FileKeyProvider({ folder: join(town.data, 'informants'), createIfMissing: true }).vaultId();
      // The first of the writing sides brings the reference data that the others wait for.
      await town.settle('command-api', 1);
      await Promise.all([
        town.settle('command-api', processes['command-api'] - 1, 2),
        town.settle('writer', processes.writer),
        town.settle('projector', processes.projector),
      ]);
    } catch (error) {
      await town.close({ keep: false });
      throw error;
    }
    return town;
  }

  /** Time since it was opened. */
  get age(): string {
    return `${((performance.now() - this.began) / 1_000).toFixed(1)} s`;
  }

  /** Writes down what was done to it, at once, so that it is there however the run ends. */
  note(line: string): void {
    this.latest = `${this.age}\t${line}`;
    appendFileSync(join(this.folder, 'logs', 'schedule.txt'), `${this.latest}\n`);
  }

  /** Of the database, around every proxy. */
  get url(): string {
    return this.server.url;
  }

  of(kind: Kind): readonly Inhabitant[] {
    return this.inhabitants.filter(({ process }) => process.kind === kind);
  }

  /** A token of one of the fictitious officials. */
  token(officialId: string): Promise<string> {
    const official = DEMONSTRATION_USERS.find((user) => user.officialId === officialId);
    if (official === undefined) throw new Error(`there is no ${officialId}`);
    const { name, roles, unitId } = official;
    return this.issuer.token(officialId, { name, roles, ...(unitId !== undefined && { unit: unitId }) });
  }

  /** The log. @param url of the database, where a line of one's own leads there */
  openStore(url = this.url): OpenStore {
    const { eventStoreServer } = this;
    if (eventStoreServer === undefined) return new PostgresEventStore({ connectionString: url, max: 3 });
    return new EventStoreDbEventStore({ connectionString: eventStoreServer.url });
  }

  /** A line of one's own to the database. */
  async line(): Promise<CuttableProxy> {
    const proxy = await CuttableProxy.before(this.url);
    this.closing.push(() => proxy.close());
    return proxy;
  }

  /** `kill -9` of the database server. It is given back by {@link revivePostgres}. */
  async killPostgres(): Promise<void> {
    const pidFile = join(this.data, 'postgres', 'cluster', 'postmaster.pid');
    const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGKILL');
  }

  async revivePostgres(): Promise<void> {
    const port = Number(new URL(this.url).port);
    this.server = await startEmbeddedPostgres({
      ...{ dataDir: this.data, port, maxConnections: CONNECTIONS },
      log: (line) => this.note(line),
    });
  }

  async close({ keep }: { readonly keep: boolean }): Promise<void> {
    await Promise.all(this.inhabitants.map(({ process }) => process.kill()));
    for (const close of this.closing.reverse()) await close();
    if (keep) await rm(join(this.data, 'postgres', 'password'), { force: true });
    else await rm(this.folder, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private get vault(): string {
    return join(this.folder, 'vault');
  }

  private async settle(kind: Kind, count: number, first = 1): Promise<void> {
    const names = Array.from({ length: count }, (_, index) => `${kind}-${first + index}`);
    this.inhabitants.push(...(await Promise.all(names.map((name) => this.inhabitant(kind, name)))));
  }

  private async inhabitant(kind: Kind, name: string): Promise<Inhabitant> {
    const toDatabase = await this.line();
    const env = {
      ...{ DATABASE_URL: toDatabase.url, MINGDAN_DATA: this.data, MINGDAN_VAULT: this.vault },
      ...(kind === 'command-api' ? this.issuer.env : {}),
      ...(this.eventStoreServer && { EVENT_STORE: 'eventstoredb', EVENTSTORE_URL: this.eventStoreServer.url }),
    };
    const process = new MortalProcess(kind, name, env, join(this.folder, 'logs', `${name}.log`));
    await process.start();
    const toClients = kind === 'command-api' ? await CuttableProxy.before(process.base) : undefined;
    if (toClients !== undefined) this.closing.push(() => toClients.close());
    return { process, toDatabase, toClients };
  }
}
