import { handles, mayResolve } from './decide.js';
import { REPORT_REFUSALS, ReportRefusal, type ReportRefusalCode } from './refusals.js';
import { newReportCode, normalReportCode } from './report-code.js';
import { Script, WHO } from './testing/script.js';

const given = () => new Script();
const RESULT = { result: 'ACTED_UPON', text: '已处理' } as const;
const REASON = { reason: '须核实' };

describe('a report (6.3)', () => {
  it('is written down by ids, a kind and a day, with none of what was said', () => {
    const [received] = given().when(undefined, 'ReceiveReport', {
      ...{ kind: 'DISHONESTY', channel: 'portal', facts: { text: '逃税', about: '乙' }, code: 'SECRET-CODE' },
      identity: { name: '李某', contact: '13900000000' },
    });
    expect(received).toEqual({
      type: 'ReportReceived',
      data: {
        ...{ informantRef: 'informant-1', anonymous: false, kind: 'DISHONESTY', channel: 'portal' },
        ...{ factsId: 'facts-2', receivedOn: '2026-09-18' },
      },
    });
    expect(given().anonymous().state.report?.anonymous).toBe(true);
  });

  it('is forwarded by the office to a unit that there is, and dealt with by that unit or the one that goes on for it', () => {
    const script = given()
      .received()
      .refuse('REPORT_UNIT_UNKNOWN', WHO.office, 'ForwardReport', { unitId: 'nobody' })
      .refuse('REPORT_NOT_YOURS', WHO.drafter, 'RecordReportResult', RESULT)
      .given(WHO.office, 'ForwardReport', { unitId: 'unit-a' })
      .refuse('REPORT_NOT_YOURS', WHO.foreign, 'RecordReportResult', RESULT)
      .refuse('REPORT_NOT_YOURS', WHO.office, 'RecordReportResult', RESULT);
    expect(script.when(WHO.office, 'ForwardReport', { unitId: 'unit-a' })).toEqual([]);
    script.merged('unit-a', 'unit-b').given(WHO.foreign, 'RecordReportResult', RESULT);
    expect(script.state.report?.status).toBe('CONCLUDED');
  });

  it('is at an end with its result', () => {
    given()
      .received()
      .given(undefined, 'AddReportFacts', { facts: { text: '补充' } })
      .given(WHO.office, 'RecordReportResult', RESULT)
      .refuse('REPORT_CONCLUDED', undefined, 'AddReportFacts', { facts: { text: '又补充' } })
      .refuse('REPORT_CONCLUDED', WHO.office, 'ForwardReport', { unitId: 'unit-a' })
      .refuse('REPORT_CONCLUDED', WHO.office, 'RecordReportResult', RESULT);
    given().refuse('REPORT_UNKNOWN', WHO.office, 'RecordReportResult', RESULT);
  });

  it('shows its facts to those who deal with it and to nobody else, not even the supervisor', () => {
    const { unitNow } = given();
    const readers = (unitId?: string) =>
      Object.entries(WHO).flatMap(([who, actor]) =>
        handles(actor, unitId === undefined ? {} : { unitId }, unitNow) ? [who] : [],
      );
    expect(readers()).toEqual(['office']);
    expect(readers('unit-a')).toEqual(['drafter']);
    expect(readers('unit-o')).toEqual(['office']);
  });

  it('keeps its informant sealed until two persons unseal, who then may look for a day', () => {
    const script = given()
      .received()
      .given(WHO.office, 'ForwardReport', { unitId: 'unit-a' })
      .refuse('REPORT_NOT_YOURS', WHO.foreign, 'ProposeUnsealing', REASON)
      .given(WHO.drafter, 'ProposeUnsealing', REASON);
    const proposalId = script.state.report?.proposals[0]?.proposalId ?? '';
    const may = (userId: string, now = script.now) =>
      script.state.report !== undefined && mayResolve(userId, script.state.report, now);
    expect(may('a-drafter')).toBe(false);
    script
      .refuse('UNSEALING_UNKNOWN', WHO.reviewer, 'GrantUnsealing', { proposalId: 'other' })
      .refuse('UNSEALING_SAME_PERSON', WHO.drafter, 'GrantUnsealing', { proposalId })
      .given(WHO.reviewer, 'GrantUnsealing', { proposalId });
    expect(script.state.report?.unsealings).toMatchObject([
      { twoPersons: { proposer: { userId: 'a-drafter' }, approver: { userId: 'privacy-reviewer' } } },
    ]);
    expect(['a-drafter', 'privacy-reviewer', 'supervisor', 'o-officer'].map((who) => may(who))).toEqual([
      ...[true, true],
      ...[false, false],
    ]);
    expect(may('a-drafter', '2026-09-19T00:59:59.999Z')).toBe(true);
    expect(may('a-drafter', '2026-09-19T01:00:00.000Z')).toBe(false);
    script.refuse('UNSEALING_UNKNOWN', WHO.reviewer, 'GrantUnsealing', { proposalId });
    given().anonymous().refuse('INFORMANT_ANONYMOUS', WHO.supervisor, 'ProposeUnsealing', REASON);
  });

  it('is followed by a code of 140 bits, however it is typed', () => {
    const codes = Array.from({ length: 50 }, newReportCode);
    expect(new Set(codes).size).toBe(50);
    for (const code of codes) {
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(normalReportCode(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe(code);
      expect(normalReportCode(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(code);
    }
  });
});

describe('the refusals of reports', () => {
  it('have a status, a rule, a clause and a text in both languages', () => {
    for (const code of Object.keys(REPORT_REFUSALS) as ReportRefusalCode[]) {
      const { status, rule, clause, zh, en } = new ReportRefusal(code);
      expect([403, 404, 409, 422]).toContain(status);
      expect([rule, clause, zh, en]).toEqual([
        expect.stringMatching(/./),
        expect.stringMatching(/^spec /),
        expect.stringMatching(/\p{Script=Han}.*。$/u),
        expect.stringMatching(/^[A-Z].*\.$/),
      ]);
    }
  });
});
