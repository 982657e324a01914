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
import { lanesOf, workOff, type Lanes } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const AT_ONCE = 8;
const FULL = { commands: 800, rows: 600, dossiers: 1_000 };
/** More rows than are done beside the commands. */
const ENDLESS = 20_000;
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
    const beside = besideAnImport(parts, bench.count(FULL.commands, AT_ONCE));
    try {
      yield beside.measure;
    } finally {
      await beside.end();
    }
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
  } finally {
    await recompute.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

function besideAnImport(
  parts: Parts,
  count: number,
): { readonly measure: Measure; readonly end: () => Promise<unknown> } {
  const { dossiers } = parts;
  const list = listOf(ENDLESS);
  /** Ends the import of the sample before, outside the time that is measured. */
  let end: () => Promise<unknown> = async () => undefined;
  const requests = async (): Promise<Lanes<ReturnType<typeof given>>> => {
    const subjects = lanesOf(AT_ONCE, 1, () => randomUUID());
    await workOff(subjects, (subjectId) => dossiers.executor.execute(registration(subjectId)));
    const each = count / AT_ONCE;
    return lanesOf(AT_ONCE, each, (lane, n) => given(subjects[lane]?.[0] ?? '', generateRed(`示范〔2026〕${n}号`)));
  };
  const alone: Contestant['prepare'] = async () => {
    await end();
    const lanes = await requests();
    return () => workOff(lanes, (request) => dossiers.executor.execute(request));
  };
  const beside: Contestant['prepare'] = async (round) => {
    const work = await alone(round);
    const jobId = await queueImport(parts, list(), ENDLESS);
    const worker = parts.worker();
    worker.start();
    end = async () => {
      end = async () => undefined;
      await worker.stop();
      await parts.jobs.cancel(jobId, parts.clock.now());
      await runToTheEnd(parts.worker(), parts, jobId);
    };
    while ((await parts.jobs.find(jobId))?.done === 0) await turn();
    return work;
  };
  const measure: Measure = {
    ...{ name: `commands beside an import, ${AT_ONCE} at once`, unit: 'commands', count },
    contestants: [
      { role: 'ours', name: 'beside a job', prepare: beside },
      { role: 'limit', name: 'bare of jobs', prepare: alone },
    ],
    goal: { against: 'limit', required: 0.7, wanted: 0.9 },
  };
  return { measure, end: () => end() };
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
