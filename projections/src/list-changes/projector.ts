import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { DOSSIER_PREFIX, dossierRecords, type DossierRecord } from '../dossier-event.js';
import { foldChange, listedState, type Changing } from './fold.js';
import { CHANGES, CHANGING } from './table.js';

interface StoredFold {
  readonly entry_id: string;
  readonly subject_id: string;
  readonly stream_revision: number;
  readonly fold: Changing;
}

/** Changes of lists in the order of the log, as other systems are told of them. */
export const listChanges: Projection = {
  name: 'list-changes',
  version: 2,
  tables: [CHANGES, CHANGING],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events).flatMap((record) =>
      record.entryId === undefined ? [] : [{ record, entryId: record.entryId }],
    );
    const keys = [...new Set(records.map(({ entryId }) => entryId))].map((entry_id) => ({ entry_id }));
    const folds = new Map((await tx.load<StoredFold>(CHANGING.name, keys)).map((row) => [row.entry_id, row]));
    const changes = new Map<string, Row>();
    const touched = new Set<string>();
    const taken: Row[] = [];
    for (const { record, entryId } of records) {
      const before = folds.get(entryId);
      // What was handled already comes again after a crash and changes nothing.
      if (before !== undefined && record.revision <= before.stream_revision) continue;
      const changed = foldChange(before?.fold, record);
      if (changed === undefined) continue;
      const { after, kind } = changed;
      // Once: what follows the end of retention must not take the tombstone away again.
      const ends = after.erased && before?.fold.erased !== true;
      if (ends) {
        for (const position of after.told) if (!changes.delete(position)) taken.push({ position });
      }
      const told = [...(ends ? [] : after.told), ...(kind === undefined ? [] : [record.position])];
      folds.set(entryId, {
        ...{ entry_id: entryId, subject_id: record.subjectId, stream_revision: record.revision },
        fold: { ...after, told },
      });
      touched.add(entryId);
      if (kind !== undefined) changes.set(record.position, changeRow(record, entryId, kind, after));
    }
    // A tombstone takes the place of everything that was said before.
    await tx.remove(CHANGES.name, taken);
    await tx.upsert(CHANGES.name, [...changes.values()]);
    await tx.upsert(
      CHANGING.name,
      [...touched].flatMap((entryId) => {
        const fold = folds.get(entryId);
        return fold === undefined ? [] : [{ ...fold }];
      }),
    );
  },
};

function changeRow(
  { position, eventId, envelope, subjectId }: DossierRecord,
  entryId: string,
  kind: string,
  after: Changing,
): Row {
  const entry = listedState(after);
  return {
    position,
    event_id: eventId,
    recorded_at: envelope.recordedAt,
    kind,
    subject_id: subjectId,
    entry_id: entryId,
    list_kind: after.listKind,
    entry: entry === undefined ? null : JSON.stringify(entry),
  };
}
