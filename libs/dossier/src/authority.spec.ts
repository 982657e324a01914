import { authorize, POLICY, ROLES, type Role } from './authority.js';
import type { Command, CommandType } from './commands.js';
import type { CommandActor } from './context.js';
import { Refusal } from './refusal.js';
import { act } from './testing/acts.js';
import { activeFocus } from './testing/journeys.js';
import { givenDossier } from './testing/scenario.js';
import { A, B, OTHERS, S, SUBJECT_ID } from './testing/world.js';

const COMMANDS = Object.keys(POLICY) as CommandType[];
/** A dossier with one entry of unit A. */
const s = activeFocus(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
const entryId = s.id('entryId');

/** How the command is answered before anything is decided: allowed, or the code of the denial. */
function answer(type: CommandType, actor: CommandActor): string {
  try {
    authorize({ type, data: { entryId } } as unknown as Command, s.state, s.context(actor));
    return 'ALLOWED';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const actorOf = (roles: readonly Role[], unitId = 'unit-a'): CommandActor => ({
  userId: 'somebody',
  unitId,
  role: roles[0] ?? 'PUBLIC',
  roles,
});
const DENIED = ['ROLE_NOT_ALLOWED', 'SYSTEM_ONLY'];

describe('authority: role, unit and relation, deny by default (2)', () => {
  it.each(COMMANDS)('%s is denied to every role that section 2 does not give it to', (type) => {
    for (const role of ROLES) {
      const granted = POLICY[type].some((g) => g.role === role);
      if (!granted) expect([role, DENIED.includes(answer(type, actorOf([role])))]).toEqual([role, true]);
    }
    expect(DENIED).toContain(answer(type, actorOf([])));
    expect(DENIED).toContain(answer(type, actorOf(['MAYOR' as Role])));
  });

  it.each(COMMANDS.filter((type) => POLICY[type].some((g) => g.also)))(
    '%s takes besides the role somebody whom the unit has named',
    (type) => {
      for (const { role, also } of POLICY[type])
        if (also) {
          expect(answer(type, actorOf([role]))).toBe('ROLE_NOT_ALLOWED');
          for (const named of also) expect(DENIED).not.toContain(answer(type, actorOf([role, named])));
        }
    },
  );

  it.each(COMMANDS.filter((type) => POLICY[type].every((g) => g.relation.startsWith('OWN'))))(
    '%s is denied to officials of another unit (谁认定、谁负责)',
    (type) => {
      for (const { role, also = [] } of POLICY[type])
        expect(answer(type, actorOf([role, ...also], 'unit-b'))).toBe('NOT_YOUR_ENTRY');
    },
  );

  /** Written from section 2 and the tables of 3.5 to 3.10, not from the policy. */
  it.each<[CommandType, CommandActor, string]>([
    ['RecognizeEntry', A.approver, 'ALLOWED'],
    ['RecognizeEntry', S.approver, 'ALLOWED'],
    ['RecognizeEntry', A.drafter, 'ROLE_NOT_ALLOWED'],
    ['RecognizeEntry', B.approver, 'NOT_YOUR_ENTRY'],
    ['RecognizeEntry', OTHERS.system, 'ROLE_NOT_ALLOWED'],
    ['RecognizeEntry', OTHERS.office, 'ROLE_NOT_ALLOWED'],
    ['ProposeRecognition', B.drafter, 'NOT_YOUR_ENTRY'],
    ['StartPublicity', OTHERS.implementer, 'ROLE_NOT_ALLOWED'],
    ['CorrectEntry', OTHERS.platform, 'ROLE_NOT_ALLOWED'],
    ['ConfirmPlatformReceipt', OTHERS.platform, 'ALLOWED'],
    ['ConfirmPlatformReceipt', A.drafter, 'ROLE_NOT_ALLOWED'],
    ['OpenVerification', OTHERS.implementer, 'ALLOWED'],
    ['OpenVerification', actorOf(['SUPERVISOR']), 'ROLE_NOT_ALLOWED'],
    ['AcceptObjection', A.handler, 'ALLOWED'],
    ['AcceptObjection', OTHERS.officeHandler, 'ALLOWED'],
    ['AcceptObjection', B.handler, 'NOT_YOUR_ENTRY'],
    ['AcceptObjection', OTHERS.office, 'ROLE_NOT_ALLOWED'],
    ['DecideReview', OTHERS.office, 'ALLOWED'],
    ['DecideReview', S.head, 'ALLOWED'],
    ['DecideReview', A.head, 'NOT_SUPERIOR'],
    ['SubmitVerificationReply', OTHERS.provider, 'NOT_THE_PROVIDER'],
    ['ApplyForRepair', OTHERS.subject, 'ALLOWED'],
    ['ApplyForRepair', { ...OTHERS.subject, subjectId: 'subject-2' }, 'NOT_THE_SUBJECT'],
    ['WithdrawRepair', A.head, 'ROLE_NOT_ALLOWED'],
    ['FileObjection', OTHERS.responsible, 'NOT_THE_SUBJECT'],
    ['OptOut', A.head, 'ROLE_NOT_ALLOWED'],
    ['RecordRemedyFiled', OTHERS.subject, 'ALLOWED'],
    ['RecordRemedyFiled', B.drafter, 'NOT_YOUR_ENTRY'],
    ['RecordStay', OTHERS.subject, 'ROLE_NOT_ALLOWED'],
    ['RecordStay', actorOf(['COURT'], 'court'), 'ALLOWED'],
    ['RecordRemedyOutcome', actorOf(['RECONSIDERATION_ORGAN'], 'organ'), 'ALLOWED'],
    ['RecordRemedyOutcome', OTHERS.subject, 'ROLE_NOT_ALLOWED'],
    ['ExecuteRemedyOutcome', A.drafter, 'ROLE_NOT_ALLOWED'],
    ['ExecuteRemedyOutcome', S.approver, 'ALLOWED'],
    ['ExecuteRemedyOutcome', actorOf(['COURT'], 'court'), 'ROLE_NOT_ALLOWED'],
    ['SettleDueDeadlines', A.head, 'SYSTEM_ONLY'],
    ['ProposeDossiersJoining', B.drafter, 'ALLOWED'],
    ['ProposeDossiersJoining', OTHERS.implementer, 'ROLE_NOT_ALLOWED'],
    ['ProposeDossiersJoining', OTHERS.subject, 'ROLE_NOT_ALLOWED'],
    ['JoinDossiers', A.drafter, 'ROLE_NOT_ALLOWED'],
    ['JoinDossiers', S.head, 'ALLOWED'],
    ['ReferDossier', A.head, 'SYSTEM_ONLY'],
    ['CrossCheckJoined', A.head, 'SYSTEM_ONLY'],
  ])('%s by %o: %s', (type, actor, expected) => {
    expect(answer(type, actor)).toBe(expected);
  });

  it('passes the entries of a merged unit to its successor (3.5 Units)', () => {
    const merged = activeFocus(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
    merged.where({ unitSuccessors: { 'unit-a': 'unit-b' } });
    merged.when(act('IssueFocusWarning'), A.drafter).refuse('YOUR_UNIT_MERGED');
    merged.when(act('RenameSubject'), A.drafter).refuse('YOUR_UNIT_MERGED');
    merged.when(act('IssueFocusWarning'), B.drafter).accept();
  });

  it('passes what a merged unit was asked to verify to its successor (3.5 Units, O6)', () => {
    const asked = activeFocus(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
    asked.given(act('FileObjection', { objectorRef: SUBJECT_ID }), OTHERS.subject);
    asked.given(act('AcceptObjection'), A.handler).given(act('ReferToProvider'), A.handler);
    asked.where({ unitSuccessors: { 'unit-p': 'unit-t' } });
    const provider = { ...OTHERS.provider, userId: 't-provider', unitId: 'unit-t' };
    asked.when(act('SubmitVerificationReply'), OTHERS.provider).refuse('YOUR_UNIT_MERGED');
    asked.when(act('SubmitVerificationReply'), { ...provider, unitId: 'unit-q' }).refuse('NOT_THE_PROVIDER');
    asked.when(act('SubmitVerificationReply'), provider).expectAmong(['VerificationReplied']);
  });
});
