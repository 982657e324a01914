import {
  addDays,
  addDuration,
  addMonths,
  allowsOptOut,
  allowsValidityExtension,
  checkRulePack,
  daysBetween,
  DEFAULT_PACK,
  type Duration,
  favoursSubject,
  focusModeOf,
  governingPackId,
  isAtLeast,
  mildestFocusMode,
  NDRC_36_PACK,
  packFrom,
  regionCovers,
  repairPeriod,
  resolveRule,
  type RuleContext,
  RuleNotFound,
  RULE_KEYS,
  type RulePack,
  ruleKeyInfo,
  SEED_S1_PACK,
  SHIPPED_CALENDAR,
  SHIPPED_RULE_PACKS as packs,
  type StandardContent,
} from '#libs/rules';
import { BLK_1, published, RED_1 } from './testing/standards.js';

const NOVEMBER = '2026-11-21';

function context(content: StandardContent, on = NOVEMBER, more: Partial<RuleContext> = {}): RuleContext {
  return { standard: published(content), packs, on, ...more };
}

function regionPack(rules: Parameters<typeof packFrom>[1], more: Partial<RulePack> = {}): RulePack {
  return {
    ...packFrom(
      { rulePackId: 'REGION-X', title: '示例', scope: 'REGION', appliesTo: '640000', effectiveFrom: '2026-06-01' },
      rules,
    ),
    ...more,
  };
}

