import { safeError } from '#libs/platform';

export interface StopperOptions {
  readonly say: (text: string) => void;
  readonly exit: (code: number) => void;
  readonly now?: () => number;
  /** How long an orderly stop may take. Default 20 s. */
  readonly limitMs?: number;
}

/** One Ctrl-C can arrive twice: from the terminal and from the process that started this one. */
const ONE_AND_THE_SAME_MS = 1000;

/**
 * Ends the process in order, once, whoever asks and whenever: also while it is still starting. A person who insists after
 * a second ends it at once; a database left running so is taken over by the next start.
 */
export class Stopper {
  private readonly abort = new AbortController();
  private stop: (() => Promise<void>) | undefined;
  private askedAt: number | undefined;
  private code = 0;
  private readonly now: () => number;

  constructor(private readonly options: StopperOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  /** Aborted when the process is to end before it has started. */
  get starting(): AbortSignal {
    return this.abort.signal;
  }

  get exitCode(): number {
    return this.code;
  }

  /** Tells how to stop, now that there is something to stop. Stops at once when that was asked in the meantime. */
  async started(stop: () => Promise<void>): Promise<void> {
    this.stop = stop;
    if (this.askedAt !== undefined) await this.run();
  }

  /**
   * The process is to end. Only a person can insist: of the ways to be told by another process several may follow upon
   * each other without anybody being impatient.
   */
  ask(by: 'person' | 'process' = 'process'): void {
    if (this.askedAt !== undefined) {
      if (by === 'process' || this.now() - this.askedAt < ONE_AND_THE_SAME_MS) return;
      this.options.say('正在强制结束 Ended at once.');
      this.options.exit(130);
      return;
    }
    this.askedAt = this.now();
    this.options.say('\n正在停止 Stopping …');
    this.abort.abort();
    setTimeout(() => {
      this.options.say('未能按时停止 It did not stop in time; ended at once.');
      this.options.exit(1);
    }, this.options.limitMs ?? 20_000).unref();
    if (this.stop !== undefined) void this.run();
  }

  /** Something nobody caught: the state of the process is not known any more, so it ends, in order. */
  crash(error: unknown): void {
    this.options.say(`意外错误 Unexpected error: ${JSON.stringify(safeError(error))}`);
    this.code = 1;
    this.ask();
  }

  private async run(): Promise<void> {
    try {
      await this.stop?.();
      this.options.say('已停止 Stopped.');
      this.options.exit(this.code);
    } catch (error) {
      this.options.say(`停止时出错 Stopping failed: ${JSON.stringify(safeError(error))}`);
      this.options.exit(1);
    }
  }
}
