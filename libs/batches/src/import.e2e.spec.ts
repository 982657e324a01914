import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { isFinished, type Job } from '#libs/jobs';
import { makeUscc } from '#libs/subjects';
import { Tenths } from '../../jobs/src/testing/tenths.js';
import { dossierEvents, MIGRATIONS, openParts, publishScenarios, queueImport, type Parts } from './testing/parts.js';

const HEADER = '主体类型,证件种类,证件号码,名称,依据类别,文书文号,作出单位,文书日期,是否已生效,事实';
const line = (n: number, more: Readonly<Record<string, string>> = {}): string =>
  [
    more['type'] ?? '企业',
    'USCC',
    more['code'] ?? makeUscc(n),
    `示范${n}有限公司`,
    'COMMENDATION',
    more['doc'] ?? `守信〔2026〕${n}号`,
    'A 市市场监管局',
    more['date'] ?? '2026-08-01',
    '是',
    '连续三年守信',
  ].join(',');
const list = (...lines: readonly string[]): Buffer => Buffer.from([HEADER, ...lines].join('\r\n'));
/** Of subjects that no other list here names. */
const many = (count: number): Buffer => list(...Array.from({ length: count }, (_, at) => line(10_000 + at)));

const LONG = process.env['MINGDAN_LONG_TESTS'] === '1';
/** Of the list whose import is killed. */
const ROWS = Number(process.env['MINGDAN_JOB_ROWS'] ?? (LONG ? 100_000 : 60));
const LONGEST_MS = LONG ? 3_600_000 : 60_000;

