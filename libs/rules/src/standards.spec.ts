import {
  type BasisMode,
  checkStandard,
  type Duration,
  isInForce,
  type LegalBasisLevel,
  type RecognitionStandard,
  SHIPPED_RULE_PACKS as packs,
  type StandardContent,
} from '#libs/rules';
import { BLK_1, FOC_1, published, RED_1 } from './testing/standards.js';

const d = (value: number, unit: Duration['unit']): Duration => ({ value, unit });

function check(content: StandardContent, basisMode: BasisMode = 'WARN', on = '2026-08-01') {
  return checkStandard(content, { basisMode, packs, on });
}

function codes(content: StandardContent, basisMode: BasisMode = 'WARN'): readonly string[] {
  return check(content, basisMode).problems.map(({ code }) => code);
}

function basis(level: LegalBasisLevel, title = '示例文件') {
  return { title, level };
}

const repair = BLK_1.repair!;
const focus = BLK_1.focusAfterExit!;

describe('what keeps a standard from being published (spec 4.1, 4.2)', () => {
  it.each([
    ['RED-1', RED_1],
    ['BLK-1', BLK_1],
    ['FOC-1', FOC_1],
  ])('given %s of the scenarios, then nothing', (_name, content) => {
    expect(check(content, 'BLOCK')).toEqual({ problems: [], basisInsufficient: false });
  });

  it('given a black list on a normative document, then WARN publishes it with a flag and BLOCK refuses it (scenario 33)', () => {
    const weak = { ...BLK_1, legalBasis: [basis('NORMATIVE_DOC'), basis('LOCAL_RULE')] };
    expect(check(weak, 'WARN')).toEqual({ problems: [], basisInsufficient: true });
    expect(check(weak, 'BLOCK')).toMatchObject({
      basisInsufficient: true,
      problems: [{ code: 'BASIS_INSUFFICIENT', field: 'legalBasis', clause: '国办发〔2020〕49号 六' }],
    });
  });

  it.each<LegalBasisLevel>([
    'LAW',
    'ADMIN_REGULATION',
    'PARTY_STATE_COUNCIL_DOC',
    'DEPARTMENT_RULE',
    'LOCAL_REGULATION',
  ])(
    'given a black list with one basis of level %s among weaker ones, then it is sufficient (国办发〔2020〕49号)',
    (level) => {
      expect(check({ ...BLK_1, legalBasis: [basis('NORMATIVE_DOC'), basis(level)] }, 'BLOCK')).toEqual({
        problems: [],
        basisInsufficient: false,
      });
    },
  );

  it.each([
    ['red', RED_1],
    ['focus', FOC_1],
  ])('given a %s list on a normative document, then it may be published in BLOCK mode too', (_kind, content) => {
    expect(check({ ...content, legalBasis: [basis('NORMATIVE_DOC')] }, 'BLOCK')).toEqual({
      problems: [],
      basisInsufficient: false,
    });
  });

  it.each<[string, string, StandardContent]>([
    ['no title', 'TITLE_MISSING', { ...RED_1, title: ' ' }],
    ['an unknown field', 'FIELD_UNKNOWN', { ...RED_1, field: 'constructor' }],
    ['no owner', 'OWNER_MISSING', { ...RED_1, ownerUnitId: '' }],
    ['no recognising unit', 'RECOGNIZING_UNIT_MISSING', { ...RED_1, recognizingUnitIds: [] }],
    ['no legal basis', 'LEGAL_BASIS_MISSING', { ...RED_1, legalBasis: [] }],
    ['no criteria', 'CRITERIA_MISSING', { ...RED_1, criteria: { text: '' } }],
    ['"repeated" of once', 'REPEAT_COUNT_INVALID', { ...FOC_1, criteria: { text: '多次', minorRepeatCount: 1 } }],
    ['a validity of nothing', 'VALIDITY_MISSING', { ...RED_1, validity: { min: d(0, 'YEAR'), max: d(1, 'YEAR') } }],
    ['a validity in working days', 'VALIDITY_MISSING', { ...RED_1, validity: { min: d(5, 'WD'), max: d(1, 'YEAR') } }],
    ['validity bounds crossed', 'VALIDITY_BOUNDS', { ...RED_1, validity: { min: d(2, 'YEAR'), max: d(18, 'MONTH') } }],
    [
      'four years in a field of three (SAMR-44)',
      'VALIDITY_TOO_LONG',
      { ...BLK_1, validity: { min: d(3, 'YEAR'), max: d(4, 'YEAR') } },
    ],
    ['no conditions of removal', 'REMOVAL_CONDITIONS_MISSING', { ...BLK_1, removalConditions: '' }],
    ['no procedure of removal', 'REMOVAL_PROCEDURE_MISSING', { ...RED_1, removalProcedure: '' }],
    ['no remedies', 'REMEDIES_MISSING', { ...FOC_1, remedies: '' }],
    ['red without publicity (S1 三)', 'PUBLICITY_REQUIRED', { ...RED_1, publicity: { required: false, channels: [] } }],
    [
      'red publicity without a period',
      'PUBLICITY_PERIOD_MISSING',
      { ...RED_1, publicity: { required: true, channels: ['a'] } },
    ],
    [
      'red publicity of 4 WD',
      'PUBLICITY_TOO_SHORT',
      { ...RED_1, publicity: { required: true, period: d(4, 'WD'), channels: ['a'] } },
    ],
    [
      'red publicity of 7 calendar days',
      'PUBLICITY_TOO_SHORT',
      { ...RED_1, publicity: { required: true, period: d(7, 'CD'), channels: ['a'] } },
    ],
    [
      'publicity without channels',
      'PUBLICITY_CHANNELS_MISSING',
      { ...RED_1, publicity: { required: true, period: d(5, 'WD'), channels: [] } },
    ],
    [
      'black publicity without a period',
      'PUBLICITY_PERIOD_MISSING',
      { ...BLK_1, publicity: { required: true, channels: ['a'] } },
    ],
    [
      'black without notice (国办发〔2020〕49号 八)',
      'NOTICE_REQUIRED',
      { ...BLK_1, notice: { required: false, waivable: true, hearing: false } },
    ],
    [
      'three days to speak',
      'STATEMENT_PERIOD_TOO_SHORT',
      { ...BLK_1, notice: { ...BLK_1.notice, statementPeriod: d(3, 'WD') } },
    ],
    [
      'black for minor dishonesty',
      'GRADE_TOO_LOW',
      { ...BLK_1, grade: 'MINOR', repair: { ...repair, minTimeBeforeRepair: d(0, 'MONTH') } },
    ],
    ['no methods of repair (S1 二十一)', 'REPAIR_METHODS_MISSING', { ...BLK_1, repair: { ...repair, methods: [] } }],
    [
      'two years before a repair (SAMR-44)',
      'REPAIR_TIME_TOO_LONG',
      { ...BLK_1, repair: { ...repair, minTimeBeforeRepair: d(2, 'YEAR') } },
    ],
    [
      'a repair after the validity',
      'REPAIR_AFTER_VALIDITY',
      { ...BLK_1, validity: { min: d(6, 'MONTH'), max: d(6, 'MONTH') } },
    ],
    [
      'irreparable without basis',
      'IRREPARABLE_BASIS_INSUFFICIENT',
      { ...BLK_1, repair: { ...repair, repairable: false } },
    ],
    [
      'irreparable by a department rule (A-06)',
      'IRREPARABLE_BASIS_INSUFFICIENT',
      { ...BLK_1, repair: { ...repair, repairable: false, irreparableBasis: [basis('DEPARTMENT_RULE')] } },
    ],
    [
      'irreparable cases by a normative document (A-06)',
      'IRREPARABLE_BASIS_INSUFFICIENT',
      { ...BLK_1, repair: { ...repair, irreparableBasis: [basis('NORMATIVE_DOC')] } },
    ],
    [
      'no focus standard after an exit',
      'FOCUS_AFTER_EXIT_MISSING',
      { ...BLK_1, focusAfterExit: { ...focus, standardId: '' } },
    ],
    [
      'no validity of the focus listing (S1 四)',
      'FOCUS_VALIDITY_MISSING',
      { ...BLK_1, focusAfterExit: { ...focus, validity: d(0, 'MONTH') } },
    ],
    [
      'a mode harsher than the packs in force (A-05)',
      'FOCUS_MODE_HARSHER',
      { ...BLK_1, focusAfterExit: { ...focus, mode: 'FULL' } },
    ],
    [
      'a pack that is not in force',
      'FOCUS_PACK_UNKNOWN',
      { ...BLK_1, focusAfterExit: { ...focus, followsPack: 'NDRC-58-2023' } },
    ],
    [
      'measures on persons without basis (S0 十二)',
      'PERSONS_EXTEND_BASIS_MISSING',
      { ...BLK_1, personsExtend: { capacities: ['PRINCIPAL'], basis: [] } },
    ],
    [
      'persons published without basis (A-15)',
      'PERSON_PUBLICATION_BASIS_MISSING',
      { ...BLK_1, naturalPersonPublication: { allowed: true } },
    ],
    [
      'minors by a department rule (3.14)',
      'MINORS_BASIS_MISSING',
      { ...BLK_1, minors: { allowed: true, basis: basis('DEPARTMENT_RULE') } },
    ],
    [
      'early release without conditions',
      'EARLY_RELEASE_CONDITIONS_MISSING',
      { ...FOC_1, earlyRelease: { allowed: true } },
    ],
    ['no disclosure period', 'DISCLOSURE_MISSING', { ...RED_1, disclosureYears: 0 }],
    ['six years of disclosure', 'DISCLOSURE_TOO_LONG', { ...RED_1, disclosureYears: 6 }],
    ['an unknown rule', 'RULE_KEY_UNKNOWN', { ...RED_1, ruleOverrides: [{ key: 'toString', value: d(1, 'WD') }] }],
    [
      'a value that is no number of days',
      'RULE_VALUE_INVALID',
      { ...RED_1, ruleOverrides: [{ key: 'exit.announce', value: d(0.5, 'WD') }] },
    ],
    [
      'a rule twice',
      'RULE_TWICE',
      {
        ...RED_1,
        ruleOverrides: [
          { key: 'exit.announce', value: d(1, 'WD') },
          { key: 'exit.announce', value: d(0, 'WD') },
        ],
      },
    ],
    [
      'slower objections',
      'OVERRIDE_NOT_FAVOURABLE',
      { ...RED_1, ruleOverrides: [{ key: 'objection.total', value: d(10, 'WD') }] },
    ],
    [
      'publicity cut short by an override',
      'PUBLICITY_TOO_SHORT',
      { ...RED_1, ruleOverrides: [{ key: 'red.publicity', value: d(3, 'WD') }] },
    ],
  ])('given %s, then %s alone', (_what, code, content) => {
    expect(codes(content)).toEqual([code]);
  });

  it('given a black standard without repair or focus terms, then both are named (S1 二十一, S1 四)', () => {
    const { repair: _repair, focusAfterExit: _focus, ...bare } = BLK_1;
    expect(codes(bare)).toEqual(['REPAIR_TERMS_MISSING', 'FOCUS_AFTER_EXIT_MISSING']);
  });

  it.each<[string, StandardContent]>([
    [
      'irreparable by a law',
      { ...BLK_1, repair: { ...repair, repairable: false, methods: [], irreparableBasis: [basis('LAW')] } },
    ],
    [
      'irreparable by a local regulation',
      { ...BLK_1, repair: { ...repair, irreparableBasis: [basis('LOCAL_REGULATION')] } },
    ],
    [
      'FULL, following SEED-S1 (scenario 14)',
      { ...BLK_1, focusAfterExit: { ...focus, mode: 'FULL', followsPack: 'SEED-S1' } },
    ],
    ['no focus listing at all', { ...BLK_1, focusAfterExit: { ...focus, mode: 'NONE' } }],
    ['more time to speak', { ...BLK_1, notice: { ...BLK_1.notice, statementPeriod: d(10, 'WD') } }],
    ['an earlier repair', { ...BLK_1, repair: { ...repair, minTimeBeforeRepair: d(6, 'MONTH') } }],
    ['minors by a law', { ...BLK_1, minors: { allowed: true, basis: basis('LAW') } }],
    ['quicker objections', { ...BLK_1, ruleOverrides: [{ key: 'objection.total', value: d(5, 'WD') }] }],
    [
      'four years in a field without a limit',
      { ...BLK_1, field: 'TOURISM', validity: { min: d(3, 'YEAR'), max: d(4, 'YEAR') } },
    ],
  ])('given %s, then it may be published', (_what, content) => {
    expect(check(content, 'BLOCK').problems).toEqual([]);
  });

  it('every problem says field and clause, and speaks both languages', () => {
    const { problems } = check({
      ...BLK_1,
      removalConditions: '',
      notice: { ...BLK_1.notice, statementPeriod: d(1, 'WD') },
    });
    expect(problems).toHaveLength(2);
    for (const problem of problems) {
      expect(problem.zh).toMatch(/\p{Script=Han}/u);
      expect(problem.en).toMatch(/^[\x20-\x7e]+$/);
      expect(problem.clause).not.toBe('');
      expect(problem.field).not.toBe('');
    }
  });
});

describe('a version in force', () => {
  const version = (more: Partial<RecognitionStandard>): RecognitionStandard => ({ ...published(RED_1), ...more });

  it('runs from its first day to its last, both included, also once another has followed', () => {
    const old = version({ status: 'SUPERSEDED', effectiveTo: '2026-09-30' });
    expect(['2026-07-31', '2026-08-01', '2026-09-30', '2026-10-01'].map((on) => isInForce(old, on))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isInForce(version({}), '2030-01-01')).toBe(true);
  });

  it('is never a draft', () => {
    expect(isInForce(version({ status: 'DRAFT' }), '2026-09-01')).toBe(false);
  });
});
