import type { CommandData } from '../commands.js';
import type { Draft } from '../draft.js';
import { personal, RECORD_SCOPE } from '#libs/subjects';
import type { SubjectType } from '#libs/rules';
import type { Named } from '../events.js';
import { exitEntry } from '../entry/exit.js';
import { endProcedure } from '../entry/generate.js';

/** Names of organisations are public facts; those of natural persons and the self-employed are personal. */
export function isPersonalName(subjectType: SubjectType): boolean {
  return subjectType === 'NATURAL_PERSON' || subjectType === 'SELF_EMPLOYED';
}

function named(subjectId: string, subjectType: SubjectType, value: string): Named {
  return isPersonalName(subjectType) ? personal(subjectId, RECORD_SCOPE, value) : value;
}

/** 主体建档. */
export function registerSubject(draft: Draft, data: CommandData<'RegisterSubject'>): void {
  draft.demand(draft.state.subject === undefined, 'SUBJECT_ALREADY_REGISTERED');
  const { subjectId, subjectType, identifierKind, certificateType, name, identifier, checksumException } = data;
  draft.emit('SubjectRegistered', {
    subjectId,
    subjectType,
    identifierKind,
    ...(certificateType !== undefined && { certificateType }),
    name: named(subjectId, subjectType, name),
    identifier: named(subjectId, subjectType, identifier),
    ...(checksumException && {
      checksumException: { ...checksumException, reason: personal(subjectId, RECORD_SCOPE, checksumException.reason) },
    }),
  });
}

export function renameSubject(draft: Draft, { name, renamedOn, evidence }: CommandData<'RenameSubject'>): void {
  const { subjectId, subjectType } = draft.subject;
  draft.emit('SubjectRenamed', {
    name: named(subjectId, subjectType, name),
    renamedOn: draft.pastDate(renamedOn, 'renamedOn'),
    evidence: draft.evidence(RECORD_SCOPE, evidence),
  });
}

export function correctSubjectIdentifier(
  draft: Draft,
  { identifier, reason }: CommandData<'CorrectSubjectIdentifier'>,
): void {
  const { subjectId, subjectType } = draft.subject;
  draft.emit('SubjectIdentifierCorrected', {
    identifier: named(subjectId, subjectType, identifier),
    reason: draft.text(RECORD_SCOPE, reason),
    correctedOn: draft.today,
  });
}

export function authorizeAgent(draft: Draft, data: CommandData<'AuthorizeAgent'>): void {
  const { agentRef, agentName, scope, validFrom, validTo, evidence } = data;
  draft.demand(validFrom <= validTo, 'PERIOD_REVERSED', { field: 'validFrom..validTo' });
  draft.emit('AgentAuthorized', {
    agentRef,
    scope,
    validFrom,
    validTo,
    agentName: personal(agentRef, RECORD_SCOPE, agentName),
    evidence: draft.evidence(RECORD_SCOPE, evidence),
  });
}

export function revokeAgent(draft: Draft, { agentRef }: CommandData<'RevokeAgent'>): void {
  const agent = draft.state.agents[agentRef] ?? draft.refuse('AGENT_UNKNOWN');
  if (agent.revokedOn !== undefined) return;
  draft.emit('AgentRevoked', { agentRef, revokedOn: draft.today });
}

/** 注销、死亡: every entry that is not over leaves or is withdrawn (3.5, 3.9 SUBJECT_EXTINCT). */
export function recordSubjectExtinct(draft: Draft, { extinctOn }: CommandData<'RecordSubjectExtinct'>): void {
  draft.pastDate(extinctOn, 'extinctOn');
  for (const { entryId, phase } of Object.values(draft.state.entries)) {
    if (phase === 'ACTIVE') exitEntry(draft, entryId, { reason: 'SUBJECT_EXTINCT', decidedBy: draft.actor });
    else if (phase === 'PREPARING') {
      draft.emit('EntryWithdrawn', {
        entryId,
        reason: draft.text(entryId, '主体已注销或死亡 / the subject no longer exists'),
        withdrawnOn: draft.today,
      });
      endProcedure(draft, entryId, 'SUBJECT_EXTINCT');
    }
  }
}
