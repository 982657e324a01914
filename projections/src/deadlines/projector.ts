import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter } from '#libs/read-store';
import { legalDate } from '../columns.js';
import { COMPLAINT_PREFIX } from '#libs/complaints';
import { TRIGGER_PREFIX } from '#libs/joint-measures';
import { DOSSIER_PREFIX, dossierRecords, type DossierRecord } from '../dossier-event.js';
import { DEADLINES } from './table.js';

/** A row of the table as it is folded. */
type DeadlineRow = Readonly<Record<string, unknown>>;

/** 时限看板: every deadline with its state (spec 3.16, 3.18). */
export const deadlines: Projection = {
  name: 'deadlines',
  version: 1,
  tables: [DEADLINES],
  streamPrefixes: [DOSSIER_PREFIX, TRIGGER_PREFIX, COMPLAINT_PREFIX],
  eventTypes: [
    ...['DeadlineSet', 'DeadlineMet', 'DeadlineMissed', 'DeadlinePaused', 'DeadlineResumed'],
    ...['DeadlineRescheduled', 'DeadlineLapsed'],
  ],
  fields: { metadata: ['recordedAt', 'listKind', 'subjectId'] },

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const changes = dossierRecords(events.map(ofSubject)).flatMap((record) => {
      const deadlineId = deadlineOf(record);
      return deadlineId === undefined ? [] : [{ record, deadlineId, at: `${record.subjectId} ${deadlineId}` }];
    });
    const wanted = new Map(
      changes.map(({ record, deadlineId, at }) => [at, { subject_id: record.subjectId, deadline_id: deadlineId }]),
    );
    const rows = new Map<string, DeadlineRow>();
    for (const row of await tx.load<Record<string, unknown>>(DEADLINES.name, [...wanted.values()])) {
      rows.set(`${String(row['subject_id'])} ${String(row['deadline_id'])}`, withTextDates(row));
    }
    const changed = new Set<string>();
    for (const { record, at } of changes) {
      const before = rows.get(at);
      if (before !== undefined && record.revision <= Number(before['stream_revision'])) continue;
      const after = fold(before, record);
      if (after === undefined) continue;
      rows.set(at, { ...after, stream_revision: record.revision });
      changed.add(at);
    }
    await tx.upsert(
      DEADLINES.name,
      [...changed].map((at) => rows.get(at)).filter((row) => row !== undefined),
    );
  },
};

/**
 * Loops of joint measures and complaints tell their deadlines in the same form. Whom a loop concerns stands in the envelope;
 * a complaint stands for itself, so that nobody who looks at a subject learns of it.
 */
function ofSubject(event: RecordedEvent): RecordedEvent {
  if (event.streamId.startsWith(COMPLAINT_PREFIX))
    return { ...event, streamId: `${DOSSIER_PREFIX}${event.streamId.slice(COMPLAINT_PREFIX.length)}` };
  if (!event.streamId.startsWith(TRIGGER_PREFIX)) return event;
  const { subjectId } = event.metadata as { subjectId: string };
  return { ...event, streamId: `${DOSSIER_PREFIX}${subjectId}` };
}

function deadlineOf(record: DossierRecord): string | undefined {
  if (!record.type.startsWith('Deadline')) return undefined;
  return 'deadlineId' in record.data ? record.data.deadlineId : undefined;
}

function withTextDates(row: Record<string, unknown>): Record<string, unknown> {
  const dates = DEADLINES.columns.filter((column) => column.type === 'date').map((column) => column.name);
  const copy = { ...row };
  for (const name of dates) {
    const value = copy[name];
    if (value instanceof Date || typeof value === 'string') copy[name] = legalDate(value);
  }
  return copy;
}

function fold(row: DeadlineRow | undefined, record: DossierRecord): DeadlineRow | undefined {
  if (record.type === 'DeadlineSet') {
    const { data } = record;
    return {
      subject_id: record.subjectId,
      deadline_id: data.deadlineId,
      entry_id: data.entryId ?? null,
      list_kind: record.envelope.listKind ?? null,
      key: data.key,
      owner_ref: data.ownerRef,
      unit_id: data.unitId ?? null,
      state: 'OPEN',
      start_on: data.startOn,
      due_on: data.dueOn,
      first_due_on: data.dueOn,
      missed_due_on: null,
      met_on: null,
      late: false,
      paused_on: null,
      lapsed_because: null,
      calendar_version: data.calendarVersion,
      provisional: data.provisional,
      rule_from: data.ruleFrom,
      legal_source: data.legalSource,
    };
  }
  if (row === undefined) return undefined;
  switch (record.type) {
    case 'DeadlineMet':
      return { ...row, state: 'MET', met_on: record.data.metOn, late: record.data.late, paused_on: null };
    case 'DeadlineMissed':
      return { ...row, state: 'MISSED', missed_due_on: record.data.dueOn };
    case 'DeadlinePaused':
      return { ...row, state: 'PAUSED', paused_on: record.data.pausedOn };
    case 'DeadlineResumed': {
      const { dueOn, calendarVersion } = record.data;
      return { ...row, state: 'OPEN', due_on: dueOn, calendar_version: calendarVersion, paused_on: null };
    }
    case 'DeadlineRescheduled': {
      const { dueOn, calendarVersion, provisional } = record.data;
      return { ...row, due_on: dueOn, calendar_version: calendarVersion, provisional };
    }
    case 'DeadlineLapsed':
      return { ...row, state: 'LAPSED', lapsed_because: record.data.because, paused_on: null };

    default:
      return undefined;
  }
}
