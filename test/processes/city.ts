import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MigrationInterface } from 'typeorm';
import { PROJECTION_MIGRATIONS } from '#projections';
import { migrationsWith, startProcess } from '#libs/composition';
import { createLogger, readConfiguration } from '#libs/platform';
import { makeUscc } from '#libs/subjects';
import { FileKeyProvider } from '#libs/vault';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { commandApiProcess } from '../../apps/command-api/src/process.js';
import { projectorProcess } from '../../apps/projector/src/process.js';
import { queryApiProcess } from '../../apps/query-api/src/process.js';
import { Issuer } from './issuer.js';
import { OwnProcess, type Ended, type ProcessName } from './own-process.js';

export const MIGRATIONS = migrationsWith(PROJECTION_MIGRATIONS) as readonly (new () => MigrationInterface)[];

const SUPERVISOR = { roles: ['SUPERVISOR'], unit: 'unit-s', name: '督查人员' };
const DRAFTER = { roles: ['RECOGNIZING_UNIT', 'INITIATING_UNIT'], unit: 'unit-a', name: '经办人' };

export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  readonly body: any;
}

export interface Registered {
  readonly subjectId: string;
  readonly position: string;
}

type Env = Readonly<Record<string, string>>;

/** A process that serves; how it ended is known of one that has a program of its own. */
export interface Serving {
  readonly name: ProcessName;
  readonly base: string;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<Ended | undefined>;
}

export type Starter = (name: ProcessName, env: Env) => Promise<Serving>;

const PLANS = { 'command-api': commandApiProcess, 'query-api': queryApiProcess, projector: projectorProcess };

/** Starts it in this process: seconds sooner than a program of its own, and without its main. */
export const inThisProcess: Starter = async (name, env) => {
  const plan = PLANS[name];
  const { purpose } = plan;
  const configuration = readConfiguration({ env, args: ['--port', '0'], root: tmpdir(), purpose });
  const running = await startProcess(configuration, plan, { logger: createLogger('silent', []) });
  const stop = async (): Promise<undefined> => void (await running.stop());
  return { name, base: running.base, stop };
};

/** The product as production runs it: three processes, a database, a vault and an issuer of their own. */
export class City {
  private readonly running = new Map<ProcessName, Serving>();

  private constructor(
    readonly database: FreshDatabase,
    private readonly folder: string,
    private readonly issuer: Issuer,
    private readonly env: Env,
    private readonly starter: Starter,
    private readonly tokens: { readonly drafter: string; readonly supervisor: string },
  ) {}

  /** @param env what every process is told besides */
  static async open(env: Env = {}, starter: Starter = (name, all) => OwnProcess.start(name, all)): Promise<City> {
    const [database, folder, issuer] = await Promise.all([
      freshDatabase({ migrations: MIGRATIONS }),
      mkdtemp(join(tmpdir(), 'mingdan-processes-')),
      Issuer.start(),
    ]);
    const vault = join(folder, 'vault');
    await new FileKeyProvider({ folder: vault, createIfMissing: true }).vaultId();
    await new FileKeyProvider({ folder: join(folder, 'data', 'informants'), createIfMissing: true }).vaultId();
    const [drafter, supervisor] = await Promise.all([
      issuer.token('drafter-1', DRAFTER),
      issuer.token('supervisor-1', SUPERVISOR),
    ]);
    const all = { DATABASE_URL: database.url, MINGDAN_DATA: join(folder, 'data'), MINGDAN_VAULT: vault, ...env };
    const city = new City(database, folder, issuer, all, starter, { drafter, supervisor });
    try {
      await Promise.all([
        city.start('command-api'),
        city.start('query-api', { DATABASE_READ_URL: database.url }),
        city.start('projector'),
      ]);
    } catch (error) {
      await city.close();
      throw error;
    }
    return city;
  }

  /** Starts one more, which from now on is the one of its name. A projector is told of no issuer. */
  async start(name: ProcessName, more: Env = {}): Promise<void> {
    const issuer = name === 'projector' ? {} : this.issuer.env;
    this.running.set(name, await this.starter(name, { ...this.env, ...issuer, ...more }));
  }

  process(name: ProcessName): Serving {
    const found = this.running.get(name);
    if (found === undefined) throw new Error(`${name} was not started`);
    return found;
  }

  get processes(): readonly Serving[] {
    return [...this.running.values()];
  }

  /** Asks as the supervisor, unless other headers are given. */
  async ask(name: ProcessName, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.tokens.supervisor}`, ...init.headers };
    const answer = await fetch(this.process(name).base + path, { ...init, headers });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, body: isJson ? (JSON.parse(text) as unknown) : text };
  }

  /** An enterprise, over the writing side. */
  async register(serial: number): Promise<Registered> {
    const { status, body } = await this.ask('command-api', '/subjects', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.tokens.drafter}` },
      body: JSON.stringify({
        subjectType: 'ENTERPRISE',
        identifier: { kind: 'USCC', value: makeUscc(serial) },
        name: `演示${serial}号有限公司`,
      }),
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body as Registered;
  }

  /** Over the reading side, which waits, bounded, until the projector has come so far. */
  timeline({ subjectId, position }: Registered): Promise<Answer> {
    return this.ask('query-api', `/subjects/${subjectId}/timeline?after=${position}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((one) => one.stop('SIGKILL')));
    this.issuer.stop();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
