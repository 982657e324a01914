import { startProduct, type Product } from '../support/product.js';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { BLK_GENERAL, openOffice, publishStandard } from '../support/office.js';

describe('scenarios of objections to a black entry', () => {
  let product: Product;
  let black: ListEntry;
  beforeEach(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    black = await (await Dossier.of(product)).black({ ready: '2026-09-15' });
    await black.given('drafter', 'TriggerJointMeasures');
  });
  afterEach(() => product.stop());

  it('9. an objection dismissed: measures were suspended meanwhile, and the validity runs on as it was', async () => {
    const { validTo } = await black.seen();
    await product.advanceTo('2026-09-16');
    const objectionId = await black.objection();
    expect(await black.seen()).toMatchObject({ measureState: 'SUSPENDED', disputed: true, validTo });
    await black.replied('ACCURATE');
    await product.advanceTo('2026-09-28');
    expect(await black.deadlines('objection.total')).toMatchObject([{ state: 'MISSED', dueOn: '2026-09-24' }]);
    expect(await black.seen()).toMatchObject({ measureState: 'SUSPENDED' });
    await black.given('head', 'DecideObjection', { outcome: 'DISMISSED' });

    const seen = await black.seen();
    expect(seen).toMatchObject({
      measureState: 'IN_FORCE',
      disputed: false,
      suspensionGrounds: [],
      lifecycle: 'ACTIVE',
    });
    expect(seen.validTo).toBe(validTo);
    expect((await black.events()).slice(-8)).toEqual(expect.arrayContaining(['DisputeMarkCleared', 'MeasuresResumed']));
    const [decided] = await product.told('ObjectionDecided');
    expect(decided).toMatchObject({
      objectionId,
      remedyInfo: { reconsideration: { value: 60, unit: 'CD' }, litigation: { value: 6, unit: 'MONTH' } },
    });
    await black.given('handler', 'NotifyObjector');
  });

  it('10. two objections at once: measures resume only when the second is closed', async () => {
    await product.advanceTo('2026-09-16');
    const first = await black.objection('self', { grounds: ['FACTS_WRONG'] });
    const second = await black.objection('self', { grounds: ['IDENTITY_WRONG'] });
    await black.replied('ACCURATE', first);
    await black.replied('ACCURATE', second);
    await black.given('head', 'DecideObjection', {}, { objectionId: first });
    expect(await black.seen()).toMatchObject({
      ...{ measureState: 'SUSPENDED', disputed: true },
      suspensionGrounds: [{ ground: 'VERIFICATION' }],
    });
    expect(await black.events()).not.toContain('MeasuresResumed');
    await black.given('head', 'DecideObjection', {}, { objectionId: second });
    expect(await black.seen()).toMatchObject({ measureState: 'IN_FORCE', disputed: false, suspensionGrounds: [] });
  });

  it('11. a repeat objection without new evidence does not suspend again, with a reason that the supervisor sees', async () => {
    await product.advanceTo('2026-09-16');
    await black.objection();
    await black.replied('ACCURATE');
    await black.given('head', 'DecideObjection');
    expect(await black.seen()).toMatchObject({ measureState: 'IN_FORCE' });

    await product.advanceTo('2026-09-17');
    await black.given('self', 'FileObjection');
    const unreasoned = await black.when('handler', 'AcceptObjection', { suspend: false });
    expect(unreasoned).toMatchObject({ body: { code: 'NO_SUSPENSION_NEEDS_REASON' } });
    await black.given('handler', 'AcceptObjection', { suspend: false, reason: '同一事由且无新证据' });
    expect(await black.seen()).toMatchObject({ measureState: 'IN_FORCE', disputed: true, suspensionGrounds: [] });
    const accepted = (await product.timeline(black.dossier.subjectId)).filter(
      ({ eventType }) => eventType === 'ObjectionAccepted',
    );
    expect(accepted).toHaveLength(2);
    expect(accepted[0].zh).toContain('措施暂不执行');
    expect(accepted[1].zh).toContain('措施继续执行');
  });
});

describe('13. repair during verification', () => {
  let product: Product;
  let black: ListEntry;
  /** Listed for months when X applies; a verification of its own initiative is open. */
  beforeEach(async () => {
    product = await startProduct({ now: '2026-05-11' });
    await openOffice(product);
    await publishStandard(product, 'BLK-G', BLK_GENERAL);
    black = await (await Dossier.of(product)).black({ ready: '2026-05-20' }, 'BLK-G');
    await product.advanceTo('2026-09-30');
    await black.given('drafter', 'OpenVerification');
    await product.advanceTo('2026-10-08');
    await black.given('self', 'ApplyForRepair');
    await product.advanceTo('2026-10-09');
  });
  afterEach(() => product.stop());

  it('13a. is held, and goes on when the verification is dismissed', async () => {
    expect(await black.deadlines('repair.intake')).toMatchObject([{ dueOn: '2026-10-12' }]);
    expect(await black.deadlines('repair.decide')).toMatchObject([{ state: 'OPEN', dueOn: '2026-10-21' }]);
    await black.given('drafter', 'DecideRepairIntake');
    expect(await black.events()).toContain('RepairHeld');
    expect(await black.deadlines('repair.decide')).toMatchObject([{ state: 'PAUSED', pausedOn: '2026-10-09' }]);
    await black.given('drafter', 'RecordRepairCheck');
    const held = await black.when('drafter', 'ProposeRepairDecision');
    expect(held).toMatchObject({ status: 409, body: { code: 'REPAIR_HELD' } });

    await product.advanceTo('2026-10-13');
    await black.replied('ACCURATE', black.id('verificationId'));
    await black.given('head', 'DecideVerification', { outcome: 'DISMISSED' });
    expect(await black.events()).toContain('RepairResumed');
    // Held on the 9th: nine of its ten days remain, from the day after the resumption.
    expect(await black.deadlines('repair.decide')).toMatchObject([{ state: 'OPEN', dueOn: '2026-10-27' }]);
    await black.given('drafter', 'ProposeRepairDecision');
    await black.given('approver', 'DecideRepair');
    expect(await black.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'REPAIRED' });
  });

  it('13b. lapses when the entry is revoked as wrong, and no focus entry follows', async () => {
    await black.given('drafter', 'DecideRepairIntake');
    await black.replied('WRONG', black.id('verificationId'));
    await black.given('head', 'DecideVerification', { outcome: 'UPHELD_WRONG' });
    expect(await black.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'WRONGLY_LISTED' });
    const [lapsed] = await product.told('RepairLapsed');
    expect(lapsed).toMatchObject({ because: 'ENTRY_REVOKED' });
    expect(await product.eventTypes(black.dossier.subjectId)).not.toContain('FocusListingTriggered');
  });
});
