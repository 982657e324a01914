import {
  asComplaintEvent,
  COMPLAINT_PREFIX,
  evolveComplaint,
  initialComplaint,
  type Complaint,
} from '#libs/complaints';
import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { COMPLAINTS } from './table.js';

interface StoredComplaint {
  readonly complaint_id: string;
  readonly stream_revision: number;
  readonly complaint: Complaint;
}

/** Complaints as they are now (spec 6.1). */
export const complaints: Projection = {
  name: 'complaints',
  version: 1,
  tables: [COMPLAINTS],
  streamPrefixes: [COMPLAINT_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const ofComplaints = events.filter(({ streamId }) => streamId.startsWith(COMPLAINT_PREFIX));
    const ids = [...new Set(ofComplaints.map(({ streamId }) => streamId.slice(COMPLAINT_PREFIX.length)))];
    const stored = await tx.load<StoredComplaint>(
      COMPLAINTS.name,
      ids.map((complaint_id) => ({ complaint_id })),
    );
    const rows = new Map(stored.map((row) => [row.complaint_id, row]));
    for (const event of ofComplaints) {
      const complaint_id = event.streamId.slice(COMPLAINT_PREFIX.length);
      const before = rows.get(complaint_id);
      const revision = Number(event.revision);
      if (before !== undefined && revision <= before.stream_revision) continue;
      const state = before === undefined ? initialComplaint : { complaint: before.complaint };
      const { complaint } = evolveComplaint(state, asComplaintEvent(event));
      if (complaint !== undefined) rows.set(complaint_id, { complaint_id, stream_revision: revision, complaint });
    }
    await tx.upsert(COMPLAINTS.name, [...rows.values()].map(rowOf));
  },
};

function rowOf({ complaint, ...row }: StoredComplaint): Row {
  const { complainantRef, status, unitId, handler, filedOn, deadline, decision } = complaint;
  return {
    ...row,
    ...{ complainant_ref: complainantRef, status, unit_id: unitId, handler_unit_id: handler?.unitId ?? null },
    ...{ filed_on: filedOn, due_on: deadline?.dueOn ?? null, decided_on: decision?.decidedOn ?? null },
    ...{ result: decision?.result ?? null, complaint },
  };
}
