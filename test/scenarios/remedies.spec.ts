import { Dossier, type ListEntry } from '../support/dossier.js';
import { BLK_1, openOffice, publishStandard, X } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';

/* Reconsideration and litigation, 3.11. */

const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };

/** What an implementing unit is told of X on the black list. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
async function asked(product: Product): Promise<any> {
  await product.settled();
  const question = { identifier: { kind: X.type, value: X.value }, purpose: PURPOSE };
  const { body } = await product.as('c-implementer').send('POST', '/decisions', question);
  const lists = body.lists as readonly { listKind: string; listed: boolean; hits: unknown[] }[];
  return lists.find(({ listKind }) => listKind === 'BLACK')?.hits[0];
}

describe('remedies against a black entry', () => {
  let product: Product;
  let black: ListEntry;
  beforeEach(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    black = await (await Dossier.of(product)).black({ ready: '2026-09-15' });
    await black.given('drafter', 'TriggerJointMeasures');
    await black.published();
    await black.given('drafter', 'ReportToPlatform');
    await product.advanceTo('2026-09-28');
  });
  afterEach(() => product.stop());

  it('filing marks and does not suspend; a stay does, with a ground of its own, until the outcome', async () => {
    await black.given('self', 'RecordRemedyFiled', { filedOn: '2026-09-25' });
    expect(await black.seen()).toMatchObject({ measureState: 'IN_FORCE', disputed: true, suspensionGrounds: [] });
    expect(await asked(product)).toMatchObject({ measures: 'APPLY', disputed: true, suspendedBecause: [] });

    await black.given('drafter', 'RecordStay', { docNo: 'A府复停〔2026〕3号' });
    const stayed = { disputed: true, measures: 'SUSPENDED', items: [], suspendedBecause: [{ ground: 'STAY' }] };
    expect(await asked(product)).toMatchObject(stayed);
    const remedy = { target: 'RECOGNITION', status: 'PENDING', stayedFrom: '2026-09-28', filedOn: '2026-09-25' };
    expect((await black.seen()).detail.remedies).toMatchObject([remedy]);

    await black.given('drafter', 'RecordRemedyOutcome');
    expect(await asked(product)).toMatchObject({ measures: 'APPLY', disputed: false, suspendedBecause: [] });
    expect((await black.seen()).detail.remedies).toMatchObject([{ status: 'CLOSED', outcome: 'MAINTAINED' }]);
    const told = (await product.timeline(black.dossier.subjectId)).slice(-4);
    expect(told.map(({ eventType }) => eventType)).toEqual([
      ...['RemedyOutcomeRecorded', 'StayLifted', 'DisputeMarkCleared', 'MeasuresResumed'],
    ]);
    expect(told[0]).toMatchObject({
      zh: '复议或诉讼结果：维持（A府复决〔2026〕21号），自2026-09-28生效。',
      en: 'Outcome of the remedy: the decision was maintained (A府复决〔2026〕21号), effective from 2026-09-28.',
    });
  });

  it('several remedies, stays and an objection at once: measures resume when every ground is gone', async () => {
    const remedyOf = async (caseNo: string, more = {}) =>
      (await black.given('drafter', 'RecordRemedyFiled', { caseNo, ...more })).body.created.remedyId as string;
    const first = await remedyOf('A府复〔2026〕21号');
    const second = await remedyOf('(2026)A01行初3号', { type: 'LITIGATION', organ: 'A市中级人民法院' });
    for (const remedyId of [first, second]) await black.given('drafter', 'RecordStay', {}, { remedyId });
    const objectionId = await black.objection();
    const grounds = async () =>
      ((await black.seen()).suspensionGrounds as { ground: string }[]).map(({ ground }) => ground).sort();
    expect(await grounds()).toEqual(['STAY', 'STAY', 'VERIFICATION']);

    await black.given('drafter', 'RecordRemedyOutcome', { outcome: 'WITHDRAWN' }, { remedyId: first });
    await black.replied('ACCURATE', objectionId);
    await black.given('head', 'DecideObjection', {}, { objectionId });
    expect(await grounds()).toEqual(['STAY']);
    expect(await black.seen()).toMatchObject({ measureState: 'SUSPENDED', disputed: true });
    await black.given('drafter', 'RecordStay', { ordered: false }, { remedyId: second });
    expect(await black.seen()).toMatchObject({ measureState: 'IN_FORCE', disputed: true, suspensionGrounds: [] });
  });

  it('annulled: off the list within three working days by a second person, restored, no focus entry', async () => {
    await black.given('drafter', 'RecordRemedyFiled');
    await black.given('drafter', 'RecordRemedyOutcome', { outcome: 'ANNULLED' });
    expect(await black.deadlines('remedy.execute')).toMatchObject([{ state: 'OPEN', dueOn: '2026-10-08' }]);
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE', measureState: 'IN_FORCE' });

    const before = await product.eventCount();
    const alone = await black.when('drafter', 'ExecuteRemedyOutcome');
    expect(alone).toMatchObject({ status: 403, body: { code: 'ROLE_NOT_ALLOWED' } });
    const other = await black.when('b-approver', 'ExecuteRemedyOutcome');
    expect(other).toMatchObject({ status: 403, body: { code: 'NOT_YOUR_ENTRY' } });
    expect(await product.eventCount()).toBe(before);

    await product.advanceTo('2026-10-08');
    await black.given('approver', 'ExecuteRemedyOutcome');
    expect(await black.seen()).toMatchObject({
      ...{ lifecycle: 'EXITED', exitReason: 'REMEDY_ANNULLED', measureState: 'STOPPED', disputed: false },
    });
    expect(await black.deadlines('remedy.execute')).toMatchObject([{ state: 'MET', metOn: '2026-10-08' }]);
    expect(await asked(product)).toBeUndefined();
    const events = await product.eventTypes(black.dossier.subjectId);
    expect(events).toEqual(
      expect.arrayContaining(['ReputationRestorationNoticePublished', 'PlatformDeletionRequested', 'ExitAnnounced']),
    );
    expect(events).not.toContain('FocusListingTriggered');

    const audit = await product.as('supervisor').get('/audit/decisions?kind=REMEDY_EXECUTION');
    const pair = { drafterId: 'a-drafter', approverId: 'a-approver', fourEyesOk: true };
    expect(audit.body.items).toMatchObject([{ outcome: 'ANNULLED', caseId: black.id('remedyId'), ...pair }]);
    const again = await black.when('approver', 'ExecuteRemedyOutcome');
    expect(again).toMatchObject({ status: 409, body: { code: 'REMEDY_STATE' } });
  });

  it('an outcome after the exit voids the history; the focus entry that followed exits as wrong', async () => {
    await black.given('drafter', 'RecordRemedyFiled');
    await product.advanceTo('2029-09-16');
    await product.followed();
    const { entries } = await black.dossier.seen();
    const focusId = (entries as { entryId: string; listKind: string }[]).find((e) => e.listKind === 'FOCUS')?.entryId;
    const focus = black.dossier.known('a', focusId ?? '');
    expect(await focus.seen()).toMatchObject({ lifecycle: 'ACTIVE' });

    await black.given('drafter', 'RecordRemedyOutcome', { outcome: 'ILLEGAL' });
    await black.given('approver', 'ExecuteRemedyOutcome');
    expect(await black.seen()).toMatchObject({
      lifecycle: 'EXITED',
      exitReason: 'VALIDITY_EXPIRED',
      detail: { wrong: true },
    });
    expect(await focus.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'WRONGLY_LISTED' });
    await product.followed();
    expect(await black.events()).toEqual(expect.arrayContaining(['EntryAnnulledAfterExit']));
    // On the channels that the system serves the reputation is restored by itself.
    const restored = (await black.seen()).detail.restorationChannels as string[];
    expect(restored).toContain('credit-china');
  });

  it('a changed decision shortens the validity; what it changes is named, and never for the worse', async () => {
    await black.given('drafter', 'RecordRemedyFiled');
    const outcome = 'CHANGED';
    const before = await product.eventCount();
    const silent = await black.when('drafter', 'RecordRemedyOutcome', { outcome });
    expect(silent).toMatchObject({ status: 422, body: { code: 'REMEDY_CHANGES' } });
    const worse = await black.when('drafter', 'RecordRemedyOutcome', { outcome, newValidTo: '2029-09-16' });
    expect(worse).toMatchObject({ status: 422, body: { code: 'REMEDY_WORSE' } });
    expect(await product.eventCount()).toBe(before);
    await black.given('drafter', 'RecordRemedyOutcome', { outcome, newValidTo: '2027-09-15' });
    await black.given('approver', 'ExecuteRemedyOutcome');
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE', validTo: '2027-09-15' });
    await product.advanceTo('2027-09-16');
    expect(await black.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'VALIDITY_EXPIRED' });
  });

  it('the basis decision annulled: off the list as BASIS_ANNULLED, and the document is named', async () => {
    const target = 'BASIS_DECISION';
    const unknown = await black.when('drafter', 'RecordRemedyFiled', { target, basisDocNo: '别的文号' });
    expect(unknown).toMatchObject({ status: 409, body: { code: 'REMEDY_TARGET_UNKNOWN' } });
    await black.given('drafter', 'RecordRemedyFiled', { target });
    await black.given('drafter', 'RecordRemedyOutcome', { outcome: 'ANNULLED' });
    await black.given('approver', 'ExecuteRemedyOutcome');
    expect(await black.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'BASIS_ANNULLED' });
    expect(await black.events()).toContain('BasisAnnulled');
  });

  it('the decision on an objection annulled: it is verified anew', async () => {
    const objectionId = await black.objection();
    await black.replied('ACCURATE', objectionId);
    await black.given('head', 'DecideObjection', {}, { objectionId });
    await black.given('drafter', 'RecordRemedyFiled', { target: 'OBJECTION_DECISION' });
    await black.given('drafter', 'RecordRemedyOutcome', { outcome: 'ANNULLED' });
    const { body } = await black.given('approver', 'ExecuteRemedyOutcome');
    expect(body.created.verificationId).toBeDefined();
    expect(await black.seen()).toMatchObject({ measureState: 'IN_FORCE', disputed: true });
    await black.replied('WRONG', body.created.verificationId as string);
    await black.given('head', 'DecideVerification', { outcome: 'UPHELD_WRONG' });
    expect(await black.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'WRONGLY_LISTED' });
  });
});

it('a refused repair annulled: the application is decided anew within its time', async () => {
  const product = await startProduct({ now: '2026-05-11' });
  try {
    await openOffice(product);
    const repair = { ...BLK_1.repair, minTimeBeforeRepair: { value: 3, unit: 'MONTH' } };
    await publishStandard(product, 'BLK-G', { ...BLK_1, grade: 'GENERAL', repair });
    const black = await (await Dossier.of(product)).black({ ready: '2026-05-20' }, 'BLK-G');
    await product.advanceTo('2026-10-12');
    await black.given('self', 'ApplyForRepair');
    await black.given('drafter', 'DecideRepairIntake');
    await black.given('drafter', 'RecordRepairCheck');
    await black.given('drafter', 'ProposeRepairDecision', { agree: false });
    await black.given('approver', 'DecideRepair');
    await black.given('self', 'RecordRemedyFiled', { target: 'REPAIR_REFUSAL' });
    await product.advanceTo('2026-11-02');
    await black.given('drafter', 'RecordRemedyOutcome', { outcome: 'REDO_ORDERED' });
    await black.given('approver', 'ExecuteRemedyOutcome');
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE', repairState: 'IN_REVIEW' });
    expect(await black.deadlines('repair.decide')).toMatchObject([
      { state: 'MET' },
      { state: 'OPEN', dueOn: '2026-11-16' },
    ]);
    await black.given('drafter', 'ProposeRepairDecision');
    await black.given('approver', 'DecideRepair');
    expect(await black.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'REPAIRED' });
  } finally {
    await product.stop();
  }
});
