import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { Client as Database } from 'pg';
import { PROJECTIONS } from '#projections';
import type { Position } from '#libs/event-store';
import { makeUscc } from '#libs/subjects';
import { Client } from './client.js';
import { expectWellFormed, readLog, verifyProjections, type LoggedEvent } from './log.js';
import { makeDataFolder, ProductProcess } from './product-process.js';
import { daysAgo, publishReferenceData } from './setting.js';

jest.setTimeout(120_000);

const ROWS = 90;
/** Rows with a wrong check digit. */
const REFUSED = new Set([10, 40, 80]);
/** Rows that say again what the row before has said. */
const REPEATED = new Set([31, 65]);
const ACCEPTED = ROWS - REFUSED.size - REPEATED.size;
/** The process is killed when so many rows stand in the log. */
const KILL_AT = [20, 55];

const HEADER =
  'subjectType,identifierKind,identifier,name,basisClass,basisDocNo,basisIssuer,basisDate,legallyEffective,facts,grade,actEndedOn';

function listOfRows(): string {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const number = REPEATED.has(index + 1) ? index : index + 1;
    const right = makeUscc(600_000 + number);
    const identifier = REFUSED.has(number) ? right.replace(/.$/, (digit) => (digit === '1' ? '2' : '1')) : right;
    const basis = `ADMIN_OR_CRIMINAL,市监罚〔2026〕${number}号,示范市市场监管局,${daysAgo(60)},true`;
    return `ENTERPRISE,USCC,${identifier},演示${number}号有限公司,${basis},第${number}号：销售不合格产品。,SERIOUS,${daysAgo(120)}`;
  });
  return [HEADER, ...rows].join('\n');
}

interface Progress {
  /** Entries in the log. */
  readonly entries: number;
  /** Rows whose result is written. */
  readonly rows: number;
  readonly accepted: number;
  readonly state: string;
}

interface Row {
  readonly row: number;
  readonly state: string;
  readonly code?: string;
  readonly subjectId?: string;
  readonly entryId?: string;
}

