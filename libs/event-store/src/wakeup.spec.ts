import { Wakeup } from './wakeup.js';

describe('Wakeup', () => {
  it('wakes all who wait', async () => {
    const wakeup = new Wakeup();
    const waiting = [wakeup.wait(0), wakeup.wait(0)];
    wakeup.wake();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
    expect(wakeup.generation).toBe(1);
  });

  it('does not wait when it was woken since the waiter looked, nor for an aborted signal', async () => {
    const wakeup = new Wakeup();
    wakeup.wake();
    await wakeup.wait(0);
    await wakeup.wait(1, { signal: AbortSignal.abort() });
    expect(wakeup.generation).toBe(1);
  });

  it('comes back on abort and after its time', async () => {
    const wakeup = new Wakeup();
    const abort = new AbortController();
    const waiting = wakeup.wait(0, { signal: abort.signal, timeoutMs: 60_000 });
    abort.abort();
    await waiting;
    await wakeup.wait(0, { timeoutMs: 1 });
    expect(wakeup.generation).toBe(0);
  });
});
