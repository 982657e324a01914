import type { RecordedEvent } from '#libs/event-store';
import {
  asExternalListEvent,
  evolveExternalList,
  EXTERNAL_LIST_PREFIXES,
  type ExternalList,
  type ExternalListEvent,
  type ExternalListEventMap,
  type ExternalRow,
} from '#libs/external-lists';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { DELIVERIES, ENTRIES, FORWARDINGS, LISTS } from './table.js';

interface StoredList {
  readonly list_id: string;
  readonly applied_sequence: number;
  readonly version: string | null;
  readonly applied_at: Date | string | null;
  readonly stream_revision: number;
  readonly list: ExternalList;
}

/** Lists of others: what stands on them, their deliveries, and objections that were forwarded to their owners. */
export const externalLists: Projection = {
  name: 'external-lists',
  version: 1,
  tables: [LISTS, ENTRIES, DELIVERIES, FORWARDINGS],
  streamPrefixes: EXTERNAL_LIST_PREFIXES,

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const ours = events.filter(({ streamId }) => EXTERNAL_LIST_PREFIXES.some((prefix) => streamId.startsWith(prefix)));
    const ids = [...new Set(ours.flatMap(({ data }) => (typeof data['listId'] === 'string' ? [data['listId']] : [])))];
    const stored = await tx.load<StoredList>(
      LISTS.name,
      ids.map((list_id) => ({ list_id })),
    );
    const lists = new Map(stored.map((row) => [row.list_id, row]));
    for (const recorded of ours) {
      const event = asExternalListEvent(recorded);
      if (event.type === 'ListRowsChanged') {
        await changeRows(tx, event.data);
        continue;
      }
      const { listId } = event.data;
      const before = lists.get(listId);
      const revision = Number(recorded.revision);
      if (before !== undefined && revision <= before.stream_revision) continue;
      const { list } = evolveExternalList(before === undefined ? {} : { list: before.list }, event);
      if (list === undefined) continue;
      const at = recorded.metadata['recordedAt'] as string;
      lists.set(listId, folded(before, list, event, revision, at));
      await follow(tx, event, at);
    }
    await tx.upsert(LISTS.name, [...lists.values()].map(listRow));
  },
};

function folded(
  before: StoredList | undefined,
  list: ExternalList,
  event: ExternalListEvent,
  stream_revision: number,
  at: string,
): StoredList {
  const stands =
    event.type === 'ListDeliveryApplied'
      ? { applied_sequence: event.data.sequence, version: event.data.version, applied_at: at }
      : {
          applied_sequence: before?.applied_sequence ?? 0,
          version: before?.version ?? null,
          applied_at: before?.applied_at ?? null,
        };
  return { list_id: list.listId, ...stands, stream_revision, list };
}

function listRow({ list, ...row }: StoredList): Row {
  const { origin, listKind, closed } = list;
  return { ...row, origin, list_kind: listKind, closed, list };
}

/** A part of a delivery: new versions of entries beside the old ones, which end with it. Nothing shows before it applies. */
async function changeRows(tx: ProjectionWriter, data: ExternalListEventMap['ListRowsChanged']): Promise<void> {
  const { listId, sequence, added, changed, removed } = data;
  const ended: readonly (readonly [refs: readonly string[], reason: string | null])[] = [
    [changed.map(({ ref }) => ref), null],
    [removed.map(({ ref }) => ref), 'OWNER_REMOVED'],
  ];
  for (const [refs, reason] of ended) {
    if (refs.length === 0) continue;
    await tx.query(
      `update ${tx.table(ENTRIES.name)} set to_sequence = $3, exit_reason = $4
        where list_id = $1 and ref = any($2::text[]) and from_sequence < $3 and to_sequence is null`,
      [listId, refs, sequence, reason],
    );
  }
  await tx.upsert(
    ENTRIES.name,
    [...added, ...changed].map((row) => entryRow(data, row)),
  );
}

function entryRow(
  { listId, origin, listKind, sequence }: ExternalListEventMap['ListRowsChanged'],
  row: ExternalRow,
): Row {
  return {
    ...{ list_id: listId, ref: row.ref, from_sequence: sequence, entry_id: row.entryId, origin, list_kind: listKind },
    ...{ subject_ref: row.subjectRef, subject_type: row.subjectType, identifier_kind: row.identifierKind },
    ...{ name: JSON.stringify(row.name), identifier: JSON.stringify(row.identifier) },
    ...{ listed_on: row.listedOn, valid_to: row.validTo ?? null, decision_no: row.decisionNo ?? null },
    grounds: row.grounds === undefined ? null : JSON.stringify(row.grounds),
    fingerprint: row.fingerprint,
  };
}

