import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Measured {
  readonly costs: Readonly<Record<string, number>>;
  readonly memory: Readonly<Record<string, number>>;
}

const FILE = 'stages.json';
/** How often the memory of the process is looked at. */
const LOOK_MS = 200;
const MEGABYTE = 1_048_576;

/**
 * Works through a point of the growth stage by stage. What was measured is kept in a file of the folder, and a stage that
 * stands there is not done again: what was broken off goes on where it was.
 */
export class Stages {
  private constructor(
    private readonly file: string,
    private readonly onStep: (what: string) => void,
    private measured: Measured,
  ) {}

  static async in(folder: string, onStep: (what: string) => void): Promise<Stages> {
    const file = join(folder, FILE);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return '{ "costs": {}, "memory": {} }';
    });
    return new Stages(file, onStep, JSON.parse(text) as Measured);
  }

  get costs(): Measured['costs'] {
    return this.measured.costs;
  }

  get memory(): Measured['memory'] {
    return this.measured.memory;
  }

  /** @param work returns how many events it handled; of none nothing is written */
  async measure(name: string, work: () => Promise<number>): Promise<void> {
    if (this.measured.costs[name] !== undefined) {
      this.onStep(`${name}: measured before`);
      return;
    }
    this.onStep(name);
    const began = performance.now();
    const memory = new PeakMemory();
    const events = await work().finally(() => memory.end());
    const seconds = (performance.now() - began) / 1_000;
    this.onStep(`${name}: ${seconds.toFixed(1)} s, ${Math.round(events / seconds)}/s, ${memory.megabytes} MB`);
    if (events > 0) await this.write(name, (seconds * 1e6) / events, memory.megabytes);
  }

  /** Keeps what was measured elsewhere, unless it was measured before. */
  async write(name: string, cost: number, memory: number): Promise<void> {
    if (this.measured.costs[name] !== undefined) return;
    this.measured = {
      costs: { ...this.measured.costs, [name]: cost },
      memory: { ...this.measured.memory, [name]: memory },
    };
    await writeFile(this.file, JSON.stringify(this.measured, null, 2));
  }
}

/** The most that is resident of this process while it is watched. */
export class PeakMemory {
  private most = process.memoryUsage.rss();
  private readonly timer = setInterval(() => (this.most = Math.max(this.most, process.memoryUsage.rss())), LOOK_MS);

  get megabytes(): number {
    return Math.round(this.most / MEGABYTE);
  }

  end(): void {
    clearInterval(this.timer);
  }
}
