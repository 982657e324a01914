import type { LegalBasis, LegalDate } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import type { EvidenceRef, GateReceipt, KeyRef, RetentionClass } from '../shared.js';
import type { OnEntry, TwoPersons } from './parts.js';

/** Protection of minors and of minor breaches, and the end of retention (3.14). */
export interface RetentionEvents {
  /** The person was under 18 at the act: which protections hold (3.14). Follows the entry in one append. */
  MinorRecorded: OnEntry & {
    /** 16 or 17 and living on own labour: full capacity, so no guardian (民法典 18). */
    ownLabour: boolean;
    /** Nothing is recognised before a guardian has consented (个保法 31). */
    guardianConsent: boolean;
    /** The law that demands the entry. */
    legalBasis?: LegalBasis;
    evidence: readonly EvidenceRef[];
    recordedOn: LegalDate;
  };
  /** Repeated when the consent comes later. */
  GuardianRecorded: OnEntry & {
    guardianRef: string;
    name: Personal;
    identifier: Personal;
    consentedOn?: LegalDate;
    evidence: readonly EvidenceRef[];
    recordedOn: LegalDate;
  };
  /** What the subject was served, was served on the guardian, too. */
  GuardianNotified: OnEntry & { guardianRef: string; of: 'DECISION' | 'FOCUS_WARNING' | 'EXIT'; notifiedOn: LegalDate };
  /** Education in the place of measures (S4 六(四)4). */
  EducationRecorded: OnEntry & {
    educationId: string;
    kind: EducationKind;
    text: Personal;
    evidence: readonly EvidenceRef[];
    heldOn: LegalDate;
  };
  /** A minor breach was corrected and repented of: it is kept for a shorter time. */
  BreachCorrected: OnEntry & {
    facts: Personal;
    evidence: readonly EvidenceRef[];
    correctedOn: LegalDate;
    recordedOn: LegalDate;
  };
  /** Hidden from every query but audit from this day on. */
  RetentionExpired: OnEntry & { retentionClass: RetentionClass; expiredOn: LegalDate };
  /** What has to be archived is not erased while the duty lasts. */
  ArchiveDutyRecorded: OnEntry & {
    dutyId: string;
    legalBasis: LegalBasis;
    /** Last day of the duty; absent: until it is lifted. */
    until?: LegalDate;
    reason: Personal;
    recordedOn: LegalDate;
  };
  ArchiveDutyLifted: OnEntry & { dutyId: string; reason: Personal; liftedOn: LegalDate };
  /**
   * The keys are destroyed for good and the references leave the search index (I5, D9): by whoever follows the log, again
   * after a crash and after a restored backup.
   */
  PersonalDataErased: OnEntry &
    TwoPersons & {
      keys: readonly KeyRef[];
      removedRefs: readonly string[];
      retentionClass: RetentionClass;
      legalBasis: LegalBasis;
      erasedOn: LegalDate;
      receipt: GateReceipt;
    };
}

/** 训诫 · 诚信教育 · 家庭教育指导 · 公益服务. */
export type EducationKind = 'ADMONITION' | 'CREDIT_EDUCATION' | 'FAMILY_GUIDANCE' | 'PUBLIC_SERVICE';
