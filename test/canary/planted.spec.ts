import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { jest } from '@jest/globals';
import { Client as Database, Pool } from 'pg';
import { MemoryEventStore } from '#libs/event-store';
import { copyLog } from '#libs/log-copy';
import { backupVault, FileKeyProvider } from '#libs/vault';
import type { Answer } from '../crash/client.js';
import { RecordingClient } from '../crash/recording-client.js';
import { makeDataFolder, ProductProcess, removeDataFolder } from '../crash/product-process.js';
import { Canaries } from './canaries.js';
import { Feed } from './feed.js';
import { provokeErrors, PURPOSE, setTheStage, tellTheStory, type Told } from './story.js';

jest.setTimeout(90_000);

/**
 * Where personal data may stand in clear, and nowhere else: in the answers to those who may see the case, who asked by
 * POST with purpose and matter, so that it was registered before it left; and in the preview that an official of the
 * deciding unit approves before it is shown; in a document that is downloaded for a purpose and matter; and as is said at
 * each.
 */
const ALLOWED = [
  /^POST \/subjects\/[^/]+\/timeline\/search by a-handler$/,
  /\/shown-text by a-drafter$/,
  /\/download by a-drafter$/,
  /^POST \/complaints\/[^/]+\/file by a-handler$/,
  // The unit that deals with a report reads the facts; of two who have unsealed it, one reads who it was.
  /^POST \/reports\/[^/]+\/(facts|informant) by a-handler$/,
  // The informant's code, once; what the informant is told; the secret of a webhook, once.
  /^POST \/public\/reports by c-implementer$/,
  /^POST \/public\/reports\/state by nobody$/,
  /^POST \/webhooks by platform-operator$/,
];
/** Names of fields and parameters that are not known: an error points to them, for the sender alone. */
const POINTED_TO = new Set(['error: unknown field', 'error: parameter']);
/** Everybody who may log in, each of whom reads all there is to read. */
const READERS = [
  ...['a-drafter', 'a-approver', 'a-handler', 'b-drafter', 'c-implementer', 'o-officer', 'supervisor'],
  ...['privacy-reviewer', 'platform-operator', 'subject-x', 'third-party'],
];

const text = (answers: readonly Answer[]): string =>
  answers.map((one) => `${JSON.stringify([...one.headers])}${one.text}`).join('\n');

