import { Dossier, type ListEntry } from '../support/dossier.js';
import { BLK_1, openOffice, P, publishStandard, X } from '../support/office.js';
import { startProduct, type Actor, type Identifier, type Product } from '../support/product.js';

/* Responsible persons, 3.13: P is the legal representative of X when it acts, Q its principal. */

const Q = { type: 'CITIZEN_ID', value: '640100198506150024' } as const;
const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
const identifierOf = ({ type: kind, value }: Identifier) => ({ kind, value });
/** Its measures reach the legal representative, and nobody else; to be repaired after three months. */
const EXTENDING = {
  ...BLK_1,
  personsExtend: { capacities: ['LEGAL_REPRESENTATIVE'], basis: [{ title: '某法', level: 'LAW' }] },
  repair: { ...BLK_1.repair, minTimeBeforeRepair: { value: 3, unit: 'MONTH' } },
};
const recorded = (identifier: Identifier, name: string, capacity: string) => ({
  person: { identifier: identifierOf(identifier), name },
  ...{ capacity, fromDate: '2020-01-01', basisDocNo: '市监罚〔2026〕12号', measuresExtend: true },
});
const noticeTo = (identifier: Identifier) => ({
  ...{ recipientRole: 'RESPONSIBLE_PERSON', recipient: identifierOf(identifier), terms: {} },
});

