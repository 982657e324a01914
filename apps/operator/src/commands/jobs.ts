import type { Command } from 'commander';
import { isFinished, JobStore, type Job } from '#libs/jobs';
import { examples, OperatorFailure, type AddCommand, type Terminal } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';
import { count, duration } from '../progress.js';
import { table, type Column } from '../table.js';

/** `operator jobs`, `pause-job`, `resume-job` and `retry-job`: what is worked off in the background. */
export const addJobsCommands: AddCommand = (program, terminal) => {
  program
    .command('jobs')
    .description('show jobs, newest first: progress, rows a second, time left, what holds them up')
    .option('--limit <count>', 'most jobs that are shown', '50')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('jobs', 'jobs --json'))
    .action(async ({ json, limit }: { json?: boolean; limit: string }, command: Command) => {
      if (!/^[1-9]\d{0,4}$/.test(limit)) throw new OperatorFailure('--limit is a number from 1 to 99999.');
      const jobs = await withLog(configurationOf(command, terminal), ({ pool }) =>
        new JobStore(pool).list({ limit: Number(limit) }),
      );
      if (json === true) {
        // What a job was asked for with is its own business; in an import it names who asked.
        const told = jobs.map(({ payload: _, fingerprint: __, ...job }) => job);
        terminal.print(JSON.stringify({ jobs: told }, undefined, 2));
        return;
      }
      if (jobs.length === 0) terminal.note('There are no jobs.');
      else terminal.print(table(COLUMNS, jobs));
    });
  program
    .command('pause-job')
    .argument('<job>', 'id of a job that is not over')
    .description('have a job wait, whatever it is; what it did stays')
    .addHelpText('after', examples('pause-job 3f0c9a52-5d5b-5f0e-9a9f-0d6a1f6b7c11'))
    .action((jobId: string, _options: object, command: Command) => pause(command, terminal, jobId, true));
  program
    .command('resume-job')
    .argument('<job>', 'id of a job that waits')
    .description('have a job go on that pause-job has wait')
    .addHelpText('after', examples('resume-job 3f0c9a52-5d5b-5f0e-9a9f-0d6a1f6b7c11'))
    .action((jobId: string, _options: object, command: Command) => pause(command, terminal, jobId, false));
  program
    .command('retry-job')
    .argument('<job>', 'id of a job of the product that failed')
    .description('have a failed job of the product go on with the rows it gave up or did not come to')
    .addHelpText('after', examples('retry-job 3f0c9a52-5d5b-5f0e-9a9f-0d6a1f6b7c11'))
    .action(async (jobId: string, _options: object, command: Command) => {
      demandId(jobId);
      const rows = await withLog(configurationOf(command, terminal), ({ pool }) => new JobStore(pool).retry(jobId));
      if (rows === undefined)
        throw new OperatorFailure(`There is no job ${jobId} of the product that failed; operator jobs shows all.`);
      terminal.note(`${count(rows)} rows are left; a running server takes them up within a second.`);
    });
};

async function pause(command: Command, terminal: Terminal, jobId: string, paused: boolean): Promise<void> {
  demandId(jobId);
  const found = await withLog(configurationOf(command, terminal), ({ pool }) =>
    new JobStore(pool).pause(jobId, paused),
  );
  if (!found) throw new OperatorFailure(`There is no job ${jobId} that is not over; operator jobs shows all.`);
  terminal.note(
    paused
      ? 'It waits after the rows in hand, until operator resume-job.'
      : 'A running server takes it up within a second.',
  );
}

function demandId(jobId: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(jobId)) throw new OperatorFailure('That is no id of a job.');
}

const COLUMNS: readonly Column<Job>[] = [
  { title: 'job', value: ({ jobId }) => jobId },
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'unit', value: ({ unitId }) => unitId },
  { title: 'state', value: (job) => (isPaused(job) ? 'PAUSED' : job.state) },
  { title: 'done', value: ({ done }) => count(done), align: 'right' },
  { title: 'total', value: ({ listed, total }) => (listed ? count(total) : '?'), align: 'right' },
  { title: 'refused', value: ({ refused }) => count(refused), align: 'right' },
  { title: 'rows/s', value: ({ rate }) => (rate === 0 ? '-' : count(Math.round(rate))), align: 'right' },
  { title: 'left', value: timeLeft, align: 'right' },
  { title: 'trouble', value: ({ trouble, failure }) => failure ?? trouble ?? '-' },
];

function timeLeft(job: Job): string {
  if (isFinished(job) || isPaused(job) || job.rate === 0) return '-';
  return duration((job.total - job.done) / job.rate);
}

function isPaused(job: Job): boolean {
  return job.pausedAt !== undefined && !isFinished(job);
}
