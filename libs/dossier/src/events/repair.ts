import type { FocusMode, LegalDate } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import type { GateReceipt, RemedyInfo, RepairRefusalReason } from '../shared.js';
import type { OnEntry, TwoPersons, WithPapers } from './parts.js';

export interface RepairEvents {
  /** earliestRepairOn has come: the subject is invited (3.16). */
  RepairWindowOpened: OnEntry & { openedOn: LegalDate };
  RepairApplied: OnEntry & {
    repairId: string;
    /** The subject, or the responsible person whose own part it is about (3.13; 深圳 80). */
    applicantRef: string;
    agentRef?: string;
    methods: readonly string[];
    materials: readonly { type: string; docId: string; sha256: string }[];
    commitment: Personal;
    commitmentPublishedOn?: LegalDate;
    receivedVia: 'RECOGNIZING_UNIT' | 'CREDIT_PORTAL';
    receivedOn: LegalDate;
    /** Pack whose procedure applies (by the application date). */
    rulePackId: string;
  };
  RepairSupplementRequested: OnEntry & {
    repairId: string;
    items: readonly string[];
    dueOn: LegalDate;
    requestedOn: LegalDate;
  };
  RepairSupplemented: OnEntry & {
    repairId: string;
    materials: readonly { type: string; docId: string; sha256: string }[];
    suppliedOn: LegalDate;
  };
  RepairAccepted: OnEntry & { repairId: string; acceptedOn: LegalDate };
  RepairIntakeRefused: OnEntry & {
    repairId: string;
    reason: RepairRefusalReason;
    refusedOn: LegalDate;
    remedyInfo: RemedyInfo;
  };
  RepairHeld: OnEntry & { repairId: string; because: string; heldOn: LegalDate };
  RepairResumed: OnEntry & { repairId: string; resumedOn: LegalDate };
  RepairChecked: OnEntry & {
    repairId: string;
    method: 'INTERVIEW' | 'SITE_CHECK' | 'TRAINING' | 'REPORT';
    result: 'SATISFIED' | 'NOT_SATISFIED';
    notes: Personal;
    checkedOn: LegalDate;
  };
  RepairAgreed: OnEntry &
    TwoPersons & {
      repairId: string;
      decisionNo: string;
      decidedOn: LegalDate;
      effectiveOn: LegalDate;
      focusMode?: FocusMode;
      reasons: Personal;
      receipt: GateReceipt;
    } & WithPapers;
  RepairRefused: OnEntry &
    TwoPersons & {
      repairId: string;
      decisionNo: string;
      decidedOn: LegalDate;
      reasons: Personal;
      remedyInfo: RemedyInfo;
      receipt: GateReceipt;
    } & WithPapers;
  RepairWithdrawn: OnEntry & { repairId: string; withdrawnOn: LegalDate };
  RepairLapsed: OnEntry & {
    repairId: string;
    because: 'ENTRY_REVOKED' | 'ENTRY_EXITED' | 'NOT_SUPPLEMENTED' | 'PERSON_CLOSED';
    lapsedOn: LegalDate;
  };
  RepairConsentRevoked: OnEntry &
    TwoPersons & { repairId: string; facts: Personal; revokedOn: LegalDate; receipt: GateReceipt };
  RepairBanSet: OnEntry & { until: LegalDate; rulePackId: string };
}
