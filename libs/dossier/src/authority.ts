import type { Command, CommandType } from './commands.js';
import type { CommandActor, DecisionContext } from './context.js';
import { entryIdOf } from './evolve.js';
import { Refusal } from './refusal.js';
import { agentsOf, subjectIds } from './subject/joined.js';
import type { DossierState } from './state.js';
import { legalDateOf } from '#libs/rules';
import { RECORD_SCOPE } from '#libs/subjects';
import { unitOf } from './units.js';

/** Role ids of spec 2 that act on dossiers, with the functions an official holds inside a unit. */
export const ROLES = [
  'RECOGNIZING_UNIT',
  'INITIATING_UNIT',
  'IMPLEMENTING_UNIT',
  'INFORMATION_PROVIDER',
  'JOINT_CONFERENCE_OFFICE',
  'STANDARD_OWNER',
  'DISPUTE_HANDLER',
  'SUPERVISOR',
  'PRIVACY_REVIEWER',
  'SUBJECT',
  'THIRD_PARTY',
  'PLATFORM_OPERATOR',
  'SOCIAL_ORGANISATION',
  'COURT',
  'RECONSIDERATION_ORGAN',
  'PUBLIC',
  'SYSTEM',
  'APPROVER',
  'UNIT_HEAD',
  'GUARDIAN_CASE_WORKER',
] as const;
export type Role = (typeof ROLES)[number];

/** How the actor stands to what the command is about. */
export type Relation =
  /** the unit recognised the entry, or is its successor */
  | 'OWN_ENTRY'
  /** … or is its superior unit: a small unit may name an approver there */
  | 'OWN_OR_SUPERIOR'
  /** … or the actor sits in the office that handles objections */
  | 'OWN_OR_OFFICE'
  /** the office or the superior unit, never the unit itself (O9) */
  | 'SUPERIOR'
  /** the unit that the verification was referred to */
  | 'PROVIDER'
  /** the subject, or an agent with this scope */
  | 'SELF'
  /** the subject, an agent, or somebody with an own part in the entry */
  | 'CONCERNED'
  /** the objector of this case, or who acts for the objector */
  | 'OBJECTOR'
  /** who applied for this repair, or who acts for the applicant */
  | 'APPLICANT'
  /** any unit; the standard or the registry is checked elsewhere */
  | 'ANY';

export interface Grant {
  readonly role: Role;
  readonly relation: Relation;
  /** Held besides the role: who approves is named by the unit. */
  readonly also?: readonly Role[];
  readonly scope?: 'STATEMENT' | 'OBJECTION' | 'REPAIR';
}

const unit: Grant = { role: 'RECOGNIZING_UNIT', relation: 'OWN_ENTRY' };
const approver: Grant = { role: 'RECOGNIZING_UNIT', relation: 'OWN_OR_SUPERIOR', also: ['APPROVER', 'UNIT_HEAD'] };
const ownApprover: Grant = { role: 'RECOGNIZING_UNIT', relation: 'OWN_ENTRY', also: ['APPROVER', 'UNIT_HEAD'] };
const handler: Grant = { role: 'DISPUTE_HANDLER', relation: 'OWN_OR_OFFICE' };
const anyUnit: Grant = { role: 'RECOGNIZING_UNIT', relation: 'ANY' };
const self = (scope?: Grant['scope']): Grant => ({ role: 'SUBJECT', relation: 'SELF', ...(scope && { scope }) });
const concerned = (scope: NonNullable<Grant['scope']>): Grant => ({ role: 'SUBJECT', relation: 'CONCERNED', scope });
const applicant: Grant = { role: 'SUBJECT', relation: 'APPLICANT', scope: 'REPAIR' };
const system: Grant = { role: 'SYSTEM', relation: 'ANY' };
/** What they decide is recorded by the unit, or comes through an interface of theirs (2). */
const organs: readonly Grant[] = [
  { role: 'COURT', relation: 'ANY' },
  { role: 'RECONSIDERATION_ORGAN', relation: 'ANY' },
];
const reviewer: readonly Grant[] = [
  { role: 'JOINT_CONFERENCE_OFFICE', relation: 'SUPERIOR' },
  { role: 'RECOGNIZING_UNIT', relation: 'SUPERIOR' },
];