/** What an event says beside the list itself. */
async function follow(tx: ProjectionWriter, event: ExternalListEvent, at: string): Promise<void> {
  switch (event.type) {
    case 'ListDeliveryHeld':
      return insertDelivery(tx, event.data, 'HELD', event.data.findings, at);
    case 'ListDeliveryAccepted':
      return acceptDelivery(tx, event.data, at);
    case 'ListDeliverySuperseded':
      return settle(tx, event.data.deliveryId, 'SUPERSEDED', at);
    case 'ListDeliveryReleased':
      return settle(tx, event.data.deliveryId, 'HELD', at, event.data.releasedBy, event.data.reason);
    case 'ListDeliveryDiscarded':
      return settle(tx, event.data.deliveryId, 'DISCARDED', at, event.data.discardedBy, event.data.reason);
    case 'ListDeliveryApplied':
      await tx.query(`update ${tx.table(DELIVERIES.name)} set state = 'APPLIED' where delivery_id = $1`, [
        event.data.deliveryId,
      ]);
      return;
    case 'ObjectionForwarded':
      return insertForwarding(tx, event.data);
    case 'OwnerOutcomeRecorded':
      return recordOutcome(tx, event.data);
    case 'ExternalListRegistered':
    case 'ExternalListTermsChanged':
    case 'ExternalListClosed':
    case 'ListRowsChanged':
      return;
  }
}

type Judged = Pick<
  ExternalListEventMap['ListDeliveryHeld'],
  'listId' | 'deliveryId' | 'version' | 'sha256' | 'counts' | 'faults' | 'deliveredBy'
>;

async function insertDelivery(
  tx: ProjectionWriter,
  delivery: Judged,
  state: string,
  findings: readonly object[],
  at: string,
): Promise<void> {
  const { listId, deliveryId, version, sha256, counts, faults, deliveredBy } = delivery;
  await tx.upsert(DELIVERIES.name, [
    {
      ...{ delivery_id: deliveryId, list_id: listId, state, version, sha256, judged_at: at },
      ...{ counts: JSON.stringify(counts), findings: JSON.stringify(findings), faults: JSON.stringify(faults) },
      delivered_by: JSON.stringify(deliveredBy),
    },
  ]);
}

/** One that was held keeps what was found. */
async function acceptDelivery(tx: ProjectionWriter, delivery: Judged, at: string): Promise<void> {
  const released = await tx.query(
    `update ${tx.table(DELIVERIES.name)} set state = 'APPLYING' where delivery_id = $1 returning delivery_id`,
    [delivery.deliveryId],
  );
  if (released.length === 0) await insertDelivery(tx, delivery, 'APPLYING', [], at);
}

async function settle(
  tx: ProjectionWriter,
  deliveryId: string,
  state: string,
  at: string,
  by?: object,
  reason?: object,
): Promise<void> {
  await tx.query(
    `update ${tx.table(DELIVERIES.name)} set state = $2, settled_at = $3, settled_by = $4, reason = $5
      where delivery_id = $1`,
    [deliveryId, state, at, by === undefined ? null : JSON.stringify(by), reason && JSON.stringify(reason)],
  );
}

async function insertForwarding(tx: ProjectionWriter, data: ExternalListEventMap['ObjectionForwarded']): Promise<void> {
  const { objectorContact, answerExpectedOn } = data;
  await tx.upsert(FORWARDINGS.name, [
    {
      ...{ forwarding_id: data.forwardingId, list_id: data.listId, entry_id: data.entryId, ref: data.ref },
      ...{ subject_ref: data.subjectRef, objector_ref: data.objectorRef, owner: data.owner },
      text: JSON.stringify(data.text),
      objector_contact: objectorContact === undefined ? null : JSON.stringify(objectorContact),
      ...{ filed_on: data.filedOn, answer_expected_on: answerExpectedOn ?? null },
    },
  ]);
}

async function recordOutcome(
  tx: ProjectionWriter,
  { listId, forwardingId, ref, outcome, docNo, decidedOn, note }: ExternalListEventMap['OwnerOutcomeRecorded'],
): Promise<void> {
  await tx.query(
    `update ${tx.table(FORWARDINGS.name)} set outcome = $2, doc_no = $3, decided_on = $4, note = $5
      where forwarding_id = $1`,
    [forwardingId, outcome, docNo, decidedOn, note === undefined ? null : JSON.stringify(note)],
  );
  if (outcome !== 'REMOVED') return;
  await tx.query(
    `update ${tx.table(ENTRIES.name)} set removed_by_outcome = true, exit_reason = 'OWNER_REMOVED'
      where list_id = $1 and ref = $2 and to_sequence is null`,
    [listId, ref],
  );
}
