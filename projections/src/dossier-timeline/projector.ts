import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { DOSSIER_PREFIX, dossierRecords, unitOf, type DossierRecord } from '../dossier-event.js';
import { TIMELINE } from './table.js';
import { tell } from './tell.js';

/** 全过程记录: every event of a dossier in order and in plain words. */
export const dossierTimeline: Projection = {
  name: 'dossier-timeline',
  version: 1,
  tables: [TIMELINE],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    await tx.upsert(TIMELINE.name, dossierRecords(events).map(rowOf));
  },
};

function rowOf(record: DossierRecord): Row {
  const { envelope } = record;
  const told = tell(record);
  const data = record.data as unknown as Record<string, unknown>;
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  return {
    subject_id: record.subjectId,
    revision: record.revision,
    position: record.position,
    event_id: record.eventId,
    event_type: record.type,
    entry_id: record.entryId ?? null,
    list_kind: envelope.listKind ?? null,
    zh: told.zh,
    en: told.en,
    texts: JSON.stringify(told.texts ?? []),
    actor: JSON.stringify(envelope.actor),
    approver: json(envelope.approver),
    unit_id: unitOf(envelope.actor),
    internal: told.internal ?? false,
    hidden_actor: told.hiddenActor ?? false,
    recorded_at: envelope.recordedAt,
    occurred_at: envelope.occurredAt,
    legal_date: envelope.legalDate ?? null,
    legal_basis: JSON.stringify(envelope.legalBasisRefs),
    evidence: JSON.stringify(envelope.evidenceRefs.map(({ docId, sha256 }) => ({ docId, sha256 }))),
    receipt: json(data['receipt']),
    deadline: json(deadlineOf(data)),
    rule_pack_id: envelope.rulePackId ?? null,
    standard_id: envelope.standardId ?? null,
    standard_version: envelope.standardVersion ?? null,
  };
}

function deadlineOf(data: Record<string, unknown>): object | undefined {
  if (typeof data['deadlineId'] !== 'string') return undefined;
  const { deadlineId, key, dueOn, calendarVersion, ruleFrom, legalSource } = data;
  return { deadlineId, key, dueOn, calendarVersion, ruleFrom, legalSource };
}
