import { isDisputed } from '../lifecycle.js';
import { act } from '../testing/acts.js';
import { blackCandidate } from '../testing/journeys.js';
import { givenDossier, type Scenario } from '../testing/scenario.js';
import { A, BLK_1, FOC_1, OTHERS, standardLike } from '../testing/world.js';

/** The measures of this standard reach the legal representative, and nobody else. */
const EXTENDING = standardLike(BLK_1, {
  personsExtend: { capacities: ['LEGAL_REPRESENTATIVE'], basis: [{ title: '某法', level: 'LAW' }] },
  repair: { ...BLK_1.repair, minTimeBeforeRepair: { value: 6, unit: 'MONTH' } } as NonNullable<typeof BLK_1.repair>,
});
const candidate = () =>
  givenDossier({ standards: [EXTENDING, FOC_1], at: '2026-04-01' }).given(blackCandidate(), A.drafter);
const notice = (recipientRef: string) =>
  act('ServePriorNotice', { recipientRole: 'RESPONSIBLE_PERSON', recipientRef, terms: {} });
const principal = { personRef: 'person-q', capacity: 'PRINCIPAL' } as const;
const person = (personRef: string) => ({ userId: personRef, role: 'SUBJECT', roles: ['SUBJECT'], personRef });
const [R, Q] = [person('person-r'), person('person-q')];

/** Listed with its legal representative, to whom the measures extend, and its principal, to whom they do not. */
function listed(): Scenario {
  return candidate()
    .given(act('RecordResponsiblePerson'), A.drafter)
    .given(act('RecordResponsiblePerson', principal), A.drafter)
    .given(act('ServePriorNotice'), A.drafter)
    .given(notice('person-r'), A.drafter)
    .given(notice('person-q'), A.drafter)
    .given(act('ProposeRecognition'), A.drafter, '2026-04-10')
    .given(act('RecognizeEntry'), A.approver)
    .given(act('TriggerJointMeasures'), A.drafter);
}
const parts = (s: Scenario, entryId?: string) =>
  Object.fromEntries(s.entry(entryId).persons.map((p) => [p.personRef, p.closedBecause ?? 'OPEN']));

