import { randomUUID } from 'node:crypto';
import { CreateDeadlines1763700004003, deadlines } from '#projections';
import { dossierStreamOf } from '#libs/dossier-store';
import type { NewEvent, RecordedEvent } from '#libs/event-store';
import type { JobWorkerOptions } from '#libs/jobs';
import { CreateFollowedLog1763700007001, CreateReadStore1763700000002, ProjectionRunner } from '#libs/read-store';
import { makeUscc } from '#libs/subjects';
import { MIGRATIONS as OF_PARTS, openParts, type Parts } from '../../../../libs/batches/src/testing/parts.js';
import { CalendarJob } from '../calendar.job.js';
import { CalendarProcess } from '../calendar.process.js';
import { SystemComplaints } from '../complaints.process.js';
import { SystemMeasures } from '../measures.process.js';
import { SystemCommands } from '../system-commands.js';
import { SystemJobs } from '../system-jobs.js';

export const MIGRATIONS = [
  ...OF_PARTS,
  CreateReadStore1763700000002,
  CreateFollowedLog1763700007001,
  CreateDeadlines1763700004003,
];

const nobody = (): Promise<never> => Promise.reject(new Error('there are none here'));
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One process that recomputes deadlines, over a board that whoever calls has filled. */
export async function openRecompute(url: string, folder: string, worker: Partial<JobWorkerOptions> = {}) {
  const parts = await openParts(url, folder);
  parts.clock.instant = '2026-12-29T01:00:00.000Z';
  const { pool, jobs: store, clock, reference, dossiers } = parts;
  const newJobs = (): SystemJobs =>
    new SystemJobs({
      ...{ pool, store, clock, log: silent },
      worker: { pollMs: 50, leaseMs: 1_000, ...worker },
      handlers: [
        new CalendarJob({
          ...{ reference, store, commands: new SystemCommands(dossiers.executor) },
          measures: new SystemMeasures({ run: nobody }),
          complaints: new SystemComplaints({ run: nobody, openAllegation: nobody }),
          boardIsCurrent: async () => true,
        }),
      ],
    });
  const jobs = newJobs();
  return {
    ...{ parts, jobs, newJobs, process: new CalendarProcess(jobs) },
    close: async () => {
      await jobs.stop();
      await parts.close();
    },
  };
}

/** So many dossiers, each with a report that is due at the beginning of a year whose table is not loaded. */
export async function fillDossiers({ store }: Parts, count: number): Promise<readonly string[]> {
  const subjectIds = Array.from({ length: count }, () => randomUUID());
  const waiting = subjectIds.entries();
  const lane = async (): Promise<void> => {
    for (const [n, subjectId] of waiting)
      await store.append(dossierStreamOf(subjectId), 'no-stream', dossier(subjectId, n));
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return subjectIds;
}

function dossier(subjectId: string, n: number): readonly NewEvent[] {
  const subject = {
    subjectId,
    subjectType: 'ENTERPRISE',
    identifierKind: 'USCC',
    identifier: makeUscc(n),
    name: '示范',
  };
  const deadline = {
    ...{ deadlineId: 'platform.report/x', key: 'platform.report', ownerRef: 'x', unitId: 'unit-a' },
    ...{ startOn: '2026-12-28', dueOn: '2027-01-05', duration: { value: 5, unit: 'WD' }, provisional: true },
    ...{ calendarVersion: 'before', ruleFrom: 'SEED-S1@1', legalSource: 'S1 §3' },
  };
  const at = '2026-12-28T01:00:00.000Z';
  return [
    { eventType: 'SubjectRegistered', data: subject },
    { eventType: 'DeadlineSet', data: deadline },
  ].map((event) => ({
    ...{ eventId: randomUUID(), schemaVersion: 1, ...event },
    metadata: { subjectId, recordedAt: at, occurredAt: at, actor: { userId: 'a-drafter', role: 'RECOGNIZING_UNIT' } },
  }));
}

/** Has the board show everything that stands in the log. */
export async function fillBoard(url: string, { store }: Parts): Promise<void> {
  const runner = new ProjectionRunner({ url, store, projections: [deadlines], pollMs: 20 });
  runner.start();
  try {
    const last = (await store.lastPosition()) ?? '';
    if (!(await runner.waitFor(last, undefined, 600_000))) throw new Error('the board did not catch up');
  } finally {
    await runner.close();
  }
}

/** Loads the holiday table of 2027. @param off its days off @returns the event that says so */
export async function loadYear(
  { referenceCommands, store }: Parts,
  off: readonly string[] = ['2027-01-01', '2027-01-04'],
): Promise<RecordedEvent> {
  const table = { year: 2027, off, makeUp: [], source: '示例' };
  const by = { actor: { userId: 'o', unitId: 'unit-o', role: 'JOINT_CONFERENCE_OFFICE' }, fingerprint: '0'.repeat(64) };
  await referenceCommands.calendar('CN', { type: 'LoadCalendarYear', table }, { ...by, commandId: randomUUID() });
  let last: RecordedEvent | undefined;
  for await (const event of store.readStream('calendar-CN', { direction: 'backwards', limit: 1 })) last = event;
  if (last === undefined) throw new Error('no table was loaded');
  return last;
}
