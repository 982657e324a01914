import { startProduct, type Product } from '../support/product.js';
import { basis, Dossier } from '../support/dossier.js';
import { BLK_GENERAL, openOffice, publishStandard, Y } from '../support/office.js';

describe('scenarios of the focus list', () => {
  let product: Product;
  const given = async (now: string): Promise<Dossier> => {
    product = await startProduct({ now });
    await openOffice(product);
    return Dossier.of(product, Y, '示范乙企业');
  };
  afterEach(() => product.stop());

  it('20. focus to black: the focus entry stands until the black one is recognised, and only for an act within it', async () => {
    const y = await given('2026-05-11');
    const focus = await y.focus({ ready: '2026-05-20' });
    await focus.given('drafter', 'IssueFocusWarning');
    expect(await focus.seen()).toMatchObject({ validFrom: '2026-05-20', validTo: '2027-05-20' });
    await product.advanceTo('2026-09-07');
    const transfer = { blackStandardId: 'BLK-1', basis: [basis()], facts: '再次失信', actEndedOn: '2026-08-20' };
    const before = await focus.when('drafter', 'TransferToBlack', { ...transfer, actEndedOn: '2026-05-19' });
    expect(before).toMatchObject({ status: 409, body: { code: 'TRANSFER_OUT_OF_VALIDITY' } });
    const answer = await focus.given('drafter', 'TransferToBlack', transfer);
    const black = y.known('a', answer.body.created.entryId as string);
    expect(await focus.events()).toContain('TransferToBlackInitiated');
    expect(await focus.seen()).toMatchObject({ lifecycle: 'ACTIVE' });
    const unnoticed = await black.when('drafter', 'ProposeRecognition');
    expect(unnoticed).toMatchObject({ body: { code: 'PRIOR_NOTICE_REQUIRED' } });
    await black.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-09-15');
    expect(await focus.seen()).toMatchObject({ lifecycle: 'ACTIVE' });
    expect(await focus.deadlines('focus.warning')).toMatchObject([{ state: 'MET' }]);
    await black.recognized();
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE' });
    expect(await focus.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'TRANSFERRED_TO_BLACK' });
  });

  it('20. after the validity of the focus entry a transfer is refused, and a new black case opens', async () => {
    const y = await given('2026-05-11');
    const focus = await y.entry('FOC-1');
    const terms = { validity: { value: 6, unit: 'MONTH' } };
    await focus.given('drafter', 'ServePriorNotice', { terms });
    await product.advanceTo('2026-05-20');
    await focus.recognized(terms);
    await product.advanceTo('2026-11-20 23:59');
    expect(await focus.seen()).toMatchObject({ lifecycle: 'ACTIVE', validTo: '2026-11-20' });
    await product.advanceTo('2026-11-21 00:00');
    expect(await focus.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'VALIDITY_EXPIRED' });
    expect(await focus.events()).not.toContain('FocusListingTriggered');
    await product.advanceTo('2026-11-21');
    const transfer = { blackStandardId: 'BLK-1', basis: [basis()], facts: '再次失信', actEndedOn: '2026-11-21' };
    const refused = await focus.when('drafter', 'TransferToBlack', transfer);
    expect(refused).toMatchObject({ status: 409, body: { code: 'ENTRY_NOT_ACTIVE' } });
    const black = await y.entry('BLK-1', 'a', { actEndedOn: '2026-11-21' });
    expect(await black.seen()).toMatchObject({ listKind: 'BLACK', lifecycle: 'DRAFT' });
  });

  it('21. a focus warning missed: the duty is missed, the entry remains, a later warning is taken', async () => {
    const y = await given('2026-05-11');
    await publishStandard(product, 'BLK-G', BLK_GENERAL);
    const black = await y.black({ ready: '2026-05-20' }, 'BLK-G');
    await product.advanceTo('2026-11-02');
    await black.given('self', 'ApplyForRepair');
    await black.given('drafter', 'DecideRepairIntake');
    await black.repaired();
    const [listed] = (await y.seen()).entries.filter(({ listKind }: { listKind: string }) => listKind === 'FOCUS');
    const focus = y.known('a', listed.entryId as string);
    expect(await focus.deadlines('focus.warning')).toMatchObject([{ dueOn: '2026-11-05', state: 'OPEN' }]);
    await product.advanceTo('2026-11-09');
    expect(await focus.events()).toContain('DeadlineMissed');
    expect(await focus.deadlines('focus.warning')).toMatchObject([{ state: 'MISSED', unitId: 'unit-a' }]);
    expect(await focus.seen()).toMatchObject({ lifecycle: 'ACTIVE' });
    await focus.given('drafter', 'IssueFocusWarning');
    expect(await focus.deadlines('focus.warning')).toMatchObject([{ state: 'MET_LATE', late: true }]);
  });
});