describe('responsible persons (3.13)', () => {
  it('are who held the office at the time of the act, whatever office they hold now', () => {
    const s = candidate();
    const office = (fromDate: string, toDate?: string) =>
      act('RecordResponsiblePerson', { fromDate, ...(toDate !== undefined && { toDate }) });
    s.when(office('2024-01-11'), A.drafter).refuse('PERSON_NOT_IN_OFFICE');
    s.when(office('2020-01-01', '2024-01-09'), A.drafter).refuse('PERSON_NOT_IN_OFFICE');
    s.when(office('2024-01-10', '2024-01-10'), A.drafter).accept();
    s.when(office('2020-01-01', '2025-06-30'), A.drafter).expectEvents([
      ['ResponsiblePersonRecorded', { toDate: '2025-06-30', measuresExtend: true }],
    ]);
  });

  it('are added and removed by nobody once the entry is listed: a later change of office changes nothing', () => {
    const s = listed();
    s.when(act('RecordResponsiblePerson', { personRef: 'person-new' }), A.drafter).refuse('ENTRY_NOT_PREPARING');
    s.given(act('RenameSubject', { renamedOn: '2026-04-10' }), A.drafter);
    expect(parts(s)).toEqual({ 'person-r': 'OPEN', 'person-q': 'OPEN' });
  });

  it('have measures extended to them only with a basis in the standard for their capacity', () => {
    const s = listed();
    expect(s.all('ResponsiblePersonRecorded').map((p) => p.measuresExtend)).toEqual([true, false]);
  });

  it('each have their own notice, and none is opened again that was closed', () => {
    const s = candidate().given(act('RecordResponsiblePerson'), A.drafter).given(act('ServePriorNotice'), A.drafter);
    s.when(act('ProposeRecognition'), A.drafter, '2026-04-10').refuse('PERSON_NOTICE_REQUIRED');
    s.given(notice('person-r'), A.drafter)
      .given(act('SubmitStatement'), R)
      .given(act('ConsiderStatement', { result: 'ADOPTED' }), A.drafter);
    expect(parts(s)).toEqual({ 'person-r': 'OBJECTION_UPHELD' });
    s.when(act('RecordResponsiblePerson'), A.drafter).refuse('PERSON_CLOSED');
  });

  it('are marked and suspended by their own objection alone; one about the entry marks the entry', () => {
    const s = listed();
    const objection = { objectorRef: 'person-r', standing: 'RESPONSIBLE_PERSON' } as const;
    s.given(act('FileObjection', { ...objection, grounds: ['NOT_RESPONSIBLE'] }), R)
      .when(act('AcceptObjection'), A.handler)
      .expectEvents([
        'ObjectionAccepted',
        ['DisputeMarkApplied', { personRef: 'person-r' }],
        ['MeasuresSuspended', { scope: 'PERSON', personRef: 'person-r' }],
      ]);
    expect(isDisputed(s.state, s.entry())).toBe(false);
    s.given(act('FileObjection', { ...objection, grounds: ['FACTS_WRONG'] }), R)
      .when(act('AcceptObjection'), A.handler)
      .expectEvents(['ObjectionAccepted', 'DisputeMarkApplied', ['MeasuresSuspended', { scope: 'ALL' }]]);
    expect(s.all('DisputeMarkApplied').at(-1)).not.toHaveProperty('personRef');
    expect(isDisputed(s.state, s.entry())).toBe(true);
  });

  it('bring remedies of their own: a stay suspends that person, an annulment closes that part, the entry stands', () => {
    const s = listed();
    s.when(act('RecordRemedyFiled'), R).expectEvents([
      ['RemedyFiled', { personRef: 'person-r' }],
      ['DisputeMarkApplied', { personRef: 'person-r' }],
    ]);
    s.when(act('RecordStay'), A.drafter).expectEvents([
      'StayOrdered',
      ['MeasuresSuspended', { scope: 'PERSON', personRef: 'person-r', ground: 'STAY' }],
    ]);
    expect(s.entry()).toMatchObject({ measures: 'IN_FORCE', suspendedPersons: ['person-r'] });
    s.given(act('RecordRemedyOutcome', { outcome: 'ANNULLED' }), A.drafter)
      .when(act('ExecuteRemedyOutcome'), A.approver)
      .expectAmong([['ResponsiblePersonClosed', { personRef: 'person-r', because: 'REMEDY_ANNULLED' }]]);
    expect(s.entry().phase).toBe('ACTIVE');
    expect(parts(s)).toEqual({ 'person-r': 'REMEDY_ANNULLED', 'person-q': 'OPEN' });
  });

  describe('repair on their own (深圳 80)', () => {
    const applied = (s: Scenario, at = '2026-10-12') =>
      s
        .clock(at)
        .accept()
        .given(act('ApplyForRepair', { commitmentPublishedOn: at }), R);

    it('which ends their part; the entity stays listed and no focus entry follows', () => {
      const s = applied(listed())
        .given(act('DecideRepairIntake'), A.drafter)
        .given(act('RecordRepairCheck'), A.drafter);
      expect(s.all('RepairApplied')[0]?.applicantRef).toBe('person-r');
      s.when(act('ProposeRepairDecision', { focusMode: 'NONE' }), A.drafter).refuse('PERSON_REPAIR_TERMS');
      s.given(act('ProposeRepairDecision'), A.drafter)
        .when(act('DecideRepair'), A.approver)
        .expectEvents(['RepairAgreed', ['ResponsiblePersonClosed', { personRef: 'person-r', because: 'REPAIRED' }]]);
      expect(s.entry().phase).toBe('ACTIVE');
      s.when(act('ProposeRepairConsentRevocation'), A.drafter).refuse('ENTRY_NOT_EXITED');
      // There is nothing left to repair.
      s.given(act('ApplyForRepair', { onBehalfOf: 'person-r' }), A.drafter)
        .when(act('DecideRepairIntake'), A.drafter)
        .expectEvents([['RepairIntakeRefused', { reason: 'NOT_LISTED' }]]);
    });

    it('beside that of the entity and of others, each withdrawn by its applicant alone', () => {
      const s = applied(listed());
      const own = s.id('repairId');
      s.given(act('ApplyForRepair'), OTHERS.subject).given(act('ApplyForRepair'), Q);
      s.when(act('ApplyForRepair'), R).refuse('REPAIR_OPEN');
      s.when(act('ApplyForRepair', { onBehalfOf: 'nobody' }), A.drafter).refuse('PERSON_UNKNOWN');
      s.when(act('WithdrawRepair', { repairId: own }), Q).refuse('NOT_THE_SUBJECT');
      s.when(act('WithdrawRepair', { repairId: own }), OTHERS.subject).refuse('NOT_THE_SUBJECT');
      s.when(act('WithdrawRepair', { repairId: own }), R).expectEvents(['RepairWithdrawn']);
    });

    it('lapses when the part was closed otherwise', () => {
      const s = applied(listed());
      const evidence = [{ docId: 'doc-2', sha256: 'e'.repeat(64), title: '证据' }];
      const objection = { objectorRef: 'person-r', standing: 'RESPONSIBLE_PERSON' } as const;
      s.given(act('FileObjection', { ...objection, grounds: ['NOT_RESPONSIBLE'] }), R)
        .given(act('AcceptObjection'), A.handler)
        .when(act('DecideObjection', { outcome: 'UPHELD_WRONG', evidence }), A.head)
        .expectAmong(['ResponsiblePersonClosed', ['RepairLapsed', { because: 'PERSON_CLOSED' }]]);
    });
  });

  it('are closed the same day by the exit of the entity, and by the end of a procedure', () => {
    const s = listed();
    const entryId = s.id('entryId');
    s.clock('2029-04-11').expectAmong([['EntryExited', { entryId, effectiveOn: '2029-04-11' }]]);
    expect(s.all('ResponsiblePersonClosed')).toMatchObject([
      { personRef: 'person-r', closedOn: '2029-04-11', because: 'ENTRY_ENDED' },
      { personRef: 'person-q', closedOn: '2029-04-11', because: 'ENTRY_ENDED' },
    ]);
    const withdrawn = candidate().given(act('RecordResponsiblePerson'), A.drafter);
    withdrawn.when(act('WithdrawEntry'), A.drafter).expectEvents(['EntryWithdrawn', 'ResponsiblePersonClosed']);
  });
});
