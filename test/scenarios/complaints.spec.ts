import { randomUUID } from 'node:crypto';
import { EventStore } from '#libs/event-store';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice } from '../support/office.js';
import { eventsIn } from '../support/product-log.js';
import { startProduct, type Actor, type Answer, type Headers, type Product } from '../support/product.js';

const PURPOSE = { purposeCode: 'DISPUTE_HANDLING', matterNo: '市信诉〔2026〕3号' };
const FILED = {
  ...{ unitId: 'unit-a', conduct: ['DELAY', 'REFUSAL'], standing: 'SUBJECT', channel: 'portal' },
  ...{ text: '窗口三次拒收修复申请', contact: '13911112222' },
};
const ANSWER = { result: 'SUBSTANTIATED', reasons: '窗口拒收属实，已责令改正', remedyInfo: '可向上一级机关反映' };

describe('complaints and reports (6.1, 6.3)', () => {
  let product: Product;
  let entry: ListEntry;
  let red: ListEntry;

  const as = (who: string): Actor => product.as(who);
  const post = (who: Actor, path: string, body: object = {}, headers?: Headers): Promise<Answer> =>
    who.send('POST', path, body, headers);
  const ok = async (answer: Promise<Answer>): Promise<Answer> => {
    const { status, text } = await answer;
    if (status > 201) throw new Error(text);
    return answer;
  };
  /** Refused, by name, and nothing was appended. */
  async function refused(answer: Promise<Answer>, status: number, code: string): Promise<void> {
    const before = await product.eventCount();
    expect(await answer).toMatchObject({ status, body: { code } });
    expect(await product.eventCount()).toBe(before);
  }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async function items(who: Actor, path: string): Promise<readonly any[]> {
    await product.settled();
    const { status, body, text } = await who.get(path);
    if (status !== 200) throw new Error(text);
    return body.items as object[];
  }
  async function file(body: object = {}, who: Actor = entry.dossier.self): Promise<string> {
    return (await ok(post(who, '/complaints', { ...FILED, matter: matter(), ...body }))).body.id as string;
  }
  const matter = () => ({ subjectId: entry.dossier.subjectId, entryId: entry.entryId });
  const assign = (complaintId: string, unitId = 'unit-s', who = 'o-officer', more: object = {}) =>
    post(as(who), `/complaints/${complaintId}/assignment`, { unitId, ...more });
  const decide = (complaintId: string, who = 'supervisor') =>
    post(as(who), `/complaints/${complaintId}/decision`, ANSWER);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async function row(complaintId: string, who: Actor = as('supervisor')): Promise<any> {
    return (await items(who, '/complaints?limit=200')).find((one) => one.complaintId === complaintId);
  }

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    entry = await (await Dossier.of(product)).entry('BLK-1');
    await entry.given('drafter', 'ServePriorNotice', { terms: {} });
    red = await (await Dossier.of(product, { type: 'USCC', value: '91640100MA00TE5T1D' }, '示范乙企业')).entry('RED-1');
    await red.publicity();
    await product.advanceTo('2026-09-18');
    await entry.recognized();
    await entry.given('drafter', 'TriggerJointMeasures');
    await red.recognized({ validity: { value: 3, unit: 'YEAR' } });
  });
  afterAll(() => product.stop());

  describe('a complaint', () => {
    let complaintId: string;

    it('is filed by the subject, answered in 15 working days by another unit, and told to who complained', async () => {
      complaintId = await file();
      expect(await row(complaintId, entry.dossier.self)).toMatchObject({
        ...{ status: 'FILED', unitId: 'unit-a', conduct: ['DELAY', 'REFUSAL'], standing: 'SUBJECT', overdue: false },
        dueOn: '2026-10-15',
      });
      expect((await items(as('o-officer'), '/deadlines?key=complaint.answer')).map((one) => one.subjectId)).toEqual([
        complaintId,
      ]);
      for (const who of ['a-handler', 'b-handler']) expect(await row(complaintId, as(who))).toBeUndefined();
      await refused(assign(complaintId, 'unit-a'), 422, 'COMPLAINT_HANDLER_ACCUSED');
      await refused(assign(complaintId, 'unit-x'), 422, 'COMPLAINT_UNIT_UNKNOWN');
      await refused(decide(complaintId), 409, 'COMPLAINT_STATE');
      await ok(assign(complaintId, 'unit-b'));
      expect(await row(complaintId, as('b-handler'))).toMatchObject({ status: 'ASSIGNED', handlerUnitId: 'unit-b' });
      await refused(decide(complaintId), 403, 'COMPLAINT_NOT_YOURS');
      await refused(decide(complaintId, 'a-handler'), 403, 'COMPLAINT_OWN_UNIT');
      expect((await decide(complaintId, 'b-handler')).body.events).toEqual([
        { type: 'ComplaintDecided' },
        { type: 'DeadlineMet' },
      ]);
      expect(await row(complaintId, entry.dossier.self)).toMatchObject({
        ...{ status: 'DECIDED', result: 'SUBSTANTIATED', decidedOn: '2026-09-18', late: false, revision: 5 },
      });
      await refused(decide(complaintId, 'b-handler'), 409, 'COMPLAINT_STATE');
    });

    it('is read with its texts by whom it concerns, registered before it is answered', async () => {
      const path = `/complaints/${complaintId}/file`;
      const registered = async () => (await product.ask('select 1 from registers.lookups')).length;
      const before = await registered();
      for (const who of [as('b-handler'), as('supervisor'), entry.dossier.self])
        expect((await post(who, path, { purpose: PURPOSE })).body).toMatchObject({
          ...{ text: FILED.text, contact: FILED.contact, reasons: ANSWER.reasons, remedyInfo: ANSWER.remedyInfo },
        });
      expect(await registered()).toBe(before + 3);
      for (const who of [as('a-handler'), red.dossier.self])
        await refused(post(who, path, { purpose: PURPOSE }), 404, 'COMPLAINT_UNKNOWN');
      expect(await registered()).toBe(before + 3);
    });

    it('names a standing that the record shows, a unit and a matter that there are', async () => {
      const self = red.dossier.self;
      const by = (body: object, who: Actor = self) => post(who, '/complaints', { ...FILED, ...body });
      await refused(by({ matter: matter() }), 403, 'COMPLAINT_STANDING_NOT_SHOWN');
      await refused(by({ standing: 'AGENT', matter: matter() }), 403, 'COMPLAINT_STANDING_NOT_SHOWN');
      await refused(by({ standing: 'RESPONSIBLE_PERSON', matter: matter() }), 403, 'COMPLAINT_STANDING_NOT_SHOWN');
      await refused(by({ standing: 'THIRD_PARTY', unitId: 'unit-x' }), 422, 'COMPLAINT_UNIT_UNKNOWN');
      const unknown = { ...matter(), entryId: randomUUID() };
      await refused(by({ standing: 'THIRD_PARTY', matter: unknown }), 404, 'COMPLAINT_MATTER_UNKNOWN');
      const wrongData = { fields: ['FACTS'], allegedError: '事实有误' };
      await refused(by({ standing: 'THIRD_PARTY', wrongData }), 422, 'COMPLAINT_ENTRY_REQUIRED');
      const recorded = { standing: 'THIRD_PARTY', matter: matter() };
      const complainant = { kind: 'CITIZEN_ID', value: '640100198506150024' };
      await refused(by(recorded, as('o-officer')), 400, 'PERSON_REQUIRED');
      expect((await by({ ...recorded, complainant }, as('o-officer'))).status).toBe(201);
      const own = await items(product.asPerson({ type: 'CITIZEN_ID', value: complainant.value }), '/complaints');
      expect(own).toMatchObject([{ standing: 'THIRD_PARTY' }]);
    });

    it('is carried out once under one key, and withdrawn by who filed it', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const body = { ...FILED, matter: matter() };
      const first = await post(entry.dossier.self, '/complaints', body, headers);
      const count = await product.eventCount();
      const again = await post(entry.dossier.self, '/complaints', body, headers);
      expect(again.headers['idempotent-replay']).toBe('true');
      expect([again.body.id, await product.eventCount()]).toEqual([first.body.id, count]);
      const path = `/complaints/${first.body.id as string}/withdrawal`;
      await refused(post(red.dossier.self, path), 403, 'COMPLAINT_NOT_COMPLAINANT');
      expect((await post(entry.dossier.self, path)).body.events).toEqual([
        { type: 'ComplaintWithdrawn' },
        { type: 'DeadlineLapsed' },
      ]);
      await refused(assign(first.body.id as string), 409, 'COMPLAINT_STATE');
    });

    it('that says that data are wrong is split: its verification suspends, once, and tells nothing of the complaint', async () => {
      const wrongData = { fields: ['BASIS_DOC_NO'], allegedError: '文号与存档不符' };
      const split = await file({ wrongData, text: '认定有误且窗口拒绝更正' });
      await product.settled();
      expect(await entry.events()).not.toContain('VerificationOpened');
      await ok(assign(split));
      await product.settled();
      const opened = await eventsIn(product.app.get(EventStore), `dossier-${entry.dossier.subjectId}`);
      const [verification] = opened.filter(({ eventType }) => eventType === 'VerificationOpened');
      const [assigned] = (await eventsIn(product.app.get(EventStore), `complaint-${split}`)).filter(
        ({ eventType }) => eventType === 'ComplaintAssigned',
      );
      expect(verification?.data).toMatchObject({ trigger: 'COMPLAINT', suspend: true, fields: ['BASIS_DOC_NO'] });
      expect(verification?.metadata['causationId']).toBe(assigned?.eventId);
      expect(await entry.events()).toContain('MeasuresSuspended');
      expect(await row(split)).toMatchObject({ verificationId: verification?.data['verificationId'] });
      await ok(assign(split, 'unit-s', 'o-officer', { handlerId: 'supervisor' }));
      await product.settled();
      expect((await entry.events()).filter((type) => type === 'VerificationOpened')).toHaveLength(1);

      await red.given('head', 'OpenVerification', {});
      const closed = await (await Dossier.of(product, { type: 'USCC', value: '91640100MA00TE5T2G' })).entry('BLK-1');
      await closed.given('drafter', 'WithdrawEntry', { reason: '撤回' });
      const ended = { subjectId: closed.dossier.subjectId, entryId: closed.entryId };
      const late = await file({ wrongData, standing: 'THIRD_PARTY', matter: ended });
      await ok(assign(late));
      expect(await row(late)).toMatchObject({ verificationRefused: 'OBJECTION_NOT_POSSIBLE' });
    });

    it('that nobody answers is reported missed, and answered late: what R7 counts stands in the rows', async () => {
      const missed = await file({ text: '无人答复' });
      await ok(assign(missed));
      await product.advanceTo('2026-10-19');
      expect(await row(missed)).toMatchObject({ overdue: true, status: 'ASSIGNED' });
      expect((await items(as('supervisor'), '/complaints?overdue=true')).map((one) => one.complaintId)).toContain(
        missed,
      );
      const board = await items(as('o-officer'), '/deadlines?key=complaint.answer&state=MISSED');
      expect(board.map((one) => one.subjectId)).toContain(missed);
      await ok(decide(missed));
      expect(await row(missed)).toMatchObject({ overdue: false, late: true });
      const [counted] = await product.ask<{ due: string; in_time: string; decided: string; held: string }>(
        `select count(*) filter (where status <> 'WITHDRAWN') as due,
                count(*) filter (where decided_on <= due_on) as in_time,
                count(*) filter (where status = 'DECIDED') as decided,
                count(*) filter (where result <> 'UNSUBSTANTIATED') as held
           from read.complaints`,
      );
      expect(counted).toEqual({ due: '5', in_time: '1', decided: '2', held: '2' });
    });
  });

  describe('24. misuse of red privileges is reported, and the reporter stays sealed', () => {
    const SECRET = { name: '鲍密告', contact: '13766665555', text: '甲转让激励资格，只有我在场', about: '示范乙企业' };
    const report = {
      ...{ kind: 'IMPROPER_USE', channel: 'portal', facts: { text: SECRET.text, about: SECRET.about } },
      informant: { name: SECRET.name, contact: SECRET.contact },
    };
    let code: string;
    let reportId: string;
    const follow = (given: string) => post(product.anybody, '/public/reports/state', { reportCode: given });
    const on = (path: string) => `/reports/${reportId}/${path}`;
    const facts = (who: string) => post(as(who), on('facts'), { purpose: PURPOSE });
    const informant = (who: string) => post(as(who), on('informant'), { purpose: PURPOSE });
    const propose = (who: string) => post(as(who), on('proposals/unsealing'), { reason: '须核实合同签订时间' });

    it('C reports it, logged in or not, and nobody can tell that it was C', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const received = await post(as('c-implementer'), '/public/reports', report, headers);
      expect(received).toMatchObject({ status: 201, body: { status: 'RECEIVED', facts: 1 } });
      code = received.body.reportCode as string;
      expect(code).toMatch(/^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
      const again = await post(product.anybody, '/public/reports', report, headers);
      expect([again.status, again.body.reportCode]).toEqual([201, undefined]);
      expect((await follow(code.toLowerCase().replaceAll('-', ' '))).body).toMatchObject({ status: 'RECEIVED' });
      await refused(follow(code.replace(/.$/, (last) => (last === '0' ? '1' : '0'))), 404, 'REPORT_CODE_UNKNOWN');
      const more = await post(as('c-implementer'), '/public/reports/facts', {
        reportCode: code,
        facts: { text: '另有录音' },
      });
      expect(more.body).toMatchObject({ facts: 2 });

      const rows = await items(as('o-officer'), '/reports');
      expect(rows).toMatchObject([{ kind: 'IMPROPER_USE', anonymous: false, status: 'RECEIVED', facts: 2 }]);
      reportId = rows[0].reportId as string;
      const stored = JSON.stringify(
        await eventsIn(product.app.get(EventStore), `report-${reportId}`),
        (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
      );
      for (const secret of [...Object.values(SECRET), code, 'c-implementer', 'unit-c', headers['idempotency-key']])
        expect(stored).not.toContain(secret);
      const denied = await product.ask<{ row: string }>('select r::text as row from registers.access_audit r');
      const ofReports = denied.filter(({ row: one }) => one.includes('/public/reports'));
      expect(ofReports).toHaveLength(1);
      expect(ofReports[0]?.row).not.toContain('c-implementer');
    });

    it('the office forwards it, the unit reads facts and never who told them', async () => {
      await refused(facts('a-drafter'), 403, 'REPORT_NOT_YOURS');
      expect((await facts('o-officer')).body.items).toMatchObject([{ text: SECRET.text }, { text: '另有录音' }]);
      await refused(post(as('o-officer'), on('forwarding'), { unitId: 'unit-x' }), 422, 'REPORT_UNIT_UNKNOWN');
      await ok(post(as('o-officer'), on('forwarding'), { unitId: 'unit-a' }));
      await refused(facts('o-officer'), 403, 'REPORT_NOT_YOURS');
      await refused(facts('b-drafter'), 403, 'REPORT_NOT_YOURS');
      const read = await facts('a-drafter');
      expect(read.body.items).toMatchObject([{ text: SECRET.text, about: SECRET.about }, { text: '另有录音' }]);
      expect(read.text).not.toMatch(/informant|鲍密告|13766665555/);
      expect(await items(as('a-drafter'), '/reports')).toMatchObject([{ reportId, status: 'FORWARDED' }]);
      expect(await items(as('b-drafter'), '/reports')).toEqual([]);
    });

    it('the inquiry and what follows hold no trace of the report', async () => {
      const before = await product.eventCount();
      await red.given('drafter', 'OpenImproperUseInquiry', { facts: '疑似转让激励资格' });
      await red.given('self', 'RecordImproperUseHearing', { text: '系代理商所为' });
      await red.given('head', 'DecideImproperUse', { found: true });
      expect((await red.seen()).exitReason).toBe('IMPROPER_USE');
      const told = await post(as('a-drafter'), on('result'), { result: 'ACTED_UPON', text: '已依法处理' });
      expect(told.body.events).toEqual([{ type: 'ReportResult' }]);
      expect((await follow(code)).body).toMatchObject({
        status: 'CONCLUDED',
        result: 'ACTED_UPON',
        text: '已依法处理',
      });
      await refused(
        post(product.anybody, '/public/reports/facts', { reportCode: code, facts: { text: '补充' } }),
        409,
        'REPORT_CONCLUDED',
      );
      await refused(post(as('o-officer'), on('forwarding'), { unitId: 'unit-b' }), 409, 'REPORT_CONCLUDED');
      const dossier = (await eventsIn(product.app.get(EventStore))).slice(before);
      const [of, ref] = [`dossier-${red.dossier.subjectId}`, (await product.told('ReportReceived'))[0]?.informantRef];
      const text = JSON.stringify(
        dossier.filter(({ streamId }) => streamId === of).map(({ data, metadata }) => [data, metadata]),
      );
      const timeline = JSON.stringify(await product.timeline(red.dossier.subjectId));
      for (const trace of [reportId, ref as string, code]) expect(text + timeline).not.toContain(trace);
    });

    it('a report of wrong data leads to a verification, trigger REPORT, that names nobody', async () => {
      const verified = await entry.given('drafter', 'OpenVerification', { trigger: 'REPORT' });
      expect(verified.body.events[0]).toEqual({ type: 'VerificationOpened' });
      const [last] = (await product.told('VerificationOpened')).slice(-1);
      expect(Object.keys(last as object).sort()).toEqual([
        'allegedError',
        'entryId',
        'fields',
        'openedBy',
        'openedByUnit',
        'openedOn',
        'suspend',
        'trigger',
        'verificationId',
      ]);
    });

    it('two persons unseal it with a reason, for a day, and each look is registered', async () => {
      for (const who of ['supervisor', 'privacy-reviewer', 'o-officer', 'a-drafter'])
        await refused(informant(who), 403, 'INFORMANT_SEALED');
      await refused(propose('b-drafter'), 403, 'REPORT_NOT_YOURS');
      const proposed = await ok(propose('a-handler'));
      const { proposalId } = proposed.body.created as { proposalId: string };
      const grant = (who: Actor, id = proposalId) => post(who, on('unsealing'), { proposalId: id });
      await refused(grant(as('privacy-reviewer'), randomUUID()), 404, 'UNSEALING_UNKNOWN');
      const both = await product.sign({
        ...{ sub: 'both', unit: 'unit-s', roles: ['PRIVACY_REVIEWER', 'SUPERVISOR'], name: '某' },
      });
      const own = await ok(post(product.withToken(both), on('proposals/unsealing'), { reason: '自行启封' }));
      const self = own.body.created as { proposalId: string };
      await refused(grant(product.withToken(both), self.proposalId), 403, 'UNSEALING_SAME_PERSON');
      await refused(informant('a-handler'), 403, 'INFORMANT_SEALED');
      const asked = await post(as('privacy-reviewer'), on('unsealings'), { purpose: PURPOSE });
      expect(asked.body.items).toMatchObject([
        { proposalId, reason: '须核实合同签订时间', proposedBy: 'a-handler' },
        {},
      ]);
      expect((await ok(grant(as('privacy-reviewer')))).body.events).toEqual([{ type: 'UnsealGranted' }]);
      expect(await product.told('UnsealGranted')).toMatchObject([
        { twoPersons: { proposer: { userId: 'a-handler' }, approver: { userId: 'privacy-reviewer' } } },
      ]);
      const looks = async () =>
        product.ask(`select 1 from registers.lookups where subject_ref = $1 and mask_level = 'UNMASKED'`, [reportId]);
      for (const who of ['a-handler', 'privacy-reviewer'])
        expect((await informant(who)).body).toMatchObject({ name: SECRET.name, contact: SECRET.contact });
      expect(await looks()).toHaveLength(2);
      for (const who of ['supervisor', 'o-officer', 'a-drafter'])
        await refused(informant(who), 403, 'INFORMANT_SEALED');
      await product.advanceTo('2026-10-20 10:00');
      await refused(informant('a-handler'), 403, 'INFORMANT_SEALED');
      expect(await looks()).toHaveLength(2);
    });

    it('an anonymous report has nobody to unseal, and its store holds no word in clear', async () => {
      const { informant: _, ...anonymous } = report;
      await ok(post(product.anybody, '/public/reports', anonymous));
      const [, other] = await items(as('o-officer'), '/reports');
      reportId = other.reportId as string;
      expect(other).toMatchObject({ anonymous: true, facts: 1 });
      await refused(propose('o-officer'), 409, 'INFORMANT_ANONYMOUS');
      for (const table of ['identities', 'texts', 'codes', 'state']) {
        const rows = await product.ask<{ row: string }>(`select t::text as row from informants.${table} t`);
        expect(rows.length).toBeGreaterThan(0);
        const hex = [...Object.values(SECRET), code].map((secret) => Buffer.from(secret).toString('hex'));
        for (const { row: one } of rows) for (const secret of hex) expect(one).not.toContain(secret);
      }
    });

    it('the intake has a limit to its rate', async () => {
      const statuses: number[] = [];
      while (statuses.length < 40 && statuses.at(-1) !== 429) statuses.push((await follow('0000')).status);
      expect([statuses[0], statuses.at(-1)]).toEqual([404, 429]);
    });
  });
});
