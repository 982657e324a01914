import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Effort } from '../harness/effort.js';

interface Measured {
  readonly costs: Readonly<Record<string, number>>;
  readonly processor: Readonly<Record<string, number>>;
  readonly memory: Readonly<Record<string, number>>;
}

const FILE = 'stages.json';

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
      return '{ "costs": {}, "processor": {}, "memory": {} }';
    });
    return new Stages(file, onStep, JSON.parse(text) as Measured);
  }

  get costs(): Measured['costs'] {
    return this.measured.costs;
  }

  get processor(): Measured['processor'] {
    return this.measured.processor;
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
    const effort = new Effort();
    const events = await work().finally(() => effort.end());
    await this.write(name, effort, events);
  }

  /** Keeps what some work took that has ended, unless it was measured before. */
  async write(name: string, effort: Effort, events: number): Promise<void> {
    const { seconds, processorSeconds, megabytes } = effort;
    this.onStep(`${name}: ${seconds.toFixed(1)} s, ${Math.round(events / seconds)}/s, ${megabytes} MB`);
    const { costs, processor, memory } = this.measured;
    if (events === 0 || costs[name] !== undefined) return;
    this.measured = {
      costs: { ...costs, [name]: (seconds * 1e6) / events },
      processor: { ...processor, [name]: (processorSeconds * 1e6) / events },
      memory: { ...memory, [name]: megabytes },
    };
    await writeFile(this.file, JSON.stringify(this.measured, null, 2));
  }
}
