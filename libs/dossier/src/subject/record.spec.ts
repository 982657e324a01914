import { act } from '../testing/acts.js';
import { activeFocus, redCandidate } from '../testing/journeys.js';
import { givenDossier, Scenario } from '../testing/scenario.js';
import { A, OTHERS, SUBJECT_ID, SURROUNDINGS } from '../testing/world.js';

describe('the record of the subject (3.5)', () => {
  it('begins the dossier, once', () => {
    const empty = new Scenario(SURROUNDINGS, '2026-09-07');
    empty.when(redCandidate(), A.drafter).refuse('SUBJECT_UNKNOWN');
    empty.clock('2026-09-07').refuse('SUBJECT_UNKNOWN');
    givenDossier().when(act('RegisterSubject'), A.drafter).refuse('SUBJECT_ALREADY_REGISTERED');
  });

  it('keeps the names of organisations in clear and those of persons and the self-employed sealed (D9)', () => {
    expect(givenDossier().all('SubjectRegistered')[0]?.name).toBe('某某有限公司');
    for (const subject of ['NATURAL_PERSON', 'SELF_EMPLOYED'] as const)
      expect(givenDossier({ subject }).all('SubjectRegistered')[0]?.name).toHaveProperty('$personal.about', SUBJECT_ID);
  });

  it('is renamed and corrected', () => {
    const s = givenDossier();
    s.when(act('RenameSubject', { renamedOn: '2026-09-08' }), A.drafter).refuse('DATE_IN_FUTURE');
    s.when(act('RenameSubject', { renamedOn: '2026-09-07' }), A.drafter).expectEvents(['SubjectRenamed']);
    s.when(act('CorrectSubjectIdentifier'), A.drafter).refuse('ROLE_NOT_ALLOWED');
    s.when(act('CorrectSubjectIdentifier'), A.head).expectEvents(['SubjectIdentifierCorrected']);
  });

  it('lets an agent act within scope and time, and no longer than authorised (2)', () => {
    const s = activeFocus(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
    const objection = act('FileObjection', { objectorRef: SUBJECT_ID });
    s.when(objection, OTHERS.agent).refuse('NOT_THE_SUBJECT');
    s.when(act('AuthorizeAgent', { validFrom: '2027-01-01', validTo: '2026-01-01' }), OTHERS.subject).refuse(
      'PERIOD_REVERSED',
    );
    s.given(act('AuthorizeAgent', { scope: ['REPAIR'] }), OTHERS.subject)
      .when(objection, OTHERS.agent)
      .refuse('NOT_THE_SUBJECT');
    s.given(act('AuthorizeAgent', { validTo: '2026-12-31' }), OTHERS.subject);
    s.when(objection, OTHERS.agent, '2027-01-01').refuse('NOT_THE_SUBJECT');
    s.when(objection, OTHERS.agent, '2026-12-31').accept();
    s.when(act('RevokeAgent', { agentRef: 'nobody' }), OTHERS.subject).refuse('AGENT_UNKNOWN');
    s.given(act('RevokeAgent'), OTHERS.subject).when(objection, OTHERS.agent).refuse('NOT_THE_SUBJECT');
    s.when(act('RevokeAgent'), OTHERS.subject).expectNothing();
  });

  it('passes over an event of a type that it does not know, and never throws', () => {
    const s = givenDossier();
    const before = JSON.stringify(s.state);
    s.append([{ type: 'SomethingOfTomorrow', data: { entryId: 'x' } } as never]);
    s.append([{ type: 'EntryExited', data: { entryId: 'x' } } as never, { type: 'DeadlineMet', data: {} } as never]);
    expect(JSON.stringify(s.state)).toBe(before);
  });
});
