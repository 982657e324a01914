import { startProduct, type Product } from '../support/product.js';
import { Dossier } from '../support/dossier.js';
import { importSnapshot, openOffice, X, Y, type OfficeOptions } from '../support/office.js';

describe('scenarios of the red list', () => {
  let product: Product;
  const given = async (now: string, options: OfficeOptions = {}): Promise<Dossier> => {
    product = await startProduct({ now });
    await openOffice(product, options);
    return Dossier.of(product);
  };
  afterEach(() => product.stop());

  it('1. red happy path: publicity of seven working days, recognition by an official, report in five', async () => {
    const x = await given('2026-09-07');
    const y = await Dossier.of(product, Y, '示范乙企业');
    const [entry, other] = [await x.entry('RED-1'), await y.entry('RED-1')];
    expect((await entry.given('drafter', 'PerformCrossCheck')).body.events).toEqual([{ type: 'CrossCheckPerformed' }]);
    expect(await entry.seen()).toMatchObject({ lifecycle: 'SCREENED' });

    await product.advanceTo('2026-09-08');
    await entry.publicity();
    await other.publicity();
    expect(await entry.deadlines('publicity.end')).toMatchObject([{ dueOn: '2026-09-17' }]);
    await product.advanceTo('2026-09-17 23:00');
    expect(await entry.seen()).toMatchObject({ lifecycle: 'IN_PUBLICITY' });
    await product.advanceTo('2026-09-18');
    expect(await entry.seen()).toMatchObject({ lifecycle: 'READY' });
    expect(await entry.events()).toContain('PublicityEnded');
    expect(await entry.events()).not.toContain('EntryRecognized');

    await entry.recognized({ validity: { value: 3, unit: 'YEAR' } });
    await other.recognized({ validity: { value: 1, unit: 'YEAR' } });
    expect(await entry.seen()).toMatchObject({
      ...{ lifecycle: 'ACTIVE', decidedOn: '2026-09-18', validFrom: '2026-09-18', validTo: '2029-09-18' },
      measureState: 'NOT_TRIGGERED',
    });
    expect(await entry.deadlines('platform.report')).toMatchObject([{ dueOn: '2026-09-24', state: 'OPEN' }]);

    await product.advanceTo('2026-09-24');
    await entry.given('drafter', 'ReportToPlatform');
    expect(await entry.deadlines('platform.report')).toMatchObject([
      { dueOn: '2026-09-24', state: 'MET', metOn: '2026-09-24', late: false },
    ]);
    await product.advanceTo('2026-09-28');
    expect(await other.deadlines('platform.report')).toMatchObject([{ state: 'MISSED' }]);
    await other.given('drafter', 'ReportToPlatform');
    expect(await other.deadlines('platform.report')).toMatchObject([
      { dueOn: '2026-09-24', state: 'MET_LATE', metOn: '2026-09-28', late: true },
    ]);
    expect(await other.seen()).toMatchObject({ lifecycle: 'ACTIVE' });
  });

  it('2. a red candidate on the national black list is screened out, and never shown', async () => {
    const x = await given('2026-09-07', { national: [[X.value, 'BLACK', 'GX-2026-1']] });
    const entry = await x.entry('RED-1');
    const checked = await entry.given('drafter', 'PerformCrossCheck');
    expect(checked.body.events).toEqual(
      ['CrossCheckPerformed', 'EntryScreenedOut', 'DeadlineSet'].map((type) => ({ type })),
    );
    expect(await entry.seen()).toMatchObject({ lifecycle: 'SCREENED_OUT' });
    const [screenedOut] = await product.told('EntryScreenedOut');
    expect(screenedOut.hits).toMatchObject([{ sourceEntryRef: 'GX-2026-1', listKind: 'BLACK', unitId: 'unit-n' }]);

    const before = await product.eventCount();
    const refused = await entry.when('drafter', 'StartPublicity', await entry.publicityBody());
    expect(refused).toMatchObject({ status: 409, body: { code: 'CROSS_CHECK_NOT_CLEAN' } });
    expect(await product.eventCount()).toBe(before);
    const shown = await product.anybody.get('/public/publications');
    expect(shown.body.items).toEqual([]);
  });

  it('3. with the cross-check source down no red candidate goes on, a black entry does, and its check is made up for', async () => {
    const x = await given('2026-09-07', { national: false });
    const y = await Dossier.of(product, Y, '示范乙企业');
    const black = await y.entry('BLK-1');
    await black.given('drafter', 'ServePriorNotice');
    const red = await x.entry('RED-1');
    await product.advanceTo('2026-09-15');

    expect((await red.given('drafter', 'PerformCrossCheck')).body.events).toEqual([{ type: 'CrossCheckFailed' }]);
    expect(await red.seen()).toMatchObject({ lifecycle: 'DRAFT' });
    const refused = await red.when('drafter', 'StartPublicity', await red.publicityBody());
    expect(refused).toMatchObject({ status: 409, body: { code: 'CROSS_CHECK_NOT_CLEAN' } });

    await black.recognized();
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE' });
    const failed = (await product.timeline(y.subjectId)).filter(({ eventType }) => eventType === 'CrossCheckFailed');
    expect(failed).toMatchObject([{ entryId: black.entryId, actor: { role: 'SYSTEM' } }]);

    await product.advanceTo('2026-09-16');
    expect(await black.events()).not.toContain('CrossCheckPerformed');
    await importSnapshot(product, '2026-2', []);
    await product.settled();
    expect((await black.events()).filter((type) => type.startsWith('CrossCheck'))).toEqual([
      'CrossCheckFailed',
      'CrossCheckPerformed',
    ]);
    await product.settled();
    expect((await black.events()).filter((type) => type === 'CrossCheckPerformed')).toHaveLength(1);
    expect((await red.given('drafter', 'PerformCrossCheck')).body.events).toEqual([{ type: 'CrossCheckPerformed' }]);
  });

  it.each([
    ['dismissed', 'ACCURATE', 'DISMISSED', 'READY'],
    ['upheld', 'WRONG', 'UPHELD_WRONG', 'NOT_RECOGNIZED'],
  ])(
    '7. a third party objects during the red publicity: nothing is decided before it is %s',
    async (_, finding, outcome, then) => {
      const x = await given('2026-09-08');
      const entry = await x.entry('RED-1');
      await entry.publicity();
      await product.advanceTo('2026-09-10');
      const objector = { identifier: { kind: 'CITIZEN_ID', value: '640100198506150024' }, name: '杨异议' };
      const objectionId = await entry.objection('handler', {
        objector,
        standing: 'THIRD_PARTY',
        contact: '13800000000',
      });
      await product.advanceTo('2026-09-18');
      const ended = (await product.timeline(x.subjectId)).find(({ eventType }) => eventType === 'PublicityEnded');
      expect(ended.zh).toMatch(/异议/);
      expect(await entry.seen()).toMatchObject({ lifecycle: 'IN_PUBLICITY', disputed: true });
      const early = await entry.when('drafter', 'ProposeRecognition', {
        terms: { validity: { value: 3, unit: 'YEAR' } },
      });
      expect(early).toMatchObject({ status: 409, body: { code: 'OBJECTION_OPEN' } });

      await entry.replied(finding, objectionId);
      await entry.given('approver', 'DecideObjection', { outcome });
      expect(await entry.seen()).toMatchObject({ lifecycle: then, disputed: false });

      await product.settled();
      for (const path of [`/subjects/${x.subjectId}`, `/subjects/${x.subjectId}/timeline`, entry.path]) {
        const own = await x.self.get(path);
        expect(own.status).toBe(200);
        expect(own.text).toContain(entry.entryId);
        expect(own.text).not.toMatch(/杨|640100198506150024|13800000000/);
      }
    },
  );

  it.each([
    ['found', true, { lifecycle: 'EXITED', exitReason: 'IMPROPER_USE', measureState: 'STOPPED' }],
    ['not found', false, { lifecycle: 'ACTIVE', measureState: 'IN_FORCE' }],
  ])(
    '24. misuse of red privileges, %s: incentives are suspended while the subject is heard',
    async (_, found, then) => {
      const x = await given('2026-09-07');
      const entry = await x.red({ ready: '2026-09-18' });
      await entry.given('drafter', 'TriggerJointMeasures');
      expect(await entry.seen()).toMatchObject({ measureState: 'IN_FORCE' });

      await entry.given('drafter', 'OpenImproperUseInquiry', { facts: '以红名单身份作虚假宣传' });
      expect(await entry.seen()).toMatchObject({
        measureState: 'SUSPENDED',
        suspensionGrounds: [{ ground: 'IMPROPER_USE', scope: 'INCENTIVES' }],
      });
      const unheard = await entry.when('head', 'DecideImproperUse', { found: true });
      expect(unheard).toMatchObject({ status: 409, body: { code: 'SUBJECT_NOT_HEARD' } });
      await entry.given('self', 'RecordImproperUseHearing', { text: '系代理商所为' });
      await product.advanceTo('2026-09-25');
      await entry.given('head', 'DecideImproperUse', { found });
      expect(await entry.seen()).toMatchObject(then);
      expect(await entry.events()).not.toContain('FocusListingTriggered');
      expect(await product.eventTypes(x.subjectId)).not.toContain('ReportReceived');
    },
  );
});
