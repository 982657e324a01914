import type { Personal } from '#libs/subjects';
import type { ActorRef, CorrectableField, PaperRef } from '../shared.js';

/** A name or identifier: in clear for organisations, personal for natural persons and the self-employed. */
export type Named = string | Personal;

export interface OnEntry {
  readonly entryId: string;
}
/** Both halves of a decision (2). */
export interface TwoPersons {
  readonly proposalId: string;
  readonly drafter: ActorRef;
  readonly approver: ActorRef;
}

/** What went out in writing; absent in events from before there were papers. */
export interface WithPapers {
  readonly papers?: readonly PaperRef[];
}

/** A field with its corrected value; facts are personal. */
export interface CorrectedField {
  readonly field: CorrectableField;
  readonly newValue: string | number | Personal;
}

export interface ChannelShown {
  readonly channelId: string;
  readonly url?: string;
}
