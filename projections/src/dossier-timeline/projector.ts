import type { RecordedEvent } from '#libs/event-store';
import type { EventData } from '#libs/dossier';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { RECORD_SCOPE } from '#libs/subjects';
import { DOSSIER_PREFIX, dossierRecords, unitOf, type DossierRecord } from '../dossier-event.js';
import { withoutErased } from '../erasing.js';
import { TIMELINE } from './table.js';
import { tell } from './tell.js';

/** 全过程记录: every event of a dossier in order and in plain words. */
export const dossierTimeline: Projection = {
  name: 'dossier-timeline',
  version: 2,
  tables: [TIMELINE],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events);
    await tx.upsert(TIMELINE.name, records.map(rowOf));
    for (const record of records)
      if (record.type === 'PersonalDataErased') await erase(record.subjectId, record.data, tx);
  },
};

/** Takes out what nobody can read any more: of the entry, and with it perhaps of the record. */
async function erase(
  subjectId: string,
  { entryId, keys }: EventData<'PersonalDataErased'>,
  tx: ProjectionWriter,
): Promise<void> {
  const table = tx.table(TIMELINE.name);
  const subjects = [subjectId, ...keys.filter(({ scope }) => scope === RECORD_SCOPE).map(({ about }) => about)];
  const rows = await tx.query<{ subject_id: string; revision: number; texts: unknown }>(
    `select subject_id, revision, texts from ${table}
      where subject_id = any($1) and (entry_id = $2 or entry_id is null) and texts <> '[]'::jsonb`,
    [subjects, entryId],
  );
  await tx.query(
    `update ${table} t set texts = u.texts::jsonb
       from unnest($1::text[], $2::int[], $3::text[]) as u (subject_id, revision, texts)
      where t.subject_id = u.subject_id and t.revision = u.revision`,
    [
      rows.map((row) => row.subject_id),
      rows.map((row) => row.revision),
      rows.map((row) => JSON.stringify(withoutErased(row.texts, keys))),
    ],
  );
}

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
