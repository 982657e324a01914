import { jest } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { PROJECTIONS } from '#projections';
import type { NewEvent } from '#libs/event-store';
import { ProjectionRunner } from '#libs/read-store';
import { openOffice, registerEnterprise, registerPerson, type Office } from './testing/office.js';
import { run } from './testing/run.js';
import { makeCitizenId, makeUscc } from '#libs/subjects';

jest.setTimeout(60_000);

describe('operator positions, rebuild, verify, stop and resume', () => {
  let office: Office;
  let server: ProjectionRunner | undefined;
  let last: string;

  /** What a running server does. */
  const startServer = (): ProjectionRunner => {
    const { url, store } = office;
    const runner = new ProjectionRunner({
      url,
      store,
      projections: PROJECTIONS,
      processes: [{ name: 'exit-chain', handle: () => Promise.resolve() }],
      pollMs: 20,
    });
    runner.start();
    return runner;
  };
  const followers = async (): Promise<readonly { name: string; state: string; lag: number; kind: string }[]> => {
    const { followers: all } = JSON.parse((await run(['positions', '--json'], office.env)).out) as {
      followers: { name: string; state: string; lag: number; kind: string }[];
    };
    return all;
  };
  const stateOf = async (name: string): Promise<string | undefined> =>
    (await followers()).find((follower) => follower.name === name)?.state;
  const until = async (isTrue: () => Promise<boolean>): Promise<void> => {
    const end = performance.now() + 20_000;
    while (!(await isTrue())) if (performance.now() > end) throw new Error('it did not come true within 20 s');
  };

  beforeAll(async () => {
    office = await openOffice();
    const { dossiers, vault } = await office.open();
    await registerPerson(dossiers);
    const value = makeCitizenId('1980-05-06', 1);
    const { ref } = await vault.index.claimRef({ kind: 'CITIZEN_ID', value }, crypto.randomUUID(), 'PERSON');
    await registerEnterprise(dossiers, makeUscc(1), { value, ref });
    last = (await office.store.lastPosition()) ?? '';
    server = startServer();
    await until(async () => (await followers()).every(({ lag, state }) => lag === 0 && state === 'RUNNING'));
  });
  afterAll(async () => {
    await server?.close();
    await office.close();
  });

  it('shows where every projection and process stands', async () => {
    const { out, notes, error } = await run(['positions'], office.env);
    expect(error).toBeUndefined();
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^name +kind +state +position +lag +behind +events\/s +last error$/);
    expect(lines.slice(1).map((line) => line.split(/ +/).slice(0, 6))).toEqual([
      ...PROJECTIONS.map(({ name }) => [name, 'projection', 'RUNNING', last, '0', '-']),
      ['exit-chain', 'process', 'RUNNING', last, '0', '-'],
    ]);
    expect(notes).toBe(`The log ends at ${last}.`);
  });

  it('takes the database from --database-url as well, wherever it stands', async () => {
    const env = { MINGDAN_VAULT: office.vaultDir, DATABASE_URL: 'postgres://127.0.0.1:1/nothing' };
    const { out, error } = await run(['positions', '--database-url', office.url, '--json'], env);
    expect(error).toBeUndefined();
    expect(JSON.parse(out)).toMatchObject({ lastPosition: last });
  });

  it('stops one wherever it runs, and lets it go on', async () => {
    expect(await run(['stop', 'publications'], office.env)).toEqual({
      out: '',
      notes: 'publications is stopped.',
      error: undefined,
    });
    await until(async () => (await stateOf('publications')) === 'STOPPED');
    expect((await run(['resume', 'publications'], office.env)).error).toBeUndefined();
    await until(async () => (await stateOf('publications')) === 'RUNNING');
    expect((await run(['stop', 'exit-chain'], office.env)).error).toBeUndefined();
    await until(async () => (await stateOf('exit-chain')) === 'STOPPED');
    await run(['resume', 'exit-chain'], office.env);
    expect((await run(['stop', 'nobody'], office.env)).error).toMatch(
      /^There is no projection or process nobody; known are current-lists, .*exit-chain\.$/,
    );
  });

  it('finds a read model equal to the log, names the first row that is not, and mends it', async () => {
    const equal = await run(['verify', 'current-lists'], office.env);
    expect(equal.error).toBeUndefined();
    expect(equal.out).toContain('current_entries: 2 rows, equal');
    expect(equal.notes).toMatch(/current-lists: .*comparing/);

    const { rows } = await office.pool.query<{ subject_id: string; entry_id: string }>(
      `update read.current_entries set standard_id = 'FORGED' where entry_id = (select min(entry_id) from read.current_entries)
       returning subject_id, entry_id`,
    );
    const wrong = await run(['verify', 'current-lists'], office.env);
    expect(wrong.out).toContain('current_entries: 2 rows, 2 by the log, DIFFERENT');
    expect(wrong.error).toContain(
      'current-lists is not what the log says. The first row that differs in current_entries',
    );
    expect(wrong.error).toContain(`entry_id ${rows[0]?.entry_id}`);
    expect(wrong.error).toContain('(in standard_id)');
    const asJson = await run(['verify', 'current-lists', '--json'], office.env);
    expect(JSON.parse(asJson.out)).toMatchObject({ equal: false });
    expect(asJson.error).toBe(wrong.error);

    const rebuilt = await run(['rebuild', 'current-lists'], office.env);
    expect(rebuilt.error).toBeUndefined();
    expect(rebuilt.out).toMatch(/^current-lists: rebuilt from [1-9]\d* events in \d+\.\d s$/);
    expect(rebuilt.notes).toMatch(/current-lists: 100 % {2}reading.*\n.*indexing.*\n[^]*swapping.*\n.*done/);
    expect((await run(['verify', 'current-lists'], office.env)).error).toBeUndefined();
  });

  it('rebuilds all, with a bar on a terminal', async () => {
    const screen = Object.assign(new PassThrough(), {
      isTTY: true,
      columns: 120,
      cursorTo: () => true,
      clearLine: () => true,
      moveCursor: () => true,
    });
    const { out, notes, error } = await run(['rebuild', '--all'], office.env, { screen });
    expect(error).toBeUndefined();
    expect(out.split('\n').map((line) => line.split(':')[0])).toEqual(PROJECTIONS.map(({ name }) => name));
    expect(notes).toBe('');
    const drawn = String(screen.read());
    expect(drawn).toMatch(/current-lists \[=+\] 100 % {2}done, \d+ events/);
    for (const { name } of PROJECTIONS) expect(drawn).toContain(`${name} [`);
  });

  it('gives the result of a rebuild as JSON', async () => {
    const { out } = await run(['rebuild', 'deadlines', '--fresh', '--json'], office.env);
    expect(JSON.parse(out)).toEqual([
      { projection: 'deadlines', handled: expect.any(Number), position: last, seconds: expect.any(Number) },
    ]);
  });

  it('refuses a rebuild of nothing, of both, and of what is not there', async () => {
    const one = 'Name one projection, or give --all.';
    expect((await run(['rebuild'], office.env)).error).toBe(one);
    expect((await run(['rebuild', 'deadlines', '--all'], office.env)).error).toBe(one);
    expect((await run(['rebuild', 'nonsense'], office.env)).error).toMatch(/no projection or process nonsense/);
    expect((await run(['verify', 'exit-chain'], office.env)).error).toMatch(/no projection or process exit-chain/);
  });

  it('stops a rebuild when it is told to; the next one goes on', async () => {
    const signal = AbortSignal.abort();
    const { error } = await run(['rebuild', 'audit-log'], office.env, { signal });
    expect(error).toBe('Stopped before the end. Nothing is lost: give the command again.');
    expect((await run(['rebuild', 'audit-log'], office.env)).error).toBeUndefined();
  });

  it('shows the event that stopped a projection, with the command to go on', async () => {
    await run(['stop', 'dossier-timeline'], office.env);
    const poison: NewEvent = {
      eventId: crypto.randomUUID(),
      eventType: 'SubjectRegistered',
      schemaVersion: 1,
      data: {},
      metadata: {},
    };
    const subjectId = crypto.randomUUID();
    await office.store.append(`dossier-${subjectId}`, 'no-stream', [poison]);
    await run(['resume', 'dossier-timeline'], office.env);
    await until(async () => (await stateOf('dossier-timeline')) === 'FAILED');
    const { out } = await run(['positions'], office.env);
    const line = out.split('\n').find((each) => each.startsWith('dossier-timeline'));
    expect(line).toMatch(/FAILED .* 1 .*cannot handle SubjectRegistered at dossier-/);
    expect((await run(['rebuild', 'dossier-timeline'], office.env)).error).toContain('cannot handle SubjectRegistered');
  });

  it('has examples in the help of each command', async () => {
    for (const command of ['positions', 'rebuild', 'verify', 'stop', 'resume', 'log-stats', 'demo-token']) {
      expect((await run([command, '--help'])).out).toContain(`Examples:\n  npm run operator -- ${command}`);
    }
    for (const command of ['backup', 'restore', 'rotate', 'rotate-index']) {
      expect((await run(['vault', command, '--help'])).out).toContain(`  npm run operator -- vault ${command}`);
    }
  });
});