describe('resolving a rule (spec 3.3: standard, sector, region, national, default)', () => {
  it('given nothing special, then S1 answers for the report to the platform and the default for the list publication', () => {
    expect(resolveRule('platform.report', context(RED_1))).toEqual({
      key: 'platform.report',
      value: { value: 5, unit: 'WD' },
      legalSource: 'S1 三、二十',
      from: 'SEED-S1@1',
    });
    expect(resolveRule('list.publish', context(RED_1)).from).toBe('DEFAULT@1');
  });

  it('given a value at every level, then the order is standard, sector, region, national, default', () => {
    const rule = (value: `${number} WD`) => [['correction.propagate', value, '示例', 'DECISION']] as const;
    const sector = packFrom(
      { rulePackId: 'SEC', title: '示例', scope: 'SECTOR', appliesTo: 'TOURISM', effectiveFrom: '2020-01-01' },
      rule('2 WD'),
    );
    const national = packFrom(
      { rulePackId: 'NAT', title: '示例', scope: 'NATIONAL', effectiveFrom: '2020-01-01' },
      rule('4 WD'),
    );
    const all = [DEFAULT_PACK, national, regionPack(rule('3 WD')), sector];
    const tourism = { ...RED_1, field: 'TOURISM' };
    const own = {
      ...tourism,
      ruleOverrides: [{ key: 'correction.propagate', value: { value: 1, unit: 'WD' } }],
    } as const;
    const from = (content: StandardContent, some: readonly RulePack[]) =>
      resolveRule('correction.propagate', context(content, NOVEMBER, { packs: some })).from;
    expect(from(own, all)).toBe('standard:STD-1@1');
    expect(from(tourism, all)).toBe('SEC@1');
    expect(from(tourism, all.slice(0, 3))).toBe('REGION-X@1');
    expect(from(tourism, all.slice(0, 2))).toBe('NAT@1');
    expect(from(tourism, all.slice(0, 1))).toBe('DEFAULT@1');
    expect(from(RED_1, all)).toBe('REGION-X@1');
  });

  it('given a sector pack, then it holds only in its field; given a region pack, then only in the region and below', () => {
    expect(resolveRule('black.validity', context(BLK_1)).from).toBe('SAMR-44@1');
    expect(() => resolveRule('black.validity', context({ ...BLK_1, field: 'TOURISM' }))).toThrow(RuleNotFound);
    const providerReply = (region: string) =>
      resolveRule('objection.providerReply', context(BLK_1, NOVEMBER, { region }));
    expect(providerReply('410105').value).toEqual({ value: 3, unit: 'WD' });
    expect(providerReply('440305').from).toBe('REGION-SHENZHEN@1');
    expect(providerReply('440100').from).toBe('DEFAULT@1');
  });

  it('the smaller region is asked before the larger', () => {
    const city = regionPack([['exit.platformDelete', '1 WD', '示例', 'DECISION']], {
      rulePackId: 'CITY',
      appliesTo: '640100',
    });
    const province = regionPack([['exit.platformDelete', '2 WD', '示例', 'DECISION']]);
    const some = [DEFAULT_PACK, province, city];
    expect(resolveRule('exit.platformDelete', context(BLK_1, NOVEMBER, { packs: some })).from).toBe('CITY@1');
    expect(regionCovers('640100', '640104')).toBe(true);
    expect(regionCovers('640100', '640200')).toBe(false);
  });

  it('the fields of the standard count as its own values', () => {
    const standard = { ...RED_1, publicity: { ...RED_1.publicity, period: { value: 10, unit: 'WD' } } } as const;
    expect(resolveRule('red.publicity', context(standard))).toMatchObject({
      value: { value: 10, unit: 'WD' },
      from: 'standard:STD-1@1',
    });
    expect(resolveRule('retention.disclosure', context({ ...RED_1, disclosureYears: 3 })).value.value).toBe(3);
    expect(resolveRule('notice.statement', context(RED_1)).from).toBe('SAMR-44@1');
  });

  it('only packs and rules in force that day count, both ends included', () => {
    const tourism = { ...BLK_1, field: 'TOURISM' };
    const ban = (on: string) => resolveRule('repair.falseBan', context(tourism, on));
    expect([ban('2026-03-31').from, ban('2026-04-01').from]).toEqual(['NDRC-58-2023@1', 'NDRC-36-2025@1']);
    expect([ban('2026-03-31').value.value, ban('2026-04-01').value.value]).toEqual([3, 1]);
    expect(ban('2023-04-30').from).toBe('DEFAULT@1');
  });

  it('of several versions of one pack the highest in force answers', () => {
    const second = {
      ...regionPack([['exit.announce', '0 WD', '示例', 'DECISION']]),
      version: 2,
      effectiveFrom: '2026-12-01',
    };
    const first = regionPack([['exit.announce', '1 WD', '示例', 'DECISION']]);
    const two = [DEFAULT_PACK, second, first].map((pack) =>
      pack === second ? { ...pack, rules: pack.rules.map((rule) => ({ ...rule, effectiveFrom: '2026-12-01' })) } : pack,
    );
    const at = (on: string) => resolveRule('exit.announce', context(BLK_1, on, { packs: two })).from;
    expect([at('2026-11-30'), at('2026-12-01')]).toEqual(['REGION-X@1', 'REGION-X@2']);
  });

  it('given a key that no pack has, then RuleNotFound names key and day', () => {
    expect(() => resolveRule('no.such', context(RED_1))).toThrow(new RuleNotFound('no.such', NOVEMBER));
  });
});

