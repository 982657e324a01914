import { startProduct, type Product } from '../support/product.js';
import { Dossier } from '../support/dossier.js';
import { BLK_GENERAL, FOCUS_AFTER_EXIT, openOffice, publishStandard, X, Y } from '../support/office.js';

describe('scenarios of repair', () => {
  let product: Product;
  beforeEach(async () => {
    product = await startProduct({ now: '2026-05-11' });
    await openOffice(product);
  });
  afterEach(() => product.stop());

  it.each([
    ['NDRC-36-2025', 'MONITOR_ONLY'],
    ['SEED-S1', 'FULL'],
  ])(
    '14. repair agreed under a standard that follows %s: exit, announcements, focus listing %s',
    async (pack, mode) => {
      await publishStandard(product, 'BLK-G', {
        ...BLK_GENERAL,
        focusAfterExit: { ...FOCUS_AFTER_EXIT, followsPack: pack, mode },
      });
      const x = await Dossier.of(product);
      const black = await x.black({ ready: '2026-05-20' }, 'BLK-G');
      await black.published();
      await black.given('drafter', 'ReportToPlatform');
      await black.given('drafter', 'TriggerJointMeasures');

      await product.advanceTo('2026-11-02');
      expect(await black.events()).toContain('RepairWindowOpened');
      await black.given('self', 'ApplyForRepair');
      expect(await black.deadlines('repair.intake')).toMatchObject([{ dueOn: '2026-11-05' }]);
      expect(await black.deadlines('repair.decide')).toMatchObject([{ dueOn: '2026-11-16' }]);
      await product.advanceTo('2026-11-05');
      await black.given('drafter', 'DecideRepairIntake');
      await product.advanceTo('2026-11-16');
      await black.repaired();

      expect(await black.seen()).toMatchObject({
        ...{ lifecycle: 'EXITED', exitReason: 'REPAIRED', exitEffectiveOn: '2026-11-16', measureState: 'STOPPED' },
      });
      expect(await black.deadlines('repair.decide')).toMatchObject([{ state: 'MET', late: false }]);
      const execution = { dueOn: '2026-11-19' };
      expect(await black.deadlines('repair.execute')).toMatchObject([{ ...execution, state: 'OPEN' }]);

      // The portal of the unit is missing: a task stays open, and the violation is on record.
      const announced = (await product.timeline(x.subjectId)).filter(({ eventType }) => eventType === 'ExitAnnounced');
      expect(announced).toHaveLength(1);
      expect(announced[0].zh).toContain('portal-a');
      expect(await black.deadlines('exit.announce')).toMatchObject([{ state: 'OPEN', dueOn: '2026-11-17' }]);
      await black.given('drafter', 'AnnounceExit', { channels: ['portal-a'], text: '退出公告' });
      await black.given('drafter', 'TakeDownEntry', { channels: ['portal-a'] });
      await black.given('platform-operator', 'ConfirmPlatformDeletion', { platformId: 'city', receiptNo: 'SC-1' });
      expect(await black.deadlines('exit.announce')).toMatchObject([{ state: 'MET', late: false }]);
      expect(await black.deadlines('repair.execute')).toMatchObject([{ ...execution, state: 'MET', late: false }]);
      const shown = await product.anybody.get('/public/publications?list=BLACK');
      expect(shown.body.items).toMatchObject([
        { kind: 'EXIT_ANNOUNCEMENT', channels: expect.arrayContaining(['portal-a', 'credit-china', 'enterprise']) },
      ]);

      const { entries } = await x.seen();
      expect(entries).toHaveLength(2);
      const focus = entries.find(({ listKind }: { listKind: string }) => listKind === 'FOCUS');
      expect(focus).toMatchObject({ lifecycle: 'ACTIVE', validFrom: '2026-11-16', validTo: '2027-05-16' });
      const told = (await product.timeline(x.subjectId)).filter(({ entryId }) => entryId === focus.entryId);
      expect(told.find(({ eventType }) => eventType === 'EntryRecognized')).toMatchObject({
        actor: { role: 'SYSTEM' },
      });
      const recognized = (await product.told('EntryRecognized')).filter(({ entryId }) => entryId === focus.entryId);
      expect(recognized).toMatchObject([{ mode, decisionNo: '市监失信〔2026〕7号' }]);

      const measures = await product
        .as('a-drafter')
        .post('TriggerJointMeasures', { subjectId: x.subjectId, entryId: focus.entryId }, { items: ['M-2'] });
      expect(measures).toMatchObject({
        status: 409,
        body: { code: mode === 'FULL' ? 'WARNING_FIRST' : 'MONITOR_ONLY' },
      });
    },
  );

  it('15. repair is refused when it is too early, barred from the beginning, or banned', async () => {
    await publishStandard(product, 'BLK-G', BLK_GENERAL);
    const irreparable = { irreparable: { basis: [{ title: '某法', level: 'LAW' }] } };
    const [x, y] = [await Dossier.of(product, X), await Dossier.of(product, Y, '示范乙企业')];
    const [early, barred] = [await x.entry('BLK-1'), await y.entry('BLK-G')];
    await early.given('drafter', 'ServePriorNotice');
    await barred.given('drafter', 'ServePriorNotice', { terms: irreparable });
    const lenient = await x.entry('BLK-G');
    await lenient.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-05-20');
    await early.recognized();
    await barred.recognized(irreparable);
    await lenient.recognized();

    const intake = async (entry: typeof early): Promise<unknown> => {
      await entry.given('self', 'ApplyForRepair');
      await entry.given('drafter', 'DecideRepairIntake');
      const refused = (await product.told('RepairIntakeRefused')).filter(
        ({ repairId }) => repairId === entry.id('repairId'),
      );
      expect(refused).toHaveLength(1);
      return refused[0].reason;
    };
    await product.advanceTo('2026-07-01');
    expect(await intake(early)).toBe('TOO_EARLY');
    expect(await intake(lenient)).toBe('TOO_EARLY');
    await product.advanceTo('2026-11-02');
    expect(await intake(early)).toBe('TOO_EARLY');
    expect(await intake(barred)).toBe('IRREPARABLE');

    // Nothing adds the mark afterwards: the recognition is the one place that sets it.
    const marked = await early.when('drafter', 'ProposeRecognition', { terms: irreparable });
    expect(marked).toMatchObject({ status: 409, body: { code: 'ALREADY_RECOGNIZED' } });

    // Consent got by false material is revoked, and a ban follows.
    await lenient.given('self', 'ApplyForRepair');
    await lenient.given('drafter', 'DecideRepairIntake');
    await lenient.repaired();
    expect(await lenient.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'REPAIRED' });
    await lenient.given('drafter', 'ServePriorNotice', { purpose: 'REPAIR_CONSENT_REVOCATION', terms: undefined });
    await product.advanceTo('2026-11-16');
    await lenient.given('drafter', 'ProposeRepairConsentRevocation', { facts: '履行证明系伪造', reasons: '虚假材料' });
    await lenient.given('approver', 'RevokeRepairConsent');
    expect(await lenient.seen()).toMatchObject({ lifecycle: 'ACTIVE', validTo: '2027-05-20' });
    const { entries } = await x.seen();
    expect(entries.filter(({ listKind }: { listKind: string }) => listKind === 'FOCUS')).toMatchObject([
      { lifecycle: 'EXITED', exitReason: 'SUPERSEDED' },
    ]);
    await product.advanceTo('2026-12-01');
    expect(await intake(lenient)).toBe('BANNED');
  });
});
