import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { DOSSIER_PREFIX, dossierRecords } from '../dossier-event.js';
import { foldOwed, type Owed } from './fold.js';
import { PUBLICATION_TASK_FOLDS, PUBLICATION_TASKS } from './table.js';

interface StoredFold {
  readonly entry_id: string;
  readonly stream_revision: number;
  readonly owed: Owed;
}

/** What units owe the channels: to publish, to announce, to take down, to restore (spec 3.9, 3.12). */
export const publicationTasks: Projection = {
  name: 'publication-tasks',
  version: 1,
  tables: [PUBLICATION_TASKS, PUBLICATION_TASK_FOLDS],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events).filter(({ entryId }) => entryId !== undefined);
    const ids = [...new Set(records.map(({ entryId = '' }) => entryId))];
    const stored = await tx.load<StoredFold>(
      PUBLICATION_TASK_FOLDS.name,
      ids.map((entry_id) => ({ entry_id })),
    );
    const folds = new Map(stored.map((row) => [row.entry_id, { owed: row.owed, revision: row.stream_revision }]));
    const changed = new Map<string, string>();
    for (const record of records) {
      const { entryId = '', revision, subjectId } = record;
      const before = folds.get(entryId);
      if (before !== undefined && revision <= before.revision) continue;
      const owed = foldOwed(before?.owed, record);
      if (owed === undefined || owed === before?.owed) continue;
      folds.set(entryId, { owed, revision });
      changed.set(entryId, subjectId);
    }
    const rows: Row[] = [];
    const tasks: Row[] = [];
    for (const [entryId, subjectId] of changed) {
      const fold = folds.get(entryId);
      if (fold === undefined) continue;
      rows.push({ entry_id: entryId, stream_revision: fold.revision, owed: fold.owed });
      tasks.push(...tasksOf(entryId, subjectId, fold.owed));
    }
    await tx.upsert(PUBLICATION_TASK_FOLDS.name, rows);
    await tx.upsert(PUBLICATION_TASKS.name, tasks);
  },
};

function tasksOf(entryId: string, subjectId: string, { listKind, unitId, tasks }: Owed): readonly Row[] {
  return tasks.map(({ act, channelId, openedOn, dueOn, closedOn, closedBecause }) => ({
    ...{ entry_id: entryId, act, channel_id: channelId, subject_id: subjectId, list_kind: listKind, unit_id: unitId },
    ...{ opened_on: openedOn, due_on: dueOn ?? null, closed_on: closedOn ?? null },
    closed_because: closedBecause ?? null,
  }));
}
