import type { CommandActor } from '../context.js';
import { pendingDeadlines } from '../deadlines/deadlines.js';
import { Draft } from '../draft.js';
import type { RemedyOutcome } from '../shared.js';
import { act } from '../testing/acts.js';
import { acceptedObjection, activeBlack, activeRed, blackCandidate, checkedRepair } from '../testing/journeys.js';
import { givenDossier, type Scenario } from '../testing/scenario.js';
import { A, B, BLK_1, FOC_1, OTHERS, S, standardLike } from '../testing/world.js';

const DATES = { from: '2026-09-07', ready: '2026-09-15' };
const RED_DATES = { from: '2026-09-07', ready: '2026-09-18' };
const measured = () => activeBlack(givenDossier(), DATES).given(act('TriggerJointMeasures'), A.drafter);
/** What fell due before is on record, so that only what matters follows. */
const filed = (s: Scenario = measured(), at = '2026-09-28') =>
  s.clock(at).accept().given(act('RecordRemedyFiled'), A.drafter);
const court = { userId: 'court/clerk', unitId: 'court', role: 'COURT', roles: ['COURT'] };
const evidence = [{ docId: 'doc-2', sha256: 'e'.repeat(64), title: '证据' }];
const ANNULLING: readonly RemedyOutcome[] = ['ANNULLED', 'ILLEGAL', 'INVALID', 'REDO_ORDERED'];
const refOf = ({ roles: _roles, ...ref }: CommandActor) => ref;
const open = (s: Scenario, key: string) =>
  pendingDeadlines(new Draft(s.state, s.context(OTHERS.system)), (d) => d.key === key).map((d) => d.dueOn);