/** Who may do what: role × unit × relation. What is not here is denied. */
export const POLICY: Readonly<Record<CommandType, readonly Grant[]>> = {
  RegisterSubject: [anyUnit, { role: 'DISPUTE_HANDLER', relation: 'ANY' }],
  RenameSubject: [anyUnit],
  CorrectSubjectIdentifier: [{ ...anyUnit, also: ['APPROVER', 'UNIT_HEAD'] }],
  AuthorizeAgent: [self(), handler, anyUnit],
  RevokeAgent: [self(), handler, anyUnit],
  // The record is common to all units, and which of them finds out is chance; both persons are of one unit, as ever.
  ProposeDossiersJoining: [anyUnit],
  JoinDossiers: [approver],
  GenerateInitialEntry: [anyUnit],
  WithdrawEntry: [unit],
  RestartEntry: [unit],
  PerformCrossCheck: [unit, system],
  RecordResponsiblePerson: [unit],
  ServePriorNotice: [unit],
  SubmitStatement: [concerned('STATEMENT'), unit],
  ConsiderStatement: [unit],
  RequestHearing: [concerned('STATEMENT'), unit],
  RecordHearing: [unit],
  StartPublicity: [unit],
  ConfirmByConference: [{ role: 'JOINT_CONFERENCE_OFFICE', relation: 'ANY' }, unit],
  ProposeRecognition: [unit],
  ProposeNonRecognition: [unit],
  ProposePriorNoticeWaiver: [unit],
  ProposeRevocation: [unit, handler],
  ProposeRepairDecision: [unit],
  ProposeValidityExtension: [unit],
  ProposeReinstatement: [unit],
  ProposeIrreparableMarkLifting: [unit],
  ProposeRepairConsentRevocation: [unit],
  RejectProposal: [approver],
  ReassignTask: [ownApprover],
  RecognizeEntry: [approver],
  DecideNotToRecognize: [approver],
  WaivePriorNotice: [approver],
  RevokeEntry: [approver],
  DecideRepair: [approver],
  ExtendValidity: [approver],
  ReinstateEntry: [approver],
  LiftIrreparableMark: [approver],
  RevokeRepairConsent: [approver],
  ServeDecision: [unit],
  PublishEntry: [unit],
  ReportToPlatform: [unit, system],
  ConfirmPlatformReceipt: [{ role: 'PLATFORM_OPERATOR', relation: 'ANY' }],
  TriggerJointMeasures: [unit, { role: 'INITIATING_UNIT', relation: 'OWN_ENTRY' }],
  CorrectEntry: [unit],
  OpenImproperUseInquiry: [unit],
  RecordImproperUseHearing: [self('STATEMENT'), unit],
  DecideImproperUse: [ownApprover],
  OptOut: [self()],
  DecideStandardReview: [ownApprover],
  RecordBasisAnnulled: [unit],
  RecordSubjectExtinct: [anyUnit, system],
  AnnounceExit: [unit],
  TakeDownEntry: [unit],
  PublishRestorationNotice: [unit],
  RequestPlatformDeletion: [unit],
  ConfirmPlatformDeletion: [{ role: 'PLATFORM_OPERATOR', relation: 'ANY' }],
  IssueFocusWarning: [unit],
  TransferToBlack: [unit],
  ReleaseEarly: [ownApprover],
  RecordRepairTraining: [unit],
  SuspendForBankruptcy: [unit],
  EndBankruptcySuspension: [unit],
  FileObjection: [concerned('OBJECTION'), { role: 'THIRD_PARTY', relation: 'ANY' }, handler],
  AcceptObjection: [handler],
  RefuseObjectionIntake: [handler],
  OpenVerification: [
    anyUnit,
    { role: 'IMPLEMENTING_UNIT', relation: 'ANY' },
    { role: 'INFORMATION_PROVIDER', relation: 'ANY' },
    handler,
    { role: 'PLATFORM_OPERATOR', relation: 'ANY' },
    system,
  ],
  ReferToProvider: [handler],
  SubmitVerificationReply: [
    { role: 'INFORMATION_PROVIDER', relation: 'PROVIDER' },
    { role: 'RECOGNIZING_UNIT', relation: 'PROVIDER' },
  ],
  ExtendVerification: [{ role: 'RECOGNIZING_UNIT', relation: 'OWN_OR_SUPERIOR', also: ['UNIT_HEAD'] }],
  DecideObjection: [approver],
  DecideVerification: [approver],
  NotifyObjector: [handler, unit],
  RequestReview: [
    { role: 'SUBJECT', relation: 'OBJECTOR', scope: 'OBJECTION' },
    { role: 'THIRD_PARTY', relation: 'OBJECTOR' },
  ],
  DecideReview: reviewer,
  WithdrawObjection: [
    { role: 'SUBJECT', relation: 'OBJECTOR', scope: 'OBJECTION' },
    { role: 'THIRD_PARTY', relation: 'OBJECTOR' },
    handler,
  ],
  RecordRemedyFiled: [concerned('OBJECTION'), unit, handler, ...organs],
  RecordStay: [unit, ...organs],
  RecordRemedyOutcome: [unit, ...organs],
  ExecuteRemedyOutcome: [approver],
  ApplyForRepair: [concerned('REPAIR'), unit, { role: 'PLATFORM_OPERATOR', relation: 'ANY' }],
  RequestRepairSupplement: [unit],
  SupplementRepair: [applicant, unit],
  DecideRepairIntake: [unit],
  RecordRepairCheck: [unit],
  WithdrawRepair: [applicant],
  RecordGuardian: [unit],
  RecordEducation: [unit],
  RecordBreachCorrected: [unit],
  RecordArchiveDuty: [unit],
  LiftArchiveDuty: [ownApprover],
  ProposeErasure: [unit],
  ErasePersonalData: [approver],
  SettleDueDeadlines: [system],
  RecomputeDeadlines: [system],
  OpenStandardReview: [system],
  RunExitChain: [system],
  CrossCheckAfterRecognition: [system],
  ReferDossier: [system],
  CrossCheckJoined: [system],
};

