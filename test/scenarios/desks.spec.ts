import { EventStore } from '#libs/event-store';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice, P, Y } from '../support/office.js';
import { startProduct, type Answer, type Product } from '../support/product.js';

interface Item {
  readonly itemId: string;
  readonly stage: string;
  readonly acts: string;
}

describe('the desks', () => {
  let product: Product;
  let x: Dossier;
  let y: Dossier;
  let ofA: ListEntry;
  let ofB: ListEntry;
  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    [x, y] = [await Dossier.of(product), await Dossier.of(product, Y, '示范乙企业')];
    ofA = await x.black({ ready: '2026-09-15' });
    ofB = await y.entry('RED-1', 'b');
    await ofB.publicity();
  });
  afterAll(() => product.stop());

  const asked = async (who: string, path: string): Promise<Answer> => {
    const after = await product.app.get(EventStore).lastPosition();
    return product.as(who).get(`${path}${path.includes('?') ? '&' : '?'}after=${after}`);
  };
  const items = async (who: string, path: string): Promise<readonly Item[]> => {
    const { status, body, text } = await asked(who, path);
    if (status !== 200) throw new Error(text);
    return body.items as Item[];
  };
  const refusal = async (who: string, path: string): Promise<object> => {
    const { status, body } = await asked(who, path);
    return { status, code: body.code as string };
  };

  it('3.18 disputes: an objection goes from desk to desk, with its stage, its last day and who must act', async () => {
    await ofA.given('self', 'FileObjection');
    const caseId = ofA.id('caseId');
    const seen = (who = 'a-handler') => items(who, '/disputes');
    const intake = { itemId: caseId, what: 'OBJECTION', stage: 'FILED', acts: 'HANDLER', unitId: 'unit-a' };
    expect(await seen()).toMatchObject([
      { ...intake, standing: 'SUBJECT', dueOn: '2026-09-16', deadlineKey: 'objection.intake', overdue: false },
    ]);
    await product.advanceTo('2026-09-18');
    expect(await seen()).toMatchObject([{ ...intake, dueOn: '2026-09-16', overdue: true }]);
    await ofA.given('handler', 'AcceptObjection');
    expect(await seen()).toMatchObject([{ stage: 'ACCEPTED', acts: 'HANDLER', handlerId: 'a-handler' }]);
    await ofA.given('handler', 'ReferToProvider', {}, { caseId });
    const referred = { itemId: caseId, stage: 'REFERRED', acts: 'PROVIDER', providerUnitId: 'unit-c' };
    expect(await seen()).toMatchObject([{ ...referred, deadlineKey: expect.any(String), sinceOn: '2026-09-18' }]);
    // The provider sees what was referred to it, and nothing else; another unit nothing; the office all.
    expect(await seen('c-provider')).toMatchObject([referred]);
    expect(await seen('b-handler')).toEqual([]);
    expect(await seen('o-officer')).toMatchObject([referred]);
    expect(await refusal('b-handler', '/disputes?unit=unit-a')).toEqual({ status: 403, code: 'READ_NOT_ALLOWED' });
    expect(await refusal('c-implementer', '/disputes')).toEqual({ status: 403, code: 'ROLE_NOT_ALLOWED' });
    expect(await items('o-officer', '/disputes?unit=unit-b')).toEqual([]);

    await ofA.given('c-provider', 'SubmitVerificationReply', { finding: 'ACCURATE' }, { caseId });
    expect(await seen()).toMatchObject([{ stage: 'REPLIED', acts: 'APPROVER' }]);
    expect(await seen('c-provider')).toEqual([]);
    await ofA.given('head', 'DecideObjection');
    expect(await seen()).toEqual([]);
    await ofA.given('self', 'RequestReview', {}, { caseId });
    expect(await seen()).toMatchObject([{ itemId: caseId, stage: 'IN_REVIEW', acts: 'REVIEWER' }]);
    expect(await items('o-officer', '/disputes?acts=REVIEWER')).toHaveLength(1);
    await ofA.given(
      'o-officer',
      'DecideReview',
      { outcome: 'DISMISSED', reasons: '维持' },
      { caseId, reviewId: ofA.id('reviewId') },
    );
    expect(await seen()).toEqual([]);
  });

  it('6.3: who objects from outside is in no row and in no file', async () => {
    const outsider = product.asPerson({ type: 'CITIZEN_ID', value: '640100198506150024' }, 'THIRD_PARTY');
    await ofB.given(outsider, 'FileObjection', { standing: 'THIRD_PARTY' });
    const { text, body } = await asked('b-handler', '/disputes');
    expect(body.items).toMatchObject([{ itemId: ofB.id('caseId'), standing: 'THIRD_PARTY' }]);
    expect(text).not.toMatch(/640100198506150024|objectorRef/);
    await product.settled();
    const file = await y.self.get(`/subjects/${y.subjectId}/file`);
    expect(file.body.entries).toMatchObject([{ cases: [], entry: { listKind: 'RED' } }]);
    expect(file.text).not.toContain(ofB.id('caseId'));
  });

  it('3.18 repairs: an application is seen by its stage, held while a verification is open, and by who must act', async () => {
    await product.advanceTo('2027-09-20');
    const seen = () => items('a-drafter', '/repairs');
    await ofA.given('self', 'ApplyForRepair');
    const repair = { itemId: ofA.id('repairId'), what: 'REPAIR', unitId: 'unit-a' };
    expect(await seen()).toMatchObject([
      { ...repair, stage: 'SUBMITTED', acts: 'CLERK', deadlineKey: 'repair.intake', dueOn: '2027-09-23' },
    ]);
    await ofA.given('drafter', 'DecideRepairIntake');
    await ofA.given('handler', 'OpenVerification');
    const verificationId = ofA.id('verificationId');
    expect(await seen()).toMatchObject([
      { ...repair, stage: 'HELD', acts: 'HANDLER', heldBecause: verificationId, paused: true, overdue: false },
    ]);
    await ofA.replied('ACCURATE', verificationId);
    await ofA.given('head', 'DecideVerification', {}, { verificationId });
    expect(await seen()).toMatchObject([{ ...repair, stage: 'ACCEPTED', acts: 'CLERK' }]);
    await ofA.given('drafter', 'RecordRepairCheck');
    await ofA.given('drafter', 'ProposeRepairDecision');
    expect(await seen()).toMatchObject([{ ...repair, stage: 'PROPOSED', acts: 'APPROVER' }]);
    expect(await items('b-drafter', '/repairs')).toEqual([]);
    expect(await items('supervisor', '/repairs?stage=PROPOSED')).toMatchObject([repair]);
  });

  it('3.18 the board of the office: what is open, due today, missed and paused, by unit and page by page', async () => {
    const board = await asked('o-officer', '/deadlines/units');
    const [unitA, ...others] = board.body.items as { unitId: string; open: number; missed: number }[];
    expect(unitA).toMatchObject({ unitId: 'unit-a', open: expect.any(Number), paused: expect.any(Number) });
    expect(others.map(({ unitId }) => unitId)).toContain('unit-b');
    const missed = await items('o-officer', '/deadlines?unit=unit-a&state=MISSED&limit=200');
    expect(unitA?.missed).toBe(missed.length);
    const first = await asked('o-officer', '/deadlines/units?limit=1');
    const second = await asked('o-officer', `/deadlines/units?limit=1&cursor=${first.body.next}`);
    expect([...first.body.items, ...second.body.items]).toEqual(board.body.items.slice(0, 2));
    expect((await asked('b-drafter', '/deadlines/units')).body.items).toMatchObject([{ unitId: 'unit-b' }]);
    expect(await refusal('b-drafter', '/deadlines/units?unit=unit-a')).toEqual({
      status: 403,
      code: 'READ_NOT_ALLOWED',
    });
  });

  it('2: all tasks of an official who left are listed and passed on in one call, never to the other half of the pair', async () => {
    const again = await y.entry('BLK-1', 'a');
    await again.given('drafter', 'ProposeNonRecognition');
    const named = { half: 'APPROVER', toUserId: 'a-approver', reason: '指定' };
    await again.given('head', 'ReassignTask', named, { proposalId: again.id('proposalId') });
    const tasks = await items('a-head', '/tasks?official=a-drafter');
    expect(tasks).toMatchObject([
      { drafterId: 'a-drafter', acts: 'APPROVER', what: expect.any(String) },
      { drafterId: 'a-drafter', acts: 'APPROVER', what: expect.any(String) },
    ]);
    expect(await items('a-approver', '/tasks?official=a-approver')).toMatchObject([{ itemId: again.id('proposalId') }]);

    const before = await product.eventCount();
    const passOn = (who: string, toUserId: string, fromUserId = 'a-drafter') =>
      product.as(who).send('POST', '/tasks/reassignments', { fromUserId, toUserId, reason: '调离' });
    expect(await passOn('a-drafter', 'a-new')).toMatchObject({ status: 403, body: { code: 'ROLE_NOT_ALLOWED' } });
    expect(await passOn('b-head', 'b-new')).toMatchObject({ status: 200, body: { items: [], more: false } });
    // The approver of one of them may not be its drafter too.
    const partly = await passOn('a-head', 'a-approver');
    expect(partly.status).toBe(201);
    const results = partly.body.items as { result: string; code?: string; proposalId: string }[];
    expect(results.filter(({ result }) => result === 'REFUSED')).toMatchObject([
      { proposalId: again.id('proposalId'), half: 'DRAFTER', code: 'FOUR_EYES', detailEn: expect.any(String) },
    ]);
    expect(await product.eventCount()).toBe(before + 1);
    expect(await passOn('a-head', 'a-new')).toMatchObject({ status: 201, body: { items: [{ result: 'PASSED_ON' }] } });
    expect(await items('a-head', '/tasks?official=a-drafter')).toEqual([]);
    expect(await items('a-head', '/tasks?official=a-new')).toMatchObject([
      { itemId: again.id('proposalId'), drafterId: 'a-new', approverId: 'a-approver' },
    ]);
    // Whoever drafted it once never approves it, and who took a half over is the one to act in it.
    expect(await ofA.when('approver', 'DecideRepair')).toMatchObject({ status: 403, body: { code: 'FOUR_EYES' } });
    await again.given('approver', 'DecideNotToRecognize');
    expect(await items('a-head', '/tasks?official=a-new')).toEqual([]);
  });

  it('3.18 a subject’s own file: entries, who decided, cases, deadlines and papers, without what is sealed', async () => {
    await ofA.given('drafter', 'ServeDecision');
    await product.settled();
    const { status, body, text } = await x.self.get(`/subjects/${x.subjectId}/file`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ subjectId: x.subjectId, name: '示范甲企业', identifier: '91640100MA00TE5T0A' },
      entries: [
        {
          entry: { entryId: ofA.entryId, decisionNo: '市监失信〔2026〕7号' },
          unitName: expect.stringMatching(/\p{Script=Han}/u),
          standardTitle: '严重失信名单认定标准',
          cases: [
            { kind: 'OBJECTION', status: 'REVIEWED' },
            { kind: 'REPAIR', status: 'ACCEPTED' },
          ],
        },
      ],
    });
    const [entry] = body.entries;
    expect(entry.papers.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['PRIOR_NOTICE', 'OBJECTION_DECISION', 'DECISION', 'REPAIR_GUIDE']),
    );
    expect(entry.deadlines).toEqual(
      expect.arrayContaining([expect.objectContaining({ key: 'repair.decide', nameZh: expect.any(String) })]),
    );
    expect(text).not.toMatch(/a-drafter|a-approver|a-handler/);
    for (const reader of [y.self, product.asPerson(P)])
      expect(await reader.get(`/subjects/${x.subjectId}/file`)).toMatchObject({ status: 404 });
    expect(await product.as('a-drafter').get(`/subjects/${x.subjectId}/file`)).toMatchObject({ status: 403 });
  });
});
