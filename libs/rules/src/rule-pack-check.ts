import { isDuration } from './calendar.js';
import { compareDates, isLegalDate, maxDate } from './days.js';
import { isKnownField } from './data/fields.js';
import { baseKeyOf, ruleKeyInfo } from './data/rule-keys.js';
import { favoursSubject, isMilderOrSameMode } from './favour.js';
import type { RuleProblem } from './refusal.js';
import { isEffective, packRef, packsInForce, SCOPE_ORDER } from './rule-packs.js';
import type { FocusMode, LegalDate, Rule, RulePack } from './types.js';

/** What is wrong with a rule pack; `field` is the rule key, or the field of the pack. */
export interface RulePackProblem extends RuleProblem {
  readonly code:
    | 'RULE_PACK_INVALID'
    | 'RULE_KEY_UNKNOWN'
    | 'RULE_VALUE_INVALID'
    | 'RULE_TWICE'
    | 'RULE_NOT_FAVOURABLE'
    | 'FOCUS_MODE_HARSHER'
    | 'EXTENSION_NOT_FOR_REGION';
}

/**
 * What is wrong with a pack that is to be published beside the others; nothing if it may be. A sector or region pack is
 * measured against the national rules on its first day and under the latest national rules known (spec 3.3).
 */
export function checkRulePack(pack: RulePack, packs: readonly RulePack[]): readonly RulePackProblem[] {
  const problems = checkShape(pack);
  if (problems.length > 0) return problems;
  if (pack.scope === 'NATIONAL' || pack.scope === 'DEFAULT') return problems;
  const national = packs.filter(({ scope }) => scope === 'NATIONAL' || scope === 'DEFAULT');
  const latest = maxDate(pack.effectiveFrom, ...national.map(({ effectiveFrom }) => effectiveFrom));
  const days = [...new Set([pack.effectiveFrom, ...(isEffective(pack, latest) ? [latest] : [])])];
  for (const on of days) {
    for (const rule of pack.rules) problems.push(...checkFavour(rule, national, maxDate(on, rule.effectiveFrom)));
    const nationalMode = modeOfNational(national, on);
    if (pack.focusAfterExitMode && nationalMode && !isMilderOrSameMode(pack.focusAfterExitMode, nationalMode)) {
      problems.push({
        code: 'FOCUS_MODE_HARSHER',
        field: 'focusAfterExitMode',
        zh: `退出后重点关注方式${pack.focusAfterExitMode}重于全国规则的${nationalMode}`,
        en: `The focus mode ${pack.focusAfterExitMode} is harsher than the national ${nationalMode}`,
        clause: 'A-05',
      });
    }
  }
  if (pack.scope === 'REGION' && pack.allowsValidityExtension) {
    problems.push({
      code: 'EXTENSION_NOT_FOR_REGION',
      field: 'allowsValidityExtension',
      zh: '延长黑名单有效期只能由行业规则包规定',
      en: 'Only a sector pack may allow the validity of a black entry to be extended',
      clause: 'B15',
    });
  }
  return problems.filter(
    (one, at) => problems.findIndex(({ code, field }) => code === one.code && field === one.field) === at,
  );
}

function modeOfNational(national: readonly RulePack[], on: LegalDate): FocusMode | undefined {
  // The harsher of the national modes is the bound: following SEED-S1 is open to everybody (scenario 14).
  const modes = packsInForce(national, on).flatMap(({ focusAfterExitMode }) => focusAfterExitMode ?? []);
  return modes.reduce<FocusMode | undefined>(
    (harshest, mode) => (harshest && isMilderOrSameMode(mode, harshest) ? harshest : mode),
    undefined,
  );
}

