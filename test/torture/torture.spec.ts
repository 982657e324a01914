import { jest } from '@jest/globals';
import { EVENT_STORE } from '#test/product-log';
import { torture } from './torture.js';

// Twenty processes are started from their sources, on a machine that may be busy.
jest.setTimeout(400_000);

/** The order of the faults; another one by `TORTURE_SEED`. */
const seed = process.env['TORTURE_SEED'] ?? '1';

describe(`writers, runners and subscribers while one part after another is killed, hung or cut off (seed ${seed})`, () => {
  it('does every acknowledged command once, and has every event handled once and in order', async () => {
    const { wrongs, folder, figures } = await torture({
      ...{ seed, store: EVENT_STORE, writers: 2, runners: 2, clients: 3, repeatEach: 5 },
      pace: { between: [200, 500], away: [0, 300], hanging: [300, 1_200] },
      over: (faults, kinds) => faults >= kinds,
      say: () => undefined,
    });
    expect({ folder, wrongs: wrongs.slice(0, 40) }).toEqual({ folder, wrongs: [] });
    const figure = Object.fromEntries(figures);
    // The faults did hit commands under way, and subscribers and runners had something to do.
    expect(figure['  after more than one attempt']).toBeGreaterThan(3);
    expect(figure['events in the log']).toBeGreaterThan(100);
    expect(figure['looks at all checkpoints']).toBeGreaterThan(0);
  });
});
