import { Pacer, type PacerSenses } from './pacer.js';

const SETTINGS = { duty: 0.8, lateMs: 40, maxPauseMs: 250, load: 0.75 };

/** What a pacer sees, as the test says. */
class Told implements PacerSenses {
  late = 0;
  load = 0;
  at = 0;
  readonly lateness = (): number => this.late;
  readonly utilization = (): number => this.load;
  readonly now = (): number => this.at;
}

describe('the pace of a job', () => {
  it('leaves a fifth of the time to others while nobody waits', () => {
    const pacer = new Pacer({ waitingCount: 0 }, SETTINGS, new Told());
    expect(pacer.pauseAfter(20)).toBeCloseTo(5);
    expect(pacer.pauseAfter(0)).toBe(0);
  });

  it('rests longer and longer while somebody waits for a connection or the event loop is late, and then recovers', () => {
    const pool = { waitingCount: 1 };
    const told = new Told();
    const pacer = new Pacer(pool, SETTINGS, told);
    const busy = Array.from({ length: 6 }, () => pacer.pauseAfter(0));
    expect(busy).toEqual([20, 40, 80, 160, 250, 250]);
    pool.waitingCount = 0;
    expect(pacer.pauseAfter(0)).toBe(0);
    told.late = 41;
    expect(pacer.pauseAfter(0)).toBe(20);
  });

  it('takes more rows in hand while the process has time to spare, and gives them back while it has not', () => {
    const told = new Told();
    const pacer = new Pacer({ waitingCount: 0 }, SETTINGS, told);
    /** Lanes and rest after each of so many looks at this load. */
    const looks = (load: number, count: number) =>
      Array.from({ length: count }, () => {
        told.load = load;
        told.at += 100;
        const rest = pacer.pauseAfter(0, 6);
        return [pacer.lanes(6), rest];
      });
    expect(pacer.lanes(6)).toBe(1);
    expect(looks(0.5, 6).map(([lanes]) => lanes)).toEqual([2, 3, 4, 5, 6, 6]);
    // Somebody else is at work: rows in hand go first, then there is rest after each.
    expect(looks(1, 9)).toEqual([
      ...[
        [3, 0],
        [1, 0],
      ],
      ...[2, 6, 14, 30, 62, 62.5, 62.5].map((rest) => [1, rest]),
    ]);
    expect(looks(0.5, 6).at(-1)).toEqual([2, 0]);
    expect(pacer.lanes(1)).toBe(1);
  });

  it('looks at the load of a tenth of a second and not of every row', () => {
    const told = new Told();
    const pacer = new Pacer({ waitingCount: 0 }, SETTINGS, told);
    for (let row = 0; row < 50; row += 1) pacer.pauseAfter(0, 6);
    expect(pacer.lanes(6)).toBe(1);
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
