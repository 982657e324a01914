import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { makeUscc } from '#libs/subjects';
import { CuttableProxy } from '#test/cuttable-proxy';
import { openOffice, X } from '#test/office';
import { PRODUCT_MIGRATIONS, startProduct, type Answer, type Product } from '#test/product';
import { OrdinaryDatabase } from './ordinary-database.js';
import { mayMount, SmallDisk } from './small-disk.js';

jest.setTimeout(90_000);

const PURPOSE = { purposeCode: 'DISPUTE_HANDLING', matterNo: '市监信异〔2026〕1号' };
const LIMIT_MS = 30_000;

let database: OrdinaryDatabase;
let product: Product;
let serial = 0;

beforeAll(async () => {
  database = await OrdinaryDatabase.open(PRODUCT_MIGRATIONS);
  product = await startProduct({ now: '2026-08-03', database, env: { MINGDAN_LOG_LEVEL: 'silent' } });
  await openOffice(product);
  await answered(register());
  await product.settled();
});
afterAll(() => product.stop());

interface Registering {
  readonly key: string;
  readonly body: object;
}

function register(): Registering {
  serial += 1;
  const identifier = { kind: 'USCC', value: serial === 1 ? X.value : makeUscc(700_000 + serial) };
  return { key: randomUUID(), body: { subjectType: 'ENTERPRISE', identifier, name: `演示${serial}号有限公司` } };
}

const send = ({ key, body }: Registering): Promise<Answer> =>
  product.as('a-drafter').send('POST', '/subjects', body, { 'idempotency-key': key });

async function answered(command: Registering): Promise<Answer> {
  const answer = await send(command);
  expect(answer).toMatchObject({ status: 201 });
  return answer;
}

const decide = (): Promise<Answer> =>
  product.as('a-handler').send('POST', '/decisions', {
    identifier: { kind: X.type, value: X.value },
    purpose: PURPOSE,
  });

const ready = (): Promise<Answer> => product.anybody.get('/health/ready');

/** Asks again and again. @throws Error when it does not come about in time */
async function until<T>(ask: () => Promise<T>, enough: (got: T) => boolean): Promise<T> {
  for (const limit = performance.now() + LIMIT_MS; ; await pause(5)) {
    const got = await ask();
    if (enough(got)) return got;
    if (performance.now() > limit) throw new Error(`did not come about: ${JSON.stringify(got)}`);
  }
}

/** Events of these commands in the log. */
async function written(...commands: readonly Registering[]): Promise<number> {
  const rows = await database.rows<{ n: string }>(
    `select count(*) as n from event_log.events where metadata->>'commandId' = any($1)`,
    [commands.map(({ key }) => key)],
  );
  return Number(rows[0]?.n);
}

async function lookups(): Promise<number> {
  return Number((await database.rows<{ n: string }>('select count(*) as n from registers.lookups'))[0]?.n);
}

async function expectDense(): Promise<void> {
  const [row] = await database.rows<{ events: string; last: string }>(
    'select count(*) as events, max(position) as last from event_log.events',
  );
  expect(row?.events).toBe(row?.last);
}

/** Refused for the time being, with the reason in both languages, and nothing else. */
function expectLater({ status, headers, body }: Answer, ...codes: readonly string[]): void {
  expect({ status, body: body as unknown }).toMatchObject({
    status: 503,
    body: { status: 503, detail: expect.stringMatching(/\p{Script=Han}/u), detailEn: expect.stringMatching(/[a-z]/) },
  });
  expect(codes).toContain(body.code);
  expect(headers['content-type']).toContain('application/problem+json');
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
}

/** What was refused is done by a repeat, once, and a further one is answered alike. */
async function expectDoneOnce(command: Registering): Promise<void> {
  const answer = await until(
    () => send(command),
    ({ status }) => status !== 503,
  );
  expect(answer).toMatchObject({ status: 201 });
  const again = await send(command);
  expect({ status: again.status, body: again.body as unknown }).toEqual({ status: 201, body: answer.body as unknown });
  expect(again.headers['idempotent-replay']).toBe('true');
  expect(await written(command)).toBe(1);
}

async function expectWell(): Promise<void> {
  const { body } = await until(ready, ({ status, body: { status: state } }) => status === 200 && state === 'up');
  expect(body.status).toBe('up');
  await product.followed();
  await expectDense();
}