describe('after a run with fictitious persons', () => {
  const canaries = new Canaries();
  let dataDir: string;
  let product: ProductProcess;
  let client: RecordingClient;
  let feed: Feed | undefined;
  let told: Told;

  beforeAll(async () => {
    dataDir = await makeDataFolder();
    product = await ProductProcess.start(dataDir);
    client = new RecordingClient({ base: product.base, up: () => Promise.resolve() });
    await setTheStage(client);
    feed = await Feed.open(client, 'a-drafter');
    told = await tellTheStory(client, canaries);
  });

  afterAll(async () => {
    feed?.close();
    await product.stop();
    await removeDataFolder(dataDir);
  });

  async function sql<T extends object>(query: string, values: unknown[] = []): Promise<T[]> {
    const database = new Database({ connectionString: (await product.database()).url });
    await database.connect();
    try {
      return (await database.query<T>(query, values)).rows;
    } finally {
      await database.end();
    }
  }

  /** What an operator carries away: a copy of the log, read as it was written, and a backup of the vault. */
  async function copyAndBackUp(): Promise<void> {
    const log = await product.openLog();
    const copy = new MemoryEventStore();
    await copyLog(log, copy);
    await log.close();
    const copied: string[] = [];
    for await (const { data, metadata, streamId, eventType } of copy.readAll())
      copied.push(JSON.stringify({ streamId, eventType, data, metadata }));
    expect(copied.some((one) => one.includes('"ReportReceived"'))).toBe(true);
    expect(canaries.in(copied.join('\n'))).toEqual([]);
    const pool = new Pool({ connectionString: (await product.database()).url, max: 2 });
    const provider = new FileKeyProvider({ folder: join(dataDir, 'vault'), createIfMissing: false });
    const path = join(dataDir, 'vault-backup');
    await backupVault({ pool, provider, path, passphrase: 'a long passphrase' });
    await pool.end();
  }

  it('whoever may know is told, by a registered question', async () => {
    const body = { purpose: PURPOSE, after: told.position, limit: 200 };
    const answer = await client.request('POST', `/subjects/${told.subjectId}/timeline/search`, 'a-handler', body);
    expect(answer.status).toBe(200);
    const seen = new Set(canaries.in(answer.text).map(({ what }) => what));
    for (const what of ['facts', 'statement', 'proposal: reasons', 'objection', 'objection decision: reasons'])
      expect(seen).toContain(what);
  });

  it('of a complaint and a report each is told what is theirs to know', async () => {
    const { complaintId, reportId } = told.complained;
    const ask = async (path: string, as: string) => {
      const { text: said } = await client.request('POST', path, as, { purpose: PURPOSE });
      return [...new Set(canaries.in(said).map(({ what }) => what))].filter((what) => !/telephone$/.test(what)).sort();
    };
    const file = ['complaint', 'complaint: alleged error', 'complaint: reasons', 'complaint: remedies'];
    expect(await ask(`/complaints/${complaintId}/file`, 'a-handler')).toEqual(file);
    expect(await ask(`/complaints/${complaintId}/file`, 'b-handler')).toEqual([]);
    const facts = ['report: about', 'report: facts', 'report: further facts'];
    expect(await ask(`/reports/${reportId}/facts`, 'a-handler')).toEqual(facts);
    expect(await ask(`/reports/${reportId}/informant`, 'a-handler')).toEqual(['informant: name']);
    for (const as of ['supervisor', 'o-officer', 'b-handler'])
      for (const part of ['facts', 'informant']) expect(await ask(`/reports/${reportId}/${part}`, as)).toEqual([]);
  });

  it('a document is given out for a purpose and matter, and registered', async () => {
    const path = `/evidence/${told.handedIn.docId}/download`;
    const registered = async () => (await sql('select 1 from registers.lookups')).length;
    const before = await registered();
    const unasked = await client.request('POST', path, 'a-drafter', {});
    expect([unasked.status, canaries.in(text([unasked]))]).toEqual([422, []]);
    const answer = await client.request('POST', path, 'a-drafter', { purpose: PURPOSE });
    expect(answer.status).toBe(200);
    expect(new Set(canaries.in(text([answer])).map(({ what }) => what))).toEqual(new Set(['document: bytes']));
    expect(await registered()).toBe(before + 1);
  });

  it('nobody is told by a plain question, nor by an export', async () => {
    const { subjectId, entry, position } = told;
    const paths = [
      `/subjects/${subjectId}`,
      `/subjects/${subjectId}/timeline`,
      `/subjects/${subjectId}/entries`,
      entry,
    ];
    for (const batchId of [told.handedIn.batchId, told.handedIn.actId])
      for (const part of ['', '/rows', '/rows.csv', '/events']) paths.push(`/batches/${batchId}${part}`);
    const more = ['/batches', '/lists/black', '/deadlines', '/audit/decisions', '/audit/denied', '/positions'];
    more.push('/complaints', '/reports', '/exchange/changes', '/webhooks');
    const asked: Answer[] = [];
    for (const as of READERS) {
      for (const path of [...paths, ...more]) asked.push(await client.request('GET', path, as));
      for (const accept of ['application/x-ndjson', 'text/csv'])
        asked.push(await client.request('GET', '/lists/black', as, undefined, { accept }));
    }
    const open = ['/', '/public/lists/black', '/public/publications', '/metrics', '/health/ready', '/openapi.json'];
    for (const path of open) asked.push(await client.request('GET', path));
    // Not for want of anything to tell: the entry is on the lists, under a masked name.
    const csv = await client.request('GET', `/lists/black?after=${position}`, 'a-drafter', undefined, {
      accept: 'text/csv',
    });
    expect([csv.status, csv.text]).toEqual([200, expect.stringContaining('BLK-1')]);
    const shown = await client.request('GET', '/public/lists/black');
    expect(shown.body).toMatchObject({ items: [{ name: expect.stringContaining('*'), standardId: 'BLK-1' }] });
    expect(asked.filter(({ status }) => status === 200).length).toBeGreaterThan(READERS.length * 3);
    expect(canaries.in(text([...asked, csv, shown]))).toEqual([]);
  });

  it('no error repeats what was sent', async () => {
    const answers = await provokeErrors(client, canaries, told);
    const refused = answers.filter(({ status }) => status >= 400);
    expect(refused.length).toBeGreaterThan(answers.length - 4);
    for (const one of refused) expect(one.headers.get('content-type')).toContain('application/problem+json');
    expect(new Set(refused.map(({ status }) => status))).toEqual(
      new Set([400, 401, 403, 404, 406, 409, 412, 413, 415, 422]),
    );
    expect(canaries.in(text(answers)).filter(({ what }) => !POINTED_TO.has(what))).toEqual([]);
  });

  it('nor does an unexpected one, nor what the database says of it', async () => {
    const body = (what: string) => ({ reason: canaries.text(`database: ${what}`), renamedOn: '2026-01-01' });
    const rename = () =>
      client.request('POST', `/subjects/${told.subjectId}/names`, 'a-drafter', {
        ...{ name: canaries.name('database: name'), renamedOn: body('date').renamedOn },
      });
    // Unless it is told not to, the database logs the whole row that it refused.
    await sql('alter table event_log.events add constraint refused check (position < 0) not valid');
    const refused = await rename();
    await sql('alter table event_log.events drop constraint refused');
    await sql('alter table event_log.events rename to gone');
    const gone = await rename();
    await sql('alter table event_log.gone rename to events');
    expect([refused.status, gone.status]).toEqual([500, 500]);
    expect(canaries.in(text([refused, gone]))).toEqual([]);
    const logged = readFileSync(join(dataDir, 'postgres', 'server.log'), 'utf8');
    expect(logged).toContain('violates check constraint "refused"');
  });

  it('the feed tells what moved and of nobody', async () => {
    await feed?.until(told.position);
    const heard = feed?.close() ?? '';
    expect(heard).toContain('"projection":"current-lists"');
    expect(canaries.in(heard)).toEqual([]);
  });

  it('no answer at all holds one but where it may stand', () => {
    const holding = client.recorded.filter(({ answer }) =>
      canaries.in(text([answer])).some(({ what }) => !POINTED_TO.has(what)),
    );
    const asked = holding.map(({ method, path, as = 'nobody' }) => `${method} ${path} by ${as}`);
    expect(asked.filter((one) => !ALLOWED.some((allowed) => allowed.test(one)))).toEqual([]);
    expect(holding.length).toBeGreaterThan(0);
  });

  it('no table holds one', async () => {
    const tables = await sql<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    let rows = 0;
    for (const { name } of tables) {
      const content = await sql<{ row: string }>(`select t::text as row from ${name} t`);
      rows += content.length;
      expect({ name, seen: canaries.in(content.map(({ row }) => row).join('\n')) }).toEqual({ name, seen: [] });
    }
    expect(rows).toBeGreaterThan(100);
  });

  it('no file holds one: not of the database, its journal, the logs, the vault, the informants, nor a copy of the log or a backup', async () => {
    // One that is planted shows that the search finds what a file holds.
    const planted = canaries.text('planted');
    await sql('create table planted as select $1::text as text', [planted]);
    await copyAndBackUp();
    await sql('checkpoint');
    expect(await product.stop()).toBe(0);
    expect(canaries.in(product.terminal)).toEqual([]);

    const seen: { file: string; what: string; form: string }[] = [];
    let bytes = 0;
    for (const path of filesBelow(dataDir)) {
      const content = readFileSync(path);
      bytes += content.length;
      for (const one of canaries.in(content)) seen.push({ file: relative(dataDir, path), ...one });
    }
    expect(seen.filter(({ what }) => what !== 'planted')).toEqual([]);
    // The list, the act on it and the document are among them, sealed.
    expect(filesBelow(join(dataDir, 'evidence')).length).toBeGreaterThanOrEqual(3);
    for (const place of ['postgres/cluster/base/', 'postgres/cluster/pg_wal/'])
      expect(seen.filter(({ file, form }) => file.startsWith(place) && form === 'utf8').length).toBeGreaterThan(0);
    const log = readFileSync(join(dataDir, 'logs', 'mingdan.log'), 'utf8');
    expect(log).toContain('unexpected error');
    expect(bytes).toBeGreaterThan(16 * 1024 * 1024);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
