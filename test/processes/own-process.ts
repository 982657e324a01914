import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const hook = join(root, 'libs/read-store/src/testing/typescript-hook.js');
const START_LIMIT_MS = 60_000;

export type ProcessName = 'command-api' | 'query-api' | 'projector';

/** What a process said and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One process of several, started by its own main, from the sources: what is tested is never an old build. */
export class OwnProcess {
  private out = '';
  private err = '';
  private readonly child: ChildProcess;
  readonly ended: Promise<Ended>;

  private constructor(
    readonly name: ProcessName,
    env: Readonly<Record<string, string>>,
  ) {
    const inherited = Object.entries(process.env).filter(
      ([variable]) => !/^(DATABASE_|EVENT_?STORE|MINGDAN_|PORT|NODE_OPTIONS|JEST)/.test(variable),
    );
    this.child = spawn(
      process.execPath,
      ['--conditions=source', '--import', hook, join(root, `apps/${name}/src/main.ts`), '--port', '0'],
      { cwd: root, env: { ...Object.fromEntries(inherited), ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString('utf8')));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.err += chunk.toString('utf8')));
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => resolve({ code, out: this.out, err: this.err }));
    });
  }

  /** Runs it until it ends by itself. */
  static run(name: ProcessName, env: Readonly<Record<string, string>>): Promise<Ended> {
    return new OwnProcess(name, env).ended;
  }

  /** @returns when it serves @throws Error with what it said, when it ends or is silent for a minute */
  static async start(
    name: ProcessName,
    env: Readonly<Record<string, string>>,
  ): Promise<OwnProcess & { readonly base: string }> {
    const made = new OwnProcess(name, env);
    const port = await new Promise<number>((resolve, reject) => {
      const limit = setTimeout(() => {
        made.child.kill('SIGKILL');
        reject(new Error(`${name} did not start in time:\n${made.out}${made.err}`));
      }, START_LIMIT_MS);
      made.child.stdout?.on('data', () => {
        const found = /"port":(\d+),"msg":"serving"/.exec(made.out);
        if (found === null) return;
        clearTimeout(limit);
        resolve(Number(found[1]));
      });
      void made.ended.then(({ code, out, err }) => {
        clearTimeout(limit);
        reject(new Error(`${name} ended with ${String(code)}:\n${out}${err}`));
      });
    });
    return Object.assign(made, { base: `http://127.0.0.1:${port}` });
  }

  /** Asks it to stop, as a supervisor does. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}
