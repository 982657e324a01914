import { startProduct, type Product } from '../support/product.js';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice, P, X } from '../support/office.js';

const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };

describe('scenarios of a black entry that removes a red one and proves wrong', () => {
  let product: Product;
  let x: Dossier;
  let red: ListEntry;
  let black: ListEntry;
  beforeAll(async () => {
    product = await startProduct({ now: '2026-08-03' });
    await openOffice(product);
    x = await Dossier.of(product);
    red = await x.red({ ready: '2026-08-13' }, 'a');
    await red.published();
    await red.given('drafter', 'ReportToPlatform');
    await red.given('drafter', 'TriggerJointMeasures');
  });
  afterAll(() => product.stop());

  /** What applies to X, as the implementing unit asks. */
  async function asked() {
    await product.settled();
    const identifier = { kind: 'USCC', value: X.value };
    const { status, body } = await product
      .as('c-implementer')
      .send('POST', '/decisions', { identifier, purpose: PURPOSE });
    expect(status).toBe(200);
    return Object.fromEntries(
      body.lists.map(({ listKind, hits }: { listKind: string; hits: object[] }) => [listKind, hits]),
    ) as Record<string, { measures: string; items: string[] }[]>;
  }

  it('4. a subject on the red list enters black by another unit: red exits at once, on its own channels', async () => {
    expect(await asked()).toMatchObject({ RED: [{ measures: 'APPLY', items: ['M-1'] }], BLACK: [] });
    await product.advanceTo('2026-09-07');
    black = await x.entry('BLK-1', 'b');
    await black.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-09-15');
    await black.given('drafter', 'ProposeRecognition');
    const recognized = await black.given('approver', 'RecognizeEntry');
    expect(recognized.body.events.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['EntryRecognized', 'CrossCheckPerformed', 'MeasuresStopped', 'EntryExited']),
    );

    expect(await black.seen()).toMatchObject({ lifecycle: 'ACTIVE' });
    expect(await red.seen()).toMatchObject({
      lifecycle: 'EXITED',
      exitReason: 'BLACK_LISTED',
      measureState: 'STOPPED',
    });
    expect(await asked()).toMatchObject({ RED: [], BLACK: [{ measures: 'NONE' }] });
    const exited = (await product.timeline(x.subjectId, { entry: red.entryId })).filter(
      ({ eventType }) => eventType === 'EntryExited',
    );
    expect(exited).toMatchObject([{ actor: { role: 'SYSTEM' } }]);
    const causes = await product.told('EntryExited');
    expect(causes).toMatchObject([{ entryId: red.entryId, causedByEntryId: black.entryId }]);

    // What the system serves is done; the unit's own portal is a duty of the unit.
    expect(await red.events()).toEqual(expect.arrayContaining(['ExitAnnounced', 'PlatformDeletionRequested']));
    expect(await red.deadlines('exit.announce')).toMatchObject([
      { state: 'OPEN', dueOn: '2026-09-16', unitId: 'unit-a' },
    ]);
    await red.given('drafter', 'AnnounceExit', { channels: ['portal-a'], text: '退出公告' });
    await red.given('drafter', 'TakeDownEntry', { channels: ['portal-a'] });
    expect(await red.deadlines('exit.announce')).toMatchObject([{ state: 'MET', late: false }]);
    await red.given('platform-operator', 'ConfirmPlatformDeletion', { platformId: 'city', receiptNo: 'SC-1' });
    expect((await product.anybody.get('/public/lists/red')).body.items).toEqual([]);
  });

  it('8. an objection upheld after the black entry: exit with restoration, no focus listing, red reinstated', async () => {
    await black.published();
    await black.given('drafter', 'ReportToPlatform');
    await black.given('drafter', 'TriggerJointMeasures');
    expect(await asked()).toMatchObject({ BLACK: [{ measures: 'APPLY' }] });

    await product.advanceTo('2026-09-29');
    await black.given('self', 'FileObjection');
    await product.advanceTo('2026-09-30');
    await black.given('handler', 'AcceptObjection');
    expect(await black.seen()).toMatchObject({
      ...{ measureState: 'SUSPENDED', disputed: true, lifecycle: 'ACTIVE' },
      suspensionGrounds: [{ ground: 'VERIFICATION', scope: 'ALL' }],
    });
    expect(await asked()).toMatchObject({ BLACK: [{ measures: 'SUSPENDED', items: [] }] });
    expect(await black.deadlines('objection.intake')).toMatchObject([{ state: 'MET', dueOn: '2026-09-30' }]);
    expect(await black.deadlines('objection.refer')).toMatchObject([{ dueOn: '2026-10-08' }]);
    expect(await black.deadlines('objection.total')).toMatchObject([{ dueOn: '2026-10-14' }]);

    await product.advanceTo('2026-10-08');
    await black.replied('WRONG');
    await product.advanceTo('2026-10-12');
    const original = await black.when('approver', 'DecideObjection', { outcome: 'UPHELD_WRONG' });
    expect(original).toMatchObject({ status: 403, body: { code: 'DECIDER_IS_ORIGINAL_APPROVER' } });
    await black.given('head', 'DecideObjection', { outcome: 'UPHELD_WRONG' });
    await black.given('handler', 'NotifyObjector');

    expect(await black.seen()).toMatchObject({
      ...{ lifecycle: 'EXITED', exitReason: 'WRONGLY_LISTED', measureState: 'STOPPED', disputed: false },
    });
    const events = await black.events();
    expect(events).toEqual(
      expect.arrayContaining(['EntryRevoked', 'EntryExited', 'ReputationRestorationNoticePublished']),
    );
    expect(events).toContain('PlatformDeletionRequested');
    expect(await product.eventTypes(x.subjectId)).not.toContain('FocusListingTriggered');
    expect(await asked()).toEqual({ RED: [], BLACK: [], FOCUS: [] });
    expect(await black.deadlines('correction.propagate')).toMatchObject([{ dueOn: '2026-10-15', state: 'OPEN' }]);

    const manual = { channels: ['portal-b'], text: '恢复信誉公告' };
    await black.given('drafter', 'AnnounceExit', manual);
    await black.given('drafter', 'TakeDownEntry', { channels: ['portal-b'] });
    await black.given('drafter', 'PublishRestorationNotice', manual);
    await product.settled();
    const notices = await product.anybody.get('/public/publications?list=BLACK');
    expect(notices.body.items).toMatchObject([
      { kind: 'RESTORATION_NOTICE', channels: expect.arrayContaining(['portal-b', 'credit-china', 'enterprise']) },
    ]);
    expect(await black.deadlines('correction.propagate')).toMatchObject([{ state: 'MET', late: false }]);

    await red.given('drafter', 'ProposeReinstatement', {
      causeEntryId: black.entryId,
      reasons: '致其退出的黑名单认定有误',
    });
    await red.given('approver', 'ReinstateEntry');
    expect(await red.seen()).toMatchObject({ lifecycle: 'ACTIVE', validTo: '2029-08-13' });
  });
});

