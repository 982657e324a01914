import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import type { RecordedEvent } from '#libs/event-store';
import { isFinished, type Job } from '#libs/jobs';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { Tenths } from '../../../libs/jobs/src/testing/tenths.js';
import { SystemCommands } from './system-commands.js';
import { fillBoard, fillDossiers, loadYear, MIGRATIONS, openRecompute } from './testing/recompute.js';

const LONG = process.env['MINGDAN_LONG_TESTS'] === '1';
const DOSSIERS = Number(process.env['MINGDAN_JOB_ROWS'] ?? (LONG ? 100_000 : 60));
/** Dossiers that an older release had come to in its loop when it was replaced. */
const DONE_BEFORE = 5;

jest.setTimeout(LONG ? 3_600_000 : 60_000);

describe('a new calendar over many dossiers, killed with -9 in the middle', () => {
  let database: FreshDatabase;
  let folder: string;
  let recompute: Awaited<ReturnType<typeof openRecompute>>;
  let loaded: RecordedEvent;
  let subjectIds: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'system-jobs-'));
    database = await freshDatabase({ migrations: MIGRATIONS });
    recompute = await openRecompute(database.url, folder);
    subjectIds = await fillDossiers(recompute.parts, DOSSIERS);
    await fillBoard(database.url, recompute.parts);
    loaded = await loadYear(recompute.parts);
  });
  afterAll(async () => {
    await recompute.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const job = async (): Promise<Job> => {
    const [found] = await recompute.parts.jobs.list({ limit: 1 });
    if (found === undefined) throw new Error('there is no job');
    return found;
  };
  const tenths = new Tenths();
  const until = async (holds: (one: Job) => boolean): Promise<Job> => {
    for (;;) {
      const found = await job();
      tenths.see(found);
      if (holds(found)) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  /** How often each dossier was computed again. */
  const rescheduled = async (): Promise<readonly number[]> => {
    const { rows } = await recompute.parts.pool.query<{ times: number }>(
      `select count(*)::int as times from event_log.events where event_type = 'DeadlineRescheduled' group by stream_id`,
    );
    return rows.map(({ times }) => times);
  };

  it('is taken up where it was, computes every dossier again exactly once, and repeats nothing of the loop before', async () => {
    const commands = new SystemCommands(recompute.parts.dossiers.executor);
    await recompute.parts.reference.waitFor(loaded.position);
    for (const subjectId of subjectIds.slice(0, DONE_BEFORE))
      await commands.issue(subjectId, { type: 'RecomputeDeadlines', data: {} }, 'calendar.update', [loaded.eventId]);

    await recompute.process.handle(loaded);
    await recompute.process.handle(loaded);
    expect(await job()).toMatchObject({ kind: 'CALENDAR_RECOMPUTE', state: 'QUEUED', listed: false });
    // What the law has done everywhere is not stopped halfway.
    const { jobs, clock } = recompute.parts;
    expect(await jobs.cancel((await job()).jobId, clock.now())).toMatchObject({ state: 'QUEUED' });

    const hook = fileURLToPath(new URL('../../../libs/read-store/src/testing/typescript-hook.js', import.meta.url));
    const script = fileURLToPath(new URL('./testing/recompute-child.ts', import.meta.url));
    const begun = performance.now();
    const child = spawn(process.execPath, ['--conditions=source', '--import', hook, script, database.url, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    await until(({ done }) => done >= DOSSIERS / 3);
    child.kill('SIGKILL');
    await exited;
    const left = await job();
    expect(left).toMatchObject({ state: 'RUNNING', total: DOSSIERS });
    expect(left.done).toBeLessThan(DOSSIERS);

    recompute.jobs.start();
    const done = await until(isFinished);
    if (LONG) {
      const seconds = (performance.now() - begun) / 1_000;
      console.log(
        `${DOSSIERS} dossiers in ${seconds.toFixed(0)} s, killed at ${left.done}; a second by tenths: ${tenths.toString()}`,
      );
    }
    expect(done).toMatchObject({ state: 'DONE', done: DOSSIERS, total: DOSSIERS, refused: 0 });
    expect(await rescheduled()).toEqual(Array.from({ length: DOSSIERS }, () => 1));
    expect(await recompute.parts.jobs.targets(done.jobId, 1, 1)).toEqual([]);
  });

  it('handled once more, is the same job and changes nothing', async () => {
    const before = await job();
    await recompute.process.handle(loaded);
    expect(await job()).toEqual(before);
    expect((await rescheduled()).length).toBe(DOSSIERS);
  });
});
