import { createHash } from 'node:crypto';
import { EventStore } from '#libs/event-store';
import { Vault } from '#libs/vault';
import { Dossier, USUAL, type ListEntry } from '../support/dossier.js';
import { openOffice, P } from '../support/office.js';
import { startProduct, type Answer, type Product } from '../support/product.js';

const PURPOSE = { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' };
const Q = { type: 'CITIZEN_ID', value: '640100198506150024' } as const;
const NOTICE = { ...USUAL.ServePriorNotice, facts: '以不合格产品冒充合格产品<script>x</script>', terms: {} };

interface Listed {
  readonly paperId: string;
  readonly kind: string;
  readonly sha256: string;
  readonly purposeRequired: boolean;
}

describe('papers that go out with acts', () => {
  let product: Product;
  let x: Dossier;
  let black: ListEntry;
  let p: Dossier;
  let person: ListEntry;
  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    [x, p] = [await Dossier.of(product), await Dossier.of(product, P, '韩示范')];
    [black, person] = [await x.entry('BLK-1'), await p.entry('BLK-1')];
  });
  afterAll(() => product.stop());

  const listed = async (entry: ListEntry, who = 'a-drafter'): Promise<readonly Listed[]> => {
    const { status, body, text } = await product.as(who).get(`${entry.path}/papers`);
    if (status !== 200) throw new Error(text);
    return body.items as Listed[];
  };
  const paperOf = async (entry: ListEntry, kind: string): Promise<Listed> => {
    const found = (await listed(entry)).findLast((one) => one.kind === kind);
    if (found === undefined) throw new Error(`no ${kind}`);
    return found;
  };
  const proved = ({ status, headers, text }: Answer, { sha256 }: Listed): void => {
    expect(status).toBe(200);
    expect(createHash('sha256').update(text, 'utf8').digest('hex')).toBe(sha256);
    expect(headers).toMatchObject({
      etag: `"${sha256}"`,
      'paper-proof': 'PROVED',
      'cache-control': 'private, no-store',
    });
  };

  it('B3: a notice is read before it goes out, and nothing is recorded by that', async () => {
    const before = await product.eventCount();
    const refused = await product.as('a-drafter').send('POST', `${black.path}/prior-notices/preview`, {
      ...NOTICE,
      terms: undefined,
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'NOTICE_TERMS_REQUIRED' } });
    const { body, status } = await product.as('a-drafter').send('POST', `${black.path}/prior-notices/preview`, NOTICE);
    expect(status).toBe(200);
    expect(body.papers).toMatchObject([{ kind: 'PRIOR_NOTICE', title: '列入黑名单事前告知书', templateVersion: 1 }]);
    expect(body.papers[0].html).toContain('以不合格产品冒充合格产品&lt;script&gt;');
    expect(body.papers[0].html).toContain('预览，未送达');
    const another = await product.as('b-drafter').send('POST', `${black.path}/prior-notices/preview`, NOTICE);
    expect(another).toMatchObject({ status: 403, body: { code: 'NOT_YOUR_ENTRY' } });
    expect(await product.eventCount()).toBe(before);
  });

  it('B3: the notice that goes out has its hash in the event, and is made again with that hash', async () => {
    await black.given('drafter', 'ServePriorNotice', { ...NOTICE, noticeNo: '银市监告字〔2026〕12号' });
    await product.settled();
    const notice = await paperOf(black, 'PRIOR_NOTICE');
    const [{ papers }] = await product.told('PriorNoticeServed');
    expect(papers).toMatchObject([
      { paperId: notice.paperId, sha256: notice.sha256, unitName: expect.any(String), code: { $sealed: {} } },
    ]);
    const page = await product.as('a-drafter').get(`${black.path}/papers/${notice.paperId}`);
    proved(page, notice);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox$/,
    );
    expect(page.text).toContain('银市监告字〔2026〕12号');
    expect(page.text).toContain('2026年9月14日前（含当日）');
    proved(await x.self.get(`${black.path}/papers/${notice.paperId}`), notice);
    for (const reader of [product.as('b-drafter'), p.self, product.as('c-implementer')]) {
      const answer = await reader.get(`${black.path}/papers/${notice.paperId}`);
      expect([403, 404]).toContain(answer.status);
      expect(answer.text).not.toContain('不合格产品');
    }
  });

  it('3.13: a responsible person reads the notice that is for that person, and the entity does not', async () => {
    const identifier = { kind: 'CITIZEN_ID', value: Q.value };
    await black.given('drafter', 'RecordResponsiblePerson', {
      ...{ person: { identifier, name: '李负责' }, capacity: 'PRINCIPAL', basisDocNo: '任职文件1号' },
      ...{ fromDate: '2020-01-01', measuresExtend: false },
    });
    const toPerson = { ...NOTICE, recipient: identifier, recipientRole: 'RESPONSIBLE_PERSON' };
    await black.given('drafter', 'ServePriorNotice', toPerson);
    await product.settled();
    const own = await product.asPerson(Q).get(`${black.path}/papers`);
    expect(own.body.items).toMatchObject([{ kind: 'PRIOR_NOTICE', addressee: 'RESPONSIBLE_PERSON' }]);
    const [notice] = own.body.items as [Listed];
    const page = await product.asPerson(Q).get(`${black.path}/papers/${notice.paperId}`);
    proved(page, notice);
    expect(page.text).toContain('李负责：');
    expect((await x.self.get(`${black.path}/papers`)).body.items).toMatchObject([{ addressee: 'SUBJECT' }]);
    expect(await x.self.get(`${black.path}/papers/${notice.paperId}`)).toMatchObject({ status: 404 });
    const official = await product.as('a-drafter').get(`${black.path}/papers/${notice.paperId}`);
    expect(official).toMatchObject({ status: 403, body: { code: 'PAPER_NAMES_PERSON' } });
  });

  it('6.2: a paper that names a person is read by that person, and by officials for a registered purpose', async () => {
    const preview = `${person.path}/prior-notices/preview`;
    const asked = await product.as('a-drafter').send('POST', preview, NOTICE);
    expect(asked).toMatchObject({ status: 403, body: { code: 'PAPER_NAMES_PERSON' } });
    expect(asked.text).not.toContain('韩示范');
    const previewed = await product.as('a-drafter').send('POST', preview, { ...NOTICE, lookup: PURPOSE });
    expect(previewed.body.papers[0].html).toContain('韩示范（公民身份号码：640100********0012）');

    await person.given('drafter', 'ServePriorNotice', NOTICE);
    await product.settled();
    const notice = await paperOf(person, 'PRIOR_NOTICE');
    expect(notice.purposeRequired).toBe(true);
    const path = `${person.path}/papers/${notice.paperId}`;
    const unasked = await product.as('a-drafter').get(path);
    expect(unasked).toMatchObject({ status: 403, body: { code: 'PAPER_NAMES_PERSON' } });
    expect(unasked.text).not.toContain('韩示范');
    const looked = await product.as('a-drafter').send('POST', `${path}/look-up`, { purpose: PURPOSE });
    proved(looked, notice);
    expect(looked.text).not.toContain(P.value);
    const own = await p.self.get(path);
    proved(own, notice);
    expect(own.text).toContain('韩示范');
    const rows = await product.ask<{ matter_no: string; mask_level: string }>(
      `select matter_no, mask_level from registers.lookups where subject_ref = $1`,
      [p.subjectId],
    );
    expect(rows).toEqual([1, 2].map(() => ({ matter_no: PURPOSE.matterNo, mask_level: 'DEPARTMENT' })));
  });

  it('B9: the decision goes out with its repair guide, and both stay as they were when names change', async () => {
    await product.advanceTo('2026-09-15');
    await black.recognized();
    const { body } = await product.as('a-drafter').send('POST', `${black.path}/decision-service/preview`, {
      ...USUAL.ServeDecision,
    });
    expect(body.papers.map(({ kind }: Listed) => kind)).toEqual(['DECISION', 'REPAIR_GUIDE']);
    await black.given('drafter', 'ServeDecision');
    await product
      .as('a-drafter')
      .done('RenameSubject', { subjectId: x.subjectId }, { name: '改名后的企业', renamedOn: '2026-09-15' });
    await product.advanceTo('2027-03-01');
    const decision = await paperOf(black, 'DECISION');
    const page = await product.as('a-drafter').get(`${black.path}/papers/${decision.paperId}`);
    proved(page, decision);
    for (const told of ['示范甲企业', '市监失信〔2026〕7号', '60日内', '6个月内', '15日内', '附：信用修复告知书'])
      expect(page.text).toContain(told);
    expect(page.text).not.toContain('改名后的企业');
    const guide = await paperOf(black, 'REPAIR_GUIDE');
    const guidePage = await product.as('a-drafter').get(`${black.path}/papers/${guide.paperId}`);
    proved(guidePage, guide);
    expect(guidePage.text).toContain('自2027年9月15日起');
  });

  it('O8, 3.9: an objection decision goes to the objector; exit and restoration are announced on paper by the system', async () => {
    await black.published();
    await black.objection();
    await black.replied('WRONG');
    await black.given('head', 'DecideObjection', { outcome: 'UPHELD_WRONG', reasons: '系他人冒用' });
    await product.settled();
    const decided = await paperOf(black, 'OBJECTION_DECISION');
    const own = await x.self.get(`${black.path}/papers/${decided.paperId}`);
    proved(own, decided);
    expect(own.text).toContain('异议成立，原认定有误');
    for (const kind of ['EXIT_NOTICE', 'RESTORATION_NOTICE']) {
      const notice = await paperOf(black, kind);
      expect(notice).toMatchObject({ addressee: 'PUBLIC', purposeRequired: false });
      proved(await x.self.get(`${black.path}/papers/${notice.paperId}`), notice);
    }
    const manual = { channels: ['portal-a'], text: '公告' };
    for (const [path, kind] of [
      ['exit-announcement', 'EXIT_NOTICE'],
      ['restoration-notice', 'RESTORATION_NOTICE'],
    ]) {
      const { status, body } = await product.as('a-drafter').send('POST', `${black.path}/${path}/preview`, manual);
      expect({ status, kinds: body.papers?.map((one: Listed) => one.kind) }).toEqual({ status: 200, kinds: [kind] });
    }
  });

  it('6.3: who objects from outside is in no paper that the subject or its unit can read', async () => {
    const red = await x.entry('RED-1');
    await red.publicity();
    const outsider = product.asPerson({ type: 'CITIZEN_ID', value: '640100198808080017' }, 'THIRD_PARTY');
    const objectionId = await red.objection(outsider, { standing: 'THIRD_PARTY' });
    await red.replied('ACCURATE');
    const preview = { outcome: 'DISMISSED', reasons: '不成立' };
    const path = `${red.path}/objections/${objectionId}/decision/preview`;
    expect(await product.as('a-head').send('POST', path, preview)).toMatchObject({ status: 403 });
    await red.given('head', 'DecideObjection');
    await product.settled();
    expect(await listed(red)).toEqual([]);
    expect((await x.self.get(`${red.path}/papers`)).body.items).toEqual([]);
    expect(await listed(red, 'a-handler')).toMatchObject([{ kind: 'OBJECTION_DECISION', purposeRequired: true }]);
    const [{ paperId }] = (await outsider.get(`${red.path}/papers`)).body.items;
    expect((await outsider.get(`${red.path}/papers/${paperId}`)).text).toContain('异议不成立，维持原认定');
  });

  it('P6: a decision on a repair is previewed by who takes it and goes to the applicant', async () => {
    const entry = await x.black({ ready: '2027-03-15' });
    await product.advanceTo('2028-03-20');
    await entry.given('self', 'ApplyForRepair');
    await entry.given('drafter', 'DecideRepairIntake');
    await entry.given('drafter', 'ProposeRepairDecision', { agree: false, reasons: '尚未纠正' });
    const body = { proposalId: entry.id('proposalId'), decisionNo: '市监修复〔2028〕3号' };
    const previewed = await product.as('a-approver').send('POST', `${entry.path}/repair-decision/preview`, body);
    expect(previewed.body.papers).toMatchObject([{ kind: 'REPAIR_DECISION', title: '不予信用修复决定书' }]);
    await entry.given('approver', 'DecideRepair', body);
    await product.settled();
    const decision = await paperOf(entry, 'REPAIR_DECISION');
    const page = await x.self.get(`${entry.path}/papers/${decision.paperId}`);
    proved(page, decision);
    for (const told of ['尚未纠正', '市监修复〔2028〕3号', '60日内']) expect(page.text).toContain(told);
  });

  it('when its texts are erased, a paper says which, and that it cannot be proved any more', async () => {
    const notice = await paperOf(person, 'PRIOR_NOTICE');
    await product.app.get(Vault).destroyKey(p.subjectId, person.entryId);
    const { status, headers, text } = await product
      .as('a-drafter')
      .send('POST', `${person.path}/papers/${notice.paperId}/look-up`, { purpose: PURPOSE });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'paper-proof': 'ERASED', 'paper-erased': 'facts, reasons, code' });
    expect(headers).not.toHaveProperty('etag');
    expect(text).toContain('本文书中的事实、理由、校验码已在保存期限届满后依法删除');
    expect(text).not.toContain('不合格产品');
  });

  it('no name, number, text or code of a paper stands in the log in clear', async () => {
    const codes: string[] = [];
    let log = '';
    for await (const { data, metadata } of product.app.get(EventStore).readAll({ streamPrefixes: ['dossier-'] })) {
      log += JSON.stringify({ data, metadata });
      const { papers = [] } = data as { papers?: { code: unknown }[] };
      codes.push(...(await product.app.get(Vault).openMany<unknown>(papers.map(({ code }) => code))).map(String));
    }
    expect(codes.length).toBeGreaterThan(8);
    for (const secret of ['韩示范', P.value, '不合格产品', ...codes.filter((code) => code.includes('-'))])
      expect(log).not.toContain(secret);
  });
});
