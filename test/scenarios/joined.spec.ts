import { startProduct, type Answer, type Product } from '../support/product.js';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice, P, X, Y } from '../support/office.js';

const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
const EVIDENCE = [{ docId: '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10', sha256: 'a'.repeat(64), title: '换发证明' }];
const identifierOf = ({ type, value }: { type: string; value: string }) => ({ kind: type, value });

const proposal = (younger: Dossier) => ({
  otherSubjectId: younger.subjectId,
  reasons: '统一社会信用代码换发，两个档案为同一主体。',
  evidence: EVIDENCE,
});

/** Proposed by a drafter. Returns the proposal. */
async function proposed(older: Dossier, younger: Dossier): Promise<string> {
  const { subjectId, product } = older;
  const { body } = await product.as('a-drafter').done('ProposeDossiersJoining', { subjectId }, proposal(younger));
  return body.created.proposalId as string;
}

describe('two dossiers that prove to be one subject (3.5 DossiersJoined)', () => {
  let product: Product;
  let older: Dossier;
  let younger: Dossier;
  let red: ListEntry;
  let black: ListEntry;

  /** What applies, as the implementing unit asks by an identifier. */
  async function asked(identifier: { type: string; value: string }): Promise<Record<string, readonly string[]>> {
    await product.settled();
    const question = { identifier: identifierOf(identifier), purpose: PURPOSE };
    const { body } = await product.as('c-implementer').send('POST', '/decisions', question);
    const lists = body.lists as readonly { listKind: string; hits: { entryId: string }[] }[];
    return Object.fromEntries(lists.map(({ listKind, hits }) => [listKind, hits.map(({ entryId }) => entryId)]));
  }
  const types = async ({ subjectId }: Dossier): Promise<readonly string[]> => product.eventTypes(subjectId);

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    older = await Dossier.of(product);
    younger = await Dossier.of(product, Y, '示范甲企业（新代码）');
    red = await older.entry('RED-1');
    await red.publicity();
    black = await younger.entry('BLK-1');
    await black.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-09-18');
    await red.recognized({ validity: { value: 3, unit: 'YEAR' } });
    await black.recognized();
  });
  afterAll(() => product.stop());

  it('are joined by a drafter and an approver on the older; the system has the younger refer to it', async () => {
    expect(await asked(X)).toMatchObject({ RED: [red.entryId], BLACK: [] });
    const proposalId = await proposed(older, younger);
    const joined = await product.as('a-approver').done('JoinDossiers', { subjectId: older.subjectId }, { proposalId });
    expect(joined.body.events).toEqual([{ type: 'DossiersJoined' }]);
    await product.settled();
    expect((await types(younger)).filter((type) => type === 'DossiersJoined')).toHaveLength(1);
    expect(await older.seen()).toMatchObject({ joinedWith: [younger.subjectId] });
    expect(await younger.seen()).toMatchObject({ joinedWith: [older.subjectId] });
  });

  it('are answered as one by either identifier, and red goes where the other holds black', async () => {
    const answer = { RED: [], BLACK: [black.entryId], FOCUS: [] };
    expect(await asked(X)).toEqual(answer);
    expect(await asked(Y)).toEqual(answer);
    const left = { lifecycle: 'EXITED', exitReason: 'BLACK_LISTED', causedByEntryId: black.entryId };
    expect(await red.seen()).toMatchObject(left);
    const exit = (await product.timeline(older.subjectId)).find(({ eventType }) => eventType === 'EntryExited');
    expect(exit).toMatchObject({ entryId: red.entryId, actor: { role: 'SYSTEM', rule: 'crossCheck.blackVsRed' } });
  });

  it('lead from either identifier to the one that goes on', async () => {
    const [goesOn, refers] = [older.subjectId, younger.subjectId];
    for (const identifier of [X, Y]) {
      const question = { identifier: identifierOf(identifier), purpose: PURPOSE };
      const found = await product.as('a-drafter').send('POST', '/subjects/lookup', question);
      expect(found.body).toEqual({ subjectId: goesOn, joinedSubjectIds: [refers] });
      const body = { subjectType: 'ENTERPRISE', identifier: identifierOf(identifier), name: '示范甲企业' };
      expect(await product.as('b-drafter').post('RegisterSubject', {}, body)).toMatchObject({
        status: 200,
        body: { subjectId: goesOn, events: [] },
      });
    }
  });

  it('take new entries on the older alone; no red candidate passes while the other holds black', async () => {
    const before = await product.eventCount();
    await expect(younger.entry('RED-1')).rejects.toThrow('SUBJECT_JOINED');
    await expect(younger.entry('RED-1')).rejects.toThrow(older.subjectId);
    expect(await product.eventCount()).toBe(before);

    const candidate = await older.entry('RED-1');
    const checked = await candidate.given('drafter', 'PerformCrossCheck');
    expect(checked.body.events).toEqual(
      ['CrossCheckPerformed', 'EntryScreenedOut', 'DeadlineSet'].map((type) => ({ type })),
    );
    const refused = await candidate.when('drafter', 'StartPublicity', await candidate.publicityBody());
    expect(refused).toMatchObject({ status: 409, body: { code: 'CROSS_CHECK_NOT_CLEAN' } });
  });

  it('let what stands in the younger live on: publication, an objection by the subject under either identifier', async () => {
    await black.published();
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE', publicationState: 'PUBLISHED' });
    const { body } = await black.given(older.self, 'FileObjection');
    await black.given('handler', 'AcceptObjection');
    await black.replied('ACCURATE', body.created.objectionId as string);
    await black.given('head', 'DecideObjection', { outcome: 'DISMISSED' });
    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE', disputed: false });
  });

  it('tell it in both timelines, and once in the audit log with both persons', async () => {
    for (const { subjectId } of [older, younger]) {
      const told = (await product.timeline(subjectId)).filter(({ eventType }) => eventType === 'DossiersJoined');
      expect(told).toMatchObject([
        { subjectId: older.subjectId, zh: expect.stringContaining(younger.subjectId), actor: { userId: 'a-approver' } },
        { subjectId: younger.subjectId, en: expect.stringContaining(older.subjectId), actor: { role: 'SYSTEM' } },
      ]);
      for (const { texts } of told) expect(texts[0]).toMatchObject({ zh: '理由' });
    }
    const audit = await product.as('supervisor').get('/audit/decisions?kind=DOSSIERS_JOINING');
    expect(audit.body.items).toMatchObject([
      {
        ...{ outcome: 'CONTINUES', subjectId: older.subjectId, drafterId: 'a-drafter', approverId: 'a-approver' },
        ...{ fourEyesOk: true, unitId: 'unit-a' },
      },
    ]);
  });

  it('are joined once, also by processes that run again after a crash', async () => {
    await product.settled();
    const before = await product.eventCount();
    const again = await product
      .as('a-drafter')
      .post('ProposeDossiersJoining', { subjectId: older.subjectId }, proposal(younger));
    expect(again).toMatchObject({ status: 409, body: { code: 'OTHER_ALREADY_JOINED' } });
    await product.restart(() => product.ask("delete from read.checkpoints where slot = 'process'"));
    await product.settled();
    await product.followed();
    expect(await product.eventCount()).toBe(before);
  });

  it('end in the younger as they would have: the black entry runs out and focus follows it there', async () => {
    await product.advanceTo('2029-09-19 00:00');
    expect(await black.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'VALIDITY_EXPIRED' });
    const [focus, ...others] = (await asked(X))['FOCUS'] ?? [];
    expect(others).toEqual([]);
    expect((await younger.seen()).entries).toContainEqual(expect.objectContaining({ entryId: focus }));
  });
});

