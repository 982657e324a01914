import { isDuration } from './calendar.js';
import { isKnownField } from './data/fields.js';
import { ruleKeyInfo } from './data/rule-keys.js';
import { favoursSubject, isAtLeast, isMilderOrSameMode } from './favour.js';
import { hasBasis, IRREPARABLE_BASIS_LEVELS, MINOR_BASIS_LEVELS } from './legal-basis.js';
import type { RuleProblem } from './refusal.js';
import { mildestFocusMode, packsInForce, resolveFromPacks } from './rule-packs.js';
import type { Duration, LegalBasis, LegalDate, RulePack, StandardContent } from './types.js';

const CLAUSE_49_7 = '国办发〔2020〕49号 七';
const CLAUSE_S1_4 = 'S1 四';
const CLAUSE_S1_21 = 'S1 二十一';

/** Collects the problems of one content, part by part; `checkStandard` is how to use it. */
export class StandardContentCheck {
  readonly problems: RuleProblem[] = [];

  constructor(
    private readonly content: StandardContent,
    private readonly packs: readonly RulePack[],
    private readonly on: LegalDate,
  ) {}

  add(code: string, field: string, zh: string, en: string, clause: string): void {
    this.problems.push({ code, field, zh, en, clause });
  }

  private text(value: string, code: string, field: string, zh: string, en: string, clause: string): void {
    if (value.trim() === '') this.add(code, field, `缺少${zh}`, `${en} missing`, clause);
  }

  private fromPacks(key: string): Duration | undefined {
    return resolveFromPacks(key, this.content, this.packs, this.on)?.value;
  }

  general(): void {
    const { content } = this;
    this.text(content.title, 'TITLE_MISSING', 'title', '标准名称', 'Title', '4.1');
    if (!isKnownField(content.field)) {
      this.add('FIELD_UNKNOWN', 'field', '领域代码不存在', 'The field code is not in the code table', '4.4');
    }
    this.text(content.ownerUnitId, 'OWNER_MISSING', 'ownerUnitId', '制定单位', 'Owner unit', 'S1 一');
    if (content.recognizingUnitIds.length === 0) {
      this.add('RECOGNIZING_UNIT_MISSING', 'recognizingUnitIds', '缺少认定单位', 'No recognizing unit', 'S1 一');
    }
    if (content.legalBasis.every(({ title }) => title.trim() === '')) {
      this.add('LEGAL_BASIS_MISSING', 'legalBasis', '缺少认定依据', 'Legal basis missing', 'S1 二');
    }
    this.text(content.criteria.text, 'CRITERIA_MISSING', 'criteria.text', '认定条件', 'Criteria', CLAUSE_49_7);
    const repeat = content.criteria.minorRepeatCount;
    if (repeat !== undefined && (!Number.isInteger(repeat) || repeat < 2)) {
      this.add(
        'REPEAT_COUNT_INVALID',
        'criteria.minorRepeatCount',
        '"多次"至少为两次',
        'Repeated means at least twice',
        'S1 三',
      );
    }
    this.validity();
    const [conditions, procedure] = ['removalConditions', 'removalProcedure'] as const;
    this.text(
      content[conditions],
      'REMOVAL_CONDITIONS_MISSING',
      conditions,
      '移出条件',
      'Conditions of removal',
      CLAUSE_49_7,
    );
    this.text(
      content[procedure],
      'REMOVAL_PROCEDURE_MISSING',
      procedure,
      '移出程序',
      'Procedure of removal',
      CLAUSE_49_7,
    );
    this.text(content.remedies, 'REMEDIES_MISSING', 'remedies', '救济途径', 'Remedies', CLAUSE_49_7);
  }

  private validity(): void {
    const { min, max } = this.content.validity;
    const usable = (one: Duration): boolean => isDuration(one) && one.value > 0 && one.unit !== 'WD';
    if (!usable(min) || !usable(max)) {
      this.add(
        'VALIDITY_MISSING',
        'validity',
        '缺少有效期(日、月、年)',
        'Validity in days, months or years missing',
        CLAUSE_S1_4,
      );
    } else if (!isAtLeast(max, min)) {
      this.add(
        'VALIDITY_BOUNDS',
        'validity',
        '有效期上限短于下限',
        'The longest validity is shorter than the shortest',
        CLAUSE_S1_4,
      );
    } else {
      const longest = this.content.listKind === 'BLACK' ? this.fromPacks('black.validity') : undefined;
      if (longest && !isAtLeast(longest, max)) {
        this.add(
          'VALIDITY_TOO_LONG',
          'validity.max',
          '有效期长于行业规定',
          'Longer than the rule of the sector',
          '3.3',
        );
      }
    }
  }