describe('reconsideration and litigation (3.11)', () => {
  describe('filing', () => {
    it('marks the entry as disputed and suspends nothing', () => {
      const s = measured();
      s.when(act('RecordRemedyFiled', { filedOn: '2026-09-18' }), A.drafter, '2026-09-21').expectEvents([
        ['RemedyFiled', { type: 'RECONSIDERATION', target: 'RECOGNITION', filedOn: '2026-09-18' }],
        ['DisputeMarkApplied', { caseId: 'remedy-7' }],
      ]);
      expect(s.entry()).toMatchObject({ measures: 'IN_FORCE', marks: ['remedy-7'], grounds: [] });
    });

    it('is never refused for lateness, nor after the entry has left', () => {
      const s = measured();
      const entryId = s.id('entryId');
      s.clock('2029-09-16').accept().clock('2030-01-07').accept();
      expect(s.entry(entryId).phase).toBe('EXITED');
      s.when(act('RecordRemedyFiled', { entryId, type: 'LITIGATION' }), A.drafter).expectEvents([
        'RemedyFiled',
        'DisputeMarkApplied',
      ]);
    });

    it('is recorded once for a case and a target, and for several cases', () => {
      const s = filed();
      s.when(act('RecordRemedyFiled'), A.handler).expectNothing();
      s.when(act('RecordRemedyFiled', { caseNo: 'R-2' }), OTHERS.subject).accept();
      s.when(act('RecordRemedyFiled', { type: 'LITIGATION', organ: '法院', caseNo: 'L-1' }), court).accept();
      expect(s.entry().marks).toHaveLength(3);
    });

    it('is against a decision that was taken', () => {
      const s = givenDossier().given(blackCandidate(), A.drafter, '2026-09-07');
      const against = (target: 'RECOGNITION' | 'REPAIR_REFUSAL' | 'OBJECTION_DECISION' | 'BASIS_DECISION', more = {}) =>
        s.when(act('RecordRemedyFiled', { target, ...more }), A.drafter);
      against('RECOGNITION').refuse('REMEDY_TARGET_UNKNOWN');
      against('REPAIR_REFUSAL').refuse('REMEDY_TARGET_UNKNOWN');
      against('OBJECTION_DECISION').refuse('REMEDY_TARGET_UNKNOWN');
      against('BASIS_DECISION', { basisDocNo: 'OTHER' }).refuse('REMEDY_TARGET_UNKNOWN');
      against('BASIS_DECISION', { filedOn: '2026-09-08' }).refuse('DATE_IN_FUTURE');
      against('BASIS_DECISION').expectAmong([['RemedyFiled', { targetRef: 'DOC-1' }]]);
    });

    it('is not for others than the unit, the handler, the organ and who is concerned', () => {
      const s = measured();
      s.when(act('RecordRemedyFiled'), B.drafter).refuse('NOT_YOUR_ENTRY');
      s.when(act('RecordRemedyFiled'), OTHERS.thirdParty).refuse('ROLE_NOT_ALLOWED');
      s.when(act('RecordRemedyFiled'), { ...OTHERS.subject, subjectId: 'subject-9' }).refuse('NOT_THE_SUBJECT');
      s.when(act('RecordRemedyFiled', { onBehalfOf: 'nobody' }), A.drafter).refuse('PERSON_UNKNOWN');
      s.when(act('RecordStay', { remedyId: 'nothing' }), A.drafter).refuse('REMEDY_UNKNOWN');
    });
  });

  describe('a stay', () => {
    it('suspends with a ground of its own until it is lifted', () => {
      const s = filed();
      const [remedyId, entryId] = [s.id('remedyId'), s.id('entryId')];
      s.when(act('RecordStay', { docNo: 'ST-1' }), A.drafter, '2026-09-29').expectEvents([
        ['StayOrdered', { remedyId, from: '2026-09-29' }],
        ['MeasuresSuspended', { entryId, scope: 'ALL', ground: 'STAY', groundRef: remedyId }],
      ]);
      s.when(act('RecordStay'), A.drafter).expectNothing();
      s.when(act('RecordStay', { ordered: false, from: '2026-09-28' }), A.drafter).refuse('DATE_BEFORE');
      s.when(act('RecordStay', { ordered: false }), A.drafter, '2026-10-12').expectEvents([
        ['StayLifted', { remedyId, because: 'ORDER' }],
        ['MeasuresResumed', { scope: 'ALL' }],
      ]);
      s.when(act('RecordStay', { ordered: false }), A.drafter).refuse('STAY_NONE');
      expect(s.entry().marks).toEqual([remedyId]);
    });

    it('stands beside others and beside objections: measures resume when every ground is gone', () => {
      const s = filed();
      const first = s.id('remedyId');
      s.given(act('RecordStay'), A.drafter);
      filed(s.given(act('RecordRemedyFiled', { caseNo: 'R-2' }), A.drafter));
      const second = s.id('remedyId');
      s.given(act('RecordStay'), A.drafter);
      acceptedObjection(s, '2026-09-29');
      const caseId = s.id('caseId');
      s.when(act('RecordStay', { remedyId: first, ordered: false }), A.drafter).expectEvents(['StayLifted']);
      s.when(act('DecideObjection', { evidence }), A.head).expectEvents(['ObjectionDecided', 'DisputeMarkCleared']);
      expect(s.entry()).toMatchObject({ measures: 'SUSPENDED', marks: [first, second] });
      expect(s.state.cases[caseId]?.status).toBe('DECIDED');
      s.when(act('RecordRemedyOutcome'), A.drafter).expectEvents([
        ['RemedyOutcomeRecorded', { remedyId: second, outcome: 'MAINTAINED' }],
        ['StayLifted', { remedyId: second, because: 'OUTCOME' }],
        ['DisputeMarkCleared', { caseId: second }],
        'MeasuresResumed',
      ]);
    });

    it('lets measures that are triggered under it start suspended, and is not ordered once the remedy is over', () => {
      const s = filed(activeBlack(givenDossier(), DATES)).given(act('RecordStay'), A.drafter);
      s.when(act('TriggerJointMeasures'), A.drafter).expectEvents([['MeasuresTriggered', { startsSuspended: true }]]);
      s.given(act('RecordRemedyOutcome'), A.drafter);
      expect(s.entry().measures).toBe('IN_FORCE');
      s.when(act('RecordStay'), A.drafter).refuse('REMEDY_STATE');
    });
  });

  describe('an outcome', () => {
    it.each<RemedyOutcome>(['MAINTAINED', 'SETTLED', 'WITHDRAWN'])('%s clears the mark and owes nothing', (outcome) => {
      const s = filed();
      const remedyId = s.id('remedyId');
      s.when(act('RecordRemedyOutcome', { outcome }), A.drafter, '2026-11-09').expectEvents([
        ['RemedyOutcomeRecorded', { outcome, effectiveOn: '2026-11-09' }],
        ['DisputeMarkCleared', { caseId: remedyId }],
      ]);
      expect(s.entry()).toMatchObject({ phase: 'ACTIVE', measures: 'IN_FORCE', marks: [] });
      expect(s.due('remedy.execute')).toEqual([]);
      s.when(act('RecordRemedyOutcome'), A.drafter).refuse('REMEDY_STATE');
      s.when(act('ExecuteRemedyOutcome'), A.approver).refuse('REMEDY_STATE');
    });

    it.each(ANNULLING)(
      '%s is executed within three working days by another person, without focus listing',
      (outcome) => {
        const s = filed(measured().given(act('PublishEntry'), A.drafter).given(act('ReportToPlatform'), A.drafter));
        s.when(
          act('RecordRemedyOutcome', { outcome, effectiveOn: '2026-09-29' }),
          A.drafter,
          '2026-09-30',
        ).expectEvents([['RemedyOutcomeRecorded', { outcome, recordedBy: refOf(A.drafter) }]]);
        // 9-30, 10-8, 10-9: the National Day is not counted.
        expect(s.due('remedy.execute')).toEqual(['2026-10-09']);
        expect(s.entry()).toMatchObject({ phase: 'ACTIVE', measures: 'IN_FORCE' });
        s.when(act('ExecuteRemedyOutcome'), A.drafter).refuse('ROLE_NOT_ALLOWED');
        s.when(act('ExecuteRemedyOutcome'), A.approver, '2026-10-09').expectEvents([
          ['RemedyOutcomeExecuted', { outcome, drafter: refOf(A.drafter), approver: refOf(A.approver) }],
          'DisputeMarkCleared',
          ['EntryExited', { exitReason: 'REMEDY_ANNULLED', effectiveOn: '2026-10-09' }],
          'MeasuresStopped',
        ]);
        expect(s.all('RemedyOutcomeExecuted')[0]?.receipt.gates.map((g) => g.gate)).toEqual([
          'REMEDY_OUTCOME',
          'FOUR_EYES',
        ]);
        expect(s.all('DeadlineMet')).toContainEqual(expect.objectContaining({ metOn: '2026-10-09', late: false }));
        expect(s.entry()).toMatchObject({ wrong: true, marks: [] });
        expect(s.types()).not.toContain('FocusListingTriggered');
        // What was shown is announced and restored, what was reported deleted.
        expect(open(s, 'exit.announce')).toEqual(['2026-10-10']);
        expect(open(s, 'correction.propagate')).toEqual(['2026-10-13']);
        s.when(act('RunExitChain'), OTHERS.system).expectAmong(['ReputationRestorationNoticePublished']);
        s.given(act('AnnounceExit', { channels: ['portal-a'] }), A.drafter)
          .given(act('TakeDownEntry', { channels: ['portal-a'] }), A.drafter)
          .given(act('PublishRestorationNotice', { channels: ['portal-a'] }), A.drafter);
        expect(open(s, 'correction.propagate')).toEqual([]);
      },
    );

    it('is executed by two persons: not by who recorded it, but by an approver of the superior unit', () => {
      const s = filed().given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), A.second);
      s.when(act('ExecuteRemedyOutcome'), A.second).refuse('FOUR_EYES');
      s.when(act('ExecuteRemedyOutcome'), B.approver).refuse('NOT_YOUR_ENTRY');
      s.when(act('ExecuteRemedyOutcome'), S.approver).accept();
      s.when(act('ExecuteRemedyOutcome'), A.approver).refuse('REMEDY_STATE');
    });

    it('that was not executed in time is reported missed and changes nothing by itself', () => {
      const s = filed().given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), court);
      s.clock('2026-10-12').expectEvents([['DeadlineMissed', { dueOn: '2026-10-08' }]]);
      expect(s.entry().phase).toBe('ACTIVE');
      s.given(act('ExecuteRemedyOutcome'), A.approver);
      expect(s.all('DeadlineMet').at(-1)).toMatchObject({ late: true });
    });

    it('is replaced by a corrected record as long as it was not executed', () => {
      const s = filed().given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), A.drafter);
      s.when(act('RecordRemedyOutcome', { outcome: 'MAINTAINED' }), A.drafter).expectAmong(['DisputeMarkCleared']);
      expect(open(s, 'remedy.execute')).toEqual([]);
      s.when(act('ExecuteRemedyOutcome'), A.approver).refuse('REMEDY_STATE');
    });

    it('is not of a day to come, nor of before the filing', () => {
      const s = filed();
      s.when(act('RecordRemedyOutcome', { effectiveOn: '2026-09-29' }), A.drafter).refuse('DATE_IN_FUTURE');
      s.when(act('RecordRemedyOutcome', { effectiveOn: '2026-09-25' }), A.drafter).refuse('DATE_BEFORE');
    });

    it('gives back what the wrong entry took: the red entry is offered its reinstatement (3.9)', () => {
      const s = activeRed(givenDossier(), RED_DATES);
      const red = s.id('entryId');
      activeBlack(s, { from: '2026-09-18', ready: '2026-09-28' }, B);
      const black = s.id('entryId');
      s.given(act('RecordRemedyFiled'), B.drafter)
        .given(act('RecordRemedyOutcome', { outcome: 'INVALID' }), B.drafter)
        .given(act('ExecuteRemedyOutcome'), B.approver, '2026-09-29')
        .given(act('ProposeReinstatement', { entryId: red, causeEntryId: black }), A.drafter)
        .when(act('ReinstateEntry', { entryId: red }), A.approver)
        .expectAmong([['EntryReinstated', { because: 'WRONG_CAUSE_REVOKED' }]]);
    });

    it('that orders the decision to be taken anew leaves the document free for a new case', () => {
      const s = filed();
      s.when(blackCandidate(), A.drafter).refuse('DUPLICATE_ENTRY');
      s.given(act('RecordRemedyOutcome', { outcome: 'REDO_ORDERED' }), A.drafter)
        .given(act('ExecuteRemedyOutcome'), A.approver)
        .when(blackCandidate(), A.drafter)
        .expectEvents(['InitialEntryGenerated']);
    });

    it('that comes after the exit voids the history, and the focus entry that followed exits as wrong', () => {
      const s = filed();
      const black = s.id('entryId');
      s.given(act('RecordStay'), A.drafter).clock('2029-09-16').accept();
      const focus = s.id('entryId');
      expect(s.entry(focus)).toMatchObject({ listKind: 'FOCUS', phase: 'ACTIVE' });
      const on = { entryId: black };
      s.given(act('RecordRemedyOutcome', { ...on, outcome: 'ANNULLED' }), A.drafter, '2029-10-08')
        .when(act('ExecuteRemedyOutcome', on), A.approver)
        .expectEvents([
          'RemedyOutcomeExecuted',
          ['StayLifted', { because: 'OUTCOME' }],
          'DisputeMarkCleared',
          ['EntryAnnulledAfterExit', { entryId: black }],
          ['EntryExited', { entryId: focus, exitReason: 'WRONGLY_LISTED', causedByEntryId: black }],
        ]);
    });
  });

  describe('a changed decision', () => {
    const changed = (more: object) => act('RecordRemedyOutcome', { outcome: 'CHANGED', ...more });

    it('says what it changes, and no other outcome does', () => {
      const s = filed();
      const corrections = [{ field: 'FACTS', newValue: '更正' }];
      s.when(changed({}), A.drafter).refuse('REMEDY_CHANGES');
      s.when(act('RecordRemedyOutcome', { corrections }), A.drafter).refuse('REMEDY_CHANGES');
      s.when(changed({ corrections: [{ field: 'GRADE', newValue: 'MINOR' }] }), A.drafter).refuse('NOT_CORRECTABLE');
      s.when(changed({ newValidTo: '2029-09-16' }), A.drafter).refuse('REMEDY_WORSE');
      s.when(changed({ newValidTo: '2026-09-14' }), A.drafter).refuse('REMEDY_WORSE');
    });

    it('corrects the entry, which is shown and reported again', () => {
      const s = filed(measured().given(act('PublishEntry'), A.drafter));
      s.given(changed({ corrections: [{ field: 'AMOUNT_INVOLVED', newValue: 98000 }] }), A.drafter)
        .when(act('ExecuteRemedyOutcome'), A.approver)
        .expectEvents([
          'RemedyOutcomeExecuted',
          'DisputeMarkCleared',
          ['EntryCorrected', { changes: [{ field: 'AMOUNT_INVOLVED', newValue: 98000 }], caseId: s.id('remedyId') }],
        ]);
      expect(open(s, 'correction.propagate')).toEqual(['2026-10-08']);
      expect(s.entry().phase).toBe('ACTIVE');
    });

    it('shortens the validity: the entry leaves by the new day', () => {
      const s = filed();
      const black = s.id('entryId');
      s.given(changed({ newValidTo: '2027-09-15' }), A.drafter)
        .when(act('ExecuteRemedyOutcome'), A.approver)
        .expectEvents([
          'RemedyOutcomeExecuted',
          'DisputeMarkCleared',
          ['ValidityChanged', { newValidTo: '2027-09-15' }],
        ]);
      s.clock('2027-09-16').expectAmong([['EntryExited', { entryId: black, exitReason: 'VALIDITY_EXPIRED' }]]);
    });

    it('takes an entry off whose new last day is over already', () => {
      const s = filed(measured(), '2028-01-10');
      const black = s.id('entryId');
      s.given(changed({ newValidTo: '2027-09-15' }), A.drafter)
        .when(act('ExecuteRemedyOutcome'), A.approver)
        .expectAmong([
          'ValidityChanged',
          ['EntryExited', { entryId: black, exitReason: 'VALIDITY_EXPIRED', effectiveOn: '2027-09-16' }],
          'MeasuresStopped',
        ]);
    });

    it('changes nothing of the validity of an entry that has left meanwhile', () => {
      const s = filed();
      const on = { entryId: s.id('entryId') };
      s.given(changed({ newValidTo: '2027-09-15' }), A.drafter)
        .given(act('RecordBasisAnnulled', { annulledOn: '2026-09-28' }), A.drafter)
        .when(act('ExecuteRemedyOutcome', on), A.approver)
        .expectEvents(['RemedyOutcomeExecuted', 'DisputeMarkCleared']);
    });
  });

  describe('against another decision than the recognition', () => {
    it('the basis: annulled, the entry leaves as BASIS_ANNULLED; before the recognition it is withdrawn', () => {
      const s = filed(
        measured().given(act('RecordRemedyFiled', { target: 'BASIS_DECISION', caseNo: 'B-1' }), A.drafter),
      );
      const [basis] = Object.values(s.state.remedies);
      const on = { remedyId: basis?.remedyId ?? '' };
      s.given(act('RecordRemedyOutcome', { ...on, outcome: 'ANNULLED' }), A.drafter)
        .when(act('ExecuteRemedyOutcome', on), A.approver)
        .expectEvents([
          'RemedyOutcomeExecuted',
          'DisputeMarkCleared',
          ['BasisAnnulled', { docNo: 'DOC-1', organ: '市人民政府', annulledOn: '2026-09-28' }],
          ['EntryExited', { exitReason: 'BASIS_ANNULLED' }],
          'MeasuresStopped',
        ]);
      // The other remedy goes on; there is nothing left to annul.
      s.given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), A.drafter)
        .when(act('ExecuteRemedyOutcome'), A.approver)
        .expectEvents(['RemedyOutcomeExecuted', 'DisputeMarkCleared']);

      const early = givenDossier().given(blackCandidate(), A.drafter, '2026-09-07');
      early
        .given(act('RecordRemedyFiled', { target: 'BASIS_DECISION' }), A.drafter)
        .given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), A.drafter)
        .when(act('ExecuteRemedyOutcome'), A.approver)
        .expectAmong(['RemedyOutcomeExecuted', 'BasisAnnulled', 'EntryWithdrawn']);
    });

    it('a withdrawn entry owes the execution of its remedy as before', () => {
      const s = givenDossier().given(blackCandidate(), A.drafter, '2026-09-07');
      s.given(act('RecordRemedyFiled', { target: 'BASIS_DECISION' }), A.drafter)
        .given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), A.drafter)
        .given(act('WithdrawEntry'), A.drafter);
      expect(open(s, 'remedy.execute')).toEqual(['2026-09-10']);
      s.when(act('ExecuteRemedyOutcome'), A.approver).expectEvents(['RemedyOutcomeExecuted', 'DisputeMarkCleared']);
    });

    it('the decision on an objection: annulled, it is verified anew, without suspension (I1)', () => {
      const s = acceptedObjection(measured(), '2026-09-29').given(act('DecideObjection', { evidence }), A.head);
      s.given(act('RecordRemedyFiled', { target: 'OBJECTION_DECISION' }), A.drafter)
        .given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), A.drafter)
        .when(act('ExecuteRemedyOutcome'), A.approver)
        .expectEvents([
          'RemedyOutcomeExecuted',
          'DisputeMarkCleared',
          ['VerificationOpened', { trigger: 'REMEDY', suspend: false }],
          'DisputeMarkApplied',
        ]);
      expect(s.entry().measures).toBe('IN_FORCE');
      s.when(act('DecideVerification', { outcome: 'UPHELD_WRONG', evidence }), A.head).expectAmong([
        ['EntryExited', { exitReason: 'WRONGLY_LISTED' }],
      ]);
    });

    const repairable = {
      ...BLK_1.repair,
      minTimeBeforeRepair: { value: 6, unit: 'MONTH' },
    } as NonNullable<typeof BLK_1.repair>;
    const sooner = () =>
      activeBlack(givenDossier({ standards: [standardLike(BLK_1, { repair: repairable }), FOC_1] }), {
        from: '2026-04-01',
        ready: '2026-04-10',
      });
    const refused = () =>
      checkedRepair(sooner(), '2026-10-12')
        .given(act('ProposeRepairDecision', { agree: false }), A.drafter)
        .given(act('DecideRepair'), A.approver);
    const annulled = (s: Scenario) =>
      s
        .given(act('RecordRemedyFiled', { target: 'REPAIR_REFUSAL' }), A.drafter, '2026-10-20')
        .given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), A.drafter, '2026-11-02');

    it('a refused repair: annulled, it is decided anew within its time', () => {
      const s = annulled(refused());
      s.when(act('ExecuteRemedyOutcome'), A.approver).expectEvents([
        'RemedyOutcomeExecuted',
        'DisputeMarkCleared',
        ['RepairReopened', { stage: 'REVIEW' }],
      ]);
      expect(open(s, 'repair.decide')).toEqual(['2026-11-16']);
      s.given(act('ProposeRepairDecision'), A.drafter).given(act('DecideRepair'), A.approver);
      expect(s.all('EntryExited').at(-1)).toMatchObject({ exitReason: 'REPAIRED' });
    });

    it('a refused intake: annulled, it is taken in anew', () => {
      const s = sooner();
      s.given(act('ApplyForRepair'), OTHERS.subject, '2026-10-12').given(
        act('DecideRepairIntake', { complete: false }),
        A.drafter,
      );
      annulled(s)
        .when(act('ExecuteRemedyOutcome'), A.approver)
        .expectAmong([['RepairReopened', { stage: 'INTAKE' }]]);
      s.when(act('DecideRepairIntake'), A.drafter).expectEvents(['RepairAccepted']);
    });

    it('a refused repair is not opened again beside a further application', () => {
      const s = refused();
      const repairId = s.id('repairId');
      s.given(act('ApplyForRepair'), OTHERS.subject);
      const further = s.id('repairId');
      s.given(act('RecordRemedyFiled', { target: 'REPAIR_REFUSAL', repairId }), A.drafter)
        .given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), A.drafter)
        .when(act('ExecuteRemedyOutcome'), A.approver)
        .expectEvents(['RemedyOutcomeExecuted', 'DisputeMarkCleared']);
      expect([s.state.repairs[repairId]?.status, s.state.repairs[further]?.status]).toEqual(['REFUSED', 'SUBMITTED']);
    });
  });
});
