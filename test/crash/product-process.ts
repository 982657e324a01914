import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EventStore } from '#libs/event-store';
import { freshLog, type ProductLog } from '#test/product-log';

const root = fileURLToPath(new URL('../../', import.meta.url));
const hook = join(root, 'libs/read-store/src/testing/typescript-hook.js');
const START_LIMIT_MS = 60_000;

/** The server of a data folder, as its `postmaster.pid` tells. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** A data folder of its own, with a parent through which the user of the database may pass. */
export async function makeDataFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'mingdan-process-'));
  await chmod(parent, 0o711);
  return join(parent, 'data');
}

/** Removes a folder of {@link makeDataFolder}; nothing may be running on it. */
export async function removeDataFolder(dataDir: string): Promise<void> {
  await rm(join(dataDir, '..'), { recursive: true, force: true });
}

/**
 * A program that begins empty, run from the sources, so that what is tested is never an old build, and no build stands
 * in the way of others.
 */
const FROM_SOURCES: readonly string[] = [
  ...['--conditions=source', '--enable-source-maps', '--import', hook],
  join(root, 'test/crash/product-main.ts'),
];

/** The environment of a process of the product: nothing in it of who runs the tests. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(DATABASE_URL|EVENT_?STORE|MINGDAN_|NODE_OPTIONS|JEST)/.test(name),
    ),
  );
}

/**
 * The whole product as a process of its own, in demonstration mode on the embedded database; its log is in the event store
 * under test.
 */
export class ProductProcess {
  private output = '';
  private ended: Promise<number | null> = Promise.resolve(null);
  private child: ChildProcess | undefined;
  private address = '';

  private constructor(
    readonly dataDir: string,
    private readonly program: readonly string[],
    private readonly log: ProductLog,
  ) {}

  /**
   * @param program flags of node and the program
   * @throws Error with what the process said, when it ends or is silent for a minute
   */
  static async start(dataDir: string, program: readonly string[] = FROM_SOURCES): Promise<ProductProcess> {
    const product = new ProductProcess(dataDir, program, await freshLog());
    await product.launch();
    return product;
  }

  /** `http://127.0.0.1:port`; another one after each start. */
  get base(): string {
    return this.address;
  }

  get running(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** Everything it has written to its terminal since the first start. */
  get terminal(): string {
    return this.output;
  }

  /** `kill -9`: nothing of the process gets to run any more. The database is left to itself. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  /** Starts it again on the same folder. */
  async restart(): Promise<void> {
    await this.launch();
  }

  /** Ctrl-C: stops the database too. @returns the exit code */
  async stop(): Promise<number | null> {
    if (this.running) this.child?.kill('SIGINT');
    return this.ended;
  }

  /** Stops it, and removes its data folder and its log. */
  async dispose(): Promise<void> {
    await this.stop();
    await this.log.close();
    await removeDataFolder(this.dataDir);
  }

  /** Its log, read around it, whether or not the process is there. */
  async openLog(): Promise<EventStore & { close(): Promise<void> }> {
    return this.log.open((await this.database()).url);
  }

  /** The database of the process, whether or not the process is there. */
  async database(): Promise<{ readonly url: string; readonly postmaster: Postmaster }> {
    const home = join(this.dataDir, 'postgres');
    const [password, pidFile] = await Promise.all([
      readFile(join(home, 'password'), 'utf8'),
      readFile(join(home, 'cluster', 'postmaster.pid'), 'utf8'),
    ]);
    const lines = pidFile.split('\n');
    const postmaster = { pid: Number(lines[0]), port: Number(lines[3]) };
    return { url: `postgres://mingdan:${password.trim()}@127.0.0.1:${postmaster.port}/mingdan`, postmaster };
  }

  private async launch(): Promise<void> {
    const child = spawn(process.execPath, [...this.program, '--port', '0', '--data', this.dataDir], {
      cwd: root,
      env: { ...ownEnvironment(), ...this.log.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', () => resolve(null));
    });
    const since = this.output.length;
    this.address = await new Promise<string>((resolve, reject) => {
      const said = (): string => this.output.slice(since);
      const limit = setTimeout(() => reject(new Error(`did not start in time:\n${said()}`)), START_LIMIT_MS);
      const hear = (chunk: Buffer): void => {
        this.output += chunk.toString('utf8');
        const found = /首页 Start\s+(http:\/\/\S+?)\/\s/.exec(said());
        if (found?.[1] === undefined) return;
        clearTimeout(limit);
        resolve(found[1]);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      void this.ended.then((code) => {
        clearTimeout(limit);
        reject(new Error(`ended with ${String(code)}:\n${said()}`));
      });
    });
  }
}
