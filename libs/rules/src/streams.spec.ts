import {
  addWorkingDays,
  type CalendarEvent,
  type CalendarCommand,
  contentOf,
  decideCalendar,
  decideRulePack,
  decideStandard,
  draftOf,
  evolveCalendar,
  evolveRulePack,
  evolveStandard,
  initialCalendar,
  initialRulePack,
  initialStandard,
  publishedOf,
  RuleRefusal,
  SHIPPED_CALENDAR,
  SHIPPED_CALENDAR_YEARS,
  SHIPPED_RULE_PACKS as packs,
  type StandardCommand,
  type StandardContext,
  standardOn,
  type StandardState,
  workingCalendarOf,
} from '#libs/rules';
import { BLK_1, RED_1 } from './testing/standards.js';

const context: StandardContext = { today: '2026-11-21', packs, basisMode: 'WARN' };

function refusal(act: () => unknown): RuleRefusal {
  try {
    act();
  } catch (error) {
    if (error instanceof RuleRefusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('the life of a standard (spec 4.2)', () => {
  const draft: StandardCommand = { type: 'DraftStandard', standardId: 'BLK-1', content: BLK_1 };
  const publish: StandardCommand = { type: 'PublishStandard', effectiveFrom: '2026-12-01' };
  const raised = { ...BLK_1, criteria: { text: '符合管理办法规定的情形', amountAtLeast: 500_000 } };

  function given(...commands: readonly StandardCommand[]): StandardState {
    return commands.reduce<StandardState>(
      (state, command) => decideStandard(command, state, context).reduce(evolveStandard, state),
      initialStandard,
    );
  }

  it('given nothing, when drafted, then version 1 is a draft and not in force', () => {
    expect(decideStandard(draft, initialStandard, context)).toEqual([
      { type: 'StandardDrafted', data: { standardId: 'BLK-1', version: 1, content: BLK_1 } },
    ]);
    const state = given(draft);
    expect(draftOf(state)).toMatchObject({ standardId: 'BLK-1', version: 1, status: 'DRAFT' });
    expect(standardOn(state, '2026-12-01')).toBeUndefined();
  });

  it('given a draft, when published, then it is immutable, dated, and in force from its first day', () => {
    expect(decideStandard(publish, given(draft), context)).toEqual([
      {
        type: 'StandardPublished',
        data: {
          standardId: 'BLK-1',
          version: 1,
          publishedOn: '2026-11-21',
          effectiveFrom: '2026-12-01',
          basisInsufficient: false,
        },
      },
    ]);
    const state = given(draft, publish);
    expect(standardOn(state, '2026-11-30')).toBeUndefined();
    expect(standardOn(state, '2026-12-01')).toEqual({
      ...BLK_1,
      standardId: 'BLK-1',
      version: 1,
      status: 'PUBLISHED',
      publishedOn: '2026-11-21',
      effectiveFrom: '2026-12-01',
      basisInsufficient: false,
    });
    expect(contentOf(standardOn(state, '2026-12-01')!)).toEqual(BLK_1);
    expect(refusal(() => decideStandard({ type: 'ReviseStandardDraft', content: raised }, state, context)).code).toBe(
      'STANDARD_NO_DRAFT',
    );
  });

  it('given a draft with faults, when published, then it is refused with all of them and the first as its code', () => {
    const faulty = given({ ...draft, content: { ...BLK_1, removalConditions: '', remedies: '' } });
    const refused = refusal(() => decideStandard(publish, faulty, context));
    expect(refused).toMatchObject({ code: 'REMOVAL_CONDITIONS_MISSING', clause: '国办发〔2020〕49号 七' });
    expect(refused.problems.map(({ code }) => code)).toEqual(['REMOVAL_CONDITIONS_MISSING', 'REMEDIES_MISSING']);
    expect(refused.zh).not.toBe('');
  });

  it('given a weak basis, then WARN publishes with the flag and BLOCK refuses (scenario 33)', () => {
    const weak = given({ ...draft, content: { ...BLK_1, legalBasis: [{ title: '通知', level: 'NORMATIVE_DOC' }] } });
    expect(decideStandard(publish, weak, context)[0]).toMatchObject({ data: { basisInsufficient: true } });
    expect(decideStandard(publish, weak, context).reduce(evolveStandard, weak).versions[0]?.basisInsufficient).toBe(
      true,
    );
    expect(refusal(() => decideStandard(publish, weak, { ...context, basisMode: 'BLOCK' })).code).toBe(
      'BASIS_INSUFFICIENT',
    );
  });

  it('given a published version, when the next is published, then the old ends the day before (3.15)', () => {
    const state = given(draft, publish, { ...draft, content: raised });
    expect(draftOf(state)?.version).toBe(2);
    expect(standardOn(state, '2027-01-01')?.version).toBe(1);
    const events = decideStandard({ type: 'PublishStandard', effectiveFrom: '2027-03-01' }, state, context);
    expect(events[1]).toEqual({
      type: 'StandardRevised',
      data: {
        standardId: 'BLK-1',
        oldVersion: 1,
        oldEffectiveTo: '2027-02-28',
        newVersion: 2,
        effectiveFrom: '2027-03-01',
        changes: ['criteria'],
      },
    });
    const after = events.reduce(evolveStandard, state);
    expect(after.versions.map(({ status, effectiveTo }) => [status, effectiveTo])).toEqual([
      ['SUPERSEDED', '2027-02-28'],
      ['PUBLISHED', undefined],
    ]);
    expect(['2027-02-28', '2027-03-01'].map((on) => standardOn(after, on)?.version)).toEqual([1, 2]);
  });

  it('a first version may reach back, a later one may not, nor overtake the version before it (3.15)', () => {
    expect(decideStandard({ ...publish, effectiveFrom: '2020-01-01' }, given(draft), context)).toHaveLength(1);
    const running = given(draft, { ...publish, effectiveFrom: '2026-01-01' }, { ...draft, content: raised });
    const planned = given(draft, publish, { ...draft, content: raised });
    const code = (state: StandardState, effectiveFrom: string) =>
      refusal(() => decideStandard({ type: 'PublishStandard', effectiveFrom }, state, context)).code;
    expect(code(running, '2026-11-20')).toBe('STANDARD_RETROACTIVE');
    expect(code(planned, '2026-12-01')).toBe('STANDARD_RETROACTIVE');
    expect(decideStandard({ type: 'PublishStandard', effectiveFrom: '2026-11-21' }, running, context)).toHaveLength(2);
  });

  it('given a published standard, when retired, then it ends on the day given and takes no more', () => {
    const retired = given(draft, publish, { type: 'RetireStandard', effectiveTo: '2027-06-30' });
    expect(['2027-06-30', '2027-07-01'].map((on) => standardOn(retired, on)?.status)).toEqual(['RETIRED', undefined]);
    expect(refusal(() => decideStandard({ ...draft, content: raised }, retired, context)).code).toBe(
      'STANDARD_RETIRED',
    );
    expect(
      decideStandard({ type: 'RetireStandard' }, given(draft, { ...publish, effectiveFrom: '2026-01-01' }), context),
    ).toEqual([{ type: 'StandardRetired', data: { standardId: 'BLK-1', version: 1, effectiveTo: '2026-11-21' } }]);
  });

  it('what is already so comes to nothing', () => {
    expect(decideStandard(draft, given(draft), context)).toEqual([]);
    expect(decideStandard({ type: 'ReviseStandardDraft', content: BLK_1 }, given(draft), context)).toEqual([]);
    expect(decideStandard(publish, given(draft, publish), context)).toEqual([]);
    expect(
      decideStandard({ type: 'RetireStandard' }, given(draft, publish, { type: 'RetireStandard' }), context),
    ).toEqual([]);
  });

  it('a draft may be changed as often as needed', () => {
    const state = given(draft, { type: 'ReviseStandardDraft', content: raised });
    expect(contentOf(draftOf(state)!)).toEqual(raised);
    expect(state.versions).toHaveLength(1);
  });

  it.each<[string, string, readonly StandardCommand[], StandardCommand]>([
    ['another draft beside the open one', 'STANDARD_DRAFT_EXISTS', [draft], { ...draft, content: raised }],
    ['a change without a draft', 'STANDARD_NO_DRAFT', [], { type: 'ReviseStandardDraft', content: BLK_1 }],
    ['a publication without a draft', 'STANDARD_NO_DRAFT', [], publish],
    [
      'another publication of what is published',
      'STANDARD_NO_DRAFT',
      [draft, publish],
      { ...publish, effectiveFrom: '2027-01-01' },
    ],
    ['a first day that does not exist', 'DATE_INVALID', [draft], { ...publish, effectiveFrom: '2026-02-30' }],
    ['another kind of list', 'STANDARD_KIND_FIXED', [draft, publish], { ...draft, content: RED_1 }],
    ['the end of a draft', 'STANDARD_NOT_PUBLISHED', [draft], { type: 'RetireStandard' }],
    [
      'an end in the past',
      'STANDARD_RETROACTIVE',
      [draft, publish],
      { type: 'RetireStandard', effectiveTo: '2026-11-20' },
    ],
    [
      'a second, other end',
      'STANDARD_RETIRED',
      [draft, publish, { type: 'RetireStandard' }],
      { type: 'RetireStandard', effectiveTo: '2027-01-01' },
    ],
  ])('refuses %s: %s', (_what, code, past, command) => {
    const refused = refusal(() => decideStandard(command, given(...past), context));
    expect(refused.code).toBe(code);
    expect(refused.zh).toMatch(/\p{Script=Han}/u);
  });

  it('an event of a later release is passed over', () => {
    const state = given(draft, publish);
    expect(evolveStandard(state, { type: 'StandardEvaluated', data: {} } as never)).toBe(state);
    expect(publishedOf(state)?.version).toBe(1);
  });
});

describe('the versions of a rule pack (spec 3.3)', () => {
  it('the shipped packs can be published one after the other, and each a second time comes to nothing', () => {
    const before: (typeof packs)[number][] = [];
    for (const shipped of packs) {
      const { version: _version, ...pack } = shipped;
      const events = decideRulePack({ type: 'PublishRulePack', pack }, initialRulePack, { packs: before });
      expect(events).toEqual([{ type: 'RulePackPublished', data: { pack: shipped } }]);
      const state = events.reduce(evolveRulePack, initialRulePack);
      expect(decideRulePack({ type: 'PublishRulePack', pack }, state, { packs: before })).toEqual([]);
      before.push(shipped);
    }
    expect(before).toHaveLength(13);
  });

  const first = packs.find(({ rulePackId }) => rulePackId === 'REGION-HENAN')!;
  const state = { versions: [first] };

  it('given a version, when another is published, then it is the next, and both are kept', () => {
    const events = decideRulePack(
      { type: 'PublishRulePack', pack: { ...first, effectiveFrom: '2027-01-01', rules: [] } },
      state,
      { packs },
    );
    expect(events.reduce(evolveRulePack, state).versions.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('refuses what does not favour the subject, another scope, and a version before the one before', () => {
    const slow = first.rules.map((rule) => ({ ...rule, value: { value: 30, unit: 'WD' } as const }));
    const publish = (pack: typeof first) =>
      refusal(() => decideRulePack({ type: 'PublishRulePack', pack }, state, { packs })).code;
    expect(publish({ ...first, rules: slow })).toBe('RULE_NOT_FAVOURABLE');
    expect(publish({ ...first, appliesTo: '420000' })).toBe('RULE_PACK_SCOPE_FIXED');
    expect(publish({ ...first, effectiveFrom: '2019-01-01' })).toBe('RULE_PACK_RETROACTIVE');
  });

  it('an event of a later release is passed over', () => {
    expect(evolveRulePack(state, { type: 'RulePackWithdrawn', data: {} } as never)).toBe(state);
  });
});

describe('the tables of a calendar (spec 3.2)', () => {
  function load(region: string, ...commands: readonly CalendarCommand[]) {
    return commands.reduce(
      (state, command) => decideCalendar(command, state).reduce(evolveCalendar, state),
      initialCalendar(region),
    );
  }
  const tables = SHIPPED_CALENDAR_YEARS.map((table): CalendarCommand => ({ type: 'LoadCalendarYear', table }));
  const table2027 = { year: 2027, off: ['2027-01-01'], makeUp: [], source: '示例' };

  it('given the shipped years in any order, then the calendar is the shipped one', () => {
    expect(workingCalendarOf(load('CN', ...tables))).toEqual(SHIPPED_CALENDAR);
    expect(workingCalendarOf(load('CN', ...[...tables].reverse()))).toEqual(SHIPPED_CALENDAR);
  });

  it('given 2027 is loaded, then the event names the new version and the year end is certain (scenario 22)', () => {
    const state = load('CN', ...tables);
    const events = decideCalendar({ type: 'LoadCalendarYear', table: table2027 }, state);
    const calendar = workingCalendarOf(events.reduce<typeof state>(evolveCalendar, state));
    expect(events).toEqual([
      { type: 'CalendarYearLoaded', data: { region: 'CN', table: table2027, version: calendar.version } },
    ]);
    expect(addWorkingDays(calendar, '2026-12-28', 5)).toEqual({ dueOn: '2027-01-05', provisional: false });
  });

  it('a corrected table takes the place of the old, the same table comes to nothing', () => {
    const state = load('CN', ...tables);
    const corrected = { ...SHIPPED_CALENDAR_YEARS[2]!, makeUp: [] };
    const after = load('CN', ...tables, { type: 'LoadCalendarYear', table: corrected });
    expect(after.tables).toHaveLength(3);
    expect(workingCalendarOf(after).version).not.toBe(SHIPPED_CALENDAR.version);
    expect(decideCalendar(tables[0]!, state)).toEqual([]);
  });

  it('a region adds its own days off (年节办法 4)', () => {
    const regional = load('640000', {
      type: 'LoadCalendarOverlay',
      table: { year: 2026, off: ['2026-03-20'], makeUp: [], source: '示例' },
    });
    const calendar = workingCalendarOf(load('CN', ...tables), regional);
    expect(addWorkingDays(calendar, '2026-03-19', 1).dueOn).toBe('2026-03-23');
    expect([calendar.region, calendar.version === SHIPPED_CALENDAR.version]).toEqual(['640000', false]);
  });

  it('refuses a wrong table, and tables of the other kind', () => {
    const wrong = { ...table2027, makeUp: ['2027-01-05'] };
    expect(refusal(() => load('CN', { type: 'LoadCalendarYear', table: wrong }))).toMatchObject({
      code: 'CALENDAR_TABLE_INVALID',
      zh: expect.stringContaining('2027-01-05'),
    });
    expect(refusal(() => load('CN', { type: 'LoadCalendarOverlay', table: table2027 })).code).toBe(
      'CALENDAR_KIND_MISMATCH',
    );
    expect(refusal(() => load('640000', { type: 'LoadCalendarYear', table: table2027 })).code).toBe(
      'CALENDAR_KIND_MISMATCH',
    );
  });

  it('an event of a later release is passed over', () => {
    const state = load('CN', ...tables);
    expect(evolveCalendar(state, { type: 'CalendarYearDropped', data: {} } as unknown as CalendarEvent)).toBe(state);
  });
});
