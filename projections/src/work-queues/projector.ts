import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { DOSSIER_PREFIX, dossierRecords } from '../dossier-event.js';
import { emptyWork, foldWork, type WorkFold } from './fold.js';
import { WORK_FOLDS, WORK_ITEMS } from './table.js';

interface StoredFold {
  readonly subject_id: string;
  readonly stream_revision: number;
  readonly fold: WorkFold;
}

/** 工作清单: what is to be done on objections, repairs and proposed decisions, and by whom (spec 3.18). */
export const workQueues: Projection = {
  name: 'work-queues',
  version: 2,
  tables: [WORK_ITEMS, WORK_FOLDS],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events);
    const ids = [...new Set(records.map(({ subjectId }) => subjectId))];
    const stored = await tx.load<StoredFold>(
      WORK_FOLDS.name,
      ids.map((subject_id) => ({ subject_id })),
    );
    const folds = new Map(stored.map((row) => [row.subject_id, { fold: row.fold, revision: row.stream_revision }]));
    const rows = new Map<string, Row>();
    const changed = new Set<string>();
    for (const record of records) {
      const { subjectId, revision } = record;
      const before = folds.get(subjectId);
      // What was handled already comes again after a crash and changes nothing.
      if (before !== undefined && revision <= before.revision) continue;
      const step = foldWork(before?.fold ?? emptyWork, record);
      // What comes again and changed nothing changes nothing: it need not be known that it was there.
      if (step.fold === (before?.fold ?? emptyWork)) continue;
      folds.set(subjectId, { fold: step.fold, revision });
      changed.add(subjectId);
      for (const row of step.rows) rows.set(String(row['item_id']), row);
    }
    await tx.upsert(WORK_ITEMS.name, [...rows.values()]);
    await tx.upsert(
      WORK_FOLDS.name,
      [...changed].map((subject_id) => {
        const { fold = emptyWork, revision = -1 } = folds.get(subject_id) ?? {};
        return { subject_id, stream_revision: revision, fold };
      }),
    );
  },
};
