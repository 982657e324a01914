import { addDays } from '#libs/rules';
import type { CommandActor } from '../context.js';
import type { Case, Entry, Proposal, Remedy, Repair } from '../state.js';
import { officialsOf, OTHERS, S } from '../testing/world.js';
import { choose, type About } from './chance.js';

export function disputed({ state, today, chance: { a, b }, add }: About, known: Case): void {
  const { entryId, caseId, status } = known;
  const unit = officialsOf(state.entries[entryId]?.unitId ?? '');
  const outcome = choose(
    ['DISMISSED', 'UPHELD_WRONG', 'UPHELD_WRONG', 'UPHELD_INACCURATE', 'UNDETERMINED'] as const,
    a,
  );
  const decision = {
    entryId,
    outcome,
    ...(outcome === 'UPHELD_INACCURATE' && { corrections: [{ field: 'FACTS' as const, newValue: '更正' }] }),
    ...(b % 2 === 0 && { evidence: [{ docId: 'doc-8', sha256: 'c'.repeat(64), title: '自行取证' }] }),
  };
  const decider = choose([unit.head, unit.second, S.approver], b);
  switch (status) {
    case 'FILED': {
      const suspend = b % 4 === 0 ? { suspend: false, reason: '重复异议' } : {};
      add(6, 'AcceptObjection', choose([unit.handler, OTHERS.officeHandler], a), {
        entryId,
        objectionId: caseId,
        ...suspend,
      });
      if (a % 4 === 0) add(1, 'RefuseObjectionIntake', unit.handler, { entryId, objectionId: caseId });
      return;
    }
    case 'ACCEPTED':
    case 'REFERRED':
    case 'REPLIED':
      if (status === 'ACCEPTED') add(4, 'ReferToProvider', unit.handler, { entryId, caseId });
      if (status === 'REFERRED')
        add(6, 'SubmitVerificationReply', OTHERS.provider, {
          entryId,
          caseId,
          finding: choose(['ACCURATE', 'WRONG', 'UNDETERMINED'], a),
        });
      if (known.kind === 'OBJECTION')
        add(status === 'REPLIED' ? 4 : 2, 'DecideObjection', decider, { ...decision, objectionId: caseId });
      else add(status === 'REPLIED' ? 4 : 2, 'DecideVerification', decider, { ...decision, verificationId: caseId });
      add(1, 'ExtendVerification', unit.head, { entryId, caseId, newDueOn: addDays(today, 5 + (a % 20)) });
      if (known.kind === 'OBJECTION') add(1, 'WithdrawObjection', OTHERS.subject, { entryId, objectionId: caseId });
      return;
    case 'DECIDED':
      add(1, 'RequestReview', OTHERS.subject, { entryId, caseId });
      add(1, 'NotifyObjector', unit.handler, { entryId, objectionId: caseId });
      return;
    case 'IN_REVIEW':
      add(4, 'DecideReview', choose([OTHERS.office, S.head], b), {
        ...decision,
        caseId,
        reviewId: known.reviewId ?? '',
      });
      return;
    case 'JOINED':
    case 'WITHDRAWN':
    case 'INTAKE_REFUSED':
    case 'REVIEWED':
      return;
  }
}

/** Against any decision on the entry, or its basis; now and then several at once. */
export function toRemedy({ state, chance: { a, b }, add }: About, { entryId, unitId, persons }: Entry): void {
  const refused = Object.values(state.repairs).some((r) => r.entryId === entryId && r.status.endsWith('REFUSED'));
  const target = refused
    ? 'REPAIR_REFUSAL'
    : choose(['RECOGNITION', 'RECOGNITION', 'BASIS_DECISION', 'OBJECTION_DECISION'] as const, a);
  const caseNo = `R-${b % 3}`;
  add(1, 'RecordRemedyFiled', officialsOf(unitId).drafter, { entryId, caseNo, target });
  if (persons.length > 0) add(1, 'RecordRemedyFiled', OTHERS.responsible, { entryId, caseNo, target });
}

