import { createHash } from 'node:crypto';
import { ListServer } from '../../libs/external-lists/src/testing/list-server.js';
import { EventStore } from '#libs/event-store';
import { ProjectionRunner } from '#libs/read-store';
import { Dossier } from '../support/dossier.js';
import { openOffice, P, X, Y } from '../support/office.js';
import { eventsIn } from '../support/product-log.js';
import { startProduct, type Actor, type Answer, type Product } from '../support/product.js';

/* Mirrored, reference and foreign lists (spec 1.1, 3.8, 5.2, 6.4), over HTTP. */

const HEADER = 'ref,subjectType,identifierKind,identifier,name,listedOn,validTo,decisionNo,grounds';
const company = (ref: string, identifier: string = X.value, more = '2028-09-01,（2026）宁01执1号,拒不履行'): string =>
  `${ref},企业,统一社会信用代码,${identifier},宁夏甲商贸有限公司,2026-09-01,${more}`;
const person = (ref: string, name = '张三丰'): string =>
  `${ref},自然人,身份证,${P.value},${name},2026-09-02,,（2026）宁01执2号,违反限制消费令`;
const csv = (...rows: readonly string[]): string => [HEADER, ...rows, ''].join('\n');
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
/** Nobody whom the office knows. */
const NEW = { type: 'USCC', value: '91640100MA00TE5T2G' } as const;
const PURPOSE = { purpose: { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' } };
const asked = ({ type, value }: { readonly type: string; readonly value: string }) => ({
  identifier: { kind: type, value },
  ...PURPOSE,
});

const TERMS = {
  bounds: { minRows: 1, maxRows: 1_000, maxRemovedShare: 0.5, maxInvalidShare: 0.5 },
  ownerMask: { wholeName: false, identifierHead: 10, identifierTail: 4 },
  answerWithinDays: 15,
  contact: '执行局 0951-0000000',
};
const COURT = {
  ...TERMS,
  ...{
    owner: { name: '示范市中级人民法院' },
    title: '失信被执行人名单',
    listKind: 'BLACK',
    legalSource: '法释〔2017〕7号',
  },
};

type Told = Answer['body'];

describe('mirrored, reference and foreign lists (1.1, 3.8, 5.2)', () => {
  let product: Product;
  let source: ListServer;
  let operator: Actor;
  let court: string;
  let association: Actor;

  beforeAll(async () => {
    source = await ListServer.start();
    product = await startProduct({ now: '2026-10-01', env: { MINGDAN_WEBHOOK_NETWORKS: '127.0.0.1' } });
    await openOffice(product);
    operator = product.as('platform-operator');
    const token = await product.sign({ sub: 'association', unit: 'unit-c', roles: ['SOCIAL_ORGANISATION'] });
    association = product.withToken(token);
    court = await registered('/mirrored-lists', COURT);
  });
  afterAll(async () => {
    await product.stop();
    await source.stop();
  });

  async function registered(path: string, body: object, who: Actor = operator): Promise<string> {
    const { status, body: answer, text } = await who.send('POST', path, body);
    if (status !== 201) throw new Error(`${path} answered ${status}: ${text}`);
    return answer.id as string;
  }

  /** Uploads a version. */
  async function deliver(
    listId: string,
    version: string,
    text: string,
    options: { who?: Actor; digest?: string } = {},
  ) {
    const { who = operator, digest = sha(text) } = options;
    const form = [
      ...[['version', version] as const, ['sha256', digest] as const].map(
        ([name, value]) => `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      ),
      `--edge\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n${text}\r\n--edge--\r\n`,
    ].join('');
    const path = `/external-lists/${listId}/deliveries`;
    return who.send('POST', path, form, { 'content-type': 'multipart/form-data; boundary=edge' });
  }

  /** Asks again until it is so. */
  async function until<T>(ask: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
    const limit = performance.now() + 20_000;
    for (;;) {
      const found = await ask();
      if (holds(found)) return found;
      if (performance.now() > limit) throw new Error(`it did not come: ${JSON.stringify(found)}`);
    }
  }

  /** Uploads a version and waits until it is judged and, where it counts, applied and shown. */
  async function delivered(
    listId: string,
    version: string,
    text: string,
    options: { who?: Actor; digest?: string } = {},
  ) {
    const { status, body, text: told } = await deliver(listId, version, text, options);
    if (status !== 202) throw new Error(`${version} answered ${status}: ${told}`);
    return settled(listId, body.deliveryId as string, options.who);
  }

  async function settled(listId: string, deliveryId: string, who: Actor = operator) {
    const path = `/external-lists/${listId}/deliveries/${deliveryId}/progress`;
    const done = await until(
      () => who.get(path),
      ({ body }) => body?.job === 'DONE' || body?.job === 'FAILED',
    );
    await product.waitFor();
    const { body } = await operator.get(`/external-lists/${listId}/deliveries`);
    const found = (body.items as { deliveryId: string }[]).find((one) => one.deliveryId === deliveryId);
    return { progress: done.body, ...found } as Told;
  }

  const listOf = async (listId: string): Promise<Told> => {
    const { body } = await operator.get('/external-lists');
    return (body.items as Told[]).find((one) => one.listId === listId);
  };
  const entriesOf = async (listId: string, who: Actor = operator): Promise<readonly Told[]> =>
    (await who.get(`/external-lists/${listId}/entries`)).body.items;
  const decision = async (of: { readonly type: string; readonly value: string }, listKind: string): Promise<Told> => {
    const { body } = await product.as('c-implementer').send('POST', '/decisions', asked(of));
    return (body.lists as Told[]).find((one) => one.listKind === listKind);
  };
  const current = async (list: string): Promise<Answer> => product.as('c-implementer').get(`/lists/${list}`);
  async function refused(answer: Promise<Answer>, status: number, code: string, before: number): Promise<void> {
    const { status: found, body } = await answer;
    expect([found, body?.code]).toEqual([status, code]);
    expect(body).toMatchObject({
      rule: expect.any(String),
      clause: expect.stringMatching(/^spec/),
      detail: expect.stringMatching(/\p{Script=Han}/u),
    });
    expect(await product.eventCount()).toBe(before);
  }

  it('5.2: a first version is applied, and its entries stand flagged in the current view and the decision query', async () => {
    const told = await delivered(court, '2026-10-01', csv(company('A-1'), person('A-2')));
    expect(told).toMatchObject({ state: 'APPLIED', counts: { rows: 2, added: 2, changed: 0, removed: 0, invalid: 0 } });
    const flag = {
      listId: court,
      owner: '示范市中级人民法院',
      origin: 'EXTERNAL_MIRROR',
      version: '2026-10-01',
      ageHours: 0,
    };
    expect((await current('black')).body).toMatchObject({
      items: [],
      mirrored: [
        { ref: 'A-2', name: '张**', identifier: '6401001990****0012', list: flag, disputed: false },
        { ref: 'A-1', name: '宁夏甲商贸有限公司', identifier: X.value, validTo: '2028-09-01', list: flag },
      ],
    });
    const c = product.as('c-implementer');
    const first = (await c.get('/lists/black?limit=1')).body;
    const second = (await c.get(`/lists/black?limit=1&cursor=${first.next}`)).body;
    const refs = [...first.mirrored, ...second.mirrored].map((one: Told) => one.ref as string);
    expect([refs, second.next]).toEqual([['A-2', 'A-1'], undefined]);
    expect((await c.get('/lists/black?unit=unit-a')).body.mirrored).toEqual([]);
    expect(await decision(P, 'BLACK')).toMatchObject({
      ...{ listed: true, hits: [] },
      mirrored: [{ decisionNo: '（2026）宁01执2号', disputed: false, list: flag }],
    });
    expect(await decision(P, 'RED')).toMatchObject({ listed: false, mirrored: [] });
  });

  it('the next version tells added, changed and removed apart; the same again changes nothing, an older is refused', async () => {
    const second = csv(company('A-1', X.value, '2029-01-01,（2026）宁01执1号,拒不履行'), company('A-3', Y.value));
    const told = await delivered(court, '2026-10-02', csv(company('A-1'), person('A-2'), company('A-3', Y.value)));
    expect(told).toMatchObject({ counts: { added: 1, changed: 0, removed: 0, unchanged: 2 } });
    const next = await delivered(court, '2026-10-10', second);
    expect(next).toMatchObject({ state: 'APPLIED', counts: { added: 0, changed: 1, removed: 1, unchanged: 1 } });
    const standing = (await entriesOf(court)).map(({ ref, validTo }) => `${ref} ${validTo}`).sort();
    expect(standing).toEqual(['A-1 2029-01-01', 'A-3 2028-09-01']);
    const rows = (await product.told('ListRowsChanged')).at(-1);
    expect(rows.removed).toMatchObject([{ ref: 'A-2', exitReason: 'OWNER_REMOVED' }]);

    const before = await product.eventCount();
    expect((await deliver(court, '2026-10-10', second)).body).toMatchObject({ state: 'APPLIED', repeated: true });
    await refused(deliver(court, '2026-10-9', second), 409, 'VERSION_OLDER', before);
    await refused(deliver(court, '2026-10-10', csv(company('A-1'))), 409, 'VERSION_TAKEN', before);
    await refused(deliver(court, '2026-11-1', second, { who: association }), 403, 'NOT_YOUR_LIST', before);
    expect(await listOf(court)).toMatchObject({ version: '2026-10-10', entries: 2 });
  });

  it('3.8: a shrunken delivery is held and told, and counts when a second person releases it', async () => {
    const bounds = { ...TERMS.bounds, maxRemovedShare: 0.4 };
    await operator.send('POST', `/external-lists/${court}/terms`, { ...TERMS, bounds });
    const held = await delivered(court, '2026-10-11', csv(company('A-1'), 'A-4,企业,USCC,1,某公司,2026-09-01,,,'));
    expect(held).toMatchObject({
      ...{ state: 'HELD', progress: { code: 'DELIVERY_HELD' } },
      findings: [{ code: 'UNUSUAL_REMOVAL', count: 1, of: 2 }],
      faults: [{ line: 3, code: 'IDENTIFIER_FORMAT', field: 'identifier' }],
    });
    expect(await listOf(court)).toMatchObject({ version: '2026-10-10', entries: 2, openDelivery: { state: 'HELD' } });
    const metrics = (await product.anybody.get('/metrics')).text;
    expect(metrics).toMatch(new RegExp(`mingdan_external_list_held\\{list="${court}"\\} 1`));

    const path = `/external-lists/${court}/deliveries/${held.deliveryId}`;
    const reason = { reason: '已与法院核实，确已移除。' };
    const before = await product.eventCount();
    await refused(operator.send('POST', `${path}/release`, reason), 403, 'DELIVERY_SECOND_PERSON', before);
    const released = await product.as('o-officer').send('POST', `${path}/release`, reason);
    expect(released).toMatchObject({
      status: 201,
      body: { events: [{ type: 'ListDeliveryReleased' }, { type: 'ListDeliveryAccepted' }] },
    });
    const applied = await until(
      () => listOf(court),
      ({ version }) => version === '2026-10-11',
    );
    expect(applied).toMatchObject({ entries: 1 });
    expect(await settled(court, held.deliveryId)).toMatchObject({
      ...{ state: 'APPLIED', settledBy: { userId: 'o-officer' }, reason: reason.reason },
    });
  });

  it('3.8: a broken delivery is held, cannot be released, and is thrown away by a second person', async () => {
    const text = csv(company('A-1'), person('A-2'));
    const held = await delivered(court, '2026-10-12', text, { digest: sha('other') });
    expect(held).toMatchObject({ state: 'HELD', findings: [{ code: 'DIGEST_MISMATCH' }] });
    const path = `/external-lists/${court}/deliveries/${held.deliveryId}`;
    const before = await product.eventCount();
    const office = product.as('o-officer');
    await refused(office.send('POST', `${path}/release`, { reason: '无妨' }), 409, 'DELIVERY_NOT_RELEASABLE', before);
    const columns = await delivered(court, '2026-10-13', 'a,b\n1,2\n');
    expect(columns).toMatchObject({ state: 'HELD', findings: [{ code: 'COLUMNS_WRONG' }] });
    const discarded = `/external-lists/${court}/deliveries/${columns.deliveryId}/discarding`;
    expect((await office.send('POST', discarded, { reason: '格式有误' })).body.events).toEqual([
      { type: 'ListDeliveryDiscarded' },
    ]);
    await product.waitFor();
    const { body } = await product.as('supervisor').get(`/external-lists/${court}/deliveries`);
    const stateOf = ({ deliveryId }: Told): string =>
      (body.items as Told[]).find((one) => one.deliveryId === deliveryId).state as string;
    expect([stateOf(held), stateOf(columns)]).toEqual(['SUPERSEDED', 'DISCARDED']);
    expect(await listOf(court)).toMatchObject({ version: '2026-10-11', entries: 1 });
    const mended = await delivered(court, '2026-10-12', text);
    expect(mended).toMatchObject({ state: 'APPLIED', counts: { added: 1, changed: 0, unchanged: 1 } });
  });

  it('3.8: every local command on a mirrored entry is refused, with and without a dossier', async () => {
    const [mirrored] = (await current('black')).body.mirrored as Told[];
    const commands = [
      ['a-drafter', 'proposals/revocation', { ground: 'VERIFICATION', reasons: '理由' }],
      ['a-drafter', 'measures', { items: ['M-1'] }],
      ['a-drafter', 'withdrawal', { reason: '撤回' }],
      ['a-head', 'early-release', { reasons: '理由' }],
      ['c-implementer', 'measures/unlisted-applications', { note: '限制' }],
    ] as const;
    for (const subjectId of [mirrored.subjectId as string, (await Dossier.of(product, X)).subjectId]) {
      const before = await product.eventCount();
      for (const [who, act, body] of commands) {
        const answer = product.as(who).send('POST', `/subjects/${subjectId}/entries/${mirrored.entryId}/${act}`, body);
        await refused(answer, 409, 'OWNED_ELSEWHERE', before);
      }
    }
  });

  it('3.8: an objection is forwarded and marked; only the owner’s outcome clears the mark and takes the entry off', async () => {
    const [mine] = (await entriesOf(court)).filter(({ ref }) => ref === 'A-2');
    const path = `/external-lists/${court}/entries/${mine.entryId}/objections`;
    const self = product.asPerson(P);
    const text = { text: '案款已于九月履行完毕。', contact: '13800000000' };
    const before = await product.eventCount();
    await refused(product.asPerson(Y).send('POST', path, text), 403, 'OBJECTION_NOT_OWN', before);
    const filed = await self.send('POST', path, text);
    expect(filed).toMatchObject({ status: 201, body: { events: [{ type: 'ObjectionForwarded' }] } });
    await refused(self.send('POST', path, text), 409, 'OBJECTION_ALREADY_FORWARDED', before + 1);
    await product.waitFor();
    const [black] = (await decision(P, 'BLACK')).mirrored;
    expect(black).toMatchObject({ disputed: true });

    const search = `/external-lists/${court}/forwardings/search`;
    const asks = await product.as('a-handler').send('POST', search, PURPOSE);
    expect(asks.body).toMatchObject({
      queryId: expect.any(String),
      items: [{ ref: 'A-2', owner: '示范市中级人民法院', answerExpectedOn: '2026-10-16', overdue: false, ...text }],
    });
    const outcomeOf = (forwardingId: string) => `/external-lists/${court}/forwardings/${forwardingId}/outcome`;
    const decided = { docNo: '（2026）宁01执异3号', decidedOn: '2026-10-01' };
    const maintained = { outcome: 'MAINTAINED', ...decided, note: '仍未履行完毕。' };
    const { forwardingId } = filed.body.created as { forwardingId: string };
    expect((await product.as('a-handler').send('POST', outcomeOf(forwardingId), maintained)).status).toBe(201);
    await product.waitFor();
    expect((await decision(P, 'BLACK')).mirrored).toMatchObject([{ disputed: false }]);

    const again = (await self.send('POST', path, text)).body.created as { forwardingId: string };
    const removed = { outcome: 'REMOVED', ...decided };
    expect((await product.as('o-officer').send('POST', outcomeOf(again.forwardingId), removed)).status).toBe(201);
    await product.waitFor();
    expect(await decision(P, 'BLACK')).toMatchObject({ listed: false, mirrored: [] });
    // The owner's list lags behind its decision: what was removed stays removed until it is delivered anew.
    const lagging = await delivered(court, '2026-10-14', csv(company('A-1'), person('A-2')));
    expect(lagging).toMatchObject({ state: 'APPLIED', counts: { unchanged: 2 } });
    expect((await entriesOf(court)).map(({ ref }) => ref as string)).toEqual(['A-1']);
    const back = await delivered(court, '2026-10-15', csv(company('A-1'), person('A-2', '张三')));
    expect(back).toMatchObject({ state: 'HELD', findings: [{ code: 'REMOVED_RETURNS', count: 1 }] });
  });

  it('3.5 R2: a red candidate on a mirrored black list is screened out, with the list in the receipt', async () => {
    const entry = await (await Dossier.of(product, X)).entry('RED-1');
    const checked = await entry.given('drafter', 'PerformCrossCheck');
    expect(checked.body.events).toEqual(
      ['CrossCheckPerformed', 'EntryScreenedOut', 'DeadlineSet'].map((type) => ({ type })),
    );
    const [receipt] = await product.told('CrossCheckPerformed');
    expect(receipt.sources).toContainEqual(
      expect.objectContaining({ sourceId: `mirror-${court}`, version: '2026-10-14' }),
    );
    expect(receipt.hits).toMatchObject([{ sourceId: `mirror-${court}`, sourceEntryRef: 'A-1', listKind: 'BLACK' }]);
  });

  it('5.2: the list of another region is recognised as a mirror', async () => {
    const gansu = await registered('/mirrored-lists', { ...COURT, title: '外地严重失信名单', foreignRegion: '620100' });
    await delivered(gansu, 'v1', csv(company('G-1', Y.value)));
    const { mirrored } = await decision(Y, 'BLACK');
    expect(mirrored).toMatchObject([{ list: { listId: gansu, foreignRegion: '620100', origin: 'EXTERNAL_MIRROR' } }]);
  });

  it('1.1: a reference list informs, in a view of its own, and never triggers', async () => {
    const { answerWithinDays: _none, ...terms } = TERMS;
    const body = {
      ...terms,
      ownerName: '示范市建筑业协会',
      title: '会员失信名单',
      listKind: 'BLACK',
      legalSource: '章程',
    };
    const before = await product.eventCount();
    const other = { ...body, ownerUnitId: 'unit-a' };
    await refused(association.send('POST', '/reference-lists', other), 403, 'NOT_YOUR_LIST', before);
    const list = await registered('/reference-lists', body, association);
    expect(await delivered(list, '1', csv(company('M-1', NEW.value)), { who: association })).toMatchObject({
      state: 'APPLIED',
    });
    expect(await listOf(list)).toMatchObject({ origin: 'REFERENCE', ownerUnitId: 'unit-c', note: '供参考' });
    expect(await entriesOf(list)).toMatchObject([{ ref: 'M-1', list: { note: '供参考' } }]);
    const hits = await product.as('a-drafter').send('POST', '/reference-hits', asked(NEW));
    expect(hits.body).toMatchObject({ note: '供参考', items: [{ listKind: 'BLACK', list: { note: '供参考' } }] });
    expect(await product.ask('select 1 from registers.lookups where query_id = $1', [hits.body.queryId])).toHaveLength(
      1,
    );

    expect(await decision(NEW, 'BLACK')).toMatchObject({ listed: false, hits: [], mirrored: [] });
    const shown = (await current('black')).body.mirrored as Told[];
    expect(shown.filter((one) => one.list.listId === list)).toEqual([]);
    const candidate = await (await Dossier.of(product, NEW, '示范丙企业')).entry('RED-1');
    const checked = await candidate.given('drafter', 'PerformCrossCheck');
    expect(checked.body.events).toEqual([{ type: 'CrossCheckPerformed' }]);
    const entryPath = `/external-lists/${list}/entries/${(await entriesOf(list))[0].entryId}/objections`;
    const count = await product.eventCount();
    await refused(
      product.asPerson(NEW).send('POST', entryPath, { text: '有误' }),
      409,
      'REFERENCE_NOT_FORWARDED',
      count,
    );
  });

  it('a source that is away or misbehaves leaves the last good version, with its age', async () => {
    source.offers('2026-10-01', csv(company('E-1')));
    const fetched = {
      ...COURT,
      title: '定时读取的名单',
      source: { url: source.url, everyMinutes: 60 },
    };
    const list = await registered('/mirrored-lists', fetched);
    const ask = async (holds: (list: Told) => boolean): Promise<Told> => {
      const { body } = await operator.send('POST', `/external-lists/${list}/fetches`);
      expect(body).toEqual({ listId: list, asked: true });
      return until(() => listOf(list), holds);
    };
    await product.waitFor();
    expect(await ask(({ version }) => version !== undefined)).toMatchObject({ version: '2026-10-01', entries: 1 });
    expect(await ask(({ source: { lastOutcome } }) => lastOutcome === 'UNCHANGED')).toMatchObject({
      source: { confirmedAt: product.now },
    });
    expect(source.asked.at(-1)?.ifNoneMatch).toBe('"2026-10-01"');

    await product.advanceTo('2026-10-03');
    const hostile = [
      ['REFUSED', () => source.fails(500)],
      ['REDIRECTED', () => source.redirects()],
      ['TRUNCATED', () => source.breaksOff('2026-10-02')],
    ] as const;
    for (const [outcome, behave] of hostile) {
      behave();
      const told = await ask(({ source: { lastOutcome } }) => lastOutcome === outcome);
      expect(told).toMatchObject({ version: '2026-10-01', ageHours: 48, source: { failingSince: product.now } });
    }
    expect((await product.anybody.get('/metrics')).text).toMatch(
      new RegExp(`mingdan_external_list_failing\\{list="${list}"\\} 1`),
    );
    source.offers('2026-10-02', csv(company('E-1'), company('E-2', Y.value)), 'sha-256=:AAAA:');
    const held = await ask(({ openDelivery }) => openDelivery !== undefined);
    expect(held).toMatchObject({ version: '2026-10-01', openDelivery: { findings: [{ code: 'DIGEST_MISSING' }] } });
    source.offers('2026-10-03', csv(company('E-1'), company('E-2', Y.value)));
    expect(await ask(({ version }) => version === '2026-10-03')).toMatchObject({ entries: 2, ageHours: 0 });
    expect((await product.told('ListDeliveryAccepted')).at(-1).deliveredBy).toEqual({
      userId: 'system',
      role: 'SYSTEM',
    });

    const inside = { ...fetched, source: { url: 'https://10.0.0.1/list.csv' } };
    const before = await product.eventCount();
    const { status, body } = await operator.send('POST', '/mirrored-lists', inside);
    expect([status, body.code, await product.eventCount()]).toEqual([422, 'SOURCE_URL_PRIVATE', before]);
  });

  it('D9: no name, number or text of a person stands in clear in the log of any of it', async () => {
    const log = JSON.stringify(await eventsIn(product.app.get(EventStore)), (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    for (const text of [P.value, '张三', '违反限制消费令', '案款已于九月', '仍未履行完毕', '执行局', '13800000000'])
      expect([text, log.includes(text)]).toEqual([text, false]);
  });

  it('D16: every version of every list comes back from the log', async () => {
    const tables = ['external_lists', 'external_entries', 'external_deliveries', 'external_forwardings'];
    const digests = () =>
      Promise.all(
        tables.map((table) =>
          product.ask<{ rows: string; digest: string }>(
            `select count(*) as rows, md5(string_agg(t::text, '|' order by t::text)) as digest from read."${table}" t`,
          ),
        ),
      );
    await product.waitFor();
    const before = await digests();
    expect(before.flat().every(({ rows }) => Number(rows) > 0)).toBe(true);
    await product.app.get(ProjectionRunner).rebuild('external-lists', { fresh: true });
    expect(await digests()).toEqual(before);
  });

  it('a list that is closed leaves every view', async () => {
    await product
      .as('o-officer')
      .send('POST', `/external-lists/${court}/closing`, { reason: '法院改由省级平台统一推送' });
    await product.waitFor();
    expect(await decision(X, 'BLACK')).toMatchObject({ mirrored: [{ list: { title: '定时读取的名单' } }] });
    const before = await product.eventCount();
    await refused(deliver(court, '2027-1', csv(company('A-1'))), 409, 'EXTERNAL_LIST_CLOSED', before);
  });
});
