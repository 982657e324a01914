import type { RecordedEvent } from '#libs/event-store';
import { asReportEvent, REPORT_PREFIX } from '#libs/informants';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { legalDate } from '../columns.js';
import { REPORTS } from './table.js';

/** Reports as their desks see them (spec 6.3). */
export const reports: Projection = {
  name: 'reports',
  version: 1,
  tables: [REPORTS],
  streamPrefixes: [REPORT_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const ofReports = events.filter(({ streamId }) => streamId.startsWith(REPORT_PREFIX));
    const ids = [...new Set(ofReports.map(({ streamId }) => streamId.slice(REPORT_PREFIX.length)))];
    const rows = new Map<string, Row>();
    for (const row of await tx.load<Row>(
      REPORTS.name,
      ids.map((report_id) => ({ report_id })),
    ))
      rows.set(String(row['report_id']), withTextDates(row));
    for (const event of ofReports) {
      const report_id = event.streamId.slice(REPORT_PREFIX.length);
      const before = rows.get(report_id);
      const revision = Number(event.revision);
      if (before !== undefined && revision <= Number(before['stream_revision'])) continue;
      const after = fold(before, event);
      if (after !== undefined) rows.set(report_id, { ...after, report_id, stream_revision: revision });
    }
    await tx.upsert(REPORTS.name, [...rows.values()]);
  },
};

function fold(row: Row | undefined, recorded: RecordedEvent): Row | undefined {
  const event = asReportEvent(recorded);
  if (event.type === 'ReportReceived') {
    const { kind, anonymous, receivedOn } = event.data;
    return {
      ...{ kind, anonymous, status: 'RECEIVED', received_on: receivedOn, unit_id: null, facts: 1 },
      ...{ result: null, decided_on: null, unsealings_proposed: 0, unsealings_granted: 0 },
    };
  }
  if (row === undefined) return undefined;
  const more = (column: string, by: number) => ({ [column]: Number(row[column]) + by });
  switch (event.type) {
    case 'ReportFactsAdded':
      return { ...row, ...more('facts', 1) };
    case 'ReportForwarded':
      return { ...row, status: 'FORWARDED', unit_id: event.data.unitId };
    case 'ReportResult':
      return { ...row, status: 'CONCLUDED', result: event.data.result, decided_on: event.data.decidedOn };
    case 'UnsealProposed':
      return { ...row, ...more('unsealings_proposed', 1) };
    case 'UnsealGranted':
      return { ...row, ...more('unsealings_proposed', -1), ...more('unsealings_granted', 1) };
  }
  return row;
}

function withTextDates(row: Row): Row {
  const [received, decided] = [row['received_on'], row['decided_on']];
  const text = (value: unknown) => (value instanceof Date || typeof value === 'string' ? legalDate(value) : null);
  return { ...row, received_on: text(received), decided_on: text(decided) };
}
