import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { DOSSIER_PREFIX, dossierRecords } from '../dossier-event.js';
import { foldParts, type Parts } from './fold.js';
import { PART_FOLDS, PARTS } from './table.js';

interface StoredFold {
  readonly entry_id: string;
  readonly stream_revision: number;
  readonly parts: Parts;
}

/** 责任人员: which persons have a part in which entries of entities (spec 3.13). */
export const responsiblePersons: Projection = {
  name: 'responsible-persons',
  version: 2,
  tables: [PARTS, PART_FOLDS],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events).filter(({ entryId }) => entryId !== undefined);
    const ids = [...new Set(records.map(({ entryId = '' }) => entryId))];
    const stored = await tx.load<StoredFold>(
      PART_FOLDS.name,
      ids.map((entry_id) => ({ entry_id })),
    );
    const folds = new Map(stored.map((row) => [row.entry_id, { parts: row.parts, revision: row.stream_revision }]));
    const rows: Row[] = [];
    const gone: Row[] = [];
    const changed = new Map<string, Row>();
    for (const record of records) {
      const { entryId = '', revision, subjectId } = record;
      const before = folds.get(entryId);
      if (record.type === 'PersonalDataErased')
        gone.push(...rowsOf(entryId, subjectId, before?.parts ?? {}).map(keyOf));
      if (before !== undefined && revision <= before.revision) continue;
      const parts = foldParts(before?.parts ?? {}, record);
      // Most entries have nobody: no row for them.
      if (parts === before?.parts || Object.keys(parts).length === 0) continue;
      folds.set(entryId, { parts, revision });
      changed.set(entryId, { entry_id: entryId, stream_revision: revision, parts });
      rows.push(...rowsOf(entryId, subjectId, parts));
    }
    await tx.upsert(PART_FOLDS.name, [...changed.values()]);
    await tx.upsert(PARTS.name, rows);
    await tx.remove(PARTS.name, gone);
  },
};

const keyOf = ({ entry_id, person_ref }: Row): Row => ({ entry_id, person_ref });

function rowsOf(entryId: string, subjectId: string, parts: Parts): readonly Row[] {
  return Object.values(parts).map((part) => ({
    entry_id: entryId,
    person_ref: part.personRef,
    subject_id: subjectId,
    capacity: part.capacity,
    from_date: part.fromDate,
    to_date: part.toDate ?? null,
    basis_doc_no: part.basisDocNo,
    measures_extend: part.measuresExtend,
    suspended_because: part.suspendedBecause ?? null,
    dispute_marks: part.marks.length,
    closed_on: part.closedOn ?? null,
    closed_because: part.closedBecause ?? null,
    changed_at: part.changedAt,
  }));
}
