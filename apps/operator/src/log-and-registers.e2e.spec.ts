import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANYBODY, Registers } from '#libs/access';
import { registerPerson, openOffice, type Office } from './testing/office.js';
import { run } from './testing/run.js';

describe('operator log-stats and registers verify', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  it('counts the log by type', async () => {
    expect((await run(['log-stats'], office.env)).out).toBe('0 events in 0 streams');
    const { dossiers } = await office.open();
    await registerPerson(dossiers);
    const last = await office.store.lastPosition();
    const { out, error } = await run(['log-stats'], office.env);
    expect(error).toBeUndefined();
    expect(out).toMatch(new RegExp(`^2 events in 1 streams, from position 0*1 to ${last}\nevent +count\n`));
    expect(out).toMatch(/\nInitialEntryGenerated +1\nSubjectRegistered +1$/);
    expect(JSON.parse((await run(['log-stats', '--json'], office.env)).out)).toEqual({
      events: 2,
      streams: 1,
      firstPosition: expect.stringMatching(/^0+1$/),
      lastPosition: last,
      byType: [
        { eventType: 'InitialEntryGenerated', events: 1 },
        { eventType: 'SubjectRegistered', events: 1 },
      ],
    });
  });

  it('finds whole registers whole, and names the row that was altered', async () => {
    const registers = new Registers(office.pool);
    for (const code of ['ONE', 'TWO', 'THREE']) {
      const denied = { at: '2026-09-07T01:00:00.000Z', actor: ANYBODY, method: 'POST', route: '/subjects', code };
      await registers.recordDenied({ ...denied, reason: 'refused in a test' });
    }
    const whole = await run(['registers', 'verify'], office.env);
    expect(whole.error).toBeUndefined();
    expect(whole.out).toMatch(/^lookups: whole, 0 rows\naccess-audit: whole, 3 rows, the last is 3 [0-9a-f]{64}$/);

    await office.pool.query('set session_replication_role = replica');
    await office.pool.query(
      `do $$ declare part regclass; begin
         for part in select inhrelid::regclass from pg_inherits where inhparent = 'registers.access_audit'::regclass loop
           execute format('alter table %s disable trigger all', part);
         end loop;
       end $$`,
    );
    await office.pool.query('alter table registers.access_audit disable trigger all');
    await office.pool.query(`update registers.access_audit set code = 'FORGED' where seq = 2`);
    const broken = await run(['registers', 'verify'], office.env);
    expect(broken.error).toBe('The chain of access-audit is broken.');
    expect(broken.out).toContain('access-audit: BROKEN at row 2: its content was altered');
    expect((await run(['registers', 'verify', 'lookups'], office.env)).error).toBeUndefined();
    const json = await run(['registers', 'verify', 'access-audit', '--json'], office.env);
    expect(JSON.parse(json.out)).toEqual([
      { register: 'access-audit', shard: 0, verdict: { whole: false, seq: 2, fault: 'CONTENT' } },
    ]);

    // Whoever removes the head as well does not make the chain an empty one.
    await office.pool.query(`delete from registers.chain_heads`);
    expect((await run(['registers', 'verify', 'access-audit'], office.env)).error).toMatch(/is broken/);
  });

  it('archives no month before its time, and leaves no file behind', async () => {
    const month = new Date().toISOString().slice(0, 7);
    const file = join(tmpdir(), `access-audit-${process.pid}.ndjson`);
    const archive = (...args: readonly string[]) => run(['registers', 'archive', ...args, file], office.env);
    expect((await archive('access-audit', month)).error).toBe(
      `access-audit ${month}: rows of a register stay in it for 10 years.`,
    );
    expect((await archive('access-audit', '2001-01')).error).toBe(
      'access-audit 2001-01: the register has no such month.',
    );
    expect((await archive('access-audit', 'May')).error).toBe('A month is written as 2016-09.');
    expect((await archive('phones', month)).error).toMatch(/^There is no register phones/);
    expect(existsSync(file)).toBe(false);
  });

  it('knows no other register, and says when the database is not migrated', async () => {
    expect((await run(['registers', 'verify', 'phones'], office.env)).error).toBe(
      'There is no register phones; known are lookups, access-audit.',
    );
    await office.pool.query('drop schema registers cascade');
    await office.pool.query('drop schema event_log cascade');
    for (const args of [['registers', 'verify'], ['log-stats']]) {
      expect((await run(args, office.env)).error).toBe('The database is not migrated: npm run operator -- migrate');
    }
  });
});
