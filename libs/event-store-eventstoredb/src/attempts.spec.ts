import { Attempts } from './attempts.js';
import { CallTimedOut, ConnectionGone } from './faults.js';

const lost = Object.assign(new Error('Connection dropped'), { code: 14 });
const notReady = new Error('Could not recognize Server Is Not Ready');

describe('Attempts', () => {
  const never = new AbortController().signal;
  const attempts = (budgetMs: number, signal = never): Attempts =>
    new Attempts(budgetMs, { shortestMs: 1, longestMs: 4 }, signal);

  it('repeat what broke on the way once, and again after progress', async () => {
    const call = attempts(1_000);
    expect([await call.again(lost), await call.again(lost)]).toEqual([true, false]);
    call.progressed();
    expect(await call.again(lost)).toBe(true);
  });

  it('ask a node that is not ready while there is time', async () => {
    const call = attempts(1_000);
    for (let n = 0; n < 5; n += 1) expect(await call.again(notReady)).toBe(true);
    expect(await attempts(0).again(notReady)).toBe(false);
  });

  it('begin none that would be cut off before it can be answered', async () => {
    const long = { shortestMs: 3_600_000, longestMs: 3_600_000 };
    expect(await new Attempts(3_700_000, long, never).again(notReady)).toBe(false);
  });

  it.each([
    ['what took its whole time', new CallTimedOut()],
    ['what was given up', new ConnectionGone()],
    ['a conflict', Object.assign(new Error(''), { type: 'wrong-expected-version' })],
    ['a defect', new TypeError('no')],
  ])('do not repeat %s', async (_, error) => expect(await attempts(1_000).again(error)).toBe(false));

  it('end with the store', async () => {
    const abort = new AbortController();
    const waiting = new Attempts(7_200_000, { shortestMs: 3_600_000, longestMs: 3_600_000 }, abort.signal).again(
      notReady,
    );
    abort.abort();
    expect(await waiting).toBe(false);
    expect(await attempts(1_000, abort.signal).again(lost)).toBe(false);
  });
});
