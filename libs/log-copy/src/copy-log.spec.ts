import fc from 'fast-check';
import { MAX_APPEND_BYTES, MemoryEventStore, StoreUnavailable, type AppendResult } from '#libs/event-store';
import { DisturbedStore, loseAcknowledgement } from '../../command-loop/src/testing/store-wrappers.js';
import { copyLog, type CopyProgress } from './copy-log.js';
import { LogsDiffer, TargetInUse, TargetNotACopy } from './errors.js';
import { anyLog, contents, eventOf, fill, write } from './testing/logs.js';
import { verifyLogs } from './verify-logs.js';

class Killed extends Error {}

/** A store at which the process dies in its n-th append, before or after it is written. */
function killedAt(inner: MemoryEventStore, n: number, written: boolean): DisturbedStore {
  return new DisturbedStore(inner, async (at, append) => {
    if (at !== n) return append();
    if (written) await append();
    throw new Killed();
  });
}

describe('copying a log', () => {
  it('gives identical reads of any log', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, async (plan) => {
        const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
        await write(source, plan);

        const result = await copyLog(source, target);

        const events = await contents(source);
        expect(await contents(target)).toEqual(events);
        expect(result.copied).toBe(events.length);
        expect(result.source.sha256).toBe(result.target.sha256);
        expect(await verifyLogs(source, target)).toMatchObject({ identical: true, source: result.source });
      }),
      { numRuns: 60 },
    );
  });

  it('goes on after it was killed at any append, and doubles nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLog,
        fc.array(fc.record({ at: fc.integer({ min: 1, max: 12 }), written: fc.boolean() }), { maxLength: 4 }),
        async (plan, kills) => {
          const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
          await write(source, plan);
          let copied = 0;
          for (const { at, written } of kills) {
            await copyLog(source, killedAt(target, at, written)).catch((error: unknown) => {
              expect(error).toBeInstanceOf(Killed);
            });
            const there = await contents(target);
            expect(there).toEqual((await contents(source)).slice(0, there.length));
            copied = there.length;
          }

          const result = await copyLog(source, target);

          expect(await contents(target)).toEqual(await contents(source));
          expect(result.found).toBe(copied);
          expect(result.found + result.copied).toBe(result.source.events);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('writes the events of one command in one append', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await source.append('dossier-1', 'no-stream', [eventOf({ n: 1 }), eventOf({ n: 2 })]);
    await source.append('dossier-2', 'no-stream', [eventOf({ n: 3 })]);
    await source.append('dossier-1', 1n, [eventOf({ n: 4 }), eventOf({ n: 5 }), eventOf({ n: 6 })]);
    const watched = new DisturbedStore(target, (_, append) => append());

    await copyLog(source, watched);

    expect(watched.appends.map(({ expected, events }) => [expected, events.length])).toEqual([
      ['no-stream', 2],
      ['no-stream', 1],
      [1n, 3],
    ]);
  });

  it('keeps every append within the size that stores take', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    const large = 'x'.repeat(MAX_APPEND_BYTES / 2 - 400);
    for (let n = 0; n < 5; n += 1)
      await source.append('dossier-1', n === 0 ? 'no-stream' : BigInt(n - 1), [eventOf({ n, large })]);
    const watched = new DisturbedStore(target, (_, append) => append());

    await copyLog(source, watched);

    expect(watched.appends.map(({ events }) => events.length)).toEqual([2, 2, 1]);
    expect(await contents(target)).toEqual(await contents(source));
  });

  it('copies an empty log, and a log that is copied already, without an append', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    const watched = new DisturbedStore(target, (_, append) => append());
    expect(await copyLog(source, watched)).toMatchObject({ copied: 0, source: { events: 0, position: undefined } });

    await fill(source, 30);
    await copyLog(source, target);
    expect(await copyLog(source, watched)).toMatchObject({ copied: 0, found: 30, source: { events: 30, streams: 7 } });
    expect(watched.appends).toEqual([]);
  });

  it('copies what is written meanwhile, and says how much it was', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 20);
    const busy = new DisturbedStore(target, async (n, append) => {
      if (n === 3) await source.append('dossier-late', 'no-stream', [eventOf({ late: 1 })]);
      if (n === 21) await source.append('dossier-late', 0n, [eventOf({ late: 2 }), eventOf({ late: 3 })]);
      return append();
    });

    const result = await copyLog(source, busy);

    expect(result).toMatchObject({ copied: 23, cameMeanwhile: 3 });
    expect(await contents(target)).toEqual(await contents(source));
  });

  it('goes on copying when the source grows while it is verified', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 20);
    let late = false;
    let grown = 0;

    const result = await copyLog(source, target, {
      onGrown: () => (grown += 1),
      onProgress: ({ phase }) => {
        if (phase !== 'verifying' || late) return;
        late = true;
        void source.append('dossier-late', 'no-stream', [eventOf({ late: 1 })]);
      },
    });

    expect(result).toMatchObject({ copied: 21, cameMeanwhile: 1, source: { events: 21 } });
    expect(grown).toBe(1);
    expect(await contents(target)).toEqual(await contents(source));
  });

  it('repeats an append unchanged when its answer was lost, and bears with a store that is away', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 20);
    const away = new DisturbedStore(target, async (n, append): Promise<AppendResult> => {
      if (n === 5) return loseAcknowledgement(append);
      if (n === 9 || n === 10) throw new StoreUnavailable('away', false);
      return append();
    });

    await copyLog(source, away, { pauses: { shortestMs: 1 } });

    const [, , , , fifth, sixth] = away.appends;
    expect(sixth).toEqual(fifth);
    expect(await contents(target)).toEqual(await contents(source));
  });

  it('gives up on a store that stays away', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 3);
    const gone = new DisturbedStore(target, () => Promise.reject(new StoreUnavailable('away', false)));
    await expect(copyLog(source, gone, { attempts: 3, pauses: { shortestMs: 1 } })).rejects.toThrow(StoreUnavailable);
    expect(gone.appends).toHaveLength(4);
  });

  it('stops between two appends when it is told to', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 20);
    const stop = new AbortController();
    const watched = new DisturbedStore(target, (n, append) => {
      if (n === 8) stop.abort();
      return append();
    });
    await expect(copyLog(source, watched, { signal: stop.signal })).rejects.toThrow(/aborted/);
    expect(await contents(target)).toEqual((await contents(source)).slice(0, 8));
  });

  it('tells how far it is', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 12);
    const told: CopyProgress[] = [];
    await copyLog(source, target, { onProgress: (progress) => told.push(progress) });
    const last = await source.lastPosition();
    expect(told.filter(({ phase }) => phase === 'copying').map(({ events }) => events)).toEqual(
      Array.from({ length: 12 }, (_, n) => n + 1),
    );
    expect(told.at(-1)).toEqual({ phase: 'verifying', events: 12, position: last, last });
  });

  describe('refuses, and appends nothing,', () => {
    it.each<[string, (target: MemoryEventStore, source: MemoryEventStore) => Promise<unknown>, RegExp]>([
      ['when the target holds another log', (target) => fill(target, 3), /after 0 equal events, .*its id differs/],
      [
        'when the target holds a stream of its own',
        (target) => target.append('calendar-cn', 'no-stream', [eventOf({})]),
        /stream dossier-0, revision 0: the target has another event in its place/,
      ],
      [
        'when the target holds more than the source',
        async (target, source) => {
          await copyLog(source, target);
          await target.append('dossier-9', 'no-stream', [eventOf({})]);
        },
        /after 10 equal events, stream dossier-9, revision 0: the source lacks it/,
      ],
    ])('%s', async (_, prepare, message) => {
      const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
      await fill(source, 10);
      await prepare(target, source);
      const before = await contents(target);
      const watched = new DisturbedStore(target, (_n, append) => append());

      const refused = copyLog(source, watched);

      await expect(refused).rejects.toThrow(TargetNotACopy);
      await expect(refused).rejects.toThrow(message);
      expect(watched.appends).toEqual([]);
      expect(await contents(target)).toEqual(before);
    });
  });

  it('stops when something else writes to the target', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 10);
    const taken = new DisturbedStore(target, async (n, append) => {
      if (n === 6) await target.append('dossier-5', 'no-stream', [eventOf({ other: true })]);
      return append();
    });
    await expect(copyLog(source, taken)).rejects.toThrow(TargetInUse);
    expect(await contents(target)).toHaveLength(6);
  });

  it('names the place where the source itself leaves a revision out', async () => {
    const [source, target] = [new MemoryEventStore(), new MemoryEventStore()];
    await fill(source, 10);
    const holed = new DisturbedStore(source, (_, append) => append());
    holed.readAll = async function* (options) {
      for await (const event of source.readAll(options))
        if (!(event.streamId === 'dossier-1' && event.revision === 0n)) yield event;
    };
    const refused = copyLog(holed, target);
    await expect(refused).rejects.toThrow(LogsDiffer);
    await expect(refused).rejects.toThrow('stream dossier-1, revision 1: it does not follow');
  });
});
