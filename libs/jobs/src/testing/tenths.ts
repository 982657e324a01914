import type { Job } from '../job.js';

/** How fast a job went in each tenth of its way, by somebody who looks at it again and again. */
export class Tenths {
  private readonly looks: { readonly at: number; readonly done: number }[] = [];

  see({ done, total }: Pick<Job, 'done' | 'total'>): void {
    const last = this.looks.at(-1);
    if (total === 0 || (last !== undefined && done !== total && done - last.done < total / 10)) return;
    if (last === undefined || done > last.done) this.looks.push({ at: performance.now(), done });
  }

  /** Rows a second, one number for each tenth. */
  toString(): string {
    const rates = this.looks.slice(1).map(({ at, done }, index) => {
      const before = this.looks[index] ?? { at, done };
      return Math.round(((done - before.done) / (at - before.at)) * 1_000);
    });
    return rates.join(', ');
  }
}