  publicityAndNotice(): void {
    const { listKind, publicity, notice } = this.content;
    if (listKind === 'RED' && !publicity.required) {
      this.add(
        'PUBLICITY_REQUIRED',
        'publicity.required',
        '红名单必须公示',
        'A red list must be shown before it is recognised',
        'S1 三',
      );
    }
    if (publicity.required) {
      this.publicityPeriod(publicity.period);
      if (publicity.channels.length === 0) {
        this.add(
          'PUBLICITY_CHANNELS_MISSING',
          'publicity.channels',
          '缺少公示渠道',
          'Channels of publicity missing',
          'S1 三',
        );
      }
    }
    if (listKind === 'BLACK' && !notice.required) {
      this.add(
        'NOTICE_REQUIRED',
        'notice.required',
        '列入黑名单须事前告知,对自然人不得免除',
        'A black listing needs prior notice, which a natural person may never be denied',
        'S1 三;国办发〔2020〕49号 八',
      );
    }
    if (notice.statementPeriod) {
      this.favourable(
        'notice.statement',
        notice.statementPeriod,
        'notice.statementPeriod',
        'STATEMENT_PERIOD_TOO_SHORT',
      );
    }
  }

  private publicityPeriod(period: Duration | undefined): void {
    if (!isDuration(period)) {
      this.add('PUBLICITY_PERIOD_MISSING', 'publicity.period', '缺少公示期', 'Period of publicity missing', 'S1 三');
      return;
    }
    const floor = this.content.listKind === 'RED' ? this.fromPacks('red.publicityFloor') : undefined;
    if (period.value === 0 || (floor && !isAtLeast(period, floor))) {
      const least = floor ? `${floor.value} ${floor.unit}` : '1';
      this.add(
        'PUBLICITY_TOO_SHORT',
        'publicity.period',
        `公示期不得短于${least}`,
        `Publicity must last at least ${least}`,
        '3.3 red.publicity',
      );
    }
  }

  repair(): void {
    const { repair, grade, validity } = this.content;
    if (grade === 'MINOR') {
      this.add(
        'GRADE_TOO_LOW',
        'grade',
        '轻微失信不得列入黑名单',
        'Minor dishonesty cannot be on the black list',
        '3.6 B1',
      );
    }
    if (!repair) {
      this.add(
        'REPAIR_TERMS_MISSING',
        'repair',
        '须明确能否修复及修复方式、期限',
        'Say whether, how and when it can be repaired',
        CLAUSE_S1_21,
      );
      return;
    }
    if (repair.repairable && repair.methods.every((method) => method.trim() === '')) {
      this.add('REPAIR_METHODS_MISSING', 'repair.methods', '缺少修复方式', 'Methods of repair missing', CLAUSE_S1_21);
    }
    const marksIrreparable = !repair.repairable || (repair.irreparableBasis ?? []).length > 0;
    if (marksIrreparable && !hasBasis(repair.irreparableBasis, IRREPARABLE_BASIS_LEVELS)) {
      this.add(
        'IRREPARABLE_BASIS_INSUFFICIENT',
        'repair.irreparableBasis',
        '不得修复须以法律、法规或党中央、国务院政策文件为依据',
        'Ruling a repair out needs a law, a regulation or a Party or State Council document',
        '国家发展改革委令第36号 2',
      );
    }
    if (!isDuration(repair.minTimeBeforeRepair)) {
      this.add(
        'REPAIR_TIME_MISSING',
        'repair.minTimeBeforeRepair',
        '缺少最短公示期',
        'Shortest time before a repair missing',
        CLAUSE_S1_21,
      );
      return;
    }
    this.favourable(
      'repair.minPublicity',
      repair.minTimeBeforeRepair,
      'repair.minTimeBeforeRepair',
      'REPAIR_TIME_TOO_LONG',
    );
    const listed = isDuration(validity.max) && validity.max.value > 0;
    if (repair.repairable && listed && !isAtLeast(validity.max, repair.minTimeBeforeRepair)) {
      this.add(
        'REPAIR_AFTER_VALIDITY',
        'repair.minTimeBeforeRepair',
        '最短公示期长于有效期',
        'A repair would come after the validity',
        CLAUSE_S1_21,
      );
    }
  }

