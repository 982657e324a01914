import { isFinished, type Job, type JobStore } from '#libs/jobs';

const POLL_MS = 300;
const HEARTBEAT_MS = 15_000;
const ROWS = 200;

/**
 * Progress of a job in the form of server-sent events, from a row on: `rows` with numbers, results and codes, `progress`
 * with the counts, and at the end `finished`. The id of an event is the last row told. Holds no personal data.
 */
export async function* batchEvents(jobs: JobStore, jobId: string, from: number): AsyncGenerator<string> {
  let after = from;
  let told = '';
  let spoken = performance.now();
  for (;;) {
    // The job before its rows: all rows of a finished job are there.
    const job = await jobs.find(jobId);
    if (job === undefined) return;
    for (;;) {
      const rows = await jobs.rows(jobId, { after, limit: ROWS });
      if (rows.length === 0) break;
      after = rows.at(-1)?.rowNo ?? after;
      const data = rows.map(({ rowNo, state, code }) => ({
        row: rowNo,
        state,
        ...(code === undefined ? {} : { code }),
      }));
      yield event(after, 'rows', JSON.stringify(data));
    }
    const progress = JSON.stringify(progressOf(job));
    if (isFinished(job)) {
      yield event(after, 'finished', progress);
      return;
    }
    // Said again now and then, so that a reader who has gone is noticed.
    if (progress !== told || performance.now() - spoken > HEARTBEAT_MS) {
      yield event(after, 'progress', progress);
      told = progress;
      spoken = performance.now();
    }
    await rest();
  }
}

function event(id: number, type: string, data: string): string {
  return `event: ${type}\nid: ${id}\ndata: ${data}\n\n`;
}

function progressOf({ state, total, done, accepted, refused, duplicate, failure }: Job) {
  return { state, total, done, accepted, refused, duplicate, ...(failure === undefined ? {} : { failure }) };
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