let database: FreshDatabase;
let folder: string;
let parts: Parts;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batches-spec-'));
  database = await freshDatabase({ migrations: MIGRATIONS });
  parts = await openParts(database.url, folder);
  await publishScenarios(parts);
});
afterAll(async () => {
  await parts.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function until(jobId: string, holds: (job: Job) => boolean, ms = LONGEST_MS, tenths?: Tenths): Promise<Job> {
  const deadline = performance.now() + ms;
  for (;;) {
    const job = await parts.jobs.find(jobId);
    if (job !== undefined) tenths?.see(job);
    if (job !== undefined && holds(job)) return job;
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${JSON.stringify(job)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function finish(jobId: string): Promise<Job> {
  const worker = parts.worker();
  worker.start();
  try {
    return await until(jobId, isFinished);
  } finally {
    await worker.stop();
  }
}

describe('an import', () => {
  it('lists what is right, refuses what is wrong by its code, and tells the column and line', async () => {
    const wrongDigit = makeUscc(9_001).slice(0, 17) + (makeUscc(9_001).endsWith('0') ? '1' : '0');
    const file = list(
      line(9_000),
      line(9_001, { code: wrongDigit }),
      line(9_000),
      line(9_002, { date: '2027-01-01' }),
      line(9_003, { type: '外星企业' }),
      line(9_004, { date: '2026-02-30' }),
      line(9_005),
    );
    const before = await dossierEvents(parts);
    const dry = await finish(await queueImport(parts, file, 7, { kind: 'IMPORT_DRY_RUN' }));
    expect(await dossierEvents(parts)).toEqual(before);
    const { rows: known } = await parts.pool.query('select count(*)::int as n from vault.identifier_index');
    const tried = await parts.jobs.rows(dry.jobId, { limit: 100 });
    const jobId = await queueImport(parts, file, 7);
    const job = await finish(jobId);
    const rows = await parts.jobs.rows(jobId, { limit: 100 });
    const plain = rows.map(({ rowNo, line: at, state, code, field }) => [rowNo, at, state, code, field]);
    expect(plain).toEqual([
      [1, 2, 'ACCEPTED', undefined, undefined],
      [2, 3, 'REFUSED', 'IDENTIFIER_CHECK_DIGIT', undefined],
      [3, 4, 'DUPLICATE', 'DUPLICATE_ENTRY', undefined],
      [4, 5, 'REFUSED', 'DATE_IN_FUTURE', undefined],
      [5, 6, 'REFUSED', 'ROW_FIELD_INVALID', 'subjectType'],
      [6, 7, 'REFUSED', 'ROW_FIELD_INVALID', 'basisDate'],
      [7, 8, 'ACCEPTED', undefined, undefined],
    ]);
    expect(tried.map(({ rowNo, line: at, state, code, field }) => [rowNo, at, state, code, field])).toEqual(plain);
    expect(job).toMatchObject({ state: 'DONE', total: 7, done: 7, accepted: 2, refused: 4, duplicate: 1 });
    const after = await dossierEvents(parts);
    expect(after['InitialEntryGenerated']).toBe((before['InitialEntryGenerated'] ?? 0) + 2);
    // Nobody was registered for a row that was refused, and nobody at all by the dry run.
    expect(after['SubjectRegistered']).toBe((before['SubjectRegistered'] ?? 0) + 2);
    const { rows: indexed } = await parts.pool.query('select count(*)::int as n from vault.identifier_index');
    expect(indexed[0].n).toBe(known[0].n + 2);
    // The same list once more lists nobody twice.
    const again = await finish(await queueImport(parts, file, 7));
    expect(again).toMatchObject({ accepted: 0, duplicate: 3 });
    expect(await dossierEvents(parts)).toEqual(after);
  });

  it(
    'that a kill -9 interrupts is taken over within seconds, every row done exactly once',
    async () => {
      const before = await dossierEvents(parts);
      const jobId = await queueImport(parts, many(ROWS), ROWS);
      const hook = fileURLToPath(new URL('../../read-store/src/testing/typescript-hook.js', import.meta.url));
      const script = fileURLToPath(new URL('./testing/import-child.ts', import.meta.url));
      const child = spawn(process.execPath, ['--conditions=source', '--import', hook, script, database.url, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      const first = await Promise.race([once(child.stdout, 'data').then(() => 'working'), exited.then(() => 'ended')]);
      expect(first).toBe('working');
      const begun = performance.now();
      const tenths = new Tenths();
      await until(jobId, ({ done }) => done >= ROWS / 3, LONGEST_MS, tenths);
      child.kill('SIGKILL');
      await exited;
      const left = await until(jobId, () => true);
      expect(left.state).toBe('RUNNING');
      expect(left.done).toBeLessThan(ROWS);

      const killedAt = performance.now();
      const worker = parts.worker();
      worker.start();
      await until(jobId, ({ done }) => done > left.done);
      const takenOverMs = performance.now() - killedAt;
      const job = await until(jobId, isFinished, LONGEST_MS, tenths);
      await worker.stop();
      if (LONG) {
        const seconds = (performance.now() - begun) / 1_000;
        console.log(
          `${ROWS} rows in ${seconds.toFixed(0)} s, killed at ${left.done}; rows/s by tenths: ${tenths.toString()}`,
        );
      } else expect(takenOverMs).toBeLessThan(5_000);
      expect(job).toMatchObject({ state: 'DONE', done: ROWS, accepted: ROWS, refused: 0, duplicate: 0 });
      const after = await dossierEvents(parts);
      expect(after['InitialEntryGenerated']).toBe((before['InitialEntryGenerated'] ?? 0) + ROWS);
      expect(after['SubjectRegistered']).toBe((before['SubjectRegistered'] ?? 0) + ROWS);
      const rows = await parts.jobs.rows(jobId, { limit: ROWS + 1 });
      expect(rows.map(({ rowNo }) => rowNo)).toEqual(Array.from({ length: ROWS }, (_, at) => at + 1));
      expect(new Set(rows.map(({ entryId }) => entryId)).size).toBe(ROWS);
    },
    LONGEST_MS,
  );

  it('is done by one worker at a time, and not written by one that lost its lease', async () => {
    const jobId = await queueImport(parts, list(line(8_000), line(8_001)), 2);
    const lost = await parts.jobs.claim(['IMPORT'], -1_000, parts.clock.now());
    expect(lost?.job.jobId).toBe(jobId);
    const held = await parts.jobs.claim(['IMPORT'], 60_000, parts.clock.now());
    expect(held?.job.jobId).toBe(jobId);
    expect(await parts.jobs.claim(['IMPORT'], 60_000, parts.clock.now())).toBeUndefined();
    expect(await parts.jobs.advance(lost!, [{ rowNo: 1, state: 'ACCEPTED' }], 1_000)).toBeUndefined();
    expect(await parts.jobs.finish(lost!, 'DONE', parts.clock.now())).toBe(false);
    expect(await parts.jobs.rows(jobId, { limit: 10 })).toEqual([]);
    await parts.jobs.release(held!);
    expect(await finish(jobId)).toMatchObject({ state: 'DONE', accepted: 2 });
  });

  it('stops between two rows when it is cancelled', async () => {
    const jobId = await queueImport(parts, list(...Array.from({ length: 60 }, (_, at) => line(7_000 + at))), 60);
    const worker = parts.worker({ chunk: 5 });
    worker.start();
    await until(jobId, ({ done }) => done >= 5);
    await parts.jobs.cancel(jobId, parts.clock.now());
    const job = await until(jobId, isFinished);
    await worker.stop();
    expect(job.state).toBe('CANCELLED');
    expect(job.done).toBeLessThan(60);
    expect(job.accepted).toBe(job.done);
  });

  it('waits while a part is away, and goes on where it was', async () => {
    const jobId = await queueImport(parts, list(line(6_000), line(6_001)), 2);
    let away = 2;
    const errors: unknown[] = [];
    const open = async (job: Job) => {
      const opened = await parts.importJob.open(job);
      return {
        handle: async (rowNo: number) => {
          if (rowNo === 2 && away-- > 0) throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
          return opened.handle(rowNo);
        },
      };
    };
    const worker = parts.worker({
      handlers: [{ kinds: ['IMPORT'], open }],
      attempts: 1,
      onError: (error) => errors.push(error),
    });
    worker.start();
    expect(await until(jobId, isFinished)).toMatchObject({ state: 'DONE', accepted: 2 });
    await worker.stop();
    expect(errors).toHaveLength(2);
  });

  it('cannot go on when its file is past its keeping', async () => {
    const jobId = await queueImport(parts, list(line(5_000)), 1);
    const { rows } = await parts.pool.query('select sha256 from evidence.kept_files where file_id = $1', [jobId]);
    const stored = join(folder, 'evidence', rows[0].sha256.slice(0, 2), rows[0].sha256.slice(2, 4), rows[0].sha256);
    expect((await readFile(stored)).includes('示范')).toBe(false);
    expect(await parts.files.sweep('2026-12-06T00:59:59.999Z')).toBe(0);
    expect(await parts.files.sweep('2026-12-06T01:00:00.000Z')).toBeGreaterThan(0);
    await expect(readFile(stored)).rejects.toThrow(/ENOENT/);
    expect(await parts.files.find(jobId)).toMatchObject({ destroyed: true });
    expect(await finish(jobId)).toMatchObject({ state: 'FAILED', failure: 'FILE_ERASED', done: 0 });
  });
});