/**
 * The grants that somebody with these roles holds for a command, whatever it is about: for a shell that looks something
 * up before the decision.
 * @throws Refusal SYSTEM_ONLY, ROLE_NOT_ALLOWED
 */
export function demandGrants(type: CommandType, { roles }: Pick<CommandActor, 'roles'>): readonly Grant[] {
  const grants = POLICY[type];
  if (grants.every((g) => g.role === 'SYSTEM') && !roles.includes('SYSTEM'))
    throw new Refusal('SYSTEM_ONLY', { command: type });
  const held = grants.filter(
    (g) => roles.includes(g.role) && (g.also === undefined || g.also.some((role) => roles.includes(role))),
  );
  if (held.length === 0) throw new Refusal('ROLE_NOT_ALLOWED', { roles: roles.join(', '), command: type });
  return held;
}

/** Refuses unless one grant fits the actor (2). Deny by default. */
export function authorize(command: Command, state: DossierState, ctx: DecisionContext): void {
  const { actor } = ctx;
  const held = demandGrants(command.type, actor);
  if (actor.unitId !== undefined && unitOf(ctx, actor.unitId) !== actor.unitId) throw new Refusal('YOUR_UNIT_MERGED');
  if (held.some((g) => stands(g, command, state, ctx))) return;
  throw relationRefusal(held[0]?.relation ?? 'ANY', command, state, actor);
}

/** The unit whose entry it is; of a proposal about the subject as such, the unit that drafted it. */
function unitConcerned(command: Command, state: DossierState): string | undefined {
  const { entryId = RECORD_SCOPE, proposalId } = command.data as { entryId?: string; proposalId?: string };
  if (entryId !== RECORD_SCOPE) return state.entries[entryId]?.unitId;
  return proposalId === undefined ? undefined : state.proposals[proposalId]?.drafter.unitId;
}

function relationRefusal(relation: Relation, command: Command, state: DossierState, actor: CommandActor): Refusal {
  const owner = unitConcerned(command, state) ?? '-';
  switch (relation) {
    case 'SELF':
    case 'CONCERNED':
    case 'OBJECTOR':
    case 'APPLICANT':
      return new Refusal('NOT_THE_SUBJECT');
    case 'PROVIDER':
      return new Refusal('NOT_THE_PROVIDER');
    case 'SUPERIOR':
      return new Refusal('NOT_SUPERIOR');
    case 'OWN_ENTRY':
    case 'OWN_OR_SUPERIOR':
    case 'OWN_OR_OFFICE':
    case 'ANY':
      return new Refusal('NOT_YOUR_ENTRY', { owner, unit: actor.unitId ?? '-' });
  }
}

