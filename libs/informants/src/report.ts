import type { ActorRef, CommandActor } from '#libs/dossier';
import type { Instant, LegalDate } from '#libs/rules';

/*
 * The stream `report-{reportId}`: 举报 (spec 6.3, 3.5 R9). It holds ids, codes and days. What somebody reported and who it
 * was stand in the sealed store of informants alone; an event names them by `factsId`, `textId` and `informantRef`.
 */

export const REPORT_PREFIX = 'report-';

/** 失信行为、不当利用红名单奖励机制、名单信息不实、其他. */
export const REPORT_KINDS = ['DISHONESTY', 'IMPROPER_USE', 'WRONG_DATA', 'OTHER'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What came of a report: acted upon, not confirmed, not for this office. Which entry it led to is not said. */
export const REPORT_RESULTS = ['ACTED_UPON', 'NOT_CONFIRMED', 'NOT_COMPETENT'] as const;
export type ReportResult = (typeof REPORT_RESULTS)[number];

export type ReportStatus = 'RECEIVED' | 'FORWARDED' | 'CONCLUDED';

/** Facts as they are reported; sealed, since they may tell who reports. */
export interface ReportedFacts {
  readonly text: string;
  /** Whom it is about, in the informant's words. */
  readonly about?: string;
}

/** Who reports, as far as told. */
export interface InformantIdentity {
  readonly name?: string;
  readonly contact?: string;
}

/** The commands of a report, by type. What is secret in them is kept in the sealed store when they are carried out. */
export interface ReportCommandMap {
  ReceiveReport: {
    kind: ReportKind;
    channel: string;
    facts: ReportedFacts;
    /** Absent in an anonymous report. */
    identity?: InformantIdentity;
    /** The secret that the informant follows the report by. */
    code: string;
  };
  AddReportFacts: { facts: ReportedFacts };
  ForwardReport: { unitId: string };
  RecordReportResult: { result: ReportResult; text: string };
  ProposeUnsealing: { reason: string };
  GrantUnsealing: { proposalId: string };
}
export type ReportCommandType = keyof ReportCommandMap;
export type ReportCommand = {
  [T in ReportCommandType]: { readonly type: T; readonly data: ReportCommandMap[T] };
}[ReportCommandType];

/** The stored formats: what stands here is in logs for ever. */
export interface ReportEventMap {
  ReportReceived: {
    informantRef: string;
    anonymous: boolean;
    kind: ReportKind;
    channel: string;
    factsId: string;
    receivedOn: LegalDate;
  };
  ReportFactsAdded: { factsId: string; addedOn: LegalDate };
  ReportForwarded: { unitId: string; forwardedOn: LegalDate; forwardedBy: ActorRef };
  /** `textId`: what the informant is told. */
  ReportResult: { result: ReportResult; textId: string; decidedOn: LegalDate; decidedBy: ActorRef };
  UnsealProposed: { proposalId: string; reasonId: string; proposer: ActorRef; proposedAt: Instant };
  /** The two may see who the informant is until then; each look is registered (6.2). */
  UnsealGranted: {
    proposalId: string;
    reasonId: string;
    twoPersons: { readonly proposer: ActorRef; readonly approver: ActorRef };
    until: Instant;
  };
}
export type ReportEventType = keyof ReportEventMap;
export type ReportEvent = {
  [T in ReportEventType]: { readonly type: T; readonly data: ReportEventMap[T] };
}[ReportEventType];

export interface UnsealingProposal {
  readonly proposalId: string;
  readonly reasonId: string;
  readonly proposer: ActorRef;
}

export interface Report {
  readonly informantRef: string;
  readonly anonymous: boolean;
  readonly kind: ReportKind;
  readonly channel: string;
  readonly receivedOn: LegalDate;
  readonly status: ReportStatus;
  /** In the order in which they were reported. */
  readonly facts: readonly { readonly factsId: string; readonly on: LegalDate }[];
  /** The unit that deals with it; before it is forwarded, the office. */
  readonly unitId?: string;
  readonly result?: { readonly result: ReportResult; readonly textId: string; readonly decidedOn: LegalDate };
  /** Open ones, the oldest first. */
  readonly proposals: readonly UnsealingProposal[];
  readonly unsealings: readonly ReportEventMap['UnsealGranted'][];
}

export interface ReportState {
  readonly report?: Report;
}
export const initialReport: ReportState = {};

/** Everything a decision needs that is not in the report itself (architecture D2). */
export interface ReportContext {
  /** Never before the last event of the stream. */
  readonly now: Instant;
  /** Absent for the informant, of whom nothing is known here. */
  readonly actor?: CommandActor;
  readonly isUnit: (unitId: string) => boolean;
  /** The unit that acts for this one now: itself, unless it was merged. */
  readonly unitNow: (unitId: string) => string;
  /** A stable id for what this command creates: the same command and label, the same id. */
  readonly newId: (label: string) => string;
}