describe('acknowledgements that are lost on the wire', () => {
  it('between client and product: the repeat under the same id answers the same, and writes nothing', async () => {
    const command = register();
    const line = await CuttableProxy.before(product.base);
    const token = await product.token('a-drafter');
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const over = (base: string): Promise<Response> =>
      fetch(new URL('/subjects', base), {
        ...{ method: 'POST', headers: { ...headers, 'idempotency-key': command.key } },
        body: JSON.stringify(command.body),
      });
    line.holdAnswers();
    const lost = over(line.url).catch((error: unknown) => error);
    await until(
      () => written(command),
      (events) => events > 0,
    );
    line.cut();
    expect(await lost).toHaveProperty('name', 'TypeError');
    const repeat = await over(line.url);
    expect([repeat.status, repeat.headers.get('idempotent-replay')]).toEqual([201, 'true']);
    const third = await over(line.url);
    expect(await third.json()).toEqual(await repeat.json());
    expect(await written(command)).toBe(1);
    await line.close();
  });

  it('between product and database: commands are in the log once, and their clients learn it', async () => {
    const commands = Array.from({ length: 6 }, register);
    // Appends wait, reads do not.
    await database.admin.query('begin');
    await database.admin.query('lock table event_log.events in exclusive mode');
    const answers = commands.map(send);
    await until(
      () => database.rows(`select from pg_locks where relation = 'event_log.events'::regclass and not granted`),
      ({ length }) => length > 0,
    );
    database.line.holdAnswers();
    await database.admin.query('commit');
    await until(
      () => written(...commands),
      (events) => events > 0,
    );
    database.line.cut();
    for (const answer of await Promise.all(answers)) {
      if (answer.status !== 201) expectLater(answer, 'OUTCOME_UNKNOWN', 'STORE_UNAVAILABLE', 'VAULT_UNAVAILABLE');
    }
    for (const command of commands) await expectDoneOnce(command);
    await expectWell();
  });
});

describe('a database that takes no connections any more', () => {
  it('puts off commands and questions with the reason, and goes on by itself when it takes them again', async () => {
    await database.rows(`alter database ${database.name} connection limit 0`);
    await database.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`,
      [database.name],
    );
    const before = await lookups();
    const command = register();
    expectLater(await send(command), 'STORE_UNAVAILABLE', 'VAULT_UNAVAILABLE', 'REGISTER_UNAVAILABLE');
    const question = await decide();
    expectLater(question, 'STORE_UNAVAILABLE', 'VAULT_UNAVAILABLE', 'REGISTER_UNAVAILABLE');
    expect(question.text).not.toContain(X.value);
    expectLater(await product.anybody.get('/public/lists/black'), 'STORE_UNAVAILABLE');
    expect((await ready()).status).toBe(503);
    expect((await product.anybody.get('/health/live')).status).toBe(200);
    expect([await written(command), await lookups()]).toEqual([0, before]);

    await database.rows(`alter database ${database.name} connection limit -1`);
    await expectDoneOnce(command);
    await expectWell();
    expect(await decide()).toMatchObject({ status: 200 });
  });
});

const mounts = mayMount();
const onSmallDisk = mounts ? it : it.skip;
const how = mounts ? 'a tablespace on a mounted disk of 4 MB' : 'skipped: this user may not mount a disk';

describe('a disk without room', () => {
  let disk: SmallDisk | undefined;
  let tables: readonly string[] = [];

  afterAll(async () => {
    disk?.makeRoom();
    await move('pg_default');
    await disk?.unmount(database.admin);
  });

  async function move(tablespace: string): Promise<void> {
    for (const table of tables) await database.rows(`alter table ${table} set tablespace "${tablespace}"`);
  }

  onSmallDisk(`for the log and the register of look-ups (${how})`, async () => {
    disk = await SmallDisk.mount(database.admin);
    const partitions = await database.rows<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'registers.lookups'::regclass`,
    );
    tables = ['event_log.events', ...partitions.map(({ name }) => name)];
    await move(disk.tablespace);
    disk.fill();

    const [events, lookedUp] = [await product.eventCount(), await lookups()];
    let [commands, questions] = [0, 0];
    // There is still some room in the last page of each table.
    let command = register();
    const refused = await until(
      async () => {
        command = register();
        return send(command);
      },
      ({ status }) => (status === 201 ? (commands += 1) < 0 : true),
    );
    const unanswered = await until(decide, ({ status }) => (status === 200 ? (questions += 1) < 0 : true));
    expectLater(refused, 'STORE_UNAVAILABLE');
    expectLater(unanswered, 'REGISTER_UNAVAILABLE');
    expect(unanswered.body).not.toHaveProperty('lists');
    expect([await product.eventCount(), await lookups()]).toEqual([events + commands, lookedUp + questions]);
    // What writes nothing is answered.
    expect(await product.anybody.get('/public/lists/black')).toMatchObject({ status: 200 });
    expect(await product.as('supervisor').get('/positions')).toMatchObject({ status: 200 });
    expect(await ready()).toMatchObject({ status: 200 });

    disk.makeRoom();
    await expectDoneOnce(command);
    expect(await decide()).toMatchObject({ status: 200 });
    expect(await lookups()).toBe(lookedUp + questions + 1);
    await expectWell();
  });
});