export function remedied({ state, today, chance: { a, b }, add }: About, remedy: Remedy): void {
  const { entryId, remedyId, status, stayedFrom } = remedy;
  const entry = state.entries[entryId];
  const unit = officialsOf(entry?.unitId ?? '');
  if (status === 'CLOSED') return;
  add(stayedFrom === undefined ? 3 : 1, 'RecordStay', unit.drafter, { entryId, remedyId, ordered: a % 3 !== 0 });
  const outcome = choose(
    ['MAINTAINED', 'CHANGED', 'ANNULLED', 'ILLEGAL', 'INVALID', 'REDO_ORDERED', 'SETTLED', 'WITHDRAWN'] as const,
    b,
  );
  const corrections = [{ field: 'FACTS' as const, newValue: '变更' }];
  const validTo = entry?.recognition?.terms.validTo;
  const shorter = validTo === undefined || a % 2 === 0 ? {} : { newValidTo: addDays(validTo, -(a % 500)) };
  add(status === 'PENDING' ? 3 : 1, 'RecordRemedyOutcome', unit.drafter, {
    ...{ entryId, remedyId, outcome },
    ...(outcome === 'CHANGED' && (a % 4 === 0 ? { corrections } : { corrections, ...shorter })),
    ...(a % 9 === 0 && { effectiveOn: addDays(today, -1) }),
  });
  if (status === 'DECIDED')
    add(8, 'ExecuteRemedyOutcome', choose([unit.approver, unit.second, S.approver], a), { entryId, remedyId });
}

export function applicantOf({ personRef }: Repair): CommandActor {
  return personRef === undefined ? OTHERS.subject : OTHERS.responsible;
}

export function repairing({ state, today, chance: { a, b }, add }: About, repair: Repair): void {
  const { entryId, repairId, status, checks } = repair;
  const applicant = applicantOf(repair);
  const checked = checks.at(-1)?.result === 'SATISFIED';
  const ruled = state.entries[entryId]?.grounds.some((g) => g.ground === 'BANKRUPTCY') === true;
  const unit = officialsOf(state.entries[entryId]?.unitId ?? '');
  switch (status) {
    case 'SUBMITTED':
    case 'SUPPLEMENT_REQUESTED':
      add(12, 'DecideRepairIntake', unit.drafter, { entryId, repairId, complete: a % 5 !== 0 });
      add(2, 'RequestRepairSupplement', unit.drafter, { entryId, repairId, dueOn: addDays(today, 5) });
      add(2, 'SupplementRepair', applicant, { entryId, repairId });
      return;
    case 'ACCEPTED':
    case 'HELD':
      add(checked ? 1 : 14, 'RecordRepairCheck', unit.drafter, {
        entryId,
        repairId,
        result: choose(['SATISFIED', 'SATISFIED', 'NOT_SATISFIED'], a),
      });
      add(checked ? 24 : 1, 'ProposeRepairDecision', unit.drafter, {
        entryId,
        repairId,
        agree: a % 5 !== 0,
        ...(ruled && { exitReason: 'BANKRUPTCY_REPAIR' as const }),
        ...(b % 5 === 0 && { focusMode: 'NONE' as const }),
      });
      if (a % 6 === 0) add(1, 'WithdrawRepair', applicant, { entryId, repairId });
      return;
    case 'INTAKE_REFUSED':
    case 'AGREED':
    case 'REFUSED':
    case 'WITHDRAWN':
    case 'LAPSED':
      return;
  }
}

const DECIDED_BY = {
  RECOGNITION: 'RecognizeEntry',
  NON_RECOGNITION: 'DecideNotToRecognize',
  PRIOR_NOTICE_WAIVER: 'WaivePriorNotice',
  REVOCATION: 'RevokeEntry',
  REPAIR: 'DecideRepair',
  VALIDITY_EXTENSION: 'ExtendValidity',
  REINSTATEMENT: 'ReinstateEntry',
  IRREPARABLE_MARK_LIFTING: 'LiftIrreparableMark',
  REPAIR_CONSENT_REVOCATION: 'RevokeRepairConsent',
  ERASURE: 'ErasePersonalData',
  DOSSIERS_JOINING: 'JoinDossiers',
} as const;

export function deciding(
  { state, chance: { a }, add }: About,
  { entryId, proposalId, content, drafter }: Proposal,
): void {
  const unit = officialsOf(state.entries[entryId]?.unitId ?? drafter.unitId ?? '');
  // What the system proposes an official takes up.
  if (drafter.role === 'SYSTEM') return add(6, 'ProposeErasure', unit.drafter, { entryId });
  add(24, DECIDED_BY[content.kind], choose([unit.approver, unit.approver, unit.second, S.approver], a), {
    entryId,
    proposalId,
  });
  if (a % 4 === 0) add(1, 'RejectProposal', unit.approver, { entryId, proposalId });
  add(1, 'ReassignTask', unit.head, {
    entryId,
    proposalId,
    half: choose(['DRAFTER', 'APPROVER'] as const, a),
    toUserId: choose([unit.second, unit.approver, unit.drafter], a).userId,
  });
}