describe('repair periods (36号, 58号, 从旧兼从轻 A-01)', () => {
  const { repair, ...withoutRepair } = BLK_1;
  const tourism: StandardContent = { ...withoutRepair, field: 'TOURISM' };
  const minimum = (content: StandardContent, on: string) =>
    resolveRule('repair.minPublicity', context(content, on)).value;

  it('36号 goes by the grade; 58号 by the field', () => {
    expect(minimum(tourism, NOVEMBER)).toEqual({ value: 1, unit: 'YEAR' });
    expect(minimum({ ...tourism, grade: 'GENERAL' }, NOVEMBER)).toEqual({ value: 3, unit: 'MONTH' });
    expect(minimum({ ...tourism, grade: 'MINOR' }, NOVEMBER)).toEqual({ value: 0, unit: 'MONTH' });
    expect(minimum(tourism, '2026-03-31')).toEqual({ value: 3, unit: 'MONTH' });
    expect(minimum({ ...tourism, field: 'FOOD_DRUG' }, '2026-03-31')).toEqual({ value: 1, unit: 'YEAR' });
    expect(minimum({ ...tourism, field: 'LABOUR' }, NOVEMBER)).toEqual({ value: 6, unit: 'MONTH' });
  });

  it('a black standard without a grade counts as serious', () => {
    const { grade, ...ungraded } = tourism;
    expect(grade).toBe('SERIOUS');
    expect(minimum(ungraded, NOVEMBER)).toEqual({ value: 1, unit: 'YEAR' });
  });

  it('given recognition under 58号 and application under 36号, then the shorter holds, either way round', () => {
    const period = (content: StandardContent, recognizedOn: string, appliedOn: string) =>
      repairPeriod({ standard: published(content), packs, recognizedOn, appliedOn });
    expect(period(tourism, '2026-02-01', '2026-10-08')).toMatchObject({
      value: { value: 3, unit: 'MONTH' },
      from: 'NDRC-58-2023@1',
    });
    const mild: StandardContent = { ...tourism, field: 'FOOD_DRUG', grade: 'GENERAL' };
    expect(period(mild, '2026-02-01', '2026-10-08')).toMatchObject({
      value: { value: 3, unit: 'MONTH' },
      from: 'NDRC-36-2025@1',
    });
    expect(period({ ...tourism, field: 'FOOD_DRUG' }, '2026-02-01', '2026-10-08').from).toBe('NDRC-58-2023@1');
  });

  it("the standard's own time before a repair is its own value", () => {
    expect(repair?.minTimeBeforeRepair).toEqual({ value: 1, unit: 'YEAR' });
    expect(resolveRule('repair.minPublicity', context(BLK_1)).from).toBe('standard:STD-1@1');
  });
});

describe('focus mode after a black exit (A-05, scenario 14)', () => {
  const following = (more: Partial<NonNullable<StandardContent['focusAfterExit']>>): StandardContent => ({
    ...BLK_1,
    focusAfterExit: { standardId: 'FOC-1', validity: { value: 6, unit: 'MONTH' }, onStandardChange: true, ...more },
  });

  it('silent: the mildest of the packs in force, FULL before 36号 and MONITOR_ONLY from it on', () => {
    expect(mildestFocusMode(packs, NOVEMBER, BLK_1)).toBe('MONITOR_ONLY');
    expect(mildestFocusMode(packs, '2026-03-31', BLK_1)).toBe('FULL');
    expect(mildestFocusMode([DEFAULT_PACK], NOVEMBER, BLK_1)).toBe('NONE');
    expect(focusModeOf(BLK_1, packs, NOVEMBER)).toBe('MONITOR_ONLY');
  });

  it('a standard that follows SEED-S1 gives FULL, one that follows 36号 MONITOR_ONLY, one with a mode that mode', () => {
    expect(focusModeOf(following({ followsPack: 'SEED-S1' }), packs, NOVEMBER)).toBe('FULL');
    expect(focusModeOf(following({ followsPack: 'NDRC-36-2025' }), packs, NOVEMBER)).toBe('MONITOR_ONLY');
    expect(focusModeOf(following({ followsPack: 'SEED-S1', mode: 'NONE' }), packs, NOVEMBER)).toBe('NONE');
    expect(focusModeOf(following({ followsPack: 'GONE' }), packs, NOVEMBER)).toBe('MONITOR_ONLY');
  });
});

describe('what governs and what is allowed', () => {
  it('the national pack that came into force last governs a case (3.3)', () => {
    const at = (on: string) => governingPackId({ packs, on });
    expect(['2022-06-01', '2025-06-01', '2026-03-31', '2026-04-01'].map(at)).toEqual([
      'SEED-S1@1',
      'NDRC-58-2023@1',
      'NDRC-58-2023@1',
      'NDRC-36-2025@1',
    ]);
    expect(at('2017-06-01')).toBe('DEFAULT@1');
    expect(() => governingPackId({ packs: [], on: NOVEMBER })).toThrow(RuleNotFound);
  });

  it('a red subject may leave at its own wish in 深圳 alone (深圳 39); validity is extended only by a sector (B15)', () => {
    expect(allowsOptOut(context(RED_1, NOVEMBER, { region: '440300' }))).toBe(true);
    expect(allowsOptOut(context(RED_1))).toBe(false);
    expect(allowsValidityExtension(context({ ...BLK_1, field: 'JUDICIAL' }))).toBe(true);
    expect(allowsValidityExtension(context(BLK_1))).toBe(false);
    const regional = [DEFAULT_PACK, regionPack([], { allowsValidityExtension: true })];
    expect(allowsValidityExtension(context(BLK_1, NOVEMBER, { packs: regional }))).toBe(false);
  });
});

