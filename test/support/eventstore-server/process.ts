import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const hook = join(root, 'libs/read-store/src/testing/typescript-hook.js');
const START_LIMIT_MS = 60_000;

/** The stand-in as a process of its own, run from the sources, with its log in a folder: one that can be killed, or made to hang. */
export class EventStoreServerProcess {
  private child: ChildProcess | undefined;
  private ended: Promise<unknown> = Promise.resolve();
  private number: number;

  private constructor(
    private readonly folder: string,
    port: number,
  ) {
    this.number = port;
  }

  /** @throws Error with what the process said, when it ends or is silent for a minute */
  static async start(options: { readonly folder: string; readonly port?: number }): Promise<EventStoreServerProcess> {
    const server = new EventStoreServerProcess(options.folder, options.port ?? 0);
    await server.restart();
    return server;
  }

  /** Where it listens; the same after each restart. */
  get port(): number {
    return this.number;
  }

  /** The connection string. */
  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  /** Stops in order. */
  async stop(): Promise<void> {
    this.child?.kill('SIGCONT');
    this.child?.kill('SIGTERM');
    await this.ended;
  }

  /** Stops the process without ending it: it answers nothing, and its lines stay open. */
  hang(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Starts it again on the same folder and port, killed first if it runs. */
  async restart(): Promise<void> {
    await this.kill();
    const flags = ['--conditions=source', '--enable-source-maps', '--import', hook];
    const main = join(root, 'test/support/eventstore-server/main.ts');
    const own = Object.entries(process.env).filter(([name]) => !/^(NODE_OPTIONS|JEST|TYPESCRIPT_HOOK)/.test(name));
    const child = spawn(process.execPath, [...flags, main, '--folder', this.folder, '--port', String(this.number)], {
      cwd: root,
      env: Object.fromEntries(own),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
    this.number = await this.listening(child);
  }

  private listening(child: ChildProcess): Promise<number> {
    let said = '';
    return new Promise<number>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`did not start in time:\n${said}`)), START_LIMIT_MS);
      const hear = (chunk: Buffer): void => {
        said += chunk.toString('utf8');
        const port = /listening on esdb:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
        if (port === undefined) return;
        clearTimeout(limit);
        resolve(Number(port));
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      void this.ended.then(() => {
        clearTimeout(limit);
        reject(new Error(`ended:\n${said}`));
      });
    });
  }
}
