import type { RecordedEvent } from '#libs/event-store';
import type { ExternalListEventMap, ExternalListEventType, ExternalRow } from '#libs/external-lists';
import { sealed } from './dossier-events.js';

/* A mirrored list with something for every table, as the log holds it. */

export const LIST = 'list-1';
const by = { userId: 'operator', unitId: 'unit-t', role: 'PLATFORM_OPERATOR' };
const officer = { userId: 'officer', unitId: 'unit-o', role: 'JOINT_CONFERENCE_OFFICE' };
const counts = { rows: 2, invalid: 0, added: 2, changed: 0, removed: 0, unchanged: 0 };

/** The streams of one list, in the order of the log. */
export class ExternalListStream {
  readonly events: RecordedEvent[] = [];

  add<T extends ExternalListEventType>(eventType: T, data: Omit<ExternalListEventMap[T], 'listId'>): this {
    const sequence = 'chunk' in data && 'sequence' in data ? `.${String(data.sequence)}` : '';
    const streamId = `mirror-${LIST}${sequence}`;
    const n = this.events.length;
    const event: object = {
      ...{ eventId: `00000000-0000-4000-a000-${String(n).padStart(12, '0')}`, eventType, schemaVersion: 1, streamId },
      revision: BigInt(this.events.filter((event) => event.streamId === streamId).length),
      position: String(n).padStart(16, '0'),
      data: { listId: LIST, ...data },
      metadata: { listId: LIST, recordedAt: `2026-10-0${1 + (n % 9)}T01:00:00.000Z` },
    };
    this.events.push(event as RecordedEvent);
    return this;
  }

  /** A delivery that counts at once. */
  applied(
    sequence: number,
    rows: Partial<Pick<ExternalListEventMap['ListRowsChanged'], 'added' | 'changed' | 'removed'>>,
  ) {
    return this.accepted(sequence).written(sequence, rows).stands(sequence);
  }

  accepted(sequence: number): this {
    return this.add('ListDeliveryAccepted', { ...judged(sequence), sequence });
  }

  written(
    sequence: number,
    rows: Partial<Pick<ExternalListEventMap['ListRowsChanged'], 'added' | 'changed' | 'removed'>>,
  ): this {
    const of = {
      deliveryId: `d-${sequence}`,
      origin: 'EXTERNAL_MIRROR',
      listKind: 'BLACK',
      sequence,
      chunk: 1,
    } as const;
    return this.add('ListRowsChanged', { ...of, added: [], changed: [], removed: [], ...rows });
  }

  stands(sequence: number): this {
    const { deliveryId, version, sha256 } = judged(sequence);
    return this.add('ListDeliveryApplied', { deliveryId, version, sha256, sequence, counts });
  }
}

export const judged = (n: number) => ({
  ...{ deliveryId: `d-${n}`, version: `v${n}`, sha256: 'ab'.repeat(32), deliveredBy: by, fileId: `d-${n}` },
  ...{ counts, chunks: 1, faults: [] },
});

export const row = (n: number, changes: Partial<ExternalRow> = {}): ExternalRow => ({
  ...{ entryId: `x-${n}`, ref: `A-${n}`, subjectRef: `s-${n}`, subjectType: 'NATURAL_PERSON' },
  ...{
    identifierKind: 'CITIZEN_ID',
    identifier: sealed(`s-${n}`, `x-${n}`, 'id'),
    name: sealed(`s-${n}`, `x-${n}`, '张三'),
  },
  ...{ listedOn: `2026-09-0${n}`, fingerprint: `f-${n}` },
  ...changes,
});

export const registered = new ExternalListStream().add('ExternalListRegistered', {
  ...{ origin: 'EXTERNAL_MIRROR', owner: { name: '法院' }, title: '失信被执行人名单', listKind: 'BLACK' },
  ...{ legalSource: '法释〔2017〕7号', source: { kind: 'FILE' } },
  bounds: { minRows: 1, maxRows: 10, maxRemovedShare: 0.5, maxInvalidShare: 0.5 },
  ownerMask: { wholeName: false, identifierHead: 4, identifierTail: 4 },
  contact: sealed(LIST, 'contact', '执行局'),
});

export const forwarded = (n: number, entry: number) => ({
  ...{ forwardingId: `f-${n}`, entryId: `x-${entry}`, ref: `A-${entry}`, subjectRef: `s-${entry}` },
  ...{
    owner: '法院',
    objectorRef: `s-${entry}`,
    text: sealed(`s-${entry}`, `x-${entry}`, '已履行'),
    filedOn: '2026-10-02',
  },
});

/** Applied, held and released, held and superseded; objected to, and decided. */
export const mirror = new ExternalListStream();
mirror.events.push(...registered.events);
mirror
  .applied(1, { added: [row(1), row(2), row(3)] })
  .add('ListDeliveryHeld', { ...judged(2), findings: [{ code: 'UNUSUAL_REMOVAL', count: 1, of: 3 }] })
  .add('ListDeliveryReleased', { deliveryId: 'd-2', releasedBy: officer, reason: sealed(LIST, 'd-2', '已核实') })
  .applied(2, {
    added: [row(4)],
    changed: [row(1, { validTo: '2028-09-01', fingerprint: 'f-1b' })],
    removed: [{ entryId: 'x-2', ref: 'A-2', exitReason: 'OWNER_REMOVED' }],
  })
  .add('ObjectionForwarded', forwarded(1, 1))
  .add('ObjectionForwarded', forwarded(2, 3))
  .add('OwnerOutcomeRecorded', {
    ...{ forwardingId: 'f-2', entryId: 'x-3', ref: 'A-3', outcome: 'REMOVED', docNo: '异3', decidedOn: '2026-10-03' },
    recordedAt: '2026-10-03T01:00:00.000Z',
  })
  .add('ListDeliveryHeld', { ...judged(3), findings: [{ code: 'ENTRY_TWICE', count: 1 }] })
  .add('ListDeliverySuperseded', { deliveryId: 'd-3', byDeliveryId: 'd-4' })
  .add('ListDeliveryHeld', { ...judged(4), findings: [{ code: 'DIGEST_MISSING' }] })
  .add('ListDeliveryDiscarded', { deliveryId: 'd-4', discardedBy: officer, reason: sealed(LIST, 'd-4', '有误') })
  // Being written: nothing of it shows yet.
  .accepted(3)
  .written(3, { added: [row(5)], removed: [{ entryId: 'x-4', ref: 'A-4', exitReason: 'OWNER_REMOVED' }] });
