import { fileURLToPath } from 'node:url';
import { CommandLoop, IdempotencyConflict, PreconditionFailed } from '#libs/command-loop';
import { MemoryEventStore, type EventStore, type RecordedEvent } from '#libs/event-store';
import {
  legalDateOf,
  maskProfileInForce,
  NATIONAL_REGION,
  RuleRefusal,
  SHIPPED_CALENDAR,
  SHIPPED_CALENDAR_YEARS,
  SHIPPED_MASK_PROFILE,
  SHIPPED_RULE_PACKS,
  type CalendarYear,
  type StandardContent,
} from '#libs/rules';
import { goldenIn, shapesOf, type Golden } from '../../command-loop/src/testing/golden.js';
import { publishShipped } from './publish-shipped.js';
import { ReferenceCommands, type IssuedBy } from './reference-commands.js';
import { ReferenceData } from './reference-data.js';
import { publicationSteps, type StandardStep } from './standard-steps.js';
import { evolveUnit, publishesMatter, type UnitEvent, type UnitState } from './unit-stream.js';

let now = '2026-09-07T01:00:00.000Z';
const clock = { now: () => now };
const office = { userId: 'office-1', unitId: 'unit-o', role: 'JOINT_CONFERENCE_OFFICE' };
const approver = { userId: 'a-approver', unitId: 'unit-a', role: 'APPROVER' };
const ID = '0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a01';

function by(more: Partial<IssuedBy> = {}): IssuedBy {
  return { actor: office, commandId: crypto.randomUUID(), fingerprint: 'f', ...more };
}

const FOCUS_STANDARD: StandardContent = {
  title: '轻微失信重点关注名单认定标准',
  listKind: 'FOCUS',
  field: 'TAXATION',
  conductCodes: ['TAX-01'],
  level: 'CITY',
  ownerUnitId: 'unit-a',
  recognizingUnitIds: ['unit-a'],
  legalBasis: [{ title: '市社会信用条例', article: '第二十条', level: 'LOCAL_REGULATION' }],
  criteria: { text: '一年内三次以上轻微失信' },
  validity: { min: { value: 3, unit: 'MONTH' }, max: { value: 6, unit: 'MONTH' } },
  publicity: { required: false, channels: [] },
  notice: { required: false, waivable: true, hearing: false },
  approval: { conferenceConfirmation: false },
  naturalPersonPublication: { allowed: false },
  disclosureYears: 1,
  removalConditions: '有效期届满或者提前解除',
  removalProcedure: '由认定单位办理移出',
  remedies: '可以依法申请行政复议或者提起行政诉讼',
  ruleOverrides: [],
};

async function eventsOf(store: EventStore): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll()) events.push(event);
  return events;
}

