import type { LegalDate, StandardContent, StandardEvaluation } from './types.js';

/* What may be done with a standard (spec 4.2). */

/** Drafts the first version of a standard, or the next one of a standard that is published. */
export interface DraftStandard {
  readonly type: 'DraftStandard';
  readonly standardId: string;
  readonly content: StandardContent;
}

/** Puts another content in the place of the draft; a consultation or an approval before it falls away. */
export interface ReviseStandardDraft {
  readonly type: 'ReviseStandardDraft';
  readonly content: StandardContent;
}

/**
 * Opens the draft to opinions, today if no date is given. Only a first version, which may record a standard that has
 * long been in force on paper, may name a day that has passed.
 */
export interface OpenConsultation {
  readonly type: 'OpenConsultation';
  readonly openedOn?: LegalDate;
}

/** Ends the consultation once its last day is over, with the text as amended upon the opinions. */
export interface CloseConsultation {
  readonly type: 'CloseConsultation';
  readonly closedOn?: LegalDate;
  readonly summary: string;
  readonly content?: StandardContent;
}

export interface ProposeStandardApproval {
  readonly type: 'ProposeStandardApproval';
}

/** The second person approves what the first put forward, or sends it back. */
export interface ApproveStandard {
  readonly type: 'ApproveStandard';
}
export interface RejectStandardApproval {
  readonly type: 'RejectStandardApproval';
  readonly reason: string;
}

/** Publishes the approved draft; a version before it ends on the day before `effectiveFrom`. */
export interface PublishStandard {
  readonly type: 'PublishStandard';
  readonly effectiveFrom: LegalDate;
  readonly transition?: string;
}

/** By SYSTEM: records that a first or last day has come. */
export interface SettleStandard {
  readonly type: 'SettleStandard';
}

/** Ends a standard; `effectiveTo` is its last day, today if absent. */
export interface RetireStandard {
  readonly type: 'RetireStandard';
  readonly effectiveTo?: LegalDate;
  readonly reason?: string;
}

/** Records what a third party found of the version published last. */
export interface RecordStandardEvaluation extends StandardEvaluation {
  readonly type: 'RecordStandardEvaluation';
}

export type StandardCommand =
  | DraftStandard
  | ReviseStandardDraft
  | OpenConsultation
  | CloseConsultation
  | ProposeStandardApproval
  | ApproveStandard
  | RejectStandardApproval
  | PublishStandard
  | SettleStandard
  | RetireStandard
  | RecordStandardEvaluation;
