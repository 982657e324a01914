import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { legalDate } from '../columns.js';
import { DOSSIER_PREFIX, dossierRecords } from '../dossier-event.js';
import { foldShown, type Publication, type ShownEntry } from './fold.js';
import { PUBLICATIONS, SHOWN_ENTRIES } from './table.js';

/** What was shown where, with its hash, and how it ended (spec 3.12). */
export const publications: Projection = {
  name: 'publications',
  version: 3,
  tables: [PUBLICATIONS, SHOWN_ENTRIES],
  streamPrefixes: [DOSSIER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const records = dossierRecords(events).flatMap((record) =>
      record.entryId === undefined ? [] : [{ record, at: `${record.subjectId} ${record.entryId}` }],
    );
    const wanted = new Map(
      records.map(({ record, at }) => [at, { subject_id: record.subjectId, entry_id: record.entryId }]),
    );
    const entries = await loadEntries(tx, [...wanted.values()]);
    const changed = new Set<string>();
    for (const { record, at } of records) {
      const before = entries.get(at);
      if (before !== undefined && record.revision <= before.revision) continue;
      const after = foldShown(before, record);
      if (after === undefined) continue;
      entries.set(at, after);
      changed.add(at);
    }
    const rows = [...changed].map((at) => entries.get(at)).filter((entry) => entry !== undefined);
    await tx.upsert(SHOWN_ENTRIES.name, rows.map(entryRow));
    await tx.upsert(
      PUBLICATIONS.name,
      rows.flatMap((entry) => entry.publications.map((publication, i) => publicationRow(entry, publication, i + 1))),
    );
  },
};

async function loadEntries(tx: ProjectionWriter, keys: readonly Row[]): Promise<Map<string, ShownEntry>> {
  const stored = await tx.load<Record<string, unknown>>(SHOWN_ENTRIES.name, keys);
  const ids = (row: Record<string, unknown>): readonly string[] => row['publication_ids'] as readonly string[];
  const rows = await tx.load<Record<string, unknown>>(
    PUBLICATIONS.name,
    stored.flatMap((row) => ids(row).map((id) => ({ subject_id: row['subject_id'], publication_id: id }))),
  );
  const shown = new Map(
    rows.map((row) => [`${text(row, 'subject_id')} ${text(row, 'publication_id')}`, publicationOf(row)]),
  );
  return new Map(
    stored.map((row) => {
      const [subjectId, entryId] = [text(row, 'subject_id'), text(row, 'entry_id')];
      const entry: ShownEntry = {
        subjectId,
        entryId,
        listKind: text(row, 'list_kind'),
        unitId: text(row, 'unit_id'),
        minor: row['minor'] === true,
        hiddenFrom: row['hidden_from'] === null ? null : legalDate(row['hidden_from'] as string | Date),
        marks: row['marks'] as readonly string[],
        revision: Number(row['stream_revision']),
        publications: ids(row).flatMap((id) => shown.get(`${subjectId} ${id}`) ?? []),
      };
      return [`${subjectId} ${entryId}`, entry];
    }),
  );
}

const text = (row: Record<string, unknown>, column: string): string => row[column] as string;

function entryRow(entry: ShownEntry): Row {
  return {
    subject_id: entry.subjectId,
    entry_id: entry.entryId,
    list_kind: entry.listKind,
    unit_id: entry.unitId,
    minor: entry.minor,
    hidden_from: entry.hiddenFrom,
    marks: entry.marks,
    publication_ids: entry.publications.map(({ publicationId }) => publicationId),
    stream_revision: entry.revision,
  };
}

const jsonOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

function publicationRow(entry: ShownEntry, p: Publication, ordinal: number): Row {
  return {
    subject_id: entry.subjectId,
    publication_id: p.publicationId,
    entry_id: entry.entryId,
    ordinal,
    kind: p.kind,
    list_kind: entry.listKind,
    unit_id: entry.unitId,
    minor: entry.minor,
    hidden_from: entry.hiddenFrom,
    channels: p.channels,
    content_hash: p.contentHash,
    mask_profile: p.maskProfile,
    shown_text: JSON.stringify(p.shownText),
    shown_from: p.shownFrom,
    shown_until: p.shownUntil,
    dispute_marks: entry.marks.length,
    ended_on: p.endedOn,
    ended_because: p.endedBecause,
    exit_announced_on: p.exitAnnouncedOn,
    exit_channels: p.exitChannels,
    missing_channels: p.missingChannels,
    exit_text: jsonOrNull(p.exitText),
    taken_down_on: p.takenDownOn,
    taken_down_channels: p.takenDownChannels,
    restored_on: p.restoredOn,
    restoration_channels: p.restorationChannels,
    restoration_text: jsonOrNull(p.restorationText),
    stream_revision: entry.revision,
  };
}

function publicationOf(row: Record<string, unknown>): Publication {
  const date = (column: string): string => legalDate(row[column] as string | Date);
  const dateOrNull = (column: string): string | null => (row[column] === null ? null : date(column));
  const list = (column: string): readonly string[] => row[column] as readonly string[];
  return {
    publicationId: text(row, 'publication_id'),
    kind: row['kind'] as Publication['kind'],
    channels: row['channels'] as Publication['channels'],
    contentHash: text(row, 'content_hash'),
    maskProfile: row['mask_profile'] as string | null,
    shownText: row['shown_text'],
    shownFrom: date('shown_from'),
    shownUntil: date('shown_until'),
    endedOn: dateOrNull('ended_on'),
    endedBecause: row['ended_because'] as string | null,
    exitAnnouncedOn: dateOrNull('exit_announced_on'),
    exitChannels: list('exit_channels'),
    missingChannels: list('missing_channels'),
    exitText: row['exit_text'],
    takenDownOn: dateOrNull('taken_down_on'),
    takenDownChannels: list('taken_down_channels'),
    restoredOn: dateOrNull('restored_on'),
    restorationChannels: list('restoration_channels'),
    restorationText: row['restoration_text'],
  };
}