function checkFavour(rule: Rule, national: readonly RulePack[], on: LegalDate): readonly RulePackProblem[] {
  const inForce = [...packsInForce(national, on)].sort(
    (a, b) => SCOPE_ORDER[a.scope] - SCOPE_ORDER[b.scope] || compareDates(b.effectiveFrom, a.effectiveFrom),
  );
  // A value for every grade is measured against that of serious dishonesty where the national rule names grades.
  const variants = [rule.key, baseKeyOf(rule.key), `${baseKeyOf(rule.key)}.SERIOUS`];
  for (const pack of inForce) {
    for (const variant of variants) {
      const found = pack.rules.find((one) => one.key === variant && isEffective(one, on));
      if (!found) continue;
      if (favoursSubject(rule.key, rule.value, found.value)) return [];
      return [
        {
          code: 'RULE_NOT_FAVOURABLE',
          field: rule.key,
          zh: `${rule.key}的${rule.value.value} ${rule.value.unit}不比${packRef(pack)}的${found.value.value} ${found.value.unit}更有利于信用主体`,
          en: `${rule.key}: ${rule.value.value} ${rule.value.unit} does not favour the subject over ${found.value.value} ${found.value.unit} of ${packRef(pack)}`,
          clause: found.legalSource,
        },
      ];
    }
  }
  return [];
}

function checkShape(pack: RulePack): RulePackProblem[] {
  const problems: RulePackProblem[] = [];
  const wrong = (code: RulePackProblem['code'], key: string, zh: string, en: string): void => {
    problems.push({ code, field: key, zh, en, clause: 'spec 3.3' });
  };
  const field = (key: string, zh: string, en: string): void => wrong('RULE_PACK_INVALID', key, zh, en);
  if (pack.rulePackId.trim() === '') field('rulePackId', '缺少规则包编号', 'The pack has no id');
  if (pack.title.trim() === '') field('title', '缺少规则包名称', 'The pack has no title');
  if (!Number.isInteger(pack.version) || pack.version < 1)
    field('version', '版本号无效', 'The version is no number from 1');
  if (!isSpan(pack)) field('effectiveFrom', '生效日期无效', 'The dates of effect are not valid');
  const needsTarget = pack.scope === 'REGION' || pack.scope === 'SECTOR';
  if (needsTarget !== (pack.appliesTo !== undefined)) {
    field(
      'appliesTo',
      '地区、行业规则包须写明适用范围,其他不得写',
      'A region or sector pack names what it applies to, no other',
    );
  } else if (pack.scope === 'SECTOR' && !isKnownField(pack.appliesTo ?? '')) {
    field('appliesTo', '领域代码不存在', 'The field code is not known');
  }
  pack.rules.forEach((rule, at) => {
    if (!ruleKeyInfo(rule.key)) wrong('RULE_KEY_UNKNOWN', rule.key, '规则键不存在', 'The rule key is not known');
    if (!isDuration(rule.value))
      wrong('RULE_VALUE_INVALID', rule.key, '数值或单位无效', 'The value or unit is not valid');
    if (!isSpan(rule)) wrong('RULE_VALUE_INVALID', rule.key, '规则生效日期无效', 'The dates of the rule are not valid');
    if (rule.legalSource.trim() === '')
      wrong('RULE_VALUE_INVALID', rule.key, '缺少法律依据', 'The legal source is missing');
    if (pack.rules.some((other, i) => i < at && other.key === rule.key && overlap(rule, other))) {
      wrong('RULE_TWICE', rule.key, '同一规则在同一时间有两个数值', 'The rule has two values at one time');
    }
  });
  return problems;
}

type Span = Pick<Rule, 'effectiveFrom' | 'effectiveTo'>;

function isSpan({ effectiveFrom, effectiveTo }: Span): boolean {
  if (!isLegalDate(effectiveFrom)) return false;
  return effectiveTo === undefined || (isLegalDate(effectiveTo) && compareDates(effectiveFrom, effectiveTo) <= 0);
}

function overlap(a: Span, b: Span): boolean {
  return isEffective(a, b.effectiveFrom) || isEffective(b, a.effectiveFrom);
}
