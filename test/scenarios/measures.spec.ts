import { EventStore } from '#libs/event-store';
import { ProjectionRunner } from '#libs/read-store';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice, P } from '../support/office.js';
import { eventsIn } from '../support/product-log.js';
import { startProduct, type Actor, type Answer, type Product } from '../support/product.js';

const LEGAL = { title: '《中华人民共和国政府采购法》', article: '第二十二条', level: 'LAW' };
const NOTICE = { title: '某通知', level: 'NORMATIVE_DOC' };
const item = (measureItemId: string, changes: object = {}) => ({
  ...{ measureItemId, kind: 'PUNISHMENT', force: 'MANDATORY', category: 'MARKET', text: `措施${measureItemId}` },
  ...{ appliesTo: { listKinds: ['BLACK'], persons: false }, implementingUnitTypes: ['公共资源交易中心'] },
  ...{ legalBasis: [LEGAL], effectiveFrom: '2026-01-01' },
  ...changes,
});
const LIST = {
  title: '示范市失信联合惩戒措施清单',
  source: '全国失信惩戒措施基础清单（2024年版）',
  items: [item('M-1'), item('M-2'), item('R-1', { force: 'RECOMMENDED' })],
};

describe('joint measures (5.1, 5.2)', () => {
  let product: Product;
  let black: ListEntry;
  let person: ListEntry;
  let c: Actor;
  let t: Actor;

  const office = () => product.as('o-officer');
  const measures = (entry: ListEntry = black) => `${entry.path}/measures`;
  const post = (who: Actor, path: string, body?: object, headers?: Record<string, string>): Promise<Answer> =>
    who.send('POST', path, body, headers);
  /** Turned away at the door for the role, and nothing was appended. */
  async function shut(who: string, url: string, payload: object): Promise<void> {
    const before = await product.eventCount();
    const { status, body } = await post(product.as(who), url, payload);
    expect([status, body.code]).toEqual([403, 'ROLE_NOT_ALLOWED']);
    expect(await product.eventCount()).toBe(before);
  }
  /** Refused, by name, and nothing was appended. */
  async function refused(answer: Promise<Answer>, status: number, code: string): Promise<void> {
    const before = await product.eventCount();
    expect(await answer).toMatchObject({ status, body: { code } });
    expect(await product.eventCount()).toBe(before);
  }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async function items(who: Actor, path: string): Promise<readonly any[]> {
    await product.settled();
    const { status, body, text } = await who.get(path);
    if (status !== 200) throw new Error(text);
    return body.items as object[];
  }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async function record(measureItemId: string, unitId = 'unit-c'): Promise<any> {
    const all = await items(office(), '/measures/records?limit=200');
    return all.find(
      (one) => one.entryId === black.entryId && one.measureItemId === measureItemId && one.unitId === unitId,
    );
  }
  async function on(measureItemId: string, act: string, unitId?: string): Promise<string> {
    return `${measures()}/records/${(await record(measureItemId, unitId)).pushId}/${act}`;
  }
  async function eventsOf(entry: ListEntry): Promise<readonly string[]> {
    const events = await eventsIn(product.app.get(EventStore), `trigger-${entry.entryId}`);
    return events.map(({ eventType }) => eventType).filter((type) => !type.startsWith('Deadline'));
  }

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    c = product.as('c-implementer');
    t = product.withToken(
      await product.sign({ sub: 't-implementer', unit: 'unit-t', roles: ['IMPLEMENTING_UNIT'], name: '某' }),
    );
    black = await (await Dossier.of(product)).entry('BLK-1');
    person = await (await Dossier.of(product, P, '张三')).entry('BLK-1');
    for (const entry of [black, person]) await entry.given('drafter', 'ServePriorNotice', { terms: {} });
    await product.advanceTo('2026-09-18');
    for (const entry of [black, person]) await entry.recognized();
  });
  afterAll(() => product.stop());

  describe('measure lists', () => {
    const publish = (effectiveFrom: string) => post(office(), '/measure-lists/CITY/publication', { effectiveFrom });

    it('are kept by the office, published with their legal source, and refused with every fault', async () => {
      const wrong = { ...LIST, items: [item('M-1', { legalBasis: [NOTICE], category: 'PRIORITY' }), item('M-1')] };
      await shut('a-head', '/measure-lists', { measureListId: 'CITY', content: LIST });
      await post(office(), '/measure-lists', { measureListId: 'CITY', content: wrong });
      const before = await product.eventCount();
      const answer = await publish('2026-09-01');
      expect(answer).toMatchObject({ status: 422, body: { code: 'MEASURE_CATEGORY_NOT_FIT' } });
      expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
        '/items/0/category',
        '/items/0/legalBasis',
        '/items/1/measureItemId',
      ]);
      expect(await product.eventCount()).toBe(before);
      expect((await product.anybody.get('/public/measure-lists')).body.items).toEqual([]);
      await post(office(), '/measure-lists', { measureListId: 'CITY', content: LIST });
      expect(await publish('2026-09-01')).toMatchObject({ status: 201 });
      expect((await product.anybody.get('/public/measure-lists')).body.items).toMatchObject([
        { measureListId: 'CITY', version: 1, source: LIST.source, items: [{ measureItemId: 'M-1' }, {}, {}] },
      ]);
    });

    it('decide what may be triggered: only published items that are meant for the entry', async () => {
      await refused(black.when('drafter', 'TriggerJointMeasures', { items: ['X-9'] }), 422, 'MEASURE_NOT_PUBLISHED');
      const red = item('I-1', {
        kind: 'INCENTIVE',
        category: 'PRIORITY',
        appliesTo: { listKinds: ['RED'], persons: false },
      });
      await post(office(), '/measure-lists', {
        measureListId: 'CITY',
        content: { ...LIST, items: [...LIST.items, red] },
      });
      await refused(publish('2026-09-17'), 422, 'MEASURE_LIST_RETROACTIVE');
      const changed = await publish('2026-09-18');
      expect(changed.body.events).toEqual([{ type: 'MeasureListPublished' }, { type: 'MeasureItemChanged' }]);
      await refused(black.when('drafter', 'TriggerJointMeasures', { items: ['I-1'] }), 422, 'MEASURE_NOT_FOR_ENTRY');
    });
  });

  describe('27. the loop of trigger and feedback', () => {
    it('begins with the trigger; units are proposed by the initiator and designated by the office', async () => {
      await refused(
        post(product.as('a-drafter'), `${measures()}/proposals`, {
          designations: [{ unitId: 'unit-c', items: ['M-1'] }],
        }),
        404,
        'TRIGGER_UNKNOWN',
      );
      await black.given('drafter', 'TriggerJointMeasures', { items: ['M-1', 'M-2', 'R-1'] });
      await product.settled();
      expect(await eventsOf(black)).toEqual(['TriggerInitiated']);
      const designations = [
        { unitId: 'unit-c', items: ['M-1', 'M-2', 'R-1'] },
        { unitId: 'unit-t', items: ['M-1'] },
      ];
      await refused(
        post(product.as('b-drafter'), `${measures()}/proposals`, { designations }),
        403,
        'NOT_THE_INITIATOR',
      );
      await shut('o-officer', `${measures()}/proposals`, { designations });
      const proposed = await post(product.as('a-drafter'), `${measures()}/proposals`, { designations });
      expect(proposed).toMatchObject({ status: 201, body: { events: [{ type: 'ImplementingUnitsProposed' }] } });
      const { proposalId } = proposed.body.created as { proposalId: string };
      expect(await items(office(), '/measures/proposals')).toMatchObject([{ proposalId, unitId: 'unit-a' }]);
      await shut('c-implementer', `${measures()}/designation`, { proposalId });
      await post(office(), `${measures()}/designation`, { proposalId });
      expect((await eventsOf(black)).filter((type) => type === 'TriggerPushed')).toHaveLength(4);
      expect(await items(office(), '/measures/proposals')).toEqual([]);
    });

    it('shows each unit its own board, and the initiating unit everything', async () => {
      expect(await items(c, '/measures/records?open=true')).toHaveLength(3);
      expect(await items(t, '/measures/records')).toMatchObject([
        { measureItemId: 'M-1', force: 'MANDATORY', state: 'PUSHED' },
      ]);
      expect((await c.get('/measures/records?unit=unit-t')).status).toBe(403);
      expect((await product.as('a-drafter').get(measures())).body).toMatchObject({
        unitId: 'unit-a',
        round: 1,
        records: { length: 4 },
      });
      expect((await c.get(measures())).body.records).toHaveLength(3);
      expect((await product.as('b-drafter').get(measures())).status).toBe(404);
    });

    it('declines a mandatory item for a legal reason only, and applies the other', async () => {
      await refused(post(c, await on('M-2', 'declination'), {}), 422, 'DECLINE_REASON_REQUIRED');
      await refused(post(t, await on('M-2', 'declination'), {}), 403, 'NOT_YOUR_MEASURE');
      const declined = await post(c, await on('M-2', 'declination'), {
        reason: '合同在列入前已成立',
        legalBasis: LEGAL,
      });
      expect(declined.body.events).toEqual(
        expect.arrayContaining([{ type: 'TriggerAcknowledged' }, { type: 'MeasureDeclined' }]),
      );
      const key = { 'idempotency-key': '7f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10' };
      const application = { applicationRef: '银公资〔2026〕8号', note: '取消投标资格' };
      const applied = await post(c, await on('M-1', 'application'), application, key);
      expect(applied).toMatchObject({ status: 201, headers: { etag: expect.any(String) } });
      const repeated = await post(c, await on('M-1', 'application'), application, key);
      expect(repeated).toMatchObject({ status: 201, body: applied.body, headers: { 'idempotent-replay': 'true' } });
      expect(await record('M-1')).toMatchObject({ state: 'APPLIED', appliedOn: '2026-09-18' });
      expect(await record('M-2')).toMatchObject({ state: 'DECLINED' });
      // F1 counts both as answered, F3 only the applied one; R-1 stays open without a duty.
      expect(await items(c, '/measures/records?open=true')).toMatchObject([{ measureItemId: 'R-1' }]);
      expect((await black.deadlines('measure.ack')).map(({ unitId, state }) => [unitId, state]).sort()).toEqual([
        ['unit-c', 'MET'],
        ['unit-c', 'MET'],
        ['unit-t', 'OPEN'],
      ]);
    });

    it('misses what is not acknowledged in time, on the board of the unit', async () => {
      await product.advanceTo('2026-09-28');
      const owed = await items(t, '/deadlines?key=measure.ack');
      expect(owed).toMatchObject([{ dueOn: '2026-09-22', state: 'MISSED', nameZh: '措施签收' }]);
      await post(t, await on('M-1', 'acknowledgement', 'unit-t'));
      expect(await items(t, '/deadlines?key=measure.ack')).toMatchObject([{ state: 'MET_LATE' }]);
    });

    it('takes feedback, on which the initiating unit files a case', async () => {
      await refused(
        post(product.as('a-drafter'), `${measures()}/case-reports`, { text: '案例' }),
        409,
        'CASE_WITHOUT_FEEDBACK',
      );
      await post(c, await on('M-1', 'feedback'), { text: '已限制其参与两个采购项目。' });
      expect(await post(product.as('a-drafter'), `${measures()}/case-reports`, { text: '案例' })).toMatchObject({
        status: 201,
      });
      expect((await black.deadlines('measure.feedbackAgain')).map(({ dueOn }) => dueOn)).toEqual(['2026-12-28']);
    });

    it('stores what units write sealed only', async () => {
      const log = JSON.stringify(
        (await eventsIn(product.app.get(EventStore), `trigger-${black.entryId}`)).map(({ data }) => data),
      );
      expect(log).toContain('$sealed');
      expect(log).not.toMatch(/合同在列入前|银公资|取消投标|两个采购项目|案例/);
    });
  });

  describe('8. suspension, resumption and stop', () => {
    it('is pushed to every unit with the objection, and unconfirmed until each has confirmed it', async () => {
      await product.advanceTo('2026-09-29');
      await black.objection();
      const open = await items(office(), '/measures/instructions');
      expect(open.map(({ unitId, instruction }) => [unitId, instruction]).sort()).toEqual([
        ['unit-c', 'SUSPEND'],
        ['unit-t', 'SUSPEND'],
      ]);
      expect(await record('M-1')).toMatchObject({ state: 'APPLIED', unconfirmed: 'SUSPEND' });
      const [own] = await items(c, '/measures/instructions');
      await refused(post(t, `${measures()}/instructions/${own.instructionId}/confirmation`), 403, 'NOT_YOUR_MEASURE');
      const confirmed = await post(c, `${measures()}/instructions/${own.instructionId}/confirmation`);
      expect(confirmed.body.events).toContainEqual({ type: 'MeasureSuspendedByUnit' });
      expect(await record('M-1')).toMatchObject({ state: 'SUSPENDED' });
      expect(await items(office(), '/measures/instructions')).toMatchObject([{ unitId: 'unit-t' }]);
    });

    it('27: what C applies meanwhile is recorded as a violation (F7) and alerts the office', async () => {
      await product.advanceTo('2026-10-08');
      const applied = await post(c, await on('M-1', 'application'), {});
      expect(applied.body.events).toEqual(
        expect.arrayContaining([{ type: 'MeasureApplied' }, { type: 'MeasureViolationRecorded' }]),
      );
      const [violation] = await items(office(), '/measures/violations?open=true');
      expect(violation).toMatchObject({ ground: 'WHILE_SUSPENDED', unitId: 'unit-c', measureItemId: 'M-1' });
      expect(await record('M-1')).toMatchObject({ state: 'APPLIED', unconfirmed: 'SUSPEND' });
      const close = `${measures()}/violations/${violation.violationId}/closing`;
      await shut('c-implementer', close, { findings: '无' });
      await post(office(), close, { findings: '已责令撤销' });
      expect(await items(office(), '/measures/violations?open=true')).toEqual([]);
    });

    it('F8: a measure that nobody pushed is recorded as a violation too', async () => {
      await refused(
        post(c, `${measures()}/unlisted-applications`, { measureItemId: 'M-1' }),
        409,
        'MEASURE_ALREADY_PUSHED',
      );
      await post(t, `${measures()}/unlisted-applications`, { note: '限制乘坐公共交通' });
      expect(await items(office(), '/measures/violations?open=true')).toMatchObject([
        { ground: 'OFF_LIST', unitId: 'unit-t' },
      ]);
      expect(await items(c, '/measures/violations')).toHaveLength(1);
    });

    it('stops with the revocation, in the same way; what was done is to be looked at again', async () => {
      await black.replied('WRONG');
      await product.advanceTo('2026-10-12');
      await black.given('head', 'DecideObjection', { outcome: 'UPHELD_WRONG' });
      const open = await items(office(), '/measures/instructions');
      expect(open).toMatchObject([{ instruction: 'STOP' }, { instruction: 'STOP' }]);
      expect((await black.deadlines('exit.measuresStop')).map(({ dueOn }) => dueOn)).toEqual([
        '2026-10-15',
        '2026-10-15',
      ]);
      expect(await record('M-1')).toMatchObject({ reconsiderationSuggestedOn: '2026-10-12', unconfirmed: 'STOP' });
      const own = open.find(({ unitId }) => unitId === 'unit-c');
      await post(c, `${measures()}/instructions/${own.instructionId}/confirmation`);
      expect(await record('M-1')).toMatchObject({ state: 'LIFTED' });
      expect(await record('M-2')).toMatchObject({ state: 'DECLINED' });
      await product.advanceTo('2026-10-16');
      expect(await items(t, '/deadlines?key=exit.measuresStop')).toMatchObject([{ state: 'MISSED' }]);
      expect(await items(t, '/measures/instructions')).toMatchObject([{ instruction: 'STOP' }]);
      await refused(post(c, await on('R-1', 'declination'), {}), 409, 'MEASURES_STOPPED');
      const late = await post(c, await on('R-1', 'application'), {});
      expect(late.body.events).toContainEqual({ type: 'MeasureViolationRecorded' });
    });
  });

  it('a trigger is not found under another subject, and each refusal stands in the register', async () => {
    await person.given('drafter', 'TriggerJointMeasures', { items: ['M-1'] });
    await product.settled();
    const elsewhere = `/subjects/${black.dossier.subjectId}/entries/${person.entryId}/measures`;
    await refused(
      post(product.as('a-drafter'), `${elsewhere}/proposals`, { designations: [{ unitId: 'unit-c', items: ['M-1'] }] }),
      404,
      'TRIGGER_UNKNOWN',
    );
    expect((await office().get(elsewhere)).status).toBe(404);
    const { body } = await product.as('supervisor').get('/audit/denied?code=TRIGGER_UNKNOWN');
    expect(body.items).toMatchObject([{ entryId: person.entryId }, { entryId: black.entryId }]);
  });

  it('30. is rebuilt from the log as it stood', async () => {
    const digests = async (): Promise<readonly object[]> => {
      const found: object[] = [];
      for (const table of ['triggers', 'records', 'instructions', 'violations'])
        found.push(
          ...(await product.ask<object>(
            `select count(*) as rows, md5(string_agg(t::text, chr(10) order by t::text)) from read.measure_${table} t`,
          )),
        );
      return found;
    };
    await product.settled();
    const before = await digests();
    expect(before.every((row) => Number((row as { rows: string }).rows) > 0)).toBe(true);
    await product.ask('delete from read.measure_records');
    expect(await digests()).not.toEqual(before);
    await product.app.get(ProjectionRunner).rebuild('measure-responses', { fresh: true });
    expect(await digests()).toEqual(before);
  });
});