describe('responsible persons of a black entry', () => {
  let product: Product;
  let black: ListEntry;
  let p: Actor;
  beforeEach(async () => {
    product = await startProduct({ now: '2026-05-11' });
    await openOffice(product);
    await publishStandard(product, 'BLK-P', EXTENDING);
    black = await (await Dossier.of(product)).entry('BLK-P');
    await black.given('drafter', 'RecordResponsiblePerson', recorded(P, '张三', 'LEGAL_REPRESENTATIVE'));
    await black.given('drafter', 'RecordResponsiblePerson', recorded(Q, '李四', 'PRINCIPAL'));
    await black.given('drafter', 'ServePriorNotice');
    for (const person of [P, Q]) await black.given('drafter', 'ServePriorNotice', noticeTo(person));
    p = product.asPerson(P);
    await product.advanceTo('2026-05-20');
    await black.recognized();
    await black.given('drafter', 'TriggerJointMeasures');
  });
  afterEach(() => product.stop());

  /** What is answered for somebody about the black list. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async function asked(identifier: Identifier): Promise<any> {
    await product.settled();
    const question = { identifier: identifierOf(identifier), purpose: PURPOSE };
    const { body, status } = await product.as('c-implementer').send('POST', '/decisions', question);
    expect(status).toBe(200);
    return (body.lists as { listKind: string }[]).find(({ listKind }) => listKind === 'BLACK');
  }

  it('a query for the person answers the entity’s entry, with measures only where they extend', async () => {
    const entry = { entryId: black.entryId, fromDate: '2020-01-01' };
    expect(await asked(P)).toMatchObject({
      ...{ listed: false, hits: [] },
      asResponsiblePerson: [
        { ...entry, capacity: 'LEGAL_REPRESENTATIVE', measuresExtend: true, measures: 'APPLY', items: ['M-1'] },
      ],
    });
    expect(await asked(Q)).toMatchObject({
      ...{ listed: false, hits: [] },
      asResponsiblePerson: [{ ...entry, capacity: 'PRINCIPAL', measuresExtend: false, measures: 'NONE', items: [] }],
    });
    expect(await asked(X)).toMatchObject({ listed: true, hits: [{ measures: 'APPLY' }], asResponsiblePerson: [] });
    const nobody = { type: 'CITIZEN_ID', value: '640100197803120038' } as const;
    expect(await asked(nobody)).toEqual({
      ...{ listKind: 'BLACK', listed: false },
      ...{ hits: [], mirrored: [], asResponsiblePerson: [] },
    });
  });

  it('an own dossier is linked: a query answers the own entry and that of the entity', async () => {
    const own = await (await Dossier.of(product, P, '张三')).black({ ready: '2026-05-29' });
    expect(await asked(P)).toMatchObject({
      ...{ listed: true, hits: [{ entryId: own.entryId }] },
      asResponsiblePerson: [{ entryId: black.entryId }],
    });
    const file = await p.get(`/subjects/${own.dossier.subjectId}/responsibilities`);
    expect(file.body.items).toMatchObject([
      { entryId: black.entryId, entitySubjectId: black.dossier.subjectId, lifecycle: 'ACTIVE', measuresExtend: true },
    ]);
    const other = await product.asPerson(Q).get(`/subjects/${own.dossier.subjectId}/responsibilities`);
    expect(other).toMatchObject({ status: 404, body: { code: 'NOT_VISIBLE' } });
  });

  it('an own objection marks and suspends that person alone, and upheld ends that part alone', async () => {
    const objection = { standing: 'RESPONSIBLE_PERSON', grounds: ['NOT_RESPONSIBLE'] };
    const objectionId = await black.objection(p, objection);
    expect(await black.seen()).toMatchObject({ measureState: 'IN_FORCE', disputed: false, suspensionGrounds: [] });
    expect(await asked(X)).toMatchObject({ hits: [{ measures: 'APPLY', disputed: false }] });
    expect((await asked(P)).asResponsiblePerson).toMatchObject([
      {
        measures: 'SUSPENDED',
        items: [],
        disputed: true,
        suspendedBecause: [{ ground: 'VERIFICATION', scope: 'PERSON' }],
      },
    ]);
    await black.replied('WRONG', objectionId);
    await black.given('head', 'DecideObjection', { outcome: 'UPHELD_WRONG' }, { objectionId });
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE', measureState: 'IN_FORCE' });
    expect((await asked(P)).asResponsiblePerson).toEqual([]);
    expect((await asked(Q)).asResponsiblePerson).toHaveLength(1);
  });

  it('an own remedy: a stay suspends that person alone, and annulled it ends that part alone', async () => {
    await black.given(p, 'RecordRemedyFiled', { type: 'LITIGATION', organ: 'A市中级人民法院' });
    await black.given('drafter', 'RecordStay');
    expect(await black.seen()).toMatchObject({ measureState: 'IN_FORCE', disputed: false });
    expect((await asked(P)).asResponsiblePerson).toMatchObject([
      { measures: 'SUSPENDED', disputed: true, suspendedBecause: [{ ground: 'STAY', scope: 'PERSON' }] },
    ]);
    await black.given('drafter', 'RecordRemedyOutcome', { outcome: 'ANNULLED' });
    await black.given('approver', 'ExecuteRemedyOutcome');
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE', measureState: 'IN_FORCE' });
    expect((await asked(P)).asResponsiblePerson).toEqual([]);
    expect((await asked(Q)).asResponsiblePerson).toHaveLength(1);
  });

  it('an own repair ends that part alone (深圳 80)', async () => {
    await product.advanceTo('2026-09-07');
    await black.given(p, 'ApplyForRepair');
    const beside = await black.when(p, 'ApplyForRepair');
    expect(beside).toMatchObject({ status: 409, body: { code: 'REPAIR_OPEN' } });
    const other = await black.when(product.asPerson(Q), 'WithdrawRepair');
    expect(other).toMatchObject({ status: 403, body: { code: 'NOT_THE_SUBJECT' } });
    await black.given('drafter', 'DecideRepairIntake');
    await black.repaired();
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE', repairState: 'NONE' });
    expect((await asked(P)).asResponsiblePerson).toEqual([]);
    const told = (await product.timeline(black.dossier.subjectId)).at(-1);
    expect(told).toMatchObject({ zh: '责任人员记录于2026-09-07终止（本人信用修复）。' });
  });

  it('the exit of the entity closes all the same day; a later change of office changes nothing', async () => {
    const late = await black.when(
      ...(['drafter', 'RecordResponsiblePerson', recorded(Q, '王五', 'LEGAL_REPRESENTATIVE')] as const),
    );
    expect(late).toMatchObject({ status: 409, body: { code: 'ENTRY_NOT_PREPARING' } });
    await product.advanceTo('2029-05-21');
    expect(await black.seen()).toMatchObject({ lifecycle: 'EXITED', exitEffectiveOn: '2029-05-21' });
    for (const person of [P, Q]) expect((await asked(person)).asResponsiblePerson).toEqual([]);
    const closed = (await black.seen()).detail.responsiblePersons as object[];
    expect(closed).toMatchObject([
      { closedOn: '2029-05-21', closedBecause: 'ENTRY_ENDED' },
      { closedOn: '2029-05-21', closedBecause: 'ENTRY_ENDED' },
    ]);
  });
});

it('who took office after the act, or left before it, is not recorded; nothing is appended', async () => {
  const product = await startProduct({ now: '2026-05-11' });
  try {
    await openOffice(product);
    const entry = await (await Dossier.of(product)).entry('BLK-1');
    const before = await product.eventCount();
    for (const office of [{ fromDate: '2026-01-11' }, { fromDate: '2020-01-01', toDate: '2026-01-09' }]) {
      const body = { ...recorded(P, '张三', 'LEGAL_REPRESENTATIVE'), ...office };
      const refused = await entry.when('drafter', 'RecordResponsiblePerson', body);
      expect(refused).toMatchObject({ status: 422, body: { code: 'PERSON_NOT_IN_OFFICE' } });
    }
    expect(await product.eventCount()).toBe(before);
  } finally {
    await product.stop();
  }
});