function stands(grant: Grant, command: Command, state: DossierState, ctx: DecisionContext): boolean {
  const { actor } = ctx;
  const entryId = entryIdOf(command);
  // Let the decision itself say that there is no such entry.
  if (entryId !== undefined && entryId !== RECORD_SCOPE && !state.entries[entryId]) return true;
  const concerned = unitConcerned(command, state);
  const owner = concerned === undefined ? undefined : unitOf(ctx, concerned);
  const superior = owner === undefined ? undefined : ctx.superiorUnits[owner];
  switch (grant.relation) {
    case 'ANY':
      return true;
    case 'OWN_ENTRY':
      return owner === undefined || owner === actor.unitId;
    case 'OWN_OR_SUPERIOR':
      return owner === undefined || owner === actor.unitId || (superior !== undefined && superior === actor.unitId);
    case 'OWN_OR_OFFICE':
      return owner === undefined || owner === actor.unitId || actor.roles.includes('JOINT_CONFERENCE_OFFICE');
    case 'SUPERIOR':
      return (
        actor.unitId !== owner &&
        (actor.roles.includes('JOINT_CONFERENCE_OFFICE') || (superior !== undefined && superior === actor.unitId))
      );
    case 'PROVIDER':
      return isProvider(command, state, ctx);
    case 'SELF':
      return isSelf(grant, state, ctx);
    case 'CONCERNED':
      return isSelf(grant, state, ctx) || hasOwnPart(entryId, state, actor);
    case 'APPLICANT':
      return isApplicant(grant, command, state, ctx);
    case 'OBJECTOR':
      return isObjector(command, state, actor) || (objectorIsSubject(command, state) && isSelf(grant, state, ctx));
  }
}

/** The unit that was asked, or the one that goes on for it. */
function isProvider(command: Command, state: DossierState, ctx: DecisionContext): boolean {
  const asked = state.cases[(command.data as { caseId?: string }).caseId ?? '']?.providerUnitId;
  return asked !== undefined && unitOf(ctx, asked) === ctx.actor.unitId;
}

function isSelf({ scope }: Grant, state: DossierState, ctx: DecisionContext): boolean {
  const { actor } = ctx;
  if (actor.subjectId !== undefined && subjectIds(state, ctx).has(actor.subjectId)) return true;
  if (scope === undefined) return false;
  const today = legalDateOf(ctx.now);
  return agentsOf(state, ctx, actor.personRef).some(
    (agent) =>
      agent.revokedOn === undefined &&
      agent.scope.includes(scope) &&
      agent.validFrom <= today &&
      today <= agent.validTo,
  );
}

/** A responsible person, or a guardian who was given notice. */
function hasOwnPart(entryId: string | undefined, state: DossierState, { personRef }: CommandActor): boolean {
  const entry = entryId === undefined ? undefined : state.entries[entryId];
  if (!entry || personRef === undefined) return false;
  return (
    entry.persons.some((p) => p.personRef === personRef) || entry.notices.some((n) => n.recipientRef === personRef)
  );
}

/** Each for the own part: the entity, or the responsible person. */
function isApplicant(grant: Grant, command: Command, state: DossierState, ctx: DecisionContext): boolean {
  const { repairId } = command.data as { repairId?: string };
  const personRef = state.repairs[repairId ?? '']?.personRef;
  return personRef === undefined ? isSelf(grant, state, ctx) : ctx.actor.personRef === personRef;
}

function caseOf(command: Command, state: DossierState) {
  const { caseId, objectionId } = command.data as { caseId?: string; objectionId?: string };
  return state.cases[caseId ?? objectionId ?? ''];
}

function isObjector(command: Command, state: DossierState, { personRef }: CommandActor): boolean {
  return personRef !== undefined && caseOf(command, state)?.objectorRef === personRef;
}

function objectorIsSubject(command: Command, state: DossierState): boolean {
  return caseOf(command, state)?.standing === 'SUBJECT';
}