describe('reference data', () => {
  let store: MemoryEventStore;
  let data: ReferenceData;
  let commands: ReferenceCommands;
  const running: ReferenceData[] = [];

  const started = async (region?: string): Promise<ReferenceData> => {
    const made = new ReferenceData(store, { basisMode: 'WARN', ...(region === undefined ? {} : { region }) });
    running.push(made);
    await made.start();
    return made;
  };

  beforeEach(async () => {
    store = new MemoryEventStore();
    data = await started();
    commands = new ReferenceCommands(new CommandLoop(store, clock), data);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.stop()));
  });

  describe('what is shipped', () => {
    it('is published once, by several processes at once and again after a restart', async () => {
      const first = await Promise.all([1, 2, 3].map(() => publishShipped(store, clock)));
      expect(first.some(({ packs }) => packs.length > 0)).toBe(true);
      expect(await publishShipped(store, clock)).toEqual({ years: [], packs: [], maskProfiles: [] });
      const events = await eventsOf(store);
      expect(events).toHaveLength(SHIPPED_CALENDAR_YEARS.length + SHIPPED_RULE_PACKS.length + 2);
      expect(events.map(({ metadata }) => metadata['actor'])).toEqual(
        events.map(() => ({ role: 'SYSTEM', rule: 'reference.shipped' })),
      );

      await data.waitFor(events.at(-1)?.position ?? '');
      const { calendar, rulePacks, maskProfiles } = data.snapshot();
      expect(maskProfileInForce(maskProfiles, '2026-09-07')).toMatchObject({ version: 1, ...SHIPPED_MASK_PROFILE });
      // It counts from the day on which it was loaded here.
      expect(calendar).toEqual({ ...SHIPPED_CALENDAR, loadedOn: legalDateOf(clock.now()) });
      expect([...rulePacks].sort(byId)).toEqual([...SHIPPED_RULE_PACKS].sort(byId));
    });

    it('does not replace what was loaded or published by hand', async () => {
      const year = SHIPPED_CALENDAR_YEARS[0];
      const pack = SHIPPED_RULE_PACKS[0];
      if (year === undefined || pack === undefined) throw new Error('nothing is shipped');
      const table: CalendarYear = { ...year, source: '更正后的通知' };
      await commands.calendar(NATIONAL_REGION, { type: 'LoadCalendarYear', table }, by());
      const { version: _, ...content } = pack;
      const local = { ...content, title: '本地默认规则包' };
      await commands.rulePack(local.rulePackId, { type: 'PublishRulePack', pack: local }, by());

      const published = await publishShipped(store, clock);
      expect(published.years).not.toContain(year.year);
      expect(published.packs).not.toContain(pack.rulePackId);
      await data.waitFor((await store.lastPosition()) ?? '');
      expect(data.snapshot().calendar.years).toContainEqual(table);
      expect(data.snapshot().rulePacks.filter(({ rulePackId }) => rulePackId === pack.rulePackId)).toMatchObject([
        { version: 1, title: '本地默认规则包' },
      ]);
    });
  });

  it('reads what this process wrote, and other processes follow', async () => {
    const other = await started();
    const answer = await commands.unit(
      'unit-a',
      { type: 'RegisterUnit', unitId: 'unit-a', content: { name: '市市场监督管理局' } },
      by(),
    );
    expect(data.snapshot().units['unit-a']).toMatchObject({ name: '市市场监督管理局' });
    expect(await other.waitFor(answer.position ?? '')).toBe(true);
    expect(other.snapshot().units).toEqual(data.snapshot().units);
    expect(other.health()).toEqual({ state: 'LIVE', position: answer.position });
  });

  it('says when a position was not reached in time', async () => {
    expect(await data.waitFor('9999999999999999', 1)).toBe(false);
    const waiting = data.waitFor('9999999999999999');
    await data.stop();
    expect(await waiting).toBe(false);
  });

  it('holds all versions of a standard through its life (4.2)', async () => {
    await publishShipped(store, clock);
    await data.waitFor((await store.lastPosition()) ?? '');
    const run = (command: Parameters<ReferenceCommands['standard']>[1]) => commands.standard('FOC-1', command, by());
    expect(await run({ type: 'DraftStandard', standardId: 'FOC-1', content: FOCUS_STANDARD })).toMatchObject({
      events: [{ type: 'StandardDrafted' }],
      entityRevision: 1,
    });
    await run({ type: 'ReviseStandardDraft', content: { ...FOCUS_STANDARD, title: '重点关注名单认定标准' } });
    const take = async (steps: readonly StandardStep[]) => {
      for (const { by: person, command } of steps)
        await commands.standard('FOC-1', command, person === 'OWNER' ? by() : by({ actor: approver }));
    };
    await run({ type: 'OpenConsultation', openedOn: '2026-06-01' });
    await take(publicationSteps('2026-06-01', '2026-09-07'));
    await run({ type: 'DraftStandard', standardId: 'FOC-1', content: { ...FOCUS_STANDARD, disclosureYears: 2 } });
    await run({ type: 'OpenConsultation' });
    const before = now;
    now = '2026-10-08T01:00:00.000Z';
    await take(publicationSteps('2026-09-07', '2026-10-10'));
    now = before;
    await run({ type: 'RetireStandard', effectiveTo: '2026-12-31' });
    expect(
      data.snapshot().standards.map(({ version, status, title, effectiveFrom, effectiveTo }) => ({
        version,
        status,
        title,
        effectiveFrom,
        effectiveTo,
      })),
    ).toEqual([
      {
        version: 1,
        status: 'SUPERSEDED',
        title: '重点关注名单认定标准',
        effectiveFrom: '2026-09-07',
        effectiveTo: '2026-10-09',
      },
      {
        version: 2,
        status: 'RETIRED',
        title: FOCUS_STANDARD.title,
        effectiveFrom: '2026-10-10',
        effectiveTo: '2026-12-31',
      },
    ]);
  });

  it('refuses a standard that may not be published, and appends nothing (4.2)', async () => {
    await publishShipped(store, clock);
    await data.waitFor((await store.lastPosition()) ?? '');
    const content = { ...FOCUS_STANDARD, removalProcedure: '' };
    await commands.standard('FOC-1', { type: 'DraftStandard', standardId: 'FOC-1', content }, by());
    const before = await eventsOf(store);
    await expect(
      commands.standard('FOC-1', { type: 'PublishStandard', effectiveFrom: '2026-09-07' }, by()),
    ).rejects.toBeInstanceOf(RuleRefusal);
    expect(await eventsOf(store)).toEqual(before);
  });

  it('lays the days off of its region over the national calendar (3.2)', async () => {
    const regional = await started('640000');
    await publishShipped(store, clock);
    const table: CalendarYear = { year: 2026, off: ['2026-10-25'], makeUp: [], source: '自治区成立纪念日' };
    const { position } = await commands.calendar('640000', { type: 'LoadCalendarOverlay', table }, by());
    await regional.waitFor(position ?? '');
    expect(regional.snapshot().calendar).toMatchObject({ region: '640000', overlay: [table] });
    expect(data.snapshot().calendar).toMatchObject({ region: NATIONAL_REGION });
    expect(data.snapshot().calendar.overlay).toBeUndefined();
  });

  describe('units (2, 3.5)', () => {
    const register = (unitId: string, superiorUnitId?: string) =>
      commands.unit(
        unitId,
        {
          type: 'RegisterUnit',
          unitId,
          content: { name: `单位 ${unitId}`, ...(superiorUnitId === undefined ? {} : { superiorUnitId }) },
        },
        by(),
      );

    it('keep their former names', async () => {
      await register('unit-a');
      await commands.unit('unit-a', { type: 'RenameUnit', name: '新局' }, by());
      expect(data.snapshot().units['unit-a']).toEqual({
        unitId: 'unit-a',
        name: '新局',
        formerNames: [{ name: '单位 unit-a', until: '2026-09-07' }],
        queryMatters: [],
      });
    });

    it('publish for what they look up persons, and withdraw it (6.2)', async () => {
      const matter = { purposeCode: 'BID_REVIEW', title: '招投标资格审查', legalBasis: '招标投标法第十八条' };
      const content = { name: '单位 unit-a' };
      await commands.unit('unit-a', { type: 'RegisterUnit', unitId: 'unit-a', content, queryMatters: [matter] }, by());
      const published = (code: string) => publishesMatter(data.snapshot().units, 'unit-a', code);
      expect([published('BID_REVIEW'), published('LICENSING')]).toEqual([true, false]);
      expect(publishesMatter(data.snapshot().units, 'unit-b', 'BID_REVIEW')).toBe(false);

      const again = await commands.unit('unit-a', { type: 'PublishQueryMatter', matter }, by());
      expect(again.events).toEqual([]);
      const renamed = { ...matter, title: '投标人资格审查' };
      await commands.unit('unit-a', { type: 'PublishQueryMatter', matter: renamed }, by());
      const { queryMatters } = data.snapshot().units['unit-a'] ?? {};
      expect(queryMatters).toEqual([{ ...renamed, publishedOn: '2026-09-07' }]);

      const withdraw = { type: 'WithdrawQueryMatter', purposeCode: 'BID_REVIEW' } as const;
      expect((await commands.unit('unit-a', withdraw, by())).events).toEqual([{ type: 'QueryMatterWithdrawn' }]);
      expect(published('BID_REVIEW')).toBe(false);
      expect((await commands.unit('unit-a', withdraw, by())).events).toEqual([]);
    });

    it('store query matters as the golden events have them', async () => {
      const golden = goldenIn(fileURLToPath(new URL('./golden/units', import.meta.url)));
      await register('unit-a');
      const matter = { purposeCode: 'BID_REVIEW', title: '招投标资格审查', legalBasis: '招标投标法第十八条' };
      await commands.unit('unit-a', { type: 'PublishQueryMatter', matter }, by());
      await commands.unit('unit-a', { type: 'WithdrawQueryMatter', purposeCode: 'BID_REVIEW' }, by());
      const stored: Golden[] = [];
      for await (const event of store.readStream('unit-unit-a')) stored.push(event);
      expect(shapesOf(stored.slice(1))).toEqual(shapesOf(golden.values()));
      const fold = (state: UnitState, { eventType: type, data }: Golden): UnitState =>
        evolveUnit(state, { type, data } as unknown as UnitEvent);
      const [registered, ...matters] = [...stored.slice(0, 1), ...golden.values()];
      const unit = matters.reduce(fold, registered === undefined ? {} : fold({}, registered)).unit;
      expect([matters.length, unit?.queryMatters]).toEqual([2, []]);
    });

    it('that were merged look up for nothing any more', async () => {
      const matter = { purposeCode: 'BID_REVIEW', title: '招投标资格审查', legalBasis: '招标投标法第十八条' };
      for (const unitId of ['unit-a', 'unit-b']) await register(unitId);
      await commands.unit('unit-a', { type: 'PublishQueryMatter', matter }, by());
      await commands.unit('unit-a', { type: 'MergeUnit', into: 'unit-b' }, by());
      expect(publishesMatter(data.snapshot().units, 'unit-a', 'BID_REVIEW')).toBe(false);
    });

    it('that were merged pass on to the one that goes on in the end', async () => {
      for (const unitId of ['unit-a', 'unit-b', 'unit-c']) await register(unitId);
      await register('unit-d', 'unit-a');
      await commands.unit('unit-a', { type: 'MergeUnit', into: 'unit-b' }, by());
      await commands.unit('unit-b', { type: 'MergeUnit', into: 'unit-c' }, by());
      expect(data.snapshot().unitSuccessors).toEqual({ 'unit-a': 'unit-c', 'unit-b': 'unit-c' });
      expect(data.snapshot().superiorUnits).toEqual({ 'unit-d': 'unit-c' });
      await expect(commands.unit('unit-c', { type: 'MergeUnit', into: 'unit-a' }, by())).rejects.toMatchObject({
        code: 'UNIT_SUCCESSOR_INVALID',
      });
      await expect(commands.unit('unit-a', { type: 'RenameUnit', name: '又一局' }, by())).rejects.toMatchObject({
        code: 'UNIT_MERGED',
      });
      expect(await commands.unit('unit-a', { type: 'MergeUnit', into: 'unit-b' }, by())).toMatchObject({ events: [] });
    });

    it.each([
      ['an unknown superior', () => register('unit-x', 'unit-nowhere'), 'UNIT_UNKNOWN'],
      ['an id that is no part of a name', () => register('unit x/1'), 'ID_INVALID'],
      [
        'a query matter without a basis',
        async () => {
          await register('unit-a');
          const matter = { purposeCode: 'ANYTHING', title: '查询', legalBasis: ' ' };
          return commands.unit('unit-a', { type: 'PublishQueryMatter', matter }, by());
        },
        'QUERY_MATTER_EMPTY',
      ],
      [
        'a merger with nobody',
        async () => {
          await register('unit-a');
          return commands.unit('unit-a', { type: 'MergeUnit', into: 'unit-nowhere' }, by());
        },
        'UNIT_UNKNOWN',
      ],
      [
        'a merger in the future',
        async () => {
          await register('unit-a');
          await register('unit-b');
          return commands.unit('unit-a', { type: 'MergeUnit', into: 'unit-b', mergedOn: '2026-09-08' }, by());
        },
        'DATE_IN_FUTURE',
      ],
      [
        'another unit under the same id',
        async () => {
          await register('unit-a');
          return commands.unit(
            'unit-a',
            { type: 'RegisterUnit', unitId: 'unit-a', content: { name: '别的单位' } },
            by(),
          );
        },
        'UNIT_EXISTS',
      ],
    ])('are refused: %s', async (_, act, code) => {
      await expect(act()).rejects.toMatchObject({ name: 'RuleRefusal', code });
    });
  });

  it('registers channels, a portal only of a unit that is registered', async () => {
    const portal = {
      channelId: 'portal-a',
      name: '门户网站',
      mode: 'MANUAL',
      kind: 'UNIT_PORTAL',
      unitId: 'unit-a',
    } as const;
    const credit = { channelId: 'credit', name: '信用中国', mode: 'AUTOMATIC', kind: 'CREDIT_PORTAL' } as const;
    const register = (channel: typeof portal | typeof credit) =>
      commands.channel({ type: 'RegisterChannel', channel }, by());
    await expect(register(portal)).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
    await commands.unit('unit-a', { type: 'RegisterUnit', unitId: 'unit-a', content: { name: '局' } }, by());
    await register(portal);
    await register(credit);
    expect(data.snapshot().channels).toEqual([
      { ...portal, legalSource: 'S1 三' },
      { ...credit, legalSource: 'S1 三' },
    ]);
    expect(await register(credit)).toMatchObject({ events: [] });
    await expect(
      commands.channel({ type: 'RegisterChannel', channel: { ...credit, name: '别处' } }, by()),
    ).rejects.toMatchObject({ code: 'CHANNEL_EXISTS' });
  });

  describe('a channel (3.12)', () => {
    const medium = { channelId: 'daily', name: '日报', mode: 'MANUAL', kind: 'MEDIA' } as const;
    const give = (command: Parameters<ReferenceCommands['channel']>[0]) => commands.channel(command, by());
    const change = (changes: object) =>
      give({ type: 'ChangeChannel', channelId: 'daily', content: { name: '日报', mode: 'MANUAL', ...changes } });
    const close = (closedOn?: string) =>
      give({ type: 'CloseChannel', channelId: 'daily', basis: '停刊通知', ...(closedOn && { closedOn }) });
    /** Refused, and nothing was appended. */
    async function refused(answer: Promise<unknown>, code: string): Promise<void> {
      const before = (await eventsOf(store)).length;
      await expect(answer).rejects.toMatchObject({ code });
      expect(await eventsOf(store)).toHaveLength(before);
    }

    it('rests on what its kind rests on, or on what is named', async () => {
      await refused(give({ type: 'RegisterChannel', channel: { ...medium, kind: 'OTHER' } }), 'CHANNEL_SOURCE_MISSING');
      await refused(give({ type: 'RegisterChannel', channel: { ...medium, name: ' ' } }), 'CHANNEL_NAME_MISSING');
      await give({ type: 'RegisterChannel', channel: medium });
      expect(data.snapshot().channels).toEqual([{ ...medium, legalSource: 'S2(十一)' }]);
    });

    it('is renamed and changed in its mode, not in its kind', async () => {
      await refused(change({}), 'CHANNEL_NOT_REGISTERED');
      await give({ type: 'RegisterChannel', channel: medium });
      await refused(change({ name: '' }), 'CHANNEL_NAME_MISSING');
      await change({ name: '晚报', legalSource: '市政府令第8号' });
      expect(await change({ name: '晚报', legalSource: '市政府令第8号' })).toMatchObject({ events: [] });
      expect(data.snapshot().channels).toEqual([{ ...medium, name: '晚报', legalSource: '市政府令第8号' }]);
    });

    it('closes today or later, once', async () => {
      await refused(close(), 'CHANNEL_NOT_REGISTERED');
      await give({ type: 'RegisterChannel', channel: medium });
      await refused(close('2020-01-01'), 'CHANNEL_CLOSED_BEFORE');
      await close('2099-12-31');
      expect(await close('2099-12-31')).toMatchObject({ events: [] });
      await refused(close('2099-12-30'), 'CHANNEL_IS_CLOSED');
      await refused(change({ name: '晚报' }), 'CHANNEL_IS_CLOSED');
      expect(data.snapshot().channels).toMatchObject([{ closedOn: '2099-12-31' }]);
    });
  });

  it('follows the rules of idempotency and revision that dossiers follow (D14)', async () => {
    const rename = (name: string, more: Partial<IssuedBy> = {}) =>
      commands.unit('unit-a', { type: 'RenameUnit', name }, by({ fingerprint: name, ...more }));
    await commands.unit('unit-a', { type: 'RegisterUnit', unitId: 'unit-a', content: { name: '甲' } }, by());
    const first = await rename('乙', { commandId: ID, ifMatch: 1 });
    expect(first).toMatchObject({ events: [{ type: 'UnitRenamed' }], entityRevision: 2, replayed: false });
    await rename('丙');
    expect(await rename('乙', { commandId: ID, ifMatch: 1 })).toEqual({ ...first, replayed: true });
    await expect(rename('丁', { commandId: ID })).rejects.toBeInstanceOf(IdempotencyConflict);
    await expect(rename('丁', { ifMatch: 2 })).rejects.toBeInstanceOf(PreconditionFailed);
    expect(data.snapshot().units['unit-a']?.name).toBe('丙');
  });
});

function byId(a: { rulePackId: string }, b: { rulePackId: string }): number {
  return a.rulePackId < b.rulePackId ? -1 : 1;
}
