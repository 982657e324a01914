import { makeUscc } from '#libs/subjects';
import { startProduct, type Product } from '../support/product.js';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice } from '../support/office.js';

describe('scenarios of deadlines', () => {
  let product: Product;
  const given = async (now: string): Promise<void> => {
    product = await startProduct({ now });
    await openOffice(product);
  };
  /** Black candidates of as many subjects, their notices served. */
  const noticed = (count: number): Promise<readonly ListEntry[]> =>
    Promise.all(
      Array.from({ length: count }, async (_, n) => {
        const subject = await Dossier.of(product, { type: 'USCC', value: makeUscc(1_000 + n) }, `示范企业${n}`);
        const entry = await subject.entry('BLK-1');
        await entry.given('drafter', 'ServePriorNotice');
        return entry;
      }),
    );
  afterEach(() => product.stop());

  it('22. deadlines across National Day, a make-up Saturday, and a year whose table is not loaded', async () => {
    await given('2026-09-14');
    const [e28, e29, e30, e1228] = (await noticed(4)) as [ListEntry, ListEntry, ListEntry, ListEntry];
    await product.advanceTo('2026-09-28');
    await e28.recognized();
    await product.advanceTo('2026-09-29');
    await e29.recognized();
    await product.advanceTo('2026-09-30');
    await e30.recognized();
    expect(await e30.deadlines('platform.report')).toMatchObject([{ startOn: '2026-09-30', dueOn: '2026-10-13' }]);
    expect(await e29.deadlines('platform.report')).toMatchObject([{ startOn: '2026-09-29', dueOn: '2026-10-12' }]);
    expect(await e28.deadlines('platform.report')).toMatchObject([{ startOn: '2026-09-28', dueOn: '2026-10-10' }]);

    await product.advanceTo('2026-10-10');
    await e28.given('drafter', 'ReportToPlatform');
    await e29.given('drafter', 'ReportToPlatform');
    for (const entry of [e28, e29])
      expect(await entry.deadlines('platform.report')).toMatchObject([
        { state: 'MET', late: false, metOn: '2026-10-10' },
      ]);
    await product.advanceTo('2026-10-13 23:59');
    expect(await e30.deadlines('platform.report')).toMatchObject([{ state: 'DUE_TODAY' }]);
    await product.advanceTo('2026-10-14 00:00');
    expect(await e30.deadlines('platform.report')).toMatchObject([{ state: 'MISSED' }]);

    await product.advanceTo('2026-12-28');
    await e1228.recognized();
    const [provisional] = await e1228.deadlines('platform.report');
    expect(provisional).toMatchObject({ dueOn: '2027-01-05', provisional: true });
    const missed = await e30.deadlines('platform.report');
    const loaded = await product.as('o-officer').send('POST', '/calendars/CN/years', {
      year: 2027,
      off: ['2027-01-01', '2027-01-04', '2027-05-01', '2027-10-01', '2027-10-02', '2027-10-03'],
      makeUp: [],
      source: '国务院办公厅关于2027年部分节假日安排的通知',
    });
    expect(loaded.status).toBe(201);
    await product.followed();
    expect(await e1228.deadlines('platform.report')).toMatchObject([
      { dueOn: '2027-01-06', firstDueOn: '2027-01-05', provisional: false },
    ]);
    expect((await e1228.events()).filter((type) => type === 'DeadlineRescheduled')).not.toHaveLength(0);
    // What is past is not computed again.
    expect(await e30.deadlines('platform.report')).toEqual(missed);
  });

  it('32. a backdated decision: its report is overdue at once, and it is flagged', async () => {
    await given('2026-09-04');
    const [entry] = (await noticed(1)) as [ListEntry];
    await product.advanceTo('2026-09-25');
    await entry.given('drafter', 'ProposeRecognition');
    const before = await product.eventCount();
    const early = await entry.when('approver', 'RecognizeEntry', { decidedOn: '2026-09-11' });
    expect(early).toMatchObject({ status: 422, body: { code: 'DECIDED_BEFORE_READY' } });
    const future = await entry.when('approver', 'RecognizeEntry', { decidedOn: '2026-09-26' });
    expect(future.body.code).toBe('DATE_IN_FUTURE');
    expect(await product.eventCount()).toBe(before);

    await entry.given('approver', 'RecognizeEntry', { decidedOn: '2026-09-14' });
    expect(await entry.seen()).toMatchObject({ lifecycle: 'ACTIVE', decidedOn: '2026-09-14', validTo: '2029-09-14' });
    expect(await entry.deadlines('platform.report')).toMatchObject([{ dueOn: '2026-09-20', state: 'MISSED' }]);
    const audited = await product.as('supervisor').get('/audit/decisions?backdated=true');
    expect(audited.body.items).toMatchObject([
      {
        ...{ entryId: entry.entryId, kind: 'RECOGNITION', decidedOn: '2026-09-14', recordedAfterDays: 11 },
        ...{ backdated: true, fourEyesOk: true, drafterId: 'a-drafter', approverId: 'a-approver' },
      },
    ]);
    await entry.given('drafter', 'ReportToPlatform');
    expect(await entry.deadlines('platform.report')).toMatchObject([{ state: 'MET_LATE', metOn: '2026-09-25' }]);
  });
});
