import type { RecordedEvent } from '#libs/event-store';
import type { EventData } from '#libs/dossier';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { RECORD_SCOPE } from '#libs/subjects';
import { legalDate } from '../columns.js';
import { DOSSIER_PREFIX, dossierRecords, unitOf, type DossierRecord } from '../dossier-event.js';
import { withoutErased } from '../erasing.js';
import { TIMELINE } from './table.js';
import { tell } from './tell.js';

/** 全过程记录: every event of a dossier in order and in plain words. */
export const dossierTimeline: Projection = {
  name: 'dossier-timeline',
  version: 3,
  tables: [TIMELINE],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events);
    await tx.upsertMade(
      TIMELINE.name,
      records.map((record) => ({
        key: { subject_id: record.subjectId, revision: record.revision },
        make: () => rowOf(record),
      })),
    );
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
  const records = keys.filter(({ scope }) => scope === RECORD_SCOPE).map(({ about }) => about);
  for (const subject of new Set([subjectId, ...records])) {
    const rows = (await timelineOf(subject, tx)).filter(
      (row) => (row.entry_id === entryId || row.entry_id === null) && row.texts.length > 0,
    );
    await tx.upsert(
      TIMELINE.name,
      rows.map((row) => ({
        ...row,
        legal_date: row.legal_date === null ? null : legalDate(row.legal_date),
        texts: withoutErased(row.texts, keys),
      })),
    );
  }
}

interface StoredRow extends Row {
  readonly entry_id: string | null;
  readonly legal_date: Date | string | null;
  readonly texts: readonly unknown[];
}

const ROWS_AT_ONCE = 200;

/** All rows of a dossier: one for each revision, without a gap. */
async function timelineOf(subject_id: string, tx: ProjectionWriter): Promise<readonly StoredRow[]> {
  const rows: StoredRow[] = [];
  for (let from = 0; ; from += ROWS_AT_ONCE) {
    const keys = Array.from({ length: ROWS_AT_ONCE }, (_, i) => ({ subject_id, revision: from + i }));
    const found = await tx.load<StoredRow>(TIMELINE.name, keys);
    rows.push(...found);
    if (found.length < ROWS_AT_ONCE) return rows;
  }
}

function rowOf(record: DossierRecord): Row {
  const { envelope } = record;
  const told = tell(record);
  const data = record.data as unknown as Record<string, unknown>;
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
    texts: told.texts ?? [],
    actor: envelope.actor,
    approver: envelope.approver ?? null,
    unit_id: unitOf(envelope.actor),
    internal: told.internal ?? false,
    hidden_actor: told.hiddenActor ?? false,
    recorded_at: envelope.recordedAt,
    occurred_at: envelope.occurredAt,
    legal_date: envelope.legalDate ?? null,
    legal_basis: envelope.legalBasisRefs,
    evidence: envelope.evidenceRefs.map(({ docId, sha256 }) => ({ docId, sha256 })),
    receipt: data['receipt'] ?? null,
    deadline: deadlineOf(data) ?? null,
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
