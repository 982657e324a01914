import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter } from '#libs/read-store';
import { RECORD_SCOPE } from '#libs/subjects';
import { withoutErased } from '../erasing.js';
import { DOSSIER_PREFIX, dossierRecords, type DossierRecord } from '../dossier-event.js';
import { emptyFold, entriesOf, entryRow, foldRecord, hasEntry, isRegistered, subjectRow, type Fold } from './fold.js';
import { ENTRIES, FOLDS, SUBJECTS } from './table.js';

interface StoredFold {
  readonly subject_id: string;
  readonly stream_revision: number;
  readonly fold: Fold;
}

/** 现行名单: one row an entry (spec 3.18). What is in effect is decided by date when it is asked for (D15). */
export const currentLists: Projection = {
  name: 'current-lists',
  version: 5,
  tables: [ENTRIES, SUBJECTS, FOLDS],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events);
    const ids = [
      ...new Set(records.flatMap((record) => [record.subjectId, ...goesOnFor(record), ...erasedWith(record)])),
    ];
    const stored = await tx.load<StoredFold>(
      FOLDS.name,
      ids.map((subject_id) => ({ subject_id })),
    );
    const folds = new Map(stored.map((row) => [row.subject_id, { fold: row.fold, revision: row.stream_revision }]));
    const entries = new Map<string, string>();
    const changed = new Set<string>();
    for (const record of records) {
      const { subjectId, revision } = record;
      const before = folds.get(subjectId);
      // What was handled already comes again after a crash and changes nothing.
      if (before !== undefined && revision <= before.revision) continue;
      const fold = foldRecord(before?.fold ?? emptyFold, record);
      folds.set(subjectId, { fold, revision });
      changed.add(subjectId);
      // Its entries show who the subject is.
      if (isRenamed(record)) for (const entryId of entriesOf(fold)) entries.set(entryId, subjectId);
      for (const other of goesOnFor(record)) {
        const { fold, revision: last } = folds.get(other) ?? { fold: emptyFold, revision: -1 };
        folds.set(other, { fold: { ...fold, joinedInto: subjectId }, revision: last });
        changed.add(other);
      }
      for (const other of erasedWith(record)) {
        const { fold, revision: last } = folds.get(other) ?? { fold: emptyFold, revision: -1 };
        if (record.type !== 'PersonalDataErased') continue;
        folds.set(other, { fold: withoutErased(fold, record.data.keys), revision: last });
        changed.add(other);
      }
      if (record.entryId !== undefined) entries.set(record.entryId, subjectId);
    }
    const at = (subjectId: string): Fold => folds.get(subjectId)?.fold ?? emptyFold;
    const revisionOf = (subjectId: string): number => folds.get(subjectId)?.revision ?? -1;
    const subjects = [...changed];
    await tx.upsertMade(
      ENTRIES.name,
      [...entries].flatMap(([entryId, id]) => {
        const fold = at(id);
        return hasEntry(fold, entryId) ? [{ key: { entry_id: entryId }, make: () => entryRow(id, fold, entryId) }] : [];
      }),
    );
    await tx.upsertMade(
      SUBJECTS.name,
      subjects.flatMap((id) => {
        const fold = at(id);
        const revision = revisionOf(id);
        return isRegistered(fold) ? [{ key: { subject_id: id }, make: () => subjectRow(id, fold, revision) }] : [];
      }),
    );
    await tx.upsert(
      FOLDS.name,
      subjects.map((id) => ({ subject_id: id, stream_revision: revisionOf(id), fold: at(id) })),
    );
  },
};

const isRenamed = ({ type }: DossierRecord): boolean =>
  type === 'SubjectRenamed' || type === 'SubjectIdentifierCorrected';

/** Another dossier that the subject leaves for this one: both are answered as one from this event on. */
function goesOnFor(record: DossierRecord): readonly string[] {
  return record.type === 'DossiersJoined' && record.data.part === 'CONTINUES' ? [record.data.otherSubjectId] : [];
}

/** The other dossiers of one subject, whose records go with the last entry. */
function erasedWith(record: DossierRecord): readonly string[] {
  if (record.type !== 'PersonalDataErased') return [];
  const records = record.data.keys.filter(({ scope }) => scope === RECORD_SCOPE).map(({ about }) => about);
  return records.filter((about) => about !== record.subjectId);
}
