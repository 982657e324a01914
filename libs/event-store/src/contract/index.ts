import { appendContract } from './append.js';
import { readContract } from './read.js';
import { subscribeContract } from './subscribe.js';
import { uniquePrefix, type ContractContext, type StoreUnderContract } from './subject.js';

export type { StoreUnderContract } from './subject.js';

/**
 * What every adapter of the EventStore port has to do; called once in a spec of each. The tests share one store and
 * keep apart by stream prefixes, so that it also runs over a store that cannot be emptied.
 */
export function eventStoreContract(name: string, open: () => Promise<StoreUnderContract>): void {
  describe(`contract of the event store: ${name}`, () => {
    let opened: StoreUnderContract | undefined;
    let streams = 0;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    const context = (): ContractContext => {
      if (opened === undefined) throw new Error('the store under contract is not open');
      const stream = (prefix = uniquePrefix()): string => `${prefix}${(streams += 1)}`;
      return { store: opened.store, stream };
    };
    appendContract(context);
    readContract(context);
    subscribeContract(context);
  });
}