describe('a joining that is not decided', () => {
  let product: Product;
  let older: Dossier;
  let younger: Dossier;
  let person: Dossier;
  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    older = await Dossier.of(product);
    younger = await Dossier.of(product, Y, '示范乙企业');
    person = await Dossier.of(product, P, '张三');
  });
  afterAll(() => product.stop());

  async function refused(act: Promise<Answer>): Promise<readonly [number, string]> {
    const answer = await act;
    return [answer.status, answer.body.code as string];
  }

  it('is refused where it may not be, and nothing is appended', async () => {
    const before = await product.eventCount();
    const propose = (on: Dossier, body: object, who = 'a-drafter') =>
      refused(product.as(who).post('ProposeDossiersJoining', { subjectId: on.subjectId }, body));
    expect(await propose(older, proposal(older))).toEqual([422, 'JOINED_WITH_ITSELF']);
    expect(await propose(younger, proposal(older))).toEqual([409, 'OTHER_DOSSIER_OLDER']);
    expect(await propose(older, proposal(person))).toEqual([409, 'SUBJECT_KINDS_DIFFER']);
    const nobody = { ...proposal(younger), otherSubjectId: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' };
    expect(await propose(older, nobody)).toEqual([404, 'OTHER_SUBJECT_UNKNOWN']);
    expect(await propose(older, proposal(younger), 'c-implementer')).toEqual([403, 'ROLE_NOT_ALLOWED']);
    expect(await propose(older, { ...proposal(younger), evidence: [] })).toEqual([400, 'VALIDATION_FAILED']);
    expect(await product.eventCount()).toBe(before);
  });

  it('takes another person of the same unit; it is passed on and sent back like any other', async () => {
    const proposalId = await proposed(older, younger);
    const params = { subjectId: older.subjectId, entryId: 'record', proposalId };
    const before = await product.eventCount();
    const join = (who: string) => refused(product.as(who).post('JoinDossiers', params, { proposalId }));
    expect(await join('a-drafter')).toEqual([403, 'ROLE_NOT_ALLOWED']);
    expect(await join('b-approver')).toEqual([403, 'NOT_YOUR_ENTRY']);
    const sendBack = (who: string) => refused(product.as(who).post('RejectProposal', params, { reason: '材料不足' }));
    expect(await sendBack('b-approver')).toEqual([403, 'NOT_YOUR_ENTRY']);
    // Nothing but a proposal stands under `record`.
    const withdrawn = product.as('a-drafter').post('WithdrawEntry', params, { reason: '有误' });
    expect(await refused(withdrawn)).toEqual([400, 'VALIDATION_FAILED']);
    expect(await product.eventCount()).toBe(before);

    const passedOn = { half: 'DRAFTER', toUserId: 'a-approver', reason: '原经办人休假' };
    await product.as('a-head').done('ReassignTask', params, passedOn);
    expect(await join('a-approver')).toEqual([403, 'FOUR_EYES']);
    const sent = await product.as('a-head').done('RejectProposal', params, { reason: '材料不足' });
    expect(sent.body).not.toHaveProperty('entryId');
    expect(await join('a-head')).toEqual([409, 'PROPOSAL_CLOSED']);
    expect((await older.seen()).joinedWith).toEqual([]);
    const audit = await product.as('supervisor').get('/audit/decisions?kind=PROPOSAL_REJECTION');
    expect(audit.body.items).toMatchObject([{ subjectId: older.subjectId, approverId: 'a-head' }]);
  });
});
