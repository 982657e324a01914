import type { ActorRef } from '#libs/dossier';
import type { Instant, LegalDate, ListKind, SubjectType } from '#libs/rules';
import type { Identifier, Personal } from '#libs/subjects';

/* Streams `mirror-{listId}` and `reference-{listId}`: a list that somebody else keeps. The stored formats: what stands
 * here is in logs for ever. */

/** EXTERNAL_MIRROR: owned elsewhere, and counts here. REFERENCE: made by a social organisation, and only informs. */
export type ExternalListOrigin = 'EXTERNAL_MIRROR' | 'REFERENCE';

/** Where deliveries come from: uploaded files, or an address that is asked on a schedule. */
export type ListSource =
  | { readonly kind: 'FILE' }
  | {
      readonly kind: 'ENDPOINT';
      /** In normal form, see `checkedSource`. */
      readonly url: string;
      readonly everyMinutes: number;
    };

/** What a delivery is held against before it counts. Shares are parts of one. */
export interface DeliveryBounds {
  readonly minRows: number;
  readonly maxRows: number;
  /** Of the entries that stand, so many may be removed at once. */
  readonly maxRemovedShare: number;
  /** Of the rows of a delivery, so many may be unusable; they are left out. */
  readonly maxInvalidShare: number;
}

/** How the owner shows a natural person (6.4): the name whole or masked, and so many characters of the number. */
export interface OwnerMask {
  readonly wholeName: boolean;
  readonly identifierHead: number;
  readonly identifierTail: number;
}

export interface ListOwner {
  readonly name: string;
  /** Where the owner is a registered unit: the social organisation of a reference list. */
  readonly unitId?: string;
}

/** Why a delivery is held. */
export type DeliveryFindingCode =
  | 'UNREADABLE'
  | 'COLUMNS_WRONG'
  | 'DIGEST_MISSING'
  | 'DIGEST_MISMATCH'
  | 'ENTRY_TWICE'
  | 'INVALID_ROWS'
  | 'TOO_FEW_ROWS'
  | 'TOO_MANY_ROWS'
  | 'UNUSUAL_REMOVAL'
  | 'REMOVED_RETURNS';

export interface DeliveryFinding {
  readonly code: DeliveryFindingCode;
  /** How many rows or entries. */
  readonly count?: number;
  /** What it was held against, or of how many. */
  readonly of?: number;
}

/** A delivery in numbers. */
export interface DeliveryCounts {
  /** Rows below the header. */
  readonly rows: number;
  readonly invalid: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
}

/** A row that cannot be used and is left out; never what stood in it. */
export interface DeliveryFault {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly code: string;
  readonly field: string;
}

interface InList {
  readonly listId: string;
}
interface OfDelivery extends InList {
  readonly deliveryId: string;
}
interface Judged extends OfDelivery {
  /** As the owner counts. */
  readonly version: string;
  /** Of the bytes as they came, hex. */
  readonly sha256: string;
  readonly deliveredBy: ActorRef;
  /** The encrypted file, kept for a time. */
  readonly fileId: string;
  readonly counts: DeliveryCounts;
  /** Number of `ListRowsChanged` that applying it takes. */
  readonly chunks: number;
  /** The first of the rows that cannot be used. */
  readonly faults: readonly DeliveryFault[];
}

/** An entry as the owner delivered it. */
export interface ExternalRow {
  /** Of this entry here; the same in every version of the list. */
  readonly entryId: string;
  /** Of the entry at its owner. */
  readonly ref: string;
  /** Opaque reference of the subject in the index. */
  readonly subjectRef: string;
  readonly subjectType: SubjectType;
  readonly identifierKind: Identifier['kind'];
  readonly certificateType?: string;
  /** In clear for organisations. */
  readonly identifier: string | Personal;
  readonly name: string | Personal;
  readonly listedOn: LegalDate;
  /** Last day. */
  readonly validTo?: LegalDate;
  readonly decisionNo?: string;
  readonly grounds?: Personal;
  /** Keyed, of the whole row: by it a changed row is known. */
  readonly fingerprint: string;
}

export interface RemovedRow {
  readonly entryId: string;
  readonly ref: string;
  readonly exitReason: 'OWNER_REMOVED';
}

export type OwnerOutcome = 'REMOVED' | 'CHANGED' | 'MAINTAINED';

/** What whoever registers a list may change later. */
export interface ListTerms {
  readonly source: ListSource;
  readonly bounds: DeliveryBounds;
  readonly ownerMask: OwnerMask;
  /** Calendar days within which the owner answers an objection; absent where the owner names none. */
  readonly answerWithinDays?: number;
  /** Where objections are forwarded to. */
  readonly contact: Personal;
}

export interface ExternalListEventMap {
  ExternalListRegistered: InList &
    ListTerms & {
      origin: ExternalListOrigin;
      owner: ListOwner;
      title: string;
      listKind: ListKind;
      legalSource: string;
      /** Code of another region whose entries are recognised here (5.2). */
      foreignRegion?: string;
    };
  ExternalListTermsChanged: InList & ListTerms;
  ExternalListClosed: InList & { reason: Personal };

  ListDeliveryHeld: Judged & { findings: readonly DeliveryFinding[] };
  /** A later delivery took the place of one that was held. */
  ListDeliverySuperseded: OfDelivery & { byDeliveryId: string };
  ListDeliveryReleased: OfDelivery & { releasedBy: ActorRef; reason: Personal };
  ListDeliveryDiscarded: OfDelivery & { discardedBy: ActorRef; reason: Personal };
  /** It will count; its changes follow in `{stream}.{sequence}`. */
  ListDeliveryAccepted: Judged & { sequence: number };
  /** In the stream of the delivery: a part of what it changes. Nothing of it counts before `ListDeliveryApplied`. */
  ListRowsChanged: OfDelivery & {
    origin: ExternalListOrigin;
    listKind: ListKind;
    sequence: number;
    /** From 1. */
    chunk: number;
    added: readonly ExternalRow[];
    changed: readonly ExternalRow[];
    removed: readonly RemovedRow[];
  };
  /** From here on the list is this version, whole. */
  ListDeliveryApplied: OfDelivery & { sequence: number; version: string; sha256: string; counts: DeliveryCounts };

  ObjectionForwarded: InList & {
    forwardingId: string;
    entryId: string;
    /** Of the entry at its owner. */
    ref: string;
    owner: string;
    subjectRef: string;
    objectorRef: string;
    text: Personal;
    objectorContact?: Personal;
    filedOn: LegalDate;
    answerExpectedOn?: LegalDate;
  };
  OwnerOutcomeRecorded: InList & {
    forwardingId: string;
    entryId: string;
    ref: string;
    outcome: OwnerOutcome;
    docNo: string;
    decidedOn: LegalDate;
    note?: Personal;
    recordedAt: Instant;
  };
}
export type ExternalListEventType = keyof ExternalListEventMap;
export type ExternalListEvent = {
  [T in ExternalListEventType]: { readonly type: T; readonly data: ExternalListEventMap[T] };
}[ExternalListEventType];
