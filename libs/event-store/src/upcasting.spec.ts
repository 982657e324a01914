import type { JsonObject, RecordedEvent } from './event-store.js';
import { Upcasters, type Upcaster } from './upcasting.js';

const stored = (eventType: string, schemaVersion: number, data: JsonObject): RecordedEvent => ({
  streamId: 'dossier-1',
  revision: 4n,
  position: '0000000000000009',
  eventId: '8f14e45f-ceea-467f-a0c1-3c5a1d2b3e4f',
  eventType,
  schemaVersion,
  data,
  metadata: { actor: 'a' },
});

const rename: Upcaster = {
  eventType: 'EntryListed',
  fromVersion: 1,
  upcast: ({ data, metadata }) => ({ data: { list: data['kind'] ?? null }, metadata }),
};
const addRegion: Upcaster = {
  eventType: 'EntryListed',
  fromVersion: 2,
  upcast: ({ data, metadata }) => ({ data: { ...data, region: '320000' }, metadata: { ...metadata, lifted: true } }),
};

describe('Upcasters', () => {
  const upcasters = new Upcasters([addRegion, rename]);

  it('lifts through every version up to the latest', () => {
    const event = stored('EntryListed', 1, { kind: 'RED' });
    expect(upcasters.lift(event)).toEqual({
      ...event,
      schemaVersion: 3,
      data: { list: 'RED', region: '320000' },
      metadata: { actor: 'a', lifted: true },
    });
    expect(event.data).toEqual({ kind: 'RED' });
  });

  it('begins at the version that was stored', () => {
    const lifted = upcasters.lift(stored('EntryListed', 2, { list: 'BLACK' }));
    expect([lifted.schemaVersion, lifted.data]).toEqual([3, { list: 'BLACK', region: '320000' }]);
  });

  it.each([
    ['the latest version', stored('EntryListed', 3, { list: 'RED', region: '110000' })],
    ['a version newer than ours', stored('EntryListed', 7, { unknown: true })],
    ['an unknown type', stored('SomethingElse', 1, { kind: 'RED' })],
  ])('passes %s unchanged', (_, event) => {
    expect(upcasters.lift(event)).toBe(event);
  });

  it('knows the latest version of every type', () => {
    expect(upcasters.latestVersion('EntryListed')).toBe(3);
    expect(upcasters.latestVersion('SomethingElse')).toBe(1);
  });

  it('lifts a whole read in its order', async () => {
    const read = async function* (): AsyncIterable<RecordedEvent> {
      yield stored('EntryListed', 1, { kind: 'RED' });
      yield stored('SomethingElse', 1, {});
    };
    const lifted: unknown[] = [];
    for await (const { eventType, schemaVersion } of upcasters.liftAll(read())) lifted.push([eventType, schemaVersion]);
    expect(lifted).toEqual([
      ['EntryListed', 3],
      ['SomethingElse', 1],
    ]);
  });

  it('refuses two steps from one version, a hole in a chain and a version that is none', () => {
    expect(() => new Upcasters([rename, rename])).toThrow('two upcasters of EntryListed from version 1');
    expect(() => new Upcasters([rename, { ...addRegion, fromVersion: 3 }])).toThrow('from version 2');
    expect(() => new Upcasters([{ ...rename, fromVersion: 0 }])).toThrow('0 is no version of EntryListed');
  });
});
