import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { legalDate } from '../columns.js';
import { DOSSIER_PREFIX, dossierRecords, type DossierRecord } from '../dossier-event.js';
import { isRetention } from '../erasing.js';
import { RETENTIONS } from './table.js';

/** An archive duty as the row holds it. */
export interface ArchiveDutyShown {
  readonly dutyId: string;
  readonly until?: string;
  readonly liftedOn?: string;
}

/** 保存期限: until when each entry is kept, and who still has to decide on its erasure (3.14). */
export const retentions: Projection = {
  name: 'retentions',
  version: 1,
  tables: [RETENTIONS],
  streamPrefixes: [DOSSIER_PREFIX],
  eventTypes: [
    ...['InitialEntryGenerated', 'DeadlineSet', 'DeadlineLapsed', 'RetentionExpired', 'DecisionProposed'],
    ...['DecisionRejected', 'ArchiveDutyRecorded', 'ArchiveDutyLifted', 'PersonalDataErased'],
  ],
  fields: { metadata: ['recordedAt'] },

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events).flatMap((record) =>
      record.entryId === undefined ? [] : [{ record, entryId: record.entryId }],
    );
    const ids = [...new Set(records.map(({ entryId }) => entryId))].map((entry_id) => ({ entry_id }));
    const rows = new Map<string, Row>();
    for (const row of await tx.load<Record<string, unknown>>(RETENTIONS.name, ids))
      rows.set(row['entry_id'] as string, withTextDates(row));
    const changed = new Set<string>();
    for (const { record, entryId } of records) {
      const before = rows.get(entryId);
      if (before !== undefined && record.revision <= Number(before['stream_revision'])) continue;
      const after = fold(before, record);
      if (after === undefined) continue;
      rows.set(entryId, { ...after, stream_revision: record.revision });
      changed.add(entryId);
    }
    await tx.upsert(
      RETENTIONS.name,
      [...changed].map((entryId) => rows.get(entryId)).filter((row) => row !== undefined),
    );
  },
};

function withTextDates(row: Record<string, unknown>): Row {
  const dates = ['due_on', 'expired_on', 'erased_on'].map((name) => [name, row[name]] as const);
  return {
    ...row,
    ...Object.fromEntries(
      dates.map(([name, value]) => [name, value === null ? null : legalDate(value as string | Date)]),
    ),
  };
}

/** `undefined` where the event says nothing about the retention. */
function fold(row: Row | undefined, record: DossierRecord): Row | undefined {
  if (record.type === 'InitialEntryGenerated') {
    const { entryId, listKind, unitId } = record.data;
    return {
      ...{ entry_id: entryId, subject_id: record.subjectId, list_kind: listKind, unit_id: unitId },
      ...{ due_on: null, retention_class: null, expired_on: null, proposal_id: null, drafter_id: null },
      ...{ archive_duties: [], erased_on: null },
    };
  }
  if (row === undefined) return undefined;
  const duties = row['archive_duties'] as readonly ArchiveDutyShown[];
  switch (record.type) {
    case 'DeadlineSet':
      return isRetention(record.data.deadlineId) ? { ...row, due_on: record.data.dueOn } : undefined;
    case 'DeadlineLapsed':
      return isRetention(record.data.deadlineId) ? { ...row, due_on: null } : undefined;
    case 'RetentionExpired': {
      const { retentionClass, expiredOn } = record.data;
      return { ...row, retention_class: retentionClass, expired_on: expiredOn };
    }
    case 'DecisionProposed': {
      const { decisionKind, proposalId, drafter } = record.data;
      return decisionKind === 'ERASURE' ? { ...row, proposal_id: proposalId, drafter_id: drafter.userId } : undefined;
    }
    case 'DecisionRejected':
      return record.data.proposalId === row['proposal_id']
        ? { ...row, proposal_id: null, drafter_id: null }
        : undefined;
    case 'ArchiveDutyRecorded': {
      const { dutyId, until } = record.data;
      return { ...row, archive_duties: [...duties, { dutyId, ...(until !== undefined && { until }) }] };
    }
    case 'ArchiveDutyLifted': {
      const { dutyId, liftedOn } = record.data;
      return { ...row, archive_duties: duties.map((duty) => (duty.dutyId === dutyId ? { ...duty, liftedOn } : duty)) };
    }
    case 'PersonalDataErased':
      return { ...row, proposal_id: null, drafter_id: null, erased_on: record.data.erasedOn };
    default:
      return undefined;
  }
}
