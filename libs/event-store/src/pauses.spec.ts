import { Pauses, unlessAborted } from './pauses.js';

describe('Pauses', () => {
  const never = new AbortController().signal;

  it('double from the shortest to the longest, and are short again after a reset', () => {
    const pauses = new Pauses({ shortestMs: 10, longestMs: 50 }, () => 1);
    expect([1, 2, 3, 4, 5].map(() => pauses.next())).toEqual([10, 20, 40, 50, 50]);
    pauses.reset();
    expect(pauses.next()).toBe(10);
  });

  it('differ by chance, by no more than half', () => {
    expect(new Pauses({ shortestMs: 10 }, () => 0).next()).toBe(5);
    expect(new Pauses({ shortestMs: 10 }, () => 0.5).next()).toBe(7.5);
  });

  it('are waited for, and end at once when aborted', async () => {
    await new Pauses({ shortestMs: 1 }).take(never);
    const abort = new AbortController();
    const waiting = new Pauses({ shortestMs: 3_600_000, longestMs: 3_600_000 }).take(abort.signal);
    abort.abort();
    await waiting;
    await new Pauses({ shortestMs: 3_600_000, longestMs: 3_600_000 }).take(AbortSignal.abort());
  });
});

describe('unlessAborted', () => {
  it('gives what the work gives, or its error', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  });

  it('does not wait for the work once aborted', async () => {
    const abort = new AbortController();
    const waiting = unlessAborted(new Promise(() => {}), abort.signal);
    abort.abort();
    expect(await waiting).toBe('aborted');
  });
});
