import { StoreUnavailable } from '#libs/event-store';
import type { EventProcess } from './projection.js';
import { type World, added, append, until, world } from './testing/fixtures.js';

let w: World;
beforeEach(async () => {
  w = await world([]);
});
afterEach(async () => {
  await w.end();
});

/** Notes what it did; fails where told. */
class Mailer implements EventProcess {
  readonly name = 'mailer';
  readonly streamPrefixes = ['dossier-'];
  readonly done: string[] = [];
  failing: (position: string) => Error | undefined = () => undefined;

  constructor(readonly startAt: 'beginning' | 'end' = 'beginning') {}

  async handle(event: { position: string }): Promise<void> {
    const error = this.failing(event.position);
    if (error !== undefined) throw error;
    this.done.push(event.position);
  }
}

const stored = async (): Promise<string | null | undefined> =>
  (await w.rows<{ position: string | null }>(`select position from read.checkpoints where slot = 'process'`))[0]
    ?.position;

describe('a side process', () => {
  it('handles every event of its streams once and in order, also across a restart', async () => {
    const positions = [];
    for (let i = 0; i < 120; i += 1) positions.push(await append(w.store, `dossier-${i % 3}`, added(i)));
    const first = new Mailer();
    const runner = w.runner({ projections: [], processes: [first] });
    runner.start();
    const foreign = await append(w.store, 'standard-x', added(1));
    await until(async () => (await stored()) === foreign);
    await runner.close();
    expect(first.done).toEqual(positions);

    const second = new Mailer();
    w.runner({ projections: [], processes: [second] }).start();
    const next = await append(w.store, 'dossier-0', added(1));
    await until(async () => (await stored()) === next);
    expect(second.done).toEqual([next]);
  });

  it('stores its checkpoint only after the command succeeded, and repeats what failed', async () => {
    const mailer = new Mailer();
    const first = await append(w.store, 'dossier-a', added(1));
    const second = await append(w.store, 'dossier-a', added(2));
    let away = 4;
    const checkpoints: unknown[] = [];
    mailer.failing = (position) => {
      if (position !== second || away === 0) return undefined;
      away -= 1;
      void stored().then((position) => checkpoints.push(position));
      return new StoreUnavailable('the store is away', false);
    };
    w.runner({ projections: [], processes: [mailer] }).start();
    await until(async () => (await stored()) === second);
    expect(mailer.done).toEqual([first, second]);
    expect(checkpoints).toHaveLength(4);
    expect(checkpoints).not.toContain(second);
  });

  it('stops loudly at an event it cannot handle, and goes on when resumed', async () => {
    const mailer = new Mailer();
    const first = await append(w.store, 'dossier-a', added(1));
    const bad = await append(w.store, 'dossier-a', added(2, 'Odd'));
    const last = await append(w.store, 'dossier-a', added(3));
    let broken = true;
    mailer.failing = (position) => (broken && position === bad ? new Error('refused') : undefined);
    const runner = w.runner({ projections: [], processes: [mailer] });
    runner.start();
    await until(async () => !(await runner.health()).ok);
    expect((await runner.positions())[0]).toMatchObject({
      kind: 'process',
      state: 'FAILED',
      position: first,
      lag: 2,
      lastError: { position: bad, eventType: 'Odd', streamId: 'dossier-a', attempts: 3 },
    });
    expect(mailer.done).toEqual([first]);
    broken = false;
    await runner.resume('mailer');
    await until(async () => (await stored()) === last);
    expect(mailer.done).toEqual([first, bad, last]);
  });

  it('can begin at the end of the log', async () => {
    const before = await append(w.store, 'dossier-a', added(1));
    const mailer = new Mailer('end');
    w.runner({ projections: [], processes: [mailer] }).start();
    await until(async () => (await stored()) === before);
    const after = await append(w.store, 'dossier-a', added(2));
    await until(async () => (await stored()) === after);
    expect(mailer.done).toEqual([after]);
  });
});