describe('the standalone process, killed with -9 in the middle of an import', () => {
  const list = listOfRows();
  const key = randomUUID();
  let product: ProductProcess;
  let client: Client;
  let batchId: string;
  let log: readonly LoggedEvent[];

  beforeAll(async () => {
    product = await ProductProcess.start(await makeDataFolder());
    const running = product;
    client = new Client({
      get base() {
        return running.base;
      },
      up: () => Promise.resolve(),
    });
    await publishReferenceData(client);
  });

  afterAll(async () => {
    await product.dispose();
  });

  async function upload(): Promise<{ readonly batchId: string }> {
    const form = new FormData();
    form.set('standardId', 'BLK-1');
    form.set('mode', 'import');
    form.set('file', new Blob([list]), 'list.csv');
    const answer = await client.request('POST', '/batches', 'a-drafter', form, { 'idempotency-key': key });
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 202 });
    return answer.body as { batchId: string };
  }

  async function inDatabase<T>(work: (progress: () => Promise<Progress>) => Promise<T>): Promise<T> {
    const database = new Database({ connectionString: (await product.database()).url });
    const store = await product.openLog();
    await database.connect();
    let entries = 0;
    let after: Position | undefined;
    try {
      return await work(async () => {
        const { rows } = await database.query<Omit<Progress, 'entries'>>(
          'select cursor as rows, accepted, state from jobs.jobs where job_id = $1',
          [batchId],
        );
        const [progress] = rows;
        if (progress === undefined) throw new Error('the job is not there');
        for await (const { eventType, position } of store.readAll(after === undefined ? {} : { after })) {
          if (eventType === 'InitialEntryGenerated') entries += 1;
          after = position;
        }
        return { ...progress, entries };
      });
    } finally {
      await store.close();
      await database.end();
    }
  }

  it('adopts the database it left running, and goes on with the import by itself', async () => {
    const { postmaster } = await product.database();
    ({ batchId } = await upload());
    const left: Progress[] = [];
    for (const enough of KILL_AT) {
      await inDatabase(async (progress) => {
        // Between two writings of results: entries stand in the log whose rows the job does not know to be done.
        for (let seen = await progress(); seen.entries < enough || seen.entries <= seen.accepted;) {
          if (seen.state === 'DONE') throw new Error('the import was over before it could be killed');
          seen = await progress();
        }
        await product.kill();
        left.push(await progress());
      });
      await product.restart();
      // The answer to the upload may have been lost: sent again, it is the same batch.
      expect(await upload()).toMatchObject({ batchId, total: ROWS });
    }
    expect(left.map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING']);
    for (const { rows } of left) expect(rows).toBeLessThan(ROWS);
    expect(left.some(({ entries, accepted }) => entries > accepted)).toBe(true);
    expect((await product.database()).postmaster).toEqual(postmaster);

    const followed = await client.request('GET', `/batches/${batchId}/events`, 'a-drafter');
    expect(followed.text).toContain(`event: finished\nid: ${ROWS}\n`);
  });

  it('has done every row exactly once', async () => {
    const counts = { accepted: ACCEPTED, refused: REFUSED.size, duplicate: REPEATED.size };
    const batch = await client.request('GET', `/batches/${batchId}`, 'a-drafter');
    expect(batch.body).toMatchObject({ state: 'DONE', total: ROWS, done: ROWS, ...counts });
    const { items } = (await client.request('GET', `/batches/${batchId}/rows?limit=1000`, 'a-drafter')).body as {
      items: Row[];
    };
    expect(items.map(({ row }) => row)).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
    const rowsThatAre = (state: string) => items.filter((one) => one.state === state);
    expect(new Set(rowsThatAre('REFUSED').map(({ row }) => row))).toEqual(REFUSED);
    expect(new Set(rowsThatAre('REFUSED').map(({ code }) => code))).toEqual(new Set(['IDENTIFIER_CHECK_DIGIT']));
    expect(new Set(rowsThatAre('DUPLICATE').map(({ row }) => row))).toEqual(REPEATED);

    log = await readLog(product);
    expectWellFormed(log);
    const dossiers = log.filter(({ streamId }) => streamId.startsWith('dossier-'));
    const ofRows = rowsThatAre('ACCEPTED').map(({ subjectId }) => `dossier-${subjectId ?? ''}`);
    for (const type of ['SubjectRegistered', 'InitialEntryGenerated'])
      expect(
        dossiers
          .filter(({ eventType }) => eventType === type)
          .map(({ streamId }) => streamId)
          .sort(),
      ).toEqual([...ofRows].sort());
    expect(new Set(ofRows).size).toBe(ACCEPTED);
    expect(new Set(rowsThatAre('ACCEPTED').map(({ entryId }) => entryId)).size).toBe(ACCEPTED);
    // Each act under an id of its own: none was done twice under different ids, and nobody was registered for nothing.
    const acts = new Set(dossiers.map(({ streamId, commandId }) => `${streamId} ${commandId ?? ''}`));
    expect(acts.size).toBe(ACCEPTED * 2);
  });

  it('answers the upload as it did, and writes nothing', async () => {
    expect(await upload()).toMatchObject({ batchId, state: 'DONE', accepted: ACCEPTED });
    expect(await readLog(product)).toHaveLength(log.length);
  });

  it('has read models that equal a rebuild', async () => {
    const verified = await verifyProjections(product);
    expect(verified.map(({ projection, equal }) => ({ projection, equal }))).toEqual(
      PROJECTIONS.map(({ name }) => ({ projection: name, equal: true })),
    );
    const rows = verified.flatMap(({ tables }) => tables.map((one) => one.rows));
    expect(rows).toContain(ACCEPTED);
    expect(rows.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(ACCEPTED * 3);
  });
});
