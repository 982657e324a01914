import type { RefusalCode } from '#libs/dossier';
import type { RoutedCommand } from '../routes.js';

/* What the commands on minors, minor breaches and the end of retention can be refused with (3.14). */

const identifier = [
  'IDENTIFIER_CHECK_DIGIT',
  'IDENTIFIER_FORMAT',
  'IDENTIFIER_KIND_MISMATCH',
  'BIRTH_DATE_INVALID',
] as const;
const erasable = [
  'ARCHIVE_DUTY_APPLIES',
  'ERASURE_DUTIES_OPEN',
  'ERASURE_REMEDY_PENDING',
  'RETENTION_RUNNING',
] as const;

export const RETENTION_REFUSALS = {
  RecordGuardian: [...identifier, 'DATE_IN_FUTURE', 'ENTRY_NOT_ACTIVE', 'GUARDIAN_IS_SUBJECT', 'NOT_A_MINOR'],
  RecordEducation: ['DATE_IN_FUTURE', 'DATE_BEFORE', 'ENTRY_NOT_ACTIVE', 'NOT_A_MINOR'],
  RecordBreachCorrected: ['DATE_IN_FUTURE', 'DATE_BEFORE', 'ENTRY_NOT_ACTIVE', 'NOT_A_MINOR_BREACH'],
  RecordArchiveDuty: ['DATE_BEFORE'],
  LiftArchiveDuty: ['ARCHIVE_DUTY_UNKNOWN'],
  ProposeErasure: [...erasable, 'PROPOSAL_OPEN'],
  ErasePersonalData: [
    ...erasable,
    ...(['FOUR_EYES', 'NOT_THE_NAMED_APPROVER', 'PROPOSAL_CLOSED', 'PROPOSAL_UNKNOWN'] as const),
    'ERASURE_NOT_TAKEN_UP',
  ],
} as const;

/** Of the other commands: what refuses them for the sake of minors, or at the end of retention. */
export const BY_RETENTION: Readonly<Partial<Record<RoutedCommand, readonly RefusalCode[]>>> = {
  GenerateInitialEntry: ['MINOR_NEVER_PUBLIC', 'SUBJECT_ERASED'],
  RenameSubject: ['SUBJECT_ERASED'],
  AuthorizeAgent: ['SUBJECT_ERASED'],
  ProposeDossiersJoining: ['SUBJECT_ERASED'],
  JoinDossiers: ['SUBJECT_ERASED'],
  ServePriorNotice: ['GUARDIAN_UNKNOWN'],
  TriggerJointMeasures: ['MINOR_NO_MEASURES'],
  ProposeReinstatement: ['RETENTION_EXPIRED'],
  ReinstateEntry: ['RETENTION_EXPIRED'],
  ProposeRepairConsentRevocation: ['RETENTION_EXPIRED'],
  RevokeRepairConsent: ['RETENTION_EXPIRED'],
};