  focusAfterExit(): void {
    const { focusAfterExit } = this.content;
    const { packs, on } = this;
    if (!focusAfterExit || focusAfterExit.standardId.trim() === '') {
      this.add(
        'FOCUS_AFTER_EXIT_MISSING',
        'focusAfterExit',
        '须写明退出后列入的重点关注标准',
        'Name the focus standard after an exit',
        CLAUSE_S1_4,
      );
      return;
    }
    const { validity, mode, followsPack } = focusAfterExit;
    if (!isDuration(validity) || validity.value === 0 || validity.unit === 'WD') {
      this.add(
        'FOCUS_VALIDITY_MISSING',
        'focusAfterExit.validity',
        '缺少重点关注有效期',
        'Validity of the focus listing missing',
        CLAUSE_S1_4,
      );
    }
    const followed = packsInForce(packs, on).find(({ rulePackId }) => rulePackId === followsPack)?.focusAfterExitMode;
    if (followsPack !== undefined && !followed) {
      this.add(
        'FOCUS_PACK_UNKNOWN',
        'focusAfterExit.followsPack',
        '所依规则包未生效或无此规定',
        'The pack is not in force or names no mode',
        'A-05',
      );
    } else if (mode && !isMilderOrSameMode(mode, followed ?? mildestFocusMode(packs, on, this.content))) {
      this.add(
        'FOCUS_MODE_HARSHER',
        'focusAfterExit.mode',
        '退出后方式重于所依规则包',
        'Harsher than the pack that it follows',
        'A-05',
      );
    }
  }

  persons(): void {
    const { personsExtend, naturalPersonPublication, minors, earlyRelease } = this.content;
    const named = (basis: LegalBasis | undefined): boolean => (basis?.title.trim() ?? '') !== '';
    if (personsExtend && personsExtend.capacities.length > 0 && !personsExtend.basis.some(named)) {
      this.add(
        'PERSONS_EXTEND_BASIS_MISSING',
        'personsExtend.basis',
        '措施落实到人须有依据',
        'Extending measures to persons needs a basis',
        'S0 十二',
      );
    }
    if (naturalPersonPublication.allowed && !named(naturalPersonPublication.basis)) {
      this.add(
        'PERSON_PUBLICATION_BASIS_MISSING',
        'naturalPersonPublication.basis',
        '公开自然人信息须有依据',
        'Publishing natural persons needs a basis',
        'A-15',
      );
    }
    if (minors?.allowed && !hasBasis(minors.basis ? [minors.basis] : [], MINOR_BASIS_LEVELS)) {
      this.add(
        'MINORS_BASIS_MISSING',
        'minors.basis',
        '列入未成年人须有法律、行政法规依据',
        'Listing minors needs a law or an administrative regulation',
        '3.14',
      );
    }
    if (earlyRelease?.allowed && (earlyRelease.conditions ?? '').trim() === '') {
      this.add(
        'EARLY_RELEASE_CONDITIONS_MISSING',
        'earlyRelease.conditions',
        '缺少提前解除条件',
        'Conditions of early release missing',
        '3.7 F9',
      );
    }
  }

  numbers(): void {
    const { disclosureYears, ruleOverrides } = this.content;
    const disclosure: Duration = { value: disclosureYears, unit: 'YEAR' };
    if (!isDuration(disclosure) || disclosureYears === 0) {
      this.add('DISCLOSURE_MISSING', 'disclosureYears', '缺少披露期限', 'Years of disclosure missing', '4.1');
    } else {
      this.favourable('retention.disclosure', disclosure, 'disclosureYears', 'DISCLOSURE_TOO_LONG');
    }
    ruleOverrides.forEach(({ key, value }, at) => {
      const field = `ruleOverrides.${key}`;
      if (!ruleKeyInfo(key)) {
        this.add('RULE_KEY_UNKNOWN', field, '规则键不存在', 'The rule key is not known', '3.3');
      } else if (!isDuration(value)) {
        this.add('RULE_VALUE_INVALID', field, '数值或单位无效', 'The value or unit is not valid', '3.3');
      } else if (ruleOverrides.findIndex((other) => other.key === key) < at) {
        this.add('RULE_TWICE', field, '同一规则写了两次', 'The rule stands twice', '3.3');
      } else if (key === 'red.publicity' || key === 'black.publicity') {
        this.publicityPeriod(value);
      } else {
        this.favourable(key, value, field, 'OVERRIDE_NOT_FAVOURABLE');
      }
    });
  }

  private favourable(key: string, value: Duration, field: string, code: string): void {
    if (!isDuration(value)) {
      this.add('RULE_VALUE_INVALID', field, '数值或单位无效', 'The value or unit is not valid', '3.3');
      return;
    }
    const rule = resolveFromPacks(key, this.content, this.packs, this.on);
    if (!rule || favoursSubject(key, value, rule.value)) return;
    const [own, theirs] = [`${value.value} ${value.unit}`, `${rule.value.value} ${rule.value.unit}`];
    this.add(
      code,
      field,
      `标准的${own}不得比${rule.from}的${theirs}更不利于信用主体`,
      `${own} may not be less favourable to the subject than ${theirs} of ${rule.from}`,
      rule.legalSource,
    );
  }
}
