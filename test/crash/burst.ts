import { Client, type Acknowledged, type Target } from './client.js';
import type { ProductProcess } from './product-process.js';
import { initialActs } from './setting.js';

/** A product that is killed and started again while others talk to it. */
export class MortalProduct implements Target {
  private reachable = Promise.resolve();

  constructor(readonly process: ProductProcess) {}

  get base(): string {
    return this.process.base;
  }

  up(): Promise<void> {
    return this.reachable;
  }

  killAndRestart(): Promise<void> {
    this.reachable = this.process.kill().then(() => this.process.restart());
    return this.reachable;
  }
}

/**
 * As many clients at once carry out the first acts of one subject after another, until every act is acknowledged. The
 * product is killed and started again whenever so many have been.
 *
 * @returns the acts in the order in which they were acknowledged
 */
export async function burst(
  product: MortalProduct,
  {
    clients,
    subjects,
    killAt,
  }: { readonly clients: number; readonly subjects: number; readonly killAt: readonly number[] },
): Promise<readonly Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  const restarts: Promise<void>[] = [];
  const numbers = Array.from({ length: subjects }, (_, number) => number).values();
  const work = Array.from({ length: clients }, async () => {
    const client = new Client(product);
    for (const number of numbers) {
      let before: { subjectId?: string; entryId?: string } = {};
      for (const act of initialActs(number)) {
        const { path, body } = act(before);
        const done = await client.command(path, body);
        before = done.answer.body as typeof before;
        acknowledged.push(done);
        if (killAt.includes(acknowledged.length)) restarts.push(product.killAndRestart());
      }
    }
  });
  await Promise.all(work);
  await Promise.all(restarts);
  return acknowledged;
}
