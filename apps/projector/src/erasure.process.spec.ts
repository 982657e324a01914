import type { RecordedEvent } from '#libs/event-store';
import { ErasureProcess } from './erasure.process.js';

const KEYS = [
  { about: 's-1', scope: 'e-1' },
  { about: 'person-g', scope: 'e-1' },
  { about: 's-1', scope: 'record' },
];

const event = (eventType: string): RecordedEvent => ({
  ...{ eventId: 'x', eventType, schemaVersion: 1, streamId: 'dossier-s-1', revision: 3n, position: '4' },
  data: { entryId: 'e-1', keys: KEYS, removedRefs: ['s-1'] },
  metadata: {},
});

/** Remembers what was done; fails once at a step. */
function erasing(failsAt?: string) {
  const done: string[] = [];
  let failure = failsAt;
  const step = async (name: string): Promise<void> => {
    if (failure === name) {
      failure = undefined;
      throw new Error('away');
    }
    done.push(name);
  };
  return {
    done,
    parts: {
      vault: {
        destroyKeys: async (keys: readonly { about: string; scope: string }[]) => {
          await step(`keys ${keys.map(({ about, scope }) => `${about}/${scope}`).join(' ')}`);
          return keys.length;
        },
        index: { removeRef: (ref: string) => step(`ref ${ref}`) },
      },
      documents: {
        removeBytes: async (subjectId: string, entryId: string) => {
          await step(`bytes ${subjectId}/${entryId}`);
          return 0;
        },
      },
    },
  };
}

const ALL = ['keys s-1/e-1 person-g/e-1 s-1/record', 'ref s-1', 'bytes s-1/e-1'];

describe('the erasure of what two persons decided on (3.14, D9)', () => {
  it('destroys the keys, takes the references from the index and removes the bytes of evidence', async () => {
    const { done, parts } = erasing();
    await new ErasureProcess(parts).handle(event('PersonalDataErased'));
    expect(done).toEqual(ALL);
  });

  it('acts on nothing else', async () => {
    const { done, parts } = erasing();
    await new ErasureProcess(parts).handle(event('RetentionExpired'));
    expect(done).toEqual([]);
  });

  it.each(ALL)('a crash before "%s" is made good by handling the event again', async (step) => {
    const { done, parts } = erasing(step);
    const process = new ErasureProcess(parts);
    await expect(process.handle(event('PersonalDataErased'))).rejects.toThrow('away');
    expect(done).toEqual(ALL.slice(0, ALL.indexOf(step)));
    await process.handle(event('PersonalDataErased'));
    expect(new Set(done)).toEqual(new Set(ALL));
  });
});
