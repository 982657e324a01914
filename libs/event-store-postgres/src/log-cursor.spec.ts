import { StoreUnavailable } from '#libs/event-store';
import { LogCursor } from './log-cursor.js';
import type { EventRow } from './rows.js';

/** A log of so many events, and what is asked of it. */
class AskedLog {
  readonly asked: { readonly after: bigint; readonly limit: number }[] = [];
  failing = false;

  constructor(public length: number) {}

  readonly ask = async (_name: string, _text: string, values: readonly unknown[]): Promise<readonly EventRow[]> => {
    const [after, limit] = values as [bigint, number];
    this.asked.push({ after, limit });
    if (this.failing) throw new StoreUnavailable('away', false);
    const count = Math.max(0, Math.min(limit, this.length - Number(after)));
    const row = (place: number): EventRow => [String(place), 'a', '0', 'id', 'Counted', '1', '{}', '{}'];
    return Array.from({ length: count }, (_, index) => row(Number(after) + index + 1));
  };
}

const places = ({ rows }: { readonly rows: readonly EventRow[] }): string =>
  rows.length === 0 ? 'none' : `${rows[0]?.[0] ?? ''} to ${rows.at(-1)?.[0] ?? ''}`;

describe('LogCursor', () => {
  it('fetches one page ahead while one is handled, and no more', async () => {
    const log = new AskedLog(30_000);
    const cursor = new LogCursor(log.ask, undefined, undefined);
    expect(places(await cursor.next())).toBe('1 to 100');
    expect(log.asked.map(({ after }) => after)).toEqual([0n, 100n]);
    expect(places(await cursor.next())).toBe('101 to 5100');
    expect(log.asked.map(({ after }) => after)).toEqual([0n, 100n, 5_100n]);
  });

  it('fetches nothing ahead once it has reached the end', async () => {
    const log = new AskedLog(40);
    const cursor = new LogCursor(log.ask, undefined, undefined);
    expect(await cursor.next()).toMatchObject({ caughtUp: true });
    expect(await cursor.next()).toEqual({ rows: [], caughtUp: true });
    expect(log.asked).toHaveLength(2);
  });

  it('says that it has caught up only by a page fetched when it was asked for', async () => {
    const log = new AskedLog(150);
    const cursor = new LogCursor(log.ask, undefined, undefined);
    await cursor.next();
    log.length = 200;
    expect(await cursor.next()).toMatchObject({ caughtUp: false });
    const last = await cursor.next();
    expect([places(last), last.caughtUp]).toEqual(['151 to 200', true]);
  });

  it('fetches no more ahead than is wanted', async () => {
    const log = new AskedLog(30_000);
    const cursor = new LogCursor(log.ask, undefined, undefined);
    await cursor.next(130);
    await cursor.next(30);
    expect(log.asked.map(({ limit }) => limit)).toEqual([100, 30]);
  });

  it('tells of a page that could not be fetched when it is asked for, and asks for it again', async () => {
    const log = new AskedLog(30_000);
    const cursor = new LogCursor(log.ask, undefined, undefined);
    const first = cursor.next();
    log.failing = true;
    await first;
    await expect(cursor.next()).rejects.toThrow(StoreUnavailable);
    log.failing = false;
    expect(places(await cursor.next())).toBe('101 to 5100');
  });
});
