import { Pacer } from './pacer.js';

const SETTINGS = { duty: 0.8, lateMs: 40, maxPauseMs: 250 };

describe('the pace of a job', () => {
  it('leaves a fifth of the time to others while nobody waits', () => {
    const pacer = new Pacer({ waitingCount: 0 }, SETTINGS, () => 5);
    expect(pacer.pauseAfter(20)).toBeCloseTo(5);
    expect(pacer.pauseAfter(0)).toBe(0);
    pacer.close();
  });

  it('rests longer and longer while somebody waits for a connection or the event loop is late, and then recovers', () => {
    const pool = { waitingCount: 1 };
    let late = 0;
    const pacer = new Pacer(pool, SETTINGS, () => late);
    const busy = Array.from({ length: 6 }, () => pacer.pauseAfter(0));
    expect(busy).toEqual([20, 40, 80, 160, 250, 250]);
    pool.waitingCount = 0;
    expect(pacer.pauseAfter(0)).toBe(0);
    late = 41;
    expect(pacer.pauseAfter(0)).toBe(20);
    pacer.close();
  });

  it('notices by itself that the event loop was held up', async () => {
    const pacer = new Pacer({ waitingCount: 0 }, SETTINGS);
    await new Promise((resolve) => setTimeout(resolve, 30));
    pacer.pauseAfter(0);
    const until = performance.now() + 120;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(pacer.pauseAfter(0)).toBeGreaterThan(0);
    pacer.close();
  });
});
