import { JobStore, type Lease } from '#libs/jobs';
import { openOffice, type Office } from './testing/office.js';
import { run } from './testing/run.js';

const NOW = '2026-09-07T01:00:00.000Z';
const [RECOMPUTE, IMPORT] = ['5e0c9a52-5d5b-5f0e-9a9f-0d6a1f6b7c11', '6e0c9a52-5d5b-5f0e-9a9f-0d6a1f6b7c12'];

describe('operator jobs and retry-job', () => {
  let office: Office;
  let store: JobStore;

  beforeAll(async () => {
    office = await openOffice();
    store = new JobStore(office.pool);
  });
  afterAll(() => office.close());

  const claimed = async (kind: string): Promise<Lease> => {
    const lease = await store.claim([kind], 60_000, NOW);
    if (lease === undefined) throw new Error(`there is no ${kind} to be done`);
    return lease;
  };
  const lines = async (): Promise<readonly string[][]> =>
    (await run(['jobs'], office.env)).out.split('\n').map((line) => line.split(/ {2,}/));

  it('says so when there are none', async () => {
    expect(await run(['jobs'], office.env)).toMatchObject({ out: '', notes: 'There are no jobs.', error: undefined });
  });

  it('shows how far each is, how fast, and what holds it up', async () => {
    const common = {
      unitId: 'system',
      requestedBy: 'system',
      fingerprint: 'f',
      payload: { eventId: 'e' },
      createdAt: NOW,
    };
    await store.enqueue({ ...common, jobId: RECOMPUTE, kind: 'CALENDAR_RECOMPUTE', total: 0, ordinal: '1' });
    await store.enqueue({ ...common, jobId: IMPORT, kind: 'IMPORT', unitId: 'unit-a', total: 4_000 });
    expect((await lines()).slice(1).map((line) => line.slice(1))).toEqual([
      ['CALENDAR_RECOMPUTE', 'system', 'QUEUED', '0', '?', '0', '-', '-', '-'],
      ['IMPORT', 'unit-a', 'QUEUED', '0', '4,000', '0', '-', '-', '-'],
    ]);
    const lease = await claimed('CALENDAR_RECOMPUTE');
    const sql = `select 'DOSSIER' as about, 's-' || n as target_id, null as entry_id from generate_series(1, 1200) n`;
    await store.listTargets(lease, { sql, values: [] });
    const given = Array.from({ length: 600 }, (_, at) =>
      at === 7
        ? ({ rowNo: 8, state: 'REFUSED', code: 'INTERNAL_ERROR' } as const)
        : ({ rowNo: at + 1, state: 'ACCEPTED' } as const),
    );
    await store.advance(lease, given, 60_000, 100);
    await store.note(lease, 'VaultUnavailable');
    expect((await lines())[1]?.slice(3)).toEqual(['RUNNING', '600', '1,200', '1', '100', '6.0 s', 'VaultUnavailable']);
    const { jobs } = JSON.parse((await run(['jobs', '--json', '--limit', '1'], office.env)).out) as { jobs: object[] };
    expect(jobs).toMatchObject([{ jobId: RECOMPUTE, done: 600, total: 1_200, rate: 100, trouble: 'VaultUnavailable' }]);
    expect(Object.keys(jobs[0] ?? {})).not.toContain('payload');
    expect(await run(['pause-job', RECOMPUTE], office.env)).toMatchObject({ error: undefined });
    expect((await lines())[1]?.slice(3)).toEqual(['PAUSED', '600', '1,200', '1', '100', '-', 'VaultUnavailable']);
    await store.release(lease);
    expect(await store.claim(['CALENDAR_RECOMPUTE'], 60_000, NOW)).toBeUndefined();
    await run(['resume-job', RECOMPUTE], office.env);
    const again = await claimed('CALENDAR_RECOMPUTE');
    await store.finish(again, 'FAILED', NOW, 'ROWS_GIVEN_UP');
    expect((await lines())[1]?.at(-1)).toBe('ROWS_GIVEN_UP');
    expect((await run(['pause-job', RECOMPUTE], office.env)).error).toMatch(/not over/);
    expect((await run(['resume-job', 'x'], office.env)).error).toMatch(/no id of a job/);
  });

  it('has a failed job of the product go on with what was not done, and no other job', async () => {
    expect((await run(['retry-job', IMPORT], office.env)).error).toMatch(/^There is no job .* that failed/);
    expect((await run(['retry-job', 'x'], office.env)).error).toBe('That is no id of a job.');
    expect(await run(['retry-job', RECOMPUTE], office.env)).toMatchObject({
      error: undefined,
      notes: '601 rows are left; a running server takes them up within a second.',
    });
    expect((await lines())[1]?.slice(3, 6)).toEqual(['QUEUED', '0', '601']);
    const left = await store.targets(RECOMPUTE, 1, 2);
    expect(left.map(({ rowNo, targetId }) => [rowNo, targetId])).toEqual([
      [1, 's-8'],
      [2, 's-601'],
    ]);
  });
});
