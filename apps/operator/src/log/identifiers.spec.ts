import { MemoryEventStore, type JsonObject } from '#libs/event-store';
import type { Opened } from '#libs/vault';
import { identifiersInLog } from './identifiers.js';

/** Opens what is sealed to the text in the box. */
const vault = {
  openMany: async <T>(values: readonly T[]): Promise<Opened<T>[]> =>
    values.map((value) => {
      const sealed = (value as { $sealed?: { box: string } }).$sealed;
      return (sealed === undefined ? value : sealed.box) as Opened<T>;
    }),
};

describe('identifiers in the log', () => {
  const row = (subjectRef: string, identifierKind: string, identifier: unknown, more: object = {}) => ({
    ...{ subjectRef, identifierKind, identifier },
    ...more,
  });

  it('are those of the entries of lists of others too; an event is done with its last one', async () => {
    const store = new MemoryEventStore();
    const append = async (stream: string, eventType: string, n: number, data: object): Promise<string> => {
      const eventId = `00000000-0000-4000-8000-00000000000${n}`;
      const event = { eventId, eventType, schemaVersion: 1, data: data as JsonObject, metadata: {} };
      return (await store.append(stream, 'no-stream', [event])).position;
    };
    const first = await append('mirror-l', 'ExternalListRegistered', 1, { listId: 'l' });
    const last = await append('mirror-l.1', 'ListRowsChanged', 2, {
      added: [
        row('s-1', 'USCC', '91640100MA00TE5T0A'),
        row('s-2', 'OTHER', { $sealed: { box: 'E123' } }, { certificateType: 'PASSPORT' }),
      ],
      changed: [row('s-3', 'CITIZEN_ID', { $sealed: { box: '640100199001010012' } })],
      removed: [],
    });
    const found: unknown[] = [];
    for await (const pair of identifiersInLog(store, vault)) found.push(pair);
    expect(found).toEqual([
      { ref: 's-1', kind: 'PERSON', cursor: first, identifier: { kind: 'USCC', value: '91640100MA00TE5T0A' } },
      {
        ...{ ref: 's-2', kind: 'PERSON', cursor: first },
        identifier: { kind: 'OTHER', value: 'E123', certificateType: 'PASSPORT' },
      },
      { ref: 's-3', kind: 'PERSON', cursor: last, identifier: { kind: 'CITIZEN_ID', value: '640100199001010012' } },
    ]);
  });
});