describe('scenarios of the notice before a black entry', () => {
  let product: Product;
  let p: Dossier;
  beforeEach(async () => {
    product = await startProduct({ now: '2026-09-28' });
    await openOffice(product);
    p = await Dossier.of(product, P, '韩示范');
  });
  afterEach(() => product.stop());

  it('5. a natural person without notice: refused, not waivable, nothing appended, the refusals registered', async () => {
    const entry = await p.entry('BLK-1');
    const before = await product.eventCount();
    const refusals = [
      await entry.when('drafter', 'ProposeRecognition'),
      await entry.when('approver', 'RecognizeEntry', { proposalId: entry.entryId }),
      await entry.when('drafter', 'ProposePriorNoticeWaiver'),
      await entry.when('approver', 'WaivePriorNotice', { proposalId: entry.entryId }),
    ];
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'PRIOR_NOTICE_REQUIRED'],
      [409, 'PRIOR_NOTICE_REQUIRED'],
      [409, 'NOT_WAIVABLE_FOR_NATURAL_PERSON'],
      [409, 'NOT_WAIVABLE_FOR_NATURAL_PERSON'],
    ]);
    expect(refusals[0]?.body).toMatchObject({ rule: expect.any(String), clause: expect.stringMatching(/S1/) });
    expect(await product.eventCount()).toBe(before);

    const register = await product.as('supervisor').get(`/audit/denied?subject=${p.subjectId}`);
    const rows = register.body.items as { code: string; userId: string; entryId: string; route: string }[];
    expect(rows.map(({ code, userId }) => [code, userId]).reverse()).toEqual([
      ['PRIOR_NOTICE_REQUIRED', 'a-drafter'],
      ['PRIOR_NOTICE_REQUIRED', 'a-approver'],
      ['NOT_WAIVABLE_FOR_NATURAL_PERSON', 'a-drafter'],
      ['NOT_WAIVABLE_FOR_NATURAL_PERSON', 'a-approver'],
    ]);
    expect(rows.every(({ entryId }) => entryId === entry.entryId)).toBe(true);
    expect(register.text).not.toContain(P.value);
  });

  it('6. notice, a statement in the last minute, adopted: not recognised, no trace in public, whole for the handler', async () => {
    const entry = await p.entry('BLK-1');
    await entry.given('drafter', 'ServePriorNotice');
    expect(await entry.deadlines('notice.statement')).toMatchObject([{ startOn: '2026-09-28', dueOn: '2026-10-10' }]);
    await product.advanceTo('2026-10-10 23:59');
    await entry.given('self', 'SubmitStatement', { text: '已于期限内履行完毕' });
    await product.advanceTo('2026-10-12');
    expect(await entry.events()).toContain('StatementWindowClosed');
    const unheard = await entry.when('drafter', 'ProposeRecognition');
    expect(unheard).toMatchObject({ status: 409, body: { code: 'STATEMENT_NOT_CONSIDERED' } });

    await entry.given('drafter', 'ConsiderStatement', { result: 'ADOPTED', reasons: '属实' });
    const adopted = await entry.when('drafter', 'ProposeRecognition');
    expect(adopted).toMatchObject({ status: 409, body: { code: 'STATEMENT_ADOPTED' } });
    await entry.given('drafter', 'ProposeNonRecognition', { reason: 'STATEMENT_ADOPTED' });
    await entry.given('approver', 'DecideNotToRecognize');
    expect(await entry.seen()).toMatchObject({ lifecycle: 'NOT_RECOGNIZED' });

    for (const path of ['/public/lists/black', '/public/lists/red', '/public/publications'])
      expect((await product.anybody.get(path)).body.items).toEqual([]);
    const identifier = { kind: 'CITIZEN_ID', value: P.value };
    const asked = await product.as('c-implementer').send('POST', '/decisions', { identifier, purpose: PURPOSE });
    expect(asked.body.lists.every(({ hits }: { hits: object[] }) => hits.length === 0)).toBe(true);

    const history = await product
      .as('a-handler')
      .send('POST', `/subjects/${p.subjectId}/timeline/search`, { purpose: PURPOSE });
    expect(history.status).toBe(200);
    expect(history.body.queryId).toEqual(expect.any(String));
    expect(history.body.items.map(({ eventType }: { eventType: string }) => eventType)).toEqual(
      expect.arrayContaining(['PriorNoticeServed', 'StatementSubmitted', 'StatementConsidered', 'EntryNotRecognized']),
    );
    expect(history.text).toContain('已于期限内履行完毕');
    expect((await product.as('a-handler').get(`/subjects/${p.subjectId}/timeline`)).text).not.toContain('履行完毕');
  });
});