describe('favouring the subject (3.3)', () => {
  const d = (value: number, unit: Duration['unit']): Duration => ({ value, unit });

  it.each([
    ['notice.statement', d(7, 'WD'), d(5, 'WD'), true],
    ['notice.statement', d(3, 'WD'), d(5, 'WD'), false],
    ['notice.statement', d(5, 'CD'), d(5, 'WD'), false],
    ['objection.total', d(5, 'WD'), d(7, 'WD'), true],
    ['objection.total', d(15, 'CD'), d(7, 'WD'), false],
    ['repair.minPublicity.SERIOUS', d(6, 'MONTH'), d(1, 'YEAR'), true],
    ['repair.minPublicity.SERIOUS', d(13, 'MONTH'), d(1, 'YEAR'), false],
    ['repair.minPublicity.SERIOUS', d(12, 'MONTH'), d(1, 'YEAR'), true],
    ['repair.falseBan', d(3, 'YEAR'), d(1, 'YEAR'), false],
    ['retention.queryLog', d(5, 'YEAR'), d(10, 'YEAR'), false],
    ['red.publicity', d(30, 'WD'), d(7, 'WD'), true],
    ['no.such', d(1, 'WD'), d(2, 'WD'), false],
    ['no.such', d(2, 'WD'), d(2, 'WD'), true],
  ])('%s: %j in the place of %j is %s', (key, candidate, national, favours) => {
    expect(favoursSubject(key, candidate, national)).toBe(favours);
  });

  it('working days count as longer or shorter than calendar days only if they are so from every day of 2024 to 2026', () => {
    for (let n = 0; n <= 40; n++) {
      const spans = Array.from({ length: 1000 }, (_, offset) => {
        const start = addDays('2024-01-01', offset);
        return daysBetween(start, addDuration(SHIPPED_CALENDAR, start, d(n, 'WD')).dueOn);
      });
      const [shortest, longest] = [Math.min(...spans), Math.max(...spans)];
      expect(isAtLeast(d(n, 'WD'), d(shortest + 1, 'CD'))).toBe(false);
      if (n > 0) expect(isAtLeast(d(longest - 1, 'CD'), d(n, 'WD'))).toBe(false);
      expect(isAtLeast(d(n, 'WD'), d(n, 'CD'))).toBe(true);
      expect(isAtLeast(d(n * 2 + 12, 'CD'), d(n, 'WD'))).toBe(true);
    }
  });

  it('months count as longer or shorter than calendar days only if they are so from every day', () => {
    for (const n of [1, 2, 3, 6, 11, 12, 24, 36, 48]) {
      const spans = Array.from({ length: 1461 }, (_, offset) => {
        const start = addDays('2024-01-01', offset);
        return daysBetween(start, addMonths(start, n));
      });
      expect(isAtLeast(d(n, 'MONTH'), d(Math.min(...spans) + 1, 'CD'))).toBe(false);
      expect(isAtLeast(d(Math.max(...spans) - 1, 'CD'), d(n, 'MONTH'))).toBe(false);
    }
  });
});

