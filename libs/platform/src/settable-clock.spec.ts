import type { Instant } from '#libs/rules';
import { Clock } from './clock.js';
import { ClockWouldGoBack, MemoryClockSettingStore, SettableClock } from './settable-clock.js';

class Hand extends Clock {
  constructor(public at: Instant) {
    super();
  }
  now(): Instant {
    return this.at;
  }
}

const start = '2026-01-01T00:00:00.000Z';
const later = '2029-01-01T00:00:00.000Z';

describe('the settable clock', () => {
  it('agrees with its source until it is set, then runs on from there', async () => {
    const hand = new Hand(start);
    const clock = await SettableClock.restore(new MemoryClockSettingStore(), hand);
    expect(clock.now()).toBe(start);
    await clock.set(later);
    expect(clock.now()).toBe(later);
    hand.at = '2026-01-01T00:01:00.000Z';
    expect(clock.now()).toBe('2029-01-01T00:01:00.000Z');
  });

  it('goes on from the same time after a restart', async () => {
    const store = new MemoryClockSettingStore();
    await (await SettableClock.restore(store, new Hand(start))).set(later);
    const again = await SettableClock.restore(store, new Hand('2026-01-02T00:00:00.000Z'));
    expect(again.now()).toBe('2029-01-02T00:00:00.000Z');
  });

  it('never goes back: not by being set, not with its source, not over a restart', async () => {
    const store = new MemoryClockSettingStore();
    const hand = new Hand(start);
    const clock = await SettableClock.restore(store, hand);
    await clock.set(later);
    await expect(clock.set(start)).rejects.toThrow(ClockWouldGoBack);
    expect(clock.now()).toBe(later);
    hand.at = '2025-06-01T00:00:00.000Z';
    expect(clock.now()).toBe(later);
    expect((await SettableClock.restore(store, hand)).now()).toBe(later);
  });

  it('changes nothing when the setting cannot be kept', async () => {
    const store = new MemoryClockSettingStore();
    const clock = await SettableClock.restore(store, new Hand(start));
    store.save = async () => {
      throw new Error('disk full');
    };
    await expect(clock.set(later)).rejects.toThrow('disk full');
    expect(clock.now()).toBe(start);
  });

  it('refuses what is no instant', async () => {
    const clock = await SettableClock.restore(new MemoryClockSettingStore(), new Hand(start));
    await expect(clock.set('tomorrow')).rejects.toThrow(RangeError);
  });

  it('stops at each due instant, also at one that a stop brought forth, and not beyond the target', async () => {
    const clock = await SettableClock.restore(new MemoryClockSettingStore(), new Hand(start));
    const due = ['2026-03-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z'];
    const stoodAt: Instant[] = [];
    const stops = await clock.advance(later, {
      next: async (after, until) => due.filter((at) => at > after && at <= until).sort()[0],
      settle: async (at) => {
        stoodAt.push(clock.now());
        if (at === '2026-03-01T00:00:00.000Z') due.push('2026-04-01T00:00:00.000Z');
      },
    });
    expect(stops).toEqual(['2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z']);
    expect(stoodAt).toEqual(stops);
    expect(clock.now()).toBe(later);
  });

  it('makes moves asked for at once one after the other', async () => {
    const clock = await SettableClock.restore(new MemoryClockSettingStore(), new Hand(start));
    const none = { next: async () => undefined, settle: async () => undefined };
    const results = await Promise.allSettled([
      clock.advance(later, none),
      clock.advance('2027-01-01T00:00:00.000Z', none),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
    expect(clock.now()).toBe(later);
  });

  it('does not turn in circles when a stop does not come later', async () => {
    const clock = await SettableClock.restore(new MemoryClockSettingStore(), new Hand(start));
    await expect(clock.advance(later, { next: async () => start, settle: async () => undefined })).rejects.toThrow(
      'does not come after',
    );
  });
});
