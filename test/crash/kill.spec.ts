import { jest } from '@jest/globals';
import { PROJECTIONS } from '#projections';
import { burst, MortalProduct } from './burst.js';
import { Client, type Acknowledged } from './client.js';
import { expectOnce, expectWellFormed, readLog, verifyProjections } from './log.js';
import { makeDataFolder, ProductProcess } from './product-process.js';
import { publishReferenceData } from './setting.js';

jest.setTimeout(60_000);

const CLIENTS = 8;
const SUBJECTS = 100;
/** The process is killed when so many commands have been acknowledged. */
const KILL_AT = [60, 200];

describe('the standalone process, killed with -9 in the middle of a burst of commands', () => {
  let product: MortalProduct;

  beforeAll(async () => {
    product = new MortalProduct(await ProductProcess.start(await makeDataFolder()));
    await publishReferenceData(new Client(product));
  });

  afterAll(async () => {
    await product.process.dispose();
  });

  let acknowledged: readonly Acknowledged[] = [];

  it('adopts the database it left running, and takes the repeats of its clients', async () => {
    const { postmaster } = await product.process.database();
    acknowledged = await burst(product, { clients: CLIENTS, subjects: SUBJECTS, killAt: KILL_AT });
    expect(acknowledged).toHaveLength(SUBJECTS * 3);
    // The kills did hit commands under way.
    expect(acknowledged.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(KILL_AT.length);
    expect((await product.process.database()).postmaster).toEqual(postmaster);
  });

  it('has lost nothing that was acknowledged and doubled nothing', async () => {
    const log = await readLog(product.process);
    expectWellFormed(log);
    expectOnce(log, acknowledged);
    const counts = (type: string): number => log.filter(({ eventType }) => eventType === type).length;
    expect({
      subjects: counts('SubjectRegistered'),
      entries: counts('InitialEntryGenerated'),
      notices: counts('PriorNoticeServed'),
    }).toEqual({ subjects: SUBJECTS, entries: SUBJECTS, notices: SUBJECTS });
    // Nothing stands in a dossier that nobody was told of.
    const known = new Set(acknowledged.map(({ key }) => key));
    const strangers = log.filter(
      ({ streamId, commandId }) => streamId.startsWith('dossier-') && !known.has(commandId ?? ''),
    );
    expect(strangers).toEqual([]);
  });

  it('answers each repeat as it answered first, and writes nothing', async () => {
    const before = await readLog(product.process);
    const client = new Client(product);
    const repeats = await Promise.all(acknowledged.map(async (first) => ({ first, repeat: await client.send(first) })));
    for (const { first, repeat } of repeats) {
      expect({ path: first.path, status: repeat.status, body: repeat.body as unknown }).toEqual({
        path: first.path,
        status: first.answer.status,
        body: first.answer.body as unknown,
      });
      expect(repeat.headers.get('idempotent-replay')).toBe('true');
    }
    expect(await readLog(product.process)).toHaveLength(before.length);
  });

  it('has read models that equal a rebuild', async () => {
    const verified = await verifyProjections(product.process);
    expect(verified.map(({ projection, equal }) => ({ projection, equal }))).toEqual(
      PROJECTIONS.map(({ name }) => ({ projection: name, equal: true })),
    );
    const rows = Object.fromEntries(verified.flatMap(({ tables }) => tables.map((one) => [one.table, one.rows])));
    expect(Object.values(rows).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(SUBJECTS * 3);
  });

  it('stops in order when it is asked to', async () => {
    expect(await product.process.stop()).toBe(0);
    await expect(product.process.database()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
