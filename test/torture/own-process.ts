import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answered, Numbered, Order, WitnessCalled } from './orders.js';

export type Kind = 'command-api' | 'projector' | 'writer';

const START_LIMIT_MS = 180_000;
const here = fileURLToPath(import.meta.url);
const main = fileURLToPath(new URL(`./process-main${extname(here)}`, import.meta.url));
const hook = fileURLToPath(new URL('../../libs/read-store/src/testing/typescript-hook.js', import.meta.url));
const FLAGS =
  extname(here) === '.ts' ? ['--conditions=source', '--import', hook] : ['--disable-warning=ExperimentalWarning'];

/** A process of the product that is killed, stopped and started again. It listens on the same port each time. */
export class MortalProcess {
  /** How many events its witness was given since it was made, committed or not. */
  witnessed = 0;
  /** How often it ended though nobody killed it. */
  readonly endedByItself: string[] = [];
  private child: ChildProcess | undefined;
  private gone: Promise<void> = Promise.resolve();
  private port = 0;
  private meant = false;
  private orders = 0;
  private readonly waiting = new Map<number, (answer: Answered | undefined) => void>();

  constructor(
    readonly kind: Kind,
    readonly name: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly logFile: string,
  ) {}

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** @returns when it serves @throws Error with what it said last, when it ends before or is silent for three minutes */
  async start(): Promise<void> {
    const inherited = Object.entries(process.env).filter(
      ([variable]) => !/^(DATABASE_|EVENT_?STORE|MINGDAN_|PORT|NODE_OPTIONS|JEST|TYPESCRIPT_HOOK)/.test(variable),
    );
    const child = spawn(process.execPath, [...FLAGS, main, '--port', String(this.port)], {
      env: { ...Object.fromEntries(inherited), ...this.env, TORTURE_PROCESS: this.kind },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C is for who started it.
      detached: true,
    });
    this.child = child;
    this.meant = false;
    let said = '';
    let serves = false;
    this.gone = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        if (serves && !this.meant) this.endedByItself.push(`${this.name} ended by itself with ${code ?? signal}`);
        for (const answer of this.waiting.values()) answer(undefined);
        this.waiting.clear();
        resolve();
      });
    });
    child.on('message', (message: Numbered<Answered> | WitnessCalled) => {
      if ('witnessed' in message) this.witnessed += message.witnessed;
      else this.waiting.get(message.number)?.(message.content);
    });
    child.on('error', () => undefined);
    const port = new Promise<number>((resolve, reject) => {
      const limit = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${this.name} did not start in time`));
      }, START_LIMIT_MS);
      const hear = (chunk: Buffer): void => {
        appendFileSync(this.logFile, chunk);
        if (serves) return;
        said = (said + chunk.toString('utf8')).slice(-4_000);
        const found = /"port":(\d+),"msg":"serving"/.exec(said);
        if (found === null) return;
        serves = true;
        clearTimeout(limit);
        resolve(Number(found[1]));
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      void this.gone.then(() => {
        clearTimeout(limit);
        reject(new Error(`${this.name} ended before it served: ${said.trim().split('\n').at(-1) ?? ''}`));
      });
    });
    this.port = await port;
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.meant = true;
    this.child?.kill('SIGKILL');
    await this.gone;
  }

  /** It does nothing any more, and its lines stay open. */
  hang(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Hands a writer one command. @returns undefined when nobody knows what became of it */
  send(order: Order, patienceMs: number): Promise<Answered | undefined> {
    const child = this.child;
    if (child === undefined || !child.connected) return Promise.resolve(undefined);
    const number = (this.orders += 1);
    return new Promise((resolve) => {
      const done = (answer: Answered | undefined): void => {
        clearTimeout(limit);
        this.waiting.delete(number);
        resolve(answer);
      };
      const limit = setTimeout(() => done(undefined), patienceMs);
      this.waiting.set(number, done);
      child.send({ number, content: order } satisfies Numbered<Order>, (error) => error && done(undefined));
    });
  }
}