describe('publishing a rule pack', () => {
  const codes = (pack: RulePack, others: readonly RulePack[] = packs) =>
    checkRulePack(pack, others).map(({ code }) => code);

  it.each(packs.map((pack) => [pack.rulePackId, pack] as const))('the shipped pack %s has no problem', (id, pack) => {
    expect(
      checkRulePack(
        pack,
        packs.filter(({ rulePackId }) => rulePackId !== id),
      ),
    ).toEqual([]);
    expect(pack.rules.filter(({ legalSource }) => legalSource === '')).toEqual([]);
  });

  it('every rule of the shipped packs has a known key, and the default pack has all but those without a default', () => {
    for (const rule of packs.flatMap(({ rules }) => rules)) expect(ruleKeyInfo(rule.key)).toBeDefined();
    const missing = Object.keys(RULE_KEYS).filter(
      (key) => !DEFAULT_PACK.rules.some((rule) => rule.key.startsWith(key)),
    );
    expect(missing).toEqual(['black.publicity', 'black.validity', 'black.validityExtension', 'focus.validity']);
  });

  it('given a region that grants less time to speak, then it is refused with the rule it falls short of (3.3)', () => {
    expect(checkRulePack(regionPack([['notice.statement', '3 WD', '示例', 'DECISION']]), packs)).toEqual([
      expect.objectContaining({
        code: 'RULE_NOT_FAVOURABLE',
        field: 'notice.statement',
        clause: '市场监管总局令第44号修订草案',
      }),
    ]);
    expect(codes(regionPack([['notice.statement', '7 WD', '示例', 'DECISION']]))).toEqual([]);
  });

  it('given a region that keeps subjects listed longer before repair, then it is refused (36号)', () => {
    expect(codes(regionPack([['repair.minPublicity.GENERAL', '6 MONTH', '示例', 'DECISION']]))).toEqual([
      'RULE_NOT_FAVOURABLE',
    ]);
    expect(codes(regionPack([['repair.minPublicity', '2 YEAR', '示例', 'DECISION']]))).toEqual(['RULE_NOT_FAVOURABLE']);
  });

  it('given a pack from before the national rule, then it is measured against that rule too', () => {
    const old = regionPack([['repair.falseBan', '2 YEAR', '示例', 'DECISION']], { effectiveFrom: '2024-01-01' });
    const rules = old.rules.map((rule) => ({ ...rule, effectiveFrom: '2024-01-01' }));
    expect(codes({ ...old, rules })).toEqual(['RULE_NOT_FAVOURABLE']);
    expect(codes({ ...old, rules, effectiveTo: '2026-03-31' })).toEqual([]);
  });

  it('given a harsher focus mode or a region that extends validity, then it is refused (A-05, B15)', () => {
    expect(codes(regionPack([], { focusAfterExitMode: 'FULL' }), [DEFAULT_PACK, NDRC_36_PACK])).toEqual([
      'FOCUS_MODE_HARSHER',
    ]);
    expect(codes(regionPack([], { focusAfterExitMode: 'FULL' }), [SEED_S1_PACK, NDRC_36_PACK])).toEqual([]);
    expect(codes(regionPack([], { allowsValidityExtension: true }))).toEqual(['EXTENSION_NOT_FOR_REGION']);
  });

  it('given a pack that is not well made, then every fault is named', () => {
    const [rule] = regionPack([['exit.announce', '1 WD', '示例', 'DECISION']]).rules;
    expect(
      codes({
        ...regionPack([]),
        rulePackId: ' ',
        title: '',
        version: 0,
        scope: 'SECTOR',
        appliesTo: 'NOWHERE',
        effectiveTo: '2025-01-01',
        rules: [rule!, rule!, { ...rule!, key: 'x.y', legalSource: '', value: { value: -1, unit: 'WD' } }],
      }),
    ).toEqual([
      'RULE_PACK_INVALID',
      'RULE_PACK_INVALID',
      'RULE_PACK_INVALID',
      'RULE_PACK_INVALID',
      'RULE_PACK_INVALID',
      'RULE_TWICE',
      'RULE_KEY_UNKNOWN',
      'RULE_VALUE_INVALID',
      'RULE_VALUE_INVALID',
    ]);
    expect(codes({ ...NDRC_36_PACK, appliesTo: '640000' })).toEqual(['RULE_PACK_INVALID']);
  });
});
