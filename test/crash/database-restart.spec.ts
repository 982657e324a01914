import { jest } from '@jest/globals';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#libs/embedded-postgres';
import { Client, type Acknowledged, type Target } from './client.js';
import { expectOnce, expectWellFormed, readLog, verifyProjections } from './log.js';
import { makeDataFolder, ProductProcess } from './product-process.js';
import { initialActs, publishReferenceData } from './setting.js';

jest.setTimeout(60_000);

const CLIENTS = 8;
const SUBJECTS = 40;
const GO_AWAY_AT = 40;

describe('the product while its database is restarted under load', () => {
  let dataDir: string;
  let product: ProductProcess;
  let target: Target;
  let restarted: EmbeddedPostgres | undefined;
  const acknowledged: Acknowledged[] = [];

  beforeAll(async () => {
    dataDir = await makeDataFolder();
    product = await ProductProcess.start(dataDir);
    target = { base: product.base, up: () => Promise.resolve() };
    await publishReferenceData(new Client(target));
  });

  afterAll(async () => {
    await product.stop();
    await restarted?.stop();
    await product.dispose();
  });

  it('answers 503 with Retry-After while it is away, and goes on when it is back', async () => {
    const { postmaster } = await product.database();
    const clients = Array.from({ length: CLIENTS }, () => new Client(target));
    const numbers = Array.from({ length: SUBJECTS }, (_, number) => number).values();
    let goAway: () => void = () => undefined;
    const away = new Promise<void>((resolve) => (goAway = resolve));
    const work = clients.map(async (client) => {
      for (const number of numbers) {
        let before: { subjectId?: string; entryId?: string } = {};
        for (const act of initialActs(number)) {
          const { path, body } = act(before);
          const done = await client.command(path, body);
          before = done.answer.body as typeof before;
          acknowledged.push(done);
          if (acknowledged.length === GO_AWAY_AT) goAway();
        }
      }
    });
    await Promise.race([away, Promise.all(work)]);
    process.kill(postmaster.pid, 'SIGINT');

    // Every client meets the outage: none gets an answer but "later".
    const putOff = (): number => clients.filter((client) => client.putOff.length > 0).length;
    const watcher = new Client(target);
    const health: number[] = [];
    while (putOff() < CLIENTS) health.push((await watcher.request('GET', '/health/ready')).status);
    expect(health.at(-1)).toBe(503);
    expect((await watcher.request('GET', '/health/live')).status).toBe(200);
    expect((await watcher.request('GET', '/public/lists/black')).status).toBe(503);

    restarted = await startEmbeddedPostgres({ dataDir, port: postmaster.port, log: () => undefined });
    await Promise.all(work);
    expect(acknowledged).toHaveLength(SUBJECTS * 3);
    for (const answer of clients.flatMap((client) => client.putOff)) {
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body).toMatchObject({
        status: 503,
        code: expect.stringMatching(/^(STORE|VAULT|REGISTER)_UNAVAILABLE$|^OUTCOME_UNKNOWN$/),
      });
    }
    expect(product.running).toBe(true);
  });

  it('has lost nothing, doubled nothing, and its read models follow again', async () => {
    const log = await readLog(product);
    expectWellFormed(log);
    expectOnce(log, acknowledged);
    expect(log.filter(({ eventType }) => eventType === 'PriorNoticeServed')).toHaveLength(SUBJECTS);
    for (const { projection, equal } of await verifyProjections(product))
      expect({ projection, equal }).toEqual({ projection, equal: true });
    const ready = await new Client(target).request('GET', '/health/ready');
    expect(ready).toMatchObject({ status: 200, body: { status: 'up' } });
  });
});
