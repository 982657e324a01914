import type { ActorRef } from '#libs/dossier';
import type { LegalDate, ListKind } from '#libs/rules';
import type {
  DeliveryCounts,
  DeliveryFault,
  DeliveryFinding,
  ExternalListEvent,
  ExternalListOrigin,
  ListOwner,
  ListTerms,
} from './events.js';

export interface OpenDelivery {
  readonly deliveryId: string;
  /** HELD waits for a second person; APPLYING is being written. */
  readonly state: 'HELD' | 'APPLYING';
  readonly version: string;
  readonly sha256: string;
  readonly deliveredBy: ActorRef;
  readonly fileId: string;
  readonly counts: DeliveryCounts;
  readonly chunks: number;
  readonly findings: readonly DeliveryFinding[];
  readonly faults: readonly DeliveryFault[];
}

export interface AppliedDelivery {
  readonly deliveryId: string;
  readonly version: string;
  readonly sha256: string;
}

export interface Forwarding {
  readonly forwardingId: string;
  readonly entryId: string;
  readonly ref: string;
  readonly subjectRef: string;
  readonly objectorRef: string;
  readonly filedOn: LegalDate;
  readonly closed: boolean;
}

export interface ExternalList extends ListTerms {
  readonly listId: string;
  readonly origin: ExternalListOrigin;
  readonly owner: ListOwner;
  readonly title: string;
  readonly listKind: ListKind;
  readonly legalSource: string;
  readonly foreignRegion?: string;
  readonly closed: boolean;
  /** Number of deliveries that count; the next one has the next number. */
  readonly sequence: number;
  readonly applied?: AppliedDelivery;
  readonly open?: OpenDelivery;
  /** Deliveries that were thrown away, to be known again. */
  readonly discarded: readonly AppliedDelivery[];
  readonly forwardings: Readonly<Record<string, Forwarding>>;
  /** Entries that the owner's outcome removed, by their number at the owner. */
  readonly removedByOutcome: readonly string[];
}

export interface ExternalListState {
  readonly list?: ExternalList;
}

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveExternalList(state: ExternalListState, event: ExternalListEvent): ExternalListState {
  if (event.type === 'ExternalListRegistered') {
    const begun = { closed: false, sequence: 0, discarded: [], forwardings: {}, removedByOutcome: [] };
    return { list: { ...event.data, ...begun } };
  }
  const { list } = state;
  return list === undefined ? state : { list: evolved(list, event) };
}

function evolved(list: ExternalList, event: Exclude<ExternalListEvent, { type: 'ExternalListRegistered' }>) {
  switch (event.type) {
    case 'ExternalListTermsChanged': {
      const { answerWithinDays: _former, ...rest } = list;
      return { ...rest, ...event.data };
    }
    case 'ExternalListClosed':
      return without(list, { closed: true });
    case 'ListDeliveryHeld':
      return { ...list, open: { ...event.data, state: 'HELD' as const } };
    case 'ListDeliveryAccepted':
      return {
        ...list,
        sequence: event.data.sequence,
        open: { findings: [], ...event.data, state: 'APPLYING' as const },
      };
    case 'ListDeliverySuperseded':
      return without(list, {});
    case 'ListDeliveryDiscarded': {
      const { open } = list;
      return without(list, { discarded: open === undefined ? list.discarded : [...list.discarded, open] });
    }
    case 'ListDeliveryApplied':
      return without(list, { applied: event.data });
    case 'ObjectionForwarded': {
      const { forwardingId } = event.data;
      return { ...list, forwardings: { ...list.forwardings, [forwardingId]: { ...event.data, closed: false } } };
    }
    case 'OwnerOutcomeRecorded': {
      const { forwardingId, outcome, ref } = event.data;
      const before = list.forwardings[forwardingId];
      const forwardings =
        before === undefined ? list.forwardings : { ...list.forwardings, [forwardingId]: { ...before, closed: true } };
      const removed = outcome === 'REMOVED' ? [...new Set([...list.removedByOutcome, ref])] : list.removedByOutcome;
      return { ...list, forwardings, removedByOutcome: removed };
    }
    // It says who released, and is followed by the acceptance. Rows have a stream of their own.
    case 'ListDeliveryReleased':
    case 'ListRowsChanged':
      return list;
  }
  return list;
}

/** Without a delivery that is open. */
function without({ open: _open, ...list }: ExternalList, changes: Partial<ExternalList>): ExternalList {
  return { ...list, ...changes };
}

/** What became of a delivery of these bytes under this version, where it has come before. */
export function knownDelivery(
  { applied, open, discarded }: ExternalList,
  { version, sha256 }: Pick<AppliedDelivery, 'version' | 'sha256'>,
): { readonly deliveryId: string; readonly state: 'APPLIED' | 'HELD' | 'APPLYING' | 'DISCARDED' } | undefined {
  const same = (one: AppliedDelivery | undefined): boolean => one?.version === version && one.sha256 === sha256;
  if (applied !== undefined && same(applied)) return { deliveryId: applied.deliveryId, state: 'APPLIED' };
  if (open !== undefined && same(open)) return { deliveryId: open.deliveryId, state: open.state };
  const thrown = discarded.find(same);
  return thrown === undefined ? undefined : { deliveryId: thrown.deliveryId, state: 'DISCARDED' };
}
