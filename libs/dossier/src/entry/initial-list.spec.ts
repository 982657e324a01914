import { act } from '../testing/acts.js';
import { basis, blackCandidate, focusCandidate, redCandidate } from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, BLK_1, FOC_1, RED_1, S, standardLike } from '../testing/world.js';

describe('the initial list (3.5 R1, 3.6 B1, 3.7 F1)', () => {
  it('is by a published standard in force, of the own unit', () => {
    const s = givenDossier({ standards: [RED_1, standardLike(BLK_1, { effectiveTo: '2026-01-01' })] });
    s.when(redCandidate({ standardId: 'RED-9' }), A.drafter).refuse('STANDARD_UNKNOWN');
    s.when(blackCandidate(), A.drafter).refuse('STANDARD_NOT_IN_FORCE');
    s.when(redCandidate(), S.drafter).refuse('NOT_YOUR_STANDARD');
  });

  it('pins the version in force on the day', () => {
    const second = standardLike(RED_1, { version: 2, effectiveFrom: '2026-09-01' });
    const s = givenDossier({ standards: [standardLike(RED_1, { effectiveTo: '2026-08-31' }), second] });
    s.given(redCandidate(), A.drafter);
    expect(s.entry().standardVersion).toBe(2);
  });

  it('I3: holds one open entry for a subject, standard and principal basis document', () => {
    const s = givenDossier().given(redCandidate(), A.drafter);
    s.when(redCandidate(), A.drafter).refuse('DUPLICATE_ENTRY');
    s.when(redCandidate({ basis: basis('OTHER') }), A.drafter).accept();
    s.given(act('WithdrawEntry', { entryId: 'entry-2' }), A.drafter)
      .when(redCandidate(), A.drafter)
      .accept();
  });

  it('rests on basis documents that are there, dated, in force and of a class that fits (4.3)', () => {
    const s = givenDossier();
    s.when(redCandidate({ basis: [] }), A.drafter).refuse('BASIS_REQUIRED');
    s.when(redCandidate({ basis: basis('D', { date: '2026-09-08' }) }), A.drafter).refuse('DATE_IN_FUTURE');
    s.when(blackCandidate({ basis: basis('D', { legallyEffective: false }) }), A.drafter).refuse('BASIS_NOT_EFFECTIVE');
    s.when(blackCandidate({ basis: basis('D', { class: 'COMMENDATION' }) }), A.drafter).refuse('BASIS_CLASS_NOT_FIT');
    s.when(redCandidate({ basis: basis('D', { class: 'COMMENDATION' }) }), A.drafter).accept();
  });

  it('takes nobody for a minor breach, without intent, without the day or below the amount of the standard (B1)', () => {
    const { grade: _grade, ...ungraded } = BLK_1;
    const withAmount = { ...BLK_1, standardId: 'BLK-2', criteria: { text: '金额', amountAtLeast: 100_000 } };
    const s = givenDossier({ standards: [BLK_1, FOC_1, withAmount, { ...ungraded, standardId: 'BLK-3' }] });
    s.when(blackCandidate({ grade: 'MINOR' }), A.drafter).refuse('GRADE_TOO_LIGHT');
    s.when(blackCandidate({ lackOfIntentProven: true }), A.drafter).refuse('LACK_OF_INTENT_PROVEN');
    s.when(blackCandidate({ standardId: 'BLK-3' }), A.drafter).refuse('GRADE_REQUIRED');
    s.when(blackCandidate({ standardId: 'BLK-2', amountInvolved: 99_999 }), A.drafter).refuse('AMOUNT_BELOW_STANDARD');
    const { actEndedOn: _ended, ...undated } = blackCandidate().data;
    s.when(act('GenerateInitialEntry', undated), A.drafter).refuse('ACT_END_REQUIRED');
    s.when(blackCandidate({ standardId: 'BLK-2', amountInvolved: 100_000 }), A.drafter).accept();
  });

  it('knows the age of a person at the act (3.14)', () => {
    const s = givenDossier({ subject: 'NATURAL_PERSON' });
    const { birthDate: _birth, ...unknown } = s.surroundings;
    s.surroundings = unknown;
    s.when(blackCandidate(), A.drafter).refuse('BIRTH_DATE_UNKNOWN');
    s.where({ birthDate: '2006-01-10' })
      .when(blackCandidate({ actEndedOn: '2024-01-09' }), A.drafter)
      .refuse('SUBJECT_UNDER_AGE');
    s.when(blackCandidate({ actEndedOn: '2024-01-10' }), A.drafter).accept();
  });

  it('takes for focus a heavier breach, or minor ones as often as the standard says (F1)', () => {
    const acts = [
      { docNo: 'M-1', on: '2026-01-05' },
      { docNo: 'M-2', on: '2026-03-05' },
      { docNo: 'M-3', on: '2026-05-06' },
    ];
    const s = givenDossier();
    const minor = (count: number) => focusCandidate({ grade: 'MINOR', acts: acts.slice(0, count) });
    s.when(minor(2), A.drafter).refuse('FOCUS_STANDARD_NOT_MET');
    s.when(minor(3), A.drafter).accept();
    s.when(focusCandidate({ grade: 'GENERAL', basis: basis('OTHER') }), A.drafter).accept();
  });

  it('keeps the steps of one list off another', () => {
    const s = givenDossier().given(redCandidate(), A.drafter);
    s.when(act('ServePriorNotice'), A.drafter).refuse('LIST_KIND_NOT_FIT');
    s.given(blackCandidate(), A.drafter).when(act('PerformCrossCheck'), A.drafter).refuse('LIST_KIND_NOT_FIT');
  });
});
