import { eventStoreContract } from './contract/index.js';
import { collect, event } from './contract/subject.js';
import { MemoryEventStore } from './memory-event-store.js';

eventStoreContract('memory', async () => ({ store: new MemoryEventStore(), close: async () => {} }));

describe('MemoryEventStore', () => {
  it('begins empty', async () => {
    const store = new MemoryEventStore();
    expect(await store.lastPosition()).toBeUndefined();
    expect(await collect(store.readAll())).toEqual([]);
  });

  it('keeps what was appended apart from the objects of writer and reader', async () => {
    const store = new MemoryEventStore();
    const data = { list: ['first'] };
    await store.append('dossier-1', 'no-stream', [event(0, { data })]);
    data.list.push('second');
    for await (const read of store.readAll()) (read.data['list'] as string[]).push('third');
    const [read] = await collect(store.readStream('dossier-1'));
    expect(read?.data).toEqual({ list: ['first'] });
  });
});
