import type { ActorRef } from '#libs/dossier';
import type { Duration, Instant, LegalBasis, LegalDate, ListKind, MeasureForce, MeasureKind } from '#libs/rules';
import type { Personal } from '#libs/subjects';

/* The stream `trigger-{entryId}`: the loop of joint measures of one entry (spec 5.2). */

interface OnEntry {
  entryId: string;
}

/** An item as it stood on its list when it was triggered; without a list where none had been published yet. */
export interface TriggeredItem {
  measureItemId: string;
  force: MeasureForce;
  /** Whether it reaches responsible persons (3.13). */
  persons: boolean;
  measureListId?: string;
  listVersion?: number;
}

/** Which items a unit is to carry out. */
export interface Designation {
  unitId: string;
  items: readonly string[];
}

/** What a unit is told after the push: 暂不执行, 恢复执行, 停止执行. */
export type Instruction = 'SUSPEND' | 'RESUME' | 'STOP';

/** Why an application was against the rules (7.2 F7, F8). */
export type ViolationGround = 'WHILE_SUSPENDED' | 'AFTER_EXIT' | 'OFF_LIST';

interface OfDossier {
  /** Event of the dossier that this follows. */
  causeEventId: string;
}
interface Change extends OnEntry, OfDossier {
  round: number;
  /** One responsible person only; absent: everybody whom the entry measures. */
  personRef?: string;
  from: Instant;
}
interface Deadline extends OnEntry {
  deadlineId: string;
}

/** The stored formats: what stands here is in logs for ever. */
export interface TriggerEventMap {
  /** 发起. A further round begins where a reinstated entry is measured again. */
  TriggerInitiated: OnEntry &
    OfDossier & {
      subjectId: string;
      round: number;
      kind: MeasureKind;
      listKind: ListKind;
      /** 发起单位. */
      unitId: string;
      items: readonly TriggeredItem[];
      startsSuspended: boolean;
      at: Instant;
      triggeredOn: LegalDate;
    };
  /** The initiating unit's half of the designation. */
  ImplementingUnitsProposed: OnEntry & {
    round: number;
    proposalId: string;
    designations: readonly Designation[];
    initiator: ActorRef;
    proposedOn: LegalDate;
  };
  /** 办公室会同发起单位. */
  ImplementingUnitsDesignated: OnEntry & {
    round: number;
    proposalId: string;
    designations: readonly Designation[];
    initiator: ActorRef;
    office: ActorRef;
    designatedOn: LegalDate;
  };
  /** 信息推送: opens the record of (entry, person, unit, item). */
  TriggerPushed: OnEntry & {
    round: number;
    pushId: string;
    unitId: string;
    measureItemId: string;
    force: MeasureForce;
    personRef?: string;
    pushedOn: LegalDate;
  };
  TriggerSuspended: Change;
  TriggerResumed: Change;
  TriggerStopped: Change;
  /** What one unit has to do about its records, and has to confirm: 未确认 until then. */
  InstructionPushed: OnEntry & {
    instructionId: string;
    instruction: Instruction;
    unitId: string;
    pushIds: readonly string[];
    from: Instant;
    pushedOn: LegalDate;
  };
  /** 响应. */
  TriggerAcknowledged: OnEntry & { pushId: string; acknowledgedOn: LegalDate };
  /** Without `pushId`: a measure that the unit was not asked for; without `measureItemId`: one on no list. */
  MeasureApplied: OnEntry & {
    unitId: string;
    pushId?: string;
    measureItemId?: string;
    personRef?: string;
    appliedAt: Instant;
    appliedOn: LegalDate;
    /** The unit's own matter: what is to be looked at again should the entry prove wrong. */
    applicationRef?: Personal;
    note?: Personal;
  };
  MeasureDeclined: OnEntry & { pushId: string; reason?: Personal; legalBasis?: LegalBasis; declinedOn: LegalDate };
  MeasureSuspendedByUnit: OnEntry & { instructionId: string; pushIds: readonly string[]; confirmedOn: LegalDate };
  MeasureResumedByUnit: OnEntry & { instructionId: string; pushIds: readonly string[]; confirmedOn: LegalDate };
  /** On a stop, or by the unit itself: then with its reason. */
  MeasureLifted: OnEntry & {
    instructionId?: string;
    pushIds: readonly string[];
    reason?: Personal;
    legalBasis?: LegalBasis;
    liftedOn: LegalDate;
  };
  /** 执行反馈. */
  FeedbackSubmitted: OnEntry & { pushId: string; text: Personal; submittedOn: LegalDate };
  /** 案例报送. */
  CaseReportFiled: OnEntry & { reportId: string; text: Personal; filedOn: LegalDate };
  MeasureViolationRecorded: OnEntry & {
    violationId: string;
    ground: ViolationGround;
    unitId: string;
    pushId?: string;
    measureItemId?: string;
    personRef?: string;
    appliedAt: Instant;
  };
  MeasureViolationClosed: OnEntry & { violationId: string; findings: Personal; closedOn: LegalDate };
  /** 3.9, consequence reversal (c): the entry proved wrong, and the unit had acted on it. */
  ReconsiderationSuggested: OnEntry & { unitId: string; pushId: string; suggestedOn: LegalDate };

  DeadlineSet: Deadline & {
    key: string;
    ownerRef: string;
    unitId: string;
    startOn: LegalDate;
    dueOn: LegalDate;
    duration: Duration;
    provisional: boolean;
    calendarVersion: string;
    ruleFrom: string;
    legalSource: string;
  };
  DeadlineMet: Deadline & { metOn: LegalDate; late: boolean };
  DeadlineMissed: Deadline & { dueOn: LegalDate };
  DeadlinePaused: Deadline & { pausedOn: LegalDate };
  DeadlineResumed: Deadline & { resumedOn: LegalDate; dueOn: LegalDate; calendarVersion: string };
  DeadlineRescheduled: Deadline & { dueOn: LegalDate; calendarVersion: string; provisional: boolean };
  DeadlineLapsed: Deadline & { because: string };
}
export type TriggerEventType = keyof TriggerEventMap;
export type TriggerEventData<T extends TriggerEventType> = TriggerEventMap[T];
export type TriggerEvent = {
  [T in TriggerEventType]: { readonly type: T; readonly data: TriggerEventMap[T] };
}[TriggerEventType];
/** An event of a decision; `system` names the rule by which SYSTEM acts inside somebody else's command. */
export type ProducedTriggerEvent = TriggerEvent & { readonly system?: string };
