import type { Personal, ScrubFinding } from '#libs/subjects';
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

/** How a published text was made: with this, the mask profile and the events before it, it is made again (6.4). */
export interface Rendering {
  /** `shown-text@1` */
  readonly template: string;
  /** What the unit and the standard were called then. */
  readonly unitName: string;
  readonly standardTitle: string;
  /** What was taken out of the facts, by kind and place. */
  readonly findings: readonly ScrubFinding[];
}

export interface ChannelShown {
  readonly channelId: string;
  readonly url?: string;
}
