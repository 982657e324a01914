import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFinished, type JobWorker } from '#libs/jobs';
import { makeUscc } from '#libs/subjects';
import { CALENDAR_RECOMPUTE } from '../../../apps/projector/src/calendar.job.js';
import { SystemCommands } from '../../../apps/projector/src/system-commands.js';
import {
  fillBoard,
  fillDossiers,
  loadYear,
  MIGRATIONS,
  openRecompute,
} from '../../../apps/projector/src/testing/recompute.js';
import { publishScenarios, queueImport, type Parts } from '../../../libs/batches/src/testing/parts.js';
import { generateRed, given } from '../../../libs/dossier-store/src/testing/fixtures.js';
import { freshDatabase } from '../../support/database.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure, Run } from '../harness/measure.js';

type Recompute = Awaited<ReturnType<typeof openRecompute>>;

const AT_ONCE = 8;
/** Commands for several times as long as a job needs to feel them (0.1 s). */
const FULL = { commands: 2_400, rows: 600, dossiers: 1_000, beside: 4_000 };
/** Of one dossier, so that none grows beyond what is usual. */
const COMMANDS = 50;
/** More rows than are done beside the commands. */
const ENDLESS = 10_000;
const HEADER = '主体类型,证件种类,证件号码,名称,依据类别,文书文号,作出单位,文书日期,是否已生效,事实';

/**
 * Jobs of many rows at the pace they keep in the product: what commands lose while one runs, in the same process, and how
 * fast it goes when it is alone, beside the same rows done one after the other without any pause.
 */
