import type { Position } from '#libs/event-store';
import type { Instant, LegalDate, ListKind } from '#libs/rules';

/** What became of an entry of a list, as consumers are told (spec 3.12, 5.2). */
export type ChangeKind = 'LISTED' | 'CHANGED' | 'SUSPENDED' | 'RESUMED' | 'EXITED' | 'ERASED';

/**
 * One change of a list: the entry as it stands after it. Opaque ids, codes and dates only; whoever needs a name asks for
 * it, with a purpose. Of an entry that was erased nothing is left but its ids.
 */
export interface ListChange {
  /** Place in the log; changes are delivered and fed in this order. */
  readonly position: Position;
  /** The event it comes from: what a consumer knows a repeat by. */
  readonly eventId: string;
  readonly recordedAt: Instant;
  readonly kind: ChangeKind;
  readonly subjectId: string;
  readonly entryId: string;
  readonly listKind: ListKind;
  /** Absent of an entry that was erased. */
  readonly entry?: ListedState;
}

/** What a list shows of an entry to other systems. */
export interface ListedState {
  readonly unitId: string;
  readonly standardId: string;
  readonly standardVersion: number;
  readonly state: 'ACTIVE' | 'EXITED';
  readonly measureState: 'NOT_TRIGGERED' | 'IN_FORCE' | 'SUSPENDED' | 'STOPPED';
  /** An objection or verification is open. */
  readonly disputed: boolean;
  readonly published: boolean;
  readonly validFrom: LegalDate;
  /** Last day; after it the entry has ended, whether or not a change says so yet (D15). */
  readonly validTo: LegalDate;
  readonly exitReason?: string;
  /** First day on which it no longer counts. */
  readonly exitEffectiveOn?: LegalDate;
  /** It had left already when it was found wrong. */
  readonly annulled?: boolean;
}

/** The place of a change: by the event where that is still known, else by the position. */
export interface ChangePlace {
  readonly position: Position;
  readonly eventId: string;
}

/** What cursors of the feed are bound to; they never expire. */
export const CHANGES_CURSOR = 'exchange changes';
