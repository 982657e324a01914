import type { ActorRef, CommandActor, CorrectableField, EvidenceInput, EvidenceRef } from '#libs/dossier';
import type { Duration, Instant, LegalDate, RulePack, WorkingCalendar } from '#libs/rules';
import type { Personal } from '#libs/subjects';

/* The stream `complaint-{complaintId}`: 投诉, improper conduct of a unit (spec 6.1, A-26). */

export const COMPLAINT_PREFIX = 'complaint-';

/** What a complaint is about: 推诿拖延、不予办理、泄露信息、措施不当、其他. */
export const COMPLAINT_CONDUCTS = ['DELAY', 'REFUSAL', 'LEAK', 'WRONG_MEASURE', 'OTHER'] as const;
export type ComplaintConduct = (typeof COMPLAINT_CONDUCTS)[number];

/** Who complains. All but a third party stand in a relation to the subject that is looked at. */
export type ComplaintStanding = 'SUBJECT' | 'RESPONSIBLE_PERSON' | 'AGENT' | 'THIRD_PARTY';

export type ComplaintResult = 'SUBSTANTIATED' | 'PARTLY_SUBSTANTIATED' | 'UNSUBSTANTIATED';

export type ComplaintStatus = 'FILED' | 'ASSIGNED' | 'DECIDED' | 'WITHDRAWN';

/** The entry, or only the subject, in whose matter the unit acted. */
export interface ComplaintMatter {
  readonly subjectId: string;
  readonly entryId?: string;
}

/** The commands of a complaint, by type. */
export interface ComplaintCommandMap {
  FileComplaint: {
    /** The unit complained of. */
    unitId: string;
    conduct: readonly ComplaintConduct[];
    standing: ComplaintStanding;
    /** Opaque; the person or organisation that complains. */
    complainantRef: string;
    text: string;
    contact?: string;
    evidence?: readonly EvidenceInput[];
    matter?: ComplaintMatter;
    /** What of the entry is said to be wrong: becomes a verification of its own. */
    wrongData?: { readonly fields: readonly CorrectableField[]; readonly allegedError: string };
    channel: string;
  };
  /** To a unit, and there to one official if named; again where the former handler is away. */
  AssignComplaint: { unitId: string; handlerId?: string };
  DecideComplaint: { result: ComplaintResult; reasons: string; remedyInfo: string };
  WithdrawComplaint: { reason?: string };
  /** SYSTEM: what became of the allegation of wrong data. */
  RecordComplaintVerification: { verificationId?: string; refusedBecause?: string };
  SettleComplaintDeadline: object;
  RecomputeComplaintDeadline: object;
}
export type ComplaintCommandType = keyof ComplaintCommandMap;
export type ComplaintCommand = {
  [T in ComplaintCommandType]: { readonly type: T; readonly data: ComplaintCommandMap[T] };
}[ComplaintCommandType];

/** The stored formats: what stands here is in logs for ever. */
export interface ComplaintEventMap {
  ComplaintFiled: {
    complaintId: string;
    unitId: string;
    conduct: readonly ComplaintConduct[];
    standing: ComplaintStanding;
    complainantRef: string;
    text: Personal;
    contact?: Personal;
    evidence: readonly EvidenceRef[];
    matter?: ComplaintMatter;
    wrongData?: { readonly fields: readonly CorrectableField[]; readonly allegedError: Personal };
    channel: string;
    filedOn: LegalDate;
    filedBy: ActorRef;
  };
  ComplaintAssigned: { unitId: string; handlerId?: string; assignedOn: LegalDate; assignedBy: ActorRef };
  /** The dossier verifies what was said to be wrong, trigger COMPLAINT. */
  ComplaintVerificationOpened: ComplaintMatter & { verificationId: string };
  /** The dossier refused to, by this code: the entry is in no state for it. */
  ComplaintVerificationRefused: ComplaintMatter & { refusedBecause: string };
  ComplaintDecided: {
    result: ComplaintResult;
    reasons: Personal;
    remedyInfo: Personal;
    decidedOn: LegalDate;
    /** After the last day of the answer (R7). */
    late: boolean;
    decidedBy: ActorRef;
  };
  ComplaintWithdrawn: { reason?: Personal; withdrawnOn: LegalDate };
  DeadlineSet: {
    deadlineId: string;
    key: string;
    ownerRef: string;
    startOn: LegalDate;
    dueOn: LegalDate;
    provisional: boolean;
    duration: Duration;
    calendarVersion: string;
    ruleFrom: string;
    legalSource: string;
  };
  DeadlineMet: { deadlineId: string; metOn: LegalDate; late: boolean };
  DeadlineMissed: { deadlineId: string; dueOn: LegalDate };
  DeadlineRescheduled: { deadlineId: string; dueOn: LegalDate; provisional: boolean; calendarVersion: string };
  DeadlineLapsed: { deadlineId: string; because: string };
}
export type ComplaintEventType = keyof ComplaintEventMap;
export type ComplaintEvent = {
  [T in ComplaintEventType]: { readonly type: T; readonly data: ComplaintEventMap[T] };
}[ComplaintEventType];
/** `system`: the rule under which SYSTEM does it. */
export type ProducedComplaintEvent = ComplaintEvent & { readonly system?: string };

/** The last day for an answer. */
export interface AnswerDeadline {
  readonly deadlineId: string;
  readonly startOn: LegalDate;
  readonly dueOn: LegalDate;
  readonly duration: Duration;
  readonly calendarVersion: string;
  readonly provisional: boolean;
  readonly status: 'OPEN' | 'MISSED' | 'MET' | 'LAPSED';
}

/** What came of an allegation of wrong data. */
export type ComplaintVerification = { readonly verificationId: string } | { readonly refusedBecause: string };

export interface Complaint extends Omit<ComplaintEventMap['ComplaintFiled'], 'filedBy'> {
  readonly status: ComplaintStatus;
  readonly handler?: { readonly unitId: string; readonly userId?: string };
  readonly assignedOn?: LegalDate;
  readonly verification?: ComplaintVerification;
  readonly decision?: Omit<ComplaintEventMap['ComplaintDecided'], 'decidedBy'>;
  readonly deadline?: AnswerDeadline;
}

export interface ComplaintState {
  readonly complaint?: Complaint;
}
export const initialComplaint: ComplaintState = {};

/** How somebody stands to a subject and its entry. */
export interface ComplaintRelation {
  readonly isSubject: boolean;
  /** An agent whose authority covers objections and runs today. */
  readonly isAgent: boolean;
  readonly isResponsible: boolean;
  /** False where the dossier has no such entry. */
  readonly entryKnown: boolean;
}

/** Everything a decision needs that is not in the complaint itself (architecture D2). */
export interface ComplaintContext {
  /** Never before the last event of the stream. */
  readonly now: Instant;
  readonly complaintId: string;
  readonly actor: CommandActor;
  readonly calendar: WorkingCalendar;
  readonly rulePacks: readonly RulePack[];
  /** References under which the actor may have complained: as it is known now, and as it was before it was on record. */
  readonly ownRefs: readonly string[];
  isUnit(unitId: string): boolean;
  /** The unit that acts for this one now: itself, unless it was merged. */
  unitNow(unitId: string): string;
  /** The region of a unit, whose rules its answer goes by. */
  regionOf(unitId: string): string | undefined;
  /** Of who complains, to the matter; absent where no such dossier is known, or no matter was named. */
  readonly relation?: ComplaintRelation;
}