export async function* jobs(bench: Bench): AsyncGenerator<Measure> {
  // Jobs are kept in PostgreSQL; what they do is done by commands, which are measured on either store.
  if (bench.target.kind !== 'postgres') return;
  const folder = await mkdtemp(join(tmpdir(), 'bench-jobs-'));
  const database = await freshDatabase({ migrations: MIGRATIONS });
  const recompute = await openRecompute(database.url, folder);
  const { parts } = recompute;
  try {
    await publishScenarios(parts);
    const loaded = await loadYear(parts);
    await parts.reference.waitFor(loaded.position);
    const clerks = new Clerks(parts, bench.count(FULL.commands, AT_ONCE));
    yield beside(clerks, 'an import', 0.7, () => anImport(parts));
    yield rowsOfAnImport(parts, bench.count(FULL.rows, AT_ONCE));

    const count = bench.count(FULL.dossiers, AT_ONCE);
    const dossiers = async (): Promise<readonly string[]> => {
      const subjectIds = await fillDossiers(parts, count);
      await fillBoard(database.url, parts);
      return subjectIds;
    };
    const commands = new SystemCommands(parts.dossiers.executor);
    recompute.jobs.start();
    yield {
      ...{ name: 'deadlines computed again under a new calendar', unit: 'dossiers', count },
      contestants: [
        {
          ...{ role: 'ours', name: 'job' },
          prepare: async () => {
            await dossiers();
            return async () => {
              const jobId = await recompute.jobs.open(CALENDAR_RECOMPUTE, {
                eventId: randomUUID(),
                position: loaded.position,
              });
              while ((await recompute.jobs.left()).jobs > 0) await turn();
              return (await parts.jobs.find(jobId))?.accepted ?? 0;
            };
          },
        },
        {
          ...{ role: 'limit', name: 'bare loop, one after the other' },
          prepare: async () => {
            const [subjectIds, cause] = [await dossiers(), [randomUUID()]];
            const command = { type: 'RecomputeDeadlines', data: {} } as const;
            return () =>
              workOff([subjectIds], (subjectId) => commands.issue(subjectId, command, 'calendar.update', cause));
          },
        },
      ],
    };
    await recompute.jobs.stop();
    const recomputation = await recomputations(recompute, database.url, bench.count(FULL.beside, AT_ONCE));
    yield beside(clerks, 'a recomputation', undefined, recomputation);
  } finally {
    await recompute.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Begins a job that goes on beside something. @returns what ends it */
type Begin = () => Promise<() => Promise<void>>;

/** What clerks ask for: an entry after the other on dossiers of their own, some at once. */
class Clerks {
  private readonly times: number[] = [];

  constructor(
    private readonly parts: Parts,
    readonly count: number,
  ) {}

  async prepare(): Promise<Run> {
    const { executor } = this.parts.dossiers;
    const turns = this.count / AT_ONCE;
    const subjects = lanesOf(AT_ONCE, Math.ceil(turns / COMMANDS), () => randomUUID());
    await workOff(subjects, (subjectId) => executor.execute(registration(subjectId)));
    const lanes = lanesOf(AT_ONCE, turns, (lane, n) =>
      given(subjects[lane]?.[Math.floor(n / COMMANDS)] ?? '', generateRed(`示范〔2026〕${n}号`)),
    );
    this.times.splice(0);
    return () => workOff(lanes, (request) => executor.execute(request), this.times);
  }

  readonly took = (): readonly number[] => [...this.times];
}

function beside(clerks: Clerks, job: string, required: number | undefined, begin: Begin): Measure {
  const { count, took } = clerks;
  let end: () => Promise<void> = async () => undefined;
  return {
    ...{ name: `commands beside ${job}, ${AT_ONCE} at once`, unit: 'commands', count },
    contestants: [
      {
        ...{ role: 'ours', name: 'beside a job', took },
        prepare: async () => {
          const work = await clerks.prepare();
          end = await begin();
          return work;
        },
        tidy: () => end(),
      },
      { ...{ role: 'limit', name: 'bare of jobs', took }, prepare: () => clerks.prepare() },
    ],
    ...(required !== undefined && { goal: { against: 'limit', required, wanted: 0.9 } }),
  };
}

async function anImport(parts: Parts): ReturnType<Begin> {
  const jobId = await queueImport(parts, listOf(ENDLESS)(), ENDLESS);
  const worker = parts.worker();
  worker.start();
  while ((await parts.jobs.find(jobId))?.done === 0) await turn();
  return async () => {
    await worker.stop();
    await parts.jobs.cancel(jobId, parts.clock.now());
    await runToTheEnd(parts.worker(), parts, jobId);
  };
}

/** A calendar after the other that moves the deadlines of so many dossiers. */
async function recomputations({ parts, newJobs }: Recompute, url: string, dossiers: number): Promise<Begin> {
  await fillDossiers(parts, dossiers);
  await fillBoard(url, parts);
  let turns = 0;
  return async () => {
    turns += 1;
    const loaded = await loadYear(parts, ['2027-01-01', turns % 2 === 0 ? '2027-01-04' : '2027-01-05']);
    await parts.reference.waitFor(loaded.position);
    const jobs = newJobs();
    const jobId = await jobs.open(CALENDAR_RECOMPUTE, loaded);
    jobs.start();
    while ((await parts.jobs.find(jobId))?.done === 0) await turn();
    return async () => {
      await jobs.stop();
      const left = await parts.jobs.claim([CALENDAR_RECOMPUTE], 1_000, parts.clock.now());
      if (left !== undefined) await parts.jobs.finish(left, 'DONE', parts.clock.now());
    };
  };
}

function rowsOfAnImport(parts: Parts, count: number): Measure {
  const list = listOf(count);
  const unpaced = { lanes: 1, pace: { duty: 1, lateMs: Infinity, maxPauseMs: 0, load: 1 } };
  const by = (role: Contestant['role'], name: string, more: Parameters<Parts['worker']>[0]): Contestant => ({
    ...{ role, name },
    prepare: async () => {
      const jobId = await queueImport(parts, list(), count);
      return async () => runToTheEnd(parts.worker(more), parts, jobId);
    },
  });
  return {
    ...{ name: 'rows of an import', unit: 'rows', count },
    contestants: [by('ours', 'job', {}), by('limit', 'bare loop, one after the other', unpaced)],
  };
}

/** @returns how many rows were accepted */
async function runToTheEnd(worker: JobWorker, { jobs: store }: Parts, jobId: string): Promise<number> {
  worker.start();
  try {
    for (;;) {
      const job = await store.find(jobId);
      if (job !== undefined && isFinished(job)) return job.accepted;
      await turn();
    }
  } finally {
    await worker.stop();
  }
}

let listed = 0;

/** Makes lists of so many rows, of subjects that no list before had. */
function listOf(rows: number): () => Buffer {
  return () => {
    const lines = Array.from({ length: rows }, () => {
      listed += 1;
      const basis = `COMMENDATION,守信〔2026〕${listed}号,示范市市场监管局,2026-08-01,是`;
      return `企业,USCC,${makeUscc(listed)},示范${listed}有限公司,${basis},连续三年守信`;
    });
    return Buffer.from([HEADER, ...lines].join('\r\n'));
  };
}

function registration(subjectId: string): ReturnType<typeof given> {
  const identity = { subjectType: 'ENTERPRISE', identifierKind: 'USCC', identifier: makeUscc(1) } as const;
  return given(subjectId, { type: 'RegisterSubject', data: { subjectId, ...identity, name: '示范科技有限公司' } });
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
