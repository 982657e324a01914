import type { LegalDate, ListKind } from '#libs/rules';
import type {
  DeliveryBounds,
  DeliveryCounts,
  DeliveryFault,
  ListOwner,
  ListSource,
  OwnerMask,
  OwnerOutcome,
} from './events.js';

/** What is agreed about a list; the contact is sealed before it is stored. */
export interface GivenTerms {
  readonly source: ListSource;
  readonly bounds: DeliveryBounds;
  readonly ownerMask: OwnerMask;
  readonly answerWithinDays?: number;
  readonly contact: string;
}

/** What was found out about a delivery before it is judged. */
export interface DeliveryFigures {
  /** It could not be read at all, or not under these columns. */
  readonly broken?: 'UNREADABLE' | 'COLUMNS_WRONG';
  /** Whether it is what its sender says it is; absent where the sender named no digest. */
  readonly digestMatches?: boolean;
  /** Entries that stand in it more than once. */
  readonly twice: number;
  /** Entries that stood before it. */
  readonly standing: number;
  /** Entries that it would bring back after the owner's own outcome had removed them. */
  readonly returning: number;
  readonly counts: DeliveryCounts;
  readonly chunks: number;
  /** The first rows that cannot be used. */
  readonly faults: readonly DeliveryFault[];
}

export interface ExternalListCommandMap {
  RegisterMirroredList: GivenTerms & {
    readonly owner: ListOwner;
    readonly title: string;
    readonly listKind: ListKind;
    readonly legalSource: string;
    readonly foreignRegion?: string;
  };
  RegisterReferenceList: GivenTerms & {
    readonly owner: ListOwner & { readonly unitId: string };
    readonly title: string;
    readonly listKind: ListKind;
    readonly legalSource: string;
  };
  ChangeExternalListTerms: GivenTerms;
  CloseExternalList: { readonly reason: string };
  /** What a delivery comes to; given once it has been read. */
  JudgeDelivery: {
    readonly deliveryId: string;
    readonly version: string;
    readonly sha256: string;
    readonly fileId: string;
    readonly figures: DeliveryFigures;
  };
  ReleaseDelivery: { readonly deliveryId: string; readonly reason: string };
  DiscardDelivery: { readonly deliveryId: string; readonly reason: string };
  /** SYSTEM, or whoever delivered: all its changes are written. */
  FinishDelivery: { readonly deliveryId: string };
  ForwardObjection: {
    readonly entryId: string;
    readonly objectorRef: string;
    readonly text: string;
    readonly contact?: string;
  };
  RecordOwnerOutcome: {
    readonly forwardingId: string;
    readonly outcome: OwnerOutcome;
    readonly docNo: string;
    readonly decidedOn: LegalDate;
    readonly note?: string;
  };
}
export type ExternalListCommandType = keyof ExternalListCommandMap;
export type ExternalListCommand = {
  [T in ExternalListCommandType]: { readonly type: T; readonly data: ExternalListCommandMap[T] };
}[ExternalListCommandType];
export type RoutedExternalListCommand = Exclude<ExternalListCommandType, 'JudgeDelivery' | 'FinishDelivery'>;
