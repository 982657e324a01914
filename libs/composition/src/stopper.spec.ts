import { Stopper } from './stopper.js';

describe('stopping', () => {
  function make(): { stopper: Stopper; said: string[]; exits: number[]; at: { now: number } } {
    const said: string[] = [];
    const exits: number[] = [];
    const at = { now: 0 };
    const stopper = new Stopper({
      say: (text) => said.push(text),
      exit: (code) => exits.push(code),
      now: () => at.now,
    });
    return { stopper, said, exits, at };
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('takes a Ctrl-C that arrives twice for one, and stops once', async () => {
    const { stopper, exits, at } = make();
    let stops = 0;
    await stopper.started(async () => void (stops += 1));
    stopper.ask('person');
    at.now = 50;
    stopper.ask('person');
    await turn();
    expect([stops, exits]).toEqual([1, [0]]);
  });

  it('ends at once when somebody insists', async () => {
    const { stopper, exits, at } = make();
    await stopper.started(() => new Promise(() => undefined));
    stopper.ask('person');
    at.now = 1500;
    stopper.ask('person');
    expect(exits).toEqual([130]);
  });

  it('is not hurried by processes that tell it again', async () => {
    const { stopper, exits, at } = make();
    await stopper.started(() => new Promise(() => undefined));
    stopper.ask('person');
    at.now = 5000;
    stopper.ask('process');
    expect(exits).toEqual([]);
  });

  it('aborts a start under way, and stops what came up all the same', async () => {
    const { stopper, exits } = make();
    stopper.ask();
    expect(stopper.starting.aborted).toBe(true);
    await stopper.started(async () => undefined);
    expect(exits).toEqual([0]);
  });

  it('ends with an error after a crash or a stop that fails', async () => {
    const crashed = make();
    await crashed.stopper.started(async () => undefined);
    crashed.stopper.crash(new TypeError('x'));
    await turn();
    expect(crashed.exits).toEqual([1]);
    const stuck = make();
    await stuck.stopper.started(() => Promise.reject(new Error('x')));
    stuck.stopper.ask();
    await turn();
    expect(stuck.exits).toEqual([1]);
  });
});
