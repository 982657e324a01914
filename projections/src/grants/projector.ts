import type { RecordedEvent } from '#libs/event-store';
import { evolveGrant, GRANT_PREFIX, type Grant, type GrantEvent } from '#libs/grants';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { GRANTS } from './table.js';

interface StoredGrant {
  readonly grant_id: string;
  readonly requested_at: Date | string;
  readonly decided_by: string | null;
  readonly decided_at: Date | string | null;
  readonly stream_revision: number;
  readonly content: Grant;
}

/** Grants and requests for them, as they are now. */
export const grants: Projection = {
  name: 'grants',
  version: 1,
  tables: [GRANTS],
  streamPrefixes: [GRANT_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const ofGrants = events.filter(({ streamId }) => streamId.startsWith(GRANT_PREFIX));
    const ids = [...new Set(ofGrants.map(({ streamId }) => streamId.slice(GRANT_PREFIX.length)))];
    const stored = await tx.load<StoredGrant>(
      GRANTS.name,
      ids.map((grant_id) => ({ grant_id })),
    );
    const rows = new Map(stored.map((row) => [row.grant_id, row]));
    for (const event of ofGrants) {
      const id = event.streamId.slice(GRANT_PREFIX.length);
      const row = next(id, rows.get(id), event);
      if (row !== undefined) rows.set(id, row);
    }
    await tx.upsert(GRANTS.name, [...rows.values()].map(rowOf));
  },
};

function next(grantId: string, before: StoredGrant | undefined, event: RecordedEvent): StoredGrant | undefined {
  const revision = Number(event.revision);
  if (before !== undefined && revision <= before.stream_revision) return undefined;
  const state = before === undefined ? {} : { grant: before.content };
  const { grant } = evolveGrant(state, { type: event.eventType, data: event.data } as unknown as GrantEvent);
  if (grant === undefined) return undefined;
  const recordedAt = event.metadata['recordedAt'] as string;
  const { userId } = event.metadata['actor'] as { readonly userId: string };
  const asked = grant.status === 'REQUESTED';
  return {
    grant_id: grantId,
    requested_at: before?.requested_at ?? recordedAt,
    decided_by: asked ? null : userId,
    decided_at: asked ? null : recordedAt,
    stream_revision: revision,
    content: grant,
  };
}

function rowOf({ content, ...row }: StoredGrant): Row {
  const { kind, unitId, userId, purposeCode, status, from, until } = content;
  return {
    ...row,
    ...{ kind, unit_id: unitId, user_id: userId, purpose_code: purposeCode, status },
    ...{ from_on: from, until_on: until, content },
  };
}
