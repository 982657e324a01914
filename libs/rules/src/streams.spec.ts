import {
  addWorkingDays,
  type CalendarEvent,
  type CalendarCommand,
  decideCalendar,
  decideRulePack,
  evolveCalendar,
  evolveRulePack,
  initialCalendar,
  initialRulePack,
  RuleRefusal,
  type RulePackState,
  SHIPPED_CALENDAR,
  SHIPPED_CALENDAR_YEARS,
  SHIPPED_RULE_PACKS as packs,
  workingCalendarOf,
} from '#libs/rules';

const actor = { userId: 'o-officer', unitId: 'unit-o', role: 'JOINT_CONFERENCE_OFFICE' };
const other = { ...actor, userId: 'o-head' };

function refusal(act: () => unknown): RuleRefusal {
  try {
    act();
  } catch (error) {
    if (error instanceof RuleRefusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('the versions of a rule pack (spec 3.3)', () => {
  it('the shipped packs can be published one after the other, and each a second time comes to nothing', () => {
    const before: (typeof packs)[number][] = [];
    for (const shipped of packs) {
      const { version: _version, ...pack } = shipped;
      const events = decideRulePack({ type: 'PublishRulePack', pack }, initialRulePack, { actor, packs: before });
      expect(events).toEqual([{ type: 'RulePackPublished', data: { pack: shipped } }]);
      const state = events.reduce(evolveRulePack, initialRulePack);
      expect(decideRulePack({ type: 'PublishRulePack', pack }, state, { actor, packs: before })).toEqual([]);
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
      { actor, packs },
    );
    expect(events.reduce(evolveRulePack, state).versions.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('refuses what does not favour the subject, another scope, and a version before the one before', () => {
    const slow = first.rules.map((rule) => ({ ...rule, value: { value: 30, unit: 'WD' } as const }));
    const publish = (pack: typeof first) =>
      refusal(() => decideRulePack({ type: 'PublishRulePack', pack }, state, { actor, packs })).code;
    expect(publish({ ...first, rules: slow })).toBe('RULE_NOT_FAVOURABLE');
    expect(publish({ ...first, appliesTo: '420000' })).toBe('RULE_PACK_SCOPE_FIXED');
    expect(publish({ ...first, effectiveFrom: '2019-01-01' })).toBe('RULE_PACK_RETROACTIVE');
  });

  it('is drafted by one person and published by another, measured on the day of its publication', () => {
    const { version: _version, ...pack } = first;
    const better = { ...pack, title: '新版', effectiveFrom: '2027-01-01', rules: [] };
    const given = (by: typeof actor, from: RulePackState = state): RulePackState =>
      decideRulePack({ type: 'DraftRulePack', pack: better }, from, { actor: by, packs }).reduce(evolveRulePack, from);
    const publish = { type: 'PublishRulePackDraft' } as const;
    expect(refusal(() => decideRulePack(publish, state, { actor, packs })).code).toBe('RULE_PACK_NO_DRAFT');
    const drafted = given(actor);
    expect(drafted).toMatchObject({ versions: [first], draft: { draftedBy: actor, pack: { version: 2 } } });
    expect(decideRulePack({ type: 'DraftRulePack', pack: better }, drafted, { actor, packs })).toEqual([]);
    expect(refusal(() => decideRulePack(publish, drafted, { actor, packs })).code).toBe('RULE_PACK_SAME_PERSON');
    const events = decideRulePack(publish, drafted, { actor: other, packs });
    expect(events).toMatchObject([
      { type: 'RulePackPublished', data: { pack: { version: 2 }, draftedBy: actor, publishedBy: other } },
    ]);
    expect(events.reduce(evolveRulePack, drafted)).toEqual({ versions: [first, { ...better, version: 2 }] });
    const slow = {
      ...pack,
      rules: first.rules.map((rule) => ({ ...rule, value: { value: 30, unit: 'WD' } as const })),
    };
    const harsh = decideRulePack({ type: 'DraftRulePack', pack: slow }, state, { actor, packs });
    const refused = refusal(() =>
      decideRulePack(publish, harsh.reduce(evolveRulePack, state), { actor: other, packs }),
    );
    expect(refused).toMatchObject({ code: 'RULE_NOT_FAVOURABLE', problems: expect.any(Array) });
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
