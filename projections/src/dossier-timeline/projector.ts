import type { RecordedEvent } from '#libs/event-store';
import type { KeyRef } from '#libs/dossier';
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
    await erase(records.flatMap(erasureOf), tx);
  },
};

/** What of an entry, and with it perhaps of the record, nobody can read any more. */
interface Erasure {
  readonly subjects: readonly string[];
  readonly entryId: string;
  readonly keys: readonly KeyRef[];
}

function erasureOf(record: DossierRecord): readonly Erasure[] {
  if (record.type !== 'PersonalDataErased') return [];
  const { entryId, keys } = record.data;
  const ofRecords = keys.filter(({ scope }) => scope === RECORD_SCOPE).map(({ about }) => about);
  return [{ subjects: [record.subjectId, ...ofRecords], entryId, keys }];
}

async function erase(erasures: readonly Erasure[], tx: ProjectionWriter): Promise<void> {
  if (erasures.length === 0) return;
  const table = tx.table(TIMELINE.name);
  const pairs = erasures.flatMap(({ subjects, entryId }) => subjects.map((subjectId) => ({ subjectId, entryId })));
  const rows = await tx.query<{ subject_id: string; revision: number; entry_id: string | null; texts: unknown }>(
    `select subject_id, revision, entry_id, texts from ${table} t
      where t.subject_id = any($1) and t.texts <> '[]'::jsonb
        and exists (select from unnest($1::text[], $2::text[]) as e (subject_id, entry_id)
          where e.subject_id = t.subject_id and (t.entry_id is null or e.entry_id = t.entry_id))`,
    [pairs.map(({ subjectId }) => subjectId), pairs.map(({ entryId }) => entryId)],
  );
  const keysOf = (subjectId: string, entryId: string | null): readonly KeyRef[] =>
    erasures.flatMap(({ subjects, keys, ...erased }) =>
      subjects.includes(subjectId) && (entryId === null || entryId === erased.entryId) ? keys : [],
    );
  await tx.query(
    `update ${table} t set texts = u.texts::jsonb
       from unnest($1::text[], $2::int[], $3::text[]) as u (subject_id, revision, texts)
      where t.subject_id = u.subject_id and t.revision = u.revision`,
    [
      rows.map((row) => row.subject_id),
      rows.map((row) => row.revision),
      rows.map((row) => JSON.stringify(withoutErased(row.texts, keysOf(row.subject_id, row.entry_id)))),
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
