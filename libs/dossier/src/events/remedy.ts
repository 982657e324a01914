import type { LegalDate } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import type { ActorRef, GateReceipt, RemedyOutcome, RemedyTarget, RemedyType } from '../shared.js';
import type { CorrectedField, OnEntry } from './parts.js';

/** Reconsideration and litigation (3.11). */
export interface RemedyEvents {
  RemedyFiled: OnEntry & {
    remedyId: string;
    type: RemedyType;
    /** Reconsideration organ or court. */
    organ: string;
    caseNo: string;
    target: RemedyTarget;
    /** The repair, the case or the number of the basis document that it is against; absent for a recognition. */
    targetRef?: string;
    /** The responsible person who brought it, against the own part in the entry alone. */
    personRef?: string;
    filedOn: LegalDate;
  };
  /** 停止执行. Opens the ground STAY: the one way in which a remedy suspends. */
  StayOrdered: OnEntry & { remedyId: string; byOrgan: string; docNo?: string; from: LegalDate };
  StayLifted: OnEntry & {
    remedyId: string;
    byOrgan: string;
    docNo?: string;
    from: LegalDate;
    because: 'ORDER' | 'OUTCOME';
  };
  /** What the organ decided. Where it changes something, `changes` and `newValidTo` are what will be executed. */
  RemedyOutcomeRecorded: OnEntry & {
    remedyId: string;
    outcome: RemedyOutcome;
    docNo: string;
    effectiveOn: LegalDate;
    reasons: Personal;
    changes?: readonly CorrectedField[];
    newValidTo?: LegalDate;
    recordedBy: ActorRef;
  };
  /** Who recorded the outcome, and who has it executed. What it comes to follows in the same append. */
  RemedyOutcomeExecuted: OnEntry & {
    remedyId: string;
    outcome: RemedyOutcome;
    executedOn: LegalDate;
    drafter: ActorRef;
    approver: ActorRef;
    receipt: GateReceipt;
  };
  /** The organ fixed another last day. */
  ValidityChanged: OnEntry & { remedyId: string; newValidTo: LegalDate; changedOn: LegalDate };
  /** A refusal was annulled: the application is taken in, or reviewed, anew. */
  RepairReopened: OnEntry & { repairId: string; remedyId: string; stage: 'INTAKE' | 'REVIEW'; reopenedOn: LegalDate };
}
