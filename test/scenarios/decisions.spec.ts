import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { jest } from '@jest/globals';
import { RegisterUnavailable, Registers } from '#libs/access';
import { makeCitizenId, makeUscc } from '#libs/subjects';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice, X, Y } from '../support/office.js';
import { startProduct, type Actor, type Answer, type Identifier, type Product } from '../support/product.js';

const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
const LAW = { title: '《中华人民共和国政府采购法》', article: '第二十二条', level: 'LAW' };
const item = (measureItemId: string, force: string) => ({
  ...{ measureItemId, kind: 'PUNISHMENT', force, category: 'MARKET', text: `措施${measureItemId}` },
  ...{ appliesTo: { listKinds: ['BLACK'], persons: false }, implementingUnitTypes: ['公共资源交易中心'] },
  ...{ legalBasis: [LAW], effectiveFrom: '2026-01-01' },
});
const LIST = {
  ...{ title: '示范市失信联合惩戒措施清单', source: '全国失信惩戒措施基础清单（2024年版）' },
  items: [item('M-1', 'MANDATORY'), item('R-1', 'RECOMMENDED')],
};

const asked = ({ type, value }: Identifier) => ({ kind: type, value });
const uscc = (serial: number) => ({ kind: 'USCC', value: makeUscc(serial) });
const persons = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ kind: 'CITIZEN_ID', value: makeCitizenId('1980-01-01', at) }));
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
const linesOf = ({ text }: Answer): any[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);

describe('the decision query of approval systems (3.18, 5.2)', () => {
  let product: Product;
  let c: Actor;
  let t: Actor;
  let black: ListEntry;

  const ask = (who: Actor, question: object, purpose: object = PURPOSE): Promise<Answer> =>
    who.send('POST', '/decisions', { ...question, purpose });
  const verify = (who: Actor, body: object): Promise<Answer> =>
    who.send('POST', '/decisions/receipts/verification', {
      purpose: { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' },
      ...body,
    });
  const lookups = async (): Promise<number> =>
    Number((await product.ask<{ n: string }>('select count(*) as n from registers.lookups'))[0]?.n);
  const registered = async (queryIds: readonly string[]): Promise<number> =>
    Number(
      (
        await product.ask<{ n: string }>('select count(*) as n from registers.lookups where query_id = any($1)', [
          queryIds,
        ])
      )[0]?.n,
    );
  const denied = async (code: string): Promise<number> =>
    ((await product.as('supervisor').get(`/audit/denied?code=${code}`)).body.items as object[]).length;

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    c = product.as('c-implementer');
    t = product.withToken(
      await product.sign({ sub: 't-implementer', unit: 'unit-t', roles: ['IMPLEMENTING_UNIT'], name: '某' }),
    );
    const office = product.as('o-officer');
    await office.send('POST', '/measure-lists', { measureListId: 'CITY', content: LIST });
    await office.send('POST', '/measure-lists/CITY/publication', { effectiveFrom: '2026-09-08' });
    const dossier = await Dossier.of(product);
    black = await dossier.black({ ready: '2026-09-18' });
    await Dossier.of(product, Y, '示范乙企业');
    await black.given('drafter', 'TriggerJointMeasures', { items: ['M-1', 'R-1'] });
    await product.settled();
    const measures = `${black.path}/measures`;
    const designations = [{ unitId: 'unit-c', items: ['M-1', 'R-1'] }];
    const { body } = await product.as('a-drafter').send('POST', `${measures}/proposals`, { designations });
    const { proposalId } = body.created as { proposalId: string };
    await office.send('POST', `${measures}/designation`, { proposalId });
    await product.settled();
  });
  afterAll(() => product.stop());
  afterEach(() => jest.restoreAllMocks());

  it('says per list what applies now, and which items are for the asking unit', async () => {
    const { status, body } = await ask(c, { identifier: asked(X) });
    expect(status).toBe(200);
    const [red, hit] = body.lists;
    expect(red).toEqual({ listKind: 'RED', listed: false, hits: [], mirrored: [], asResponsiblePerson: [] });
    expect(hit.hits).toMatchObject([{ entryId: black.entryId, measures: 'APPLY', items: ['M-1', 'R-1'] }]);
    expect(hit.hits[0].unitItems).toEqual([
      expect.objectContaining({ measureItemId: 'M-1', force: 'MANDATORY' }),
      expect.objectContaining({ measureItemId: 'R-1', force: 'RECOMMENDED' }),
    ]);
    const elsewhere = (await ask(t, { identifier: asked(X) })).body.lists[1].hits;
    expect(elsewhere).toMatchObject([{ measures: 'APPLY', items: ['M-1', 'R-1'], unitItems: [] }]);
  });

  it('leaves out what the unit has declined with a reason', async () => {
    const [, { hits }] = (await ask(c, { identifier: asked(X) })).body.lists;
    const { pushId } = hits[0].unitItems[1] as { pushId: string };
    const path = `${black.path}/measures/records/${pushId}/declination`;
    expect(await c.send('POST', path, { reason: '不适用', legalBasis: LAW })).toMatchObject({ status: 201 });
    await product.settled();
    const [, after] = (await ask(c, { identifier: asked(X) })).body.lists;
    expect(after.hits[0].unitItems).toMatchObject([{ measureItemId: 'M-1' }]);
  });

  it('answers unlisted and unknown subjects alike, to the byte', async () => {
    const unlisted = await ask(c, { identifier: asked(Y) });
    const unknown = await ask(c, { identifier: uscc(77) });
    const shape = ({ body: { queryId: _query, receipt: _receipt, ...rest } }: Answer): object => rest;
    expect(shape(unknown)).toEqual(shape(unlisted));
    expect(Buffer.byteLength(unknown.text)).toBe(Buffer.byteLength(unlisted.text));
    expect(unknown.headers['content-length']).toBe(unlisted.headers['content-length']);
    const both = linesOf(await ask(c, { identifiers: [asked(Y), uscc(78)] }));
    expect(JSON.stringify(both[1]).length).toBe(JSON.stringify(both[0]).length);
  });

  describe('many in one call', () => {
    const many = [...Array.from({ length: 430 }, (_, at) => uscc(1_000 + at)), asked(X), asked(Y)];

    it('are answered line by line in their order, each registered before it leaves, with a last line', async () => {
      const before = await lookups();
      const answer = await ask(c, { identifiers: many });
      expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
      const lines = linesOf(answer);
      expect(lines.pop()).toEqual({ end: { answered: many.length } });
      expect(lines.map(({ index }) => index as number)).toEqual(many.map((_, at) => at));
      expect(lines.filter(({ lists }) => lists[1].listed as boolean).map(({ index }) => index as number)).toEqual([
        430,
      ]);
      expect(lines[430].lists[1].hits).toMatchObject([
        { entryId: black.entryId, unitItems: [{ measureItemId: 'M-1' }] },
      ]);
      expect(await lookups()).toBe(before + many.length);
      expect(await registered(lines.map(({ queryId }) => queryId as string))).toBe(many.length);
    });

    it('end with a clear record where the register goes away on the way; nothing unregistered has left', async () => {
      const registers = product.app.get(Registers);
      const real = registers.registerLookups.bind(registers);
      const spied = jest.spyOn(registers, 'registerLookups');
      spied.mockImplementationOnce(real).mockRejectedValueOnce(new RegisterUnavailable());
      const lines = linesOf(await ask(c, { identifiers: many }));
      expect(lines.pop()).toMatchObject({
        end: { answered: 200, problem: { status: 503, code: 'REGISTER_UNAVAILABLE', detail: expect.any(String) } },
      });
      expect(lines).toHaveLength(200);
      expect(await registered(lines.map(({ queryId }) => queryId as string))).toBe(200);
      spied.mockRejectedValueOnce(new RegisterUnavailable());
      expect(await ask(c, { identifiers: many })).toMatchObject({
        status: 503,
        body: { code: 'REGISTER_UNAVAILABLE' },
      });
    });

    const long = process.env['MINGDAN_LONG_TESTS'] === undefined ? it.skip : it;
    long('take no more memory for ten thousand than for one chunk', async () => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const identifiers = Array.from({ length: 10_000 }, (_, at) => uscc(50_000 + at));
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer ${await product.token('c-implementer')}`,
      };
      const body = JSON.stringify({ identifiers, purpose: PURPOSE });
      const answer = await fetch(`${product.base}/decisions`, { method: 'POST', headers, body });
      const held: number[] = [];
      let lines = 0;
      let last = '';
      for await (const chunk of answer.body ?? []) {
        const text = Buffer.from(chunk as Uint8Array).toString('utf8');
        const before = Math.floor(lines / 1_000);
        lines += text.split('\n').length - 1;
        last = `${last}${text}`.slice(-100);
        if (Math.floor(lines / 1_000) === before) continue;
        collect();
        held.push(process.memoryUsage().heapUsed);
      }
      expect(last.trim().split('\n').at(-1)).toBe('{"end":{"answered":10000}}');
      expect([lines, held.length]).toEqual([10_001, 10]);
      expect(Math.max(...held) - (held[0] ?? 0)).toBeLessThan(16 * 2 ** 20);
    });

    it('are refused whole where one is malformed, with its place; nothing is registered', async () => {
      const before = await lookups();
      const wrong = [uscc(1), { kind: 'USCC' }, { ...uscc(2), name: 'x' }, 'x', { ...uscc(3), certificateType: 'a' }];
      const answer = await ask(c, { identifiers: wrong });
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
      expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
        ...['/identifiers/1/value', '/identifiers/2', '/identifiers/3', '/identifiers/4/certificateType'],
      ]);
      const tooMany = Array.from({ length: 10_001 }, () => uscc(1));
      for (const question of [
        {},
        { identifier: uscc(1), identifiers: [uscc(2)] },
        { identifiers: [] },
        { identifiers: tooMany },
      ])
        expect(await ask(c, question)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
      expect(await lookups()).toBe(before);
    });
  });

  describe('more than fifty natural persons in one call (6.2)', () => {
    it('are refused without a grant, before anything is answered, and the refusal is registered', async () => {
      const before = await lookups();
      const answer = await ask(c, { identifiers: persons(51) });
      expect(answer).toMatchObject({ status: 403, body: { code: 'GRANT_MISSING', clause: '6.2' } });
      expect([await lookups(), await denied('GRANT_MISSING')]).toEqual([before, 1]);
      const fifty = [...persons(50), ...persons(50), ...Array.from({ length: 60 }, (_, at) => uscc(at))];
      expect(linesOf(await ask(c, { identifiers: fifty })).at(-1)).toEqual({ end: { answered: 160 } });
    });

    it('are answered under a standing grant of this unit, person and purpose, which is registered with each', async () => {
      const today = product.now.slice(0, 10);
      const wanted = { kind: 'BULK', purposeCode: 'BID_REVIEW', from: today, until: today, reason: '年度投标资格审查' };
      const { body } = await c.send('POST', '/grants', { ...wanted, matterNo: PURPOSE.matterNo });
      const approval = await product.as('privacy-reviewer').send('POST', `/grants/${body.id}/approval`, {});
      expect(approval.status).toBe(201);
      await product.settled();
      const lines = linesOf(await ask(c, { identifiers: persons(51) }));
      expect(lines.at(-1)).toEqual({ end: { answered: 51 } });
      const rows = await product.ask('select from registers.lookups where grant_id = $1', [body.id]);
      expect(rows).toHaveLength(51);
    });
  });

  describe('the sealed receipt', () => {
    let answer: Readonly<Record<string, unknown>> & { readonly receipt: string; readonly queryId: string };
    beforeAll(async () => {
      answer = (await ask(c, { identifier: asked(X) })).body;
    });

    it('proves what was answered about whom, on which revision, when and to whom', async () => {
      const proof = { receipt: answer.receipt, identifier: asked(X), answer };
      for (const who of [product.as('supervisor'), product.as('b-handler'), c]) {
        const { status, body } = await verify(who, proof);
        expect([status, body]).toMatchObject([
          200,
          {
            ...{ queryId: answer.queryId, asOf: answer['asOf'], today: '2026-09-18', position: answer['position'] },
            ...{ userId: 'c-implementer', unitId: 'unit-c', role: 'IMPLEMENTING_UNIT', ...PURPOSE },
            entries: [
              { entryId: black.entryId, entryRevision: expect.any(Number), streamRevision: expect.any(Number) },
            ],
            ...{ identifierMatches: true, answerMatches: true },
          },
        ]);
      }
    });

    it('does not prove another answer, nor one about somebody else', async () => {
      const other = await verify(c, {
        receipt: answer.receipt,
        identifier: asked(Y),
        answer: { ...answer, today: '2026-09-17' },
      });
      expect(other).toMatchObject({ status: 200, body: { identifierMatches: false, answerMatches: false } });
      const [line] = linesOf(await ask(c, { identifiers: [asked(Y)] }));
      expect(await verify(c, { receipt: line.receipt, answer: line })).toMatchObject({ body: { answerMatches: true } });
    });

    it('tells its holder nothing: neither names nor numbers stand in it, and no two are alike', async () => {
      const again = (await ask(c, { identifier: asked(X) })).body as typeof answer;
      expect(again.receipt).not.toBe(answer.receipt);
      const bytes = Buffer.from(answer.receipt.split('.')[1] ?? '', 'base64url').toString('latin1');
      for (const known of [X.value, black.entryId, answer.queryId, 'unit-c', 'c-implementer', 'BID_REVIEW'])
        expect(bytes).not.toContain(known);
    });

    it('is refused where it was altered, and to a unit that it was not given to, in the same words', async () => {
      const { receipt } = answer;
      const [month, box = ''] = receipt.split('.');
      const flipped = `${month}.${box.slice(0, 50)}${box[50] === 'A' ? 'B' : 'A'}${box.slice(51)}`;
      const wrong = [flipped, `2026-08.${box}`, `2026-13.${box}`, `${receipt}A`, receipt.slice(0, -4), 'nothing'];
      const before = await denied('RECEIPT_INVALID');
      const refusals = [];
      for (const one of wrong) refusals.push(await verify(c, { receipt: one }));
      refusals.push(await verify(t, { receipt }));
      for (const refusal of refusals) expect(refusal).toMatchObject({ status: 422, body: { code: 'RECEIPT_INVALID' } });
      expect(new Set(refusals.map(({ text }) => text)).size).toBe(1);
      expect(await denied('RECEIPT_INVALID')).toBe(before + refusals.length);
    });
  });

  describe('matters reported and matters queried (F6)', () => {
    const matter = (n: number, more: object = {}) => ({
      purposeCode: 'BID_REVIEW',
      matterNo: `银公资〔2026〕${n}号`,
      ...more,
    });
    const report = (who: Actor, ...matters: object[]): Promise<Answer> => who.send('POST', '/matters', { matters });
    const coverage = async (who: Actor, query = '') => (await who.get(`/matters/coverage${query}`)).body;

    it('are both counted per unit, each once, with numerator and denominator', async () => {
      const first = await report(c, matter(8), matter(901), matter(902, { openedOn: '2026-08-31' }));
      expect(first.body).toEqual({ received: 3, recorded: 3 });
      expect((await report(c, matter(901), matter(901))).body).toEqual({ received: 2, recorded: 0 });
      await ask(t, { identifier: asked(Y) }, matter(950));
      // Refused, and so not asked about.
      const curious = await ask(c, { identifier: asked(Y) }, matter(951, { purposeCode: 'CURIOSITY' }));
      expect([curious.status, curious.body.code]).toEqual([403, 'PURPOSE_NOT_PUBLISHED']);
      const own = await coverage(c, '?from=2026-09-01&to=2026-10-01');
      expect(own).toMatchObject({ items: [{ unitId: 'unit-c', reported: 2, covered: 1, rate: 0.5, asked: 1 }] });
      await ask(c, { identifiers: [asked(X), asked(Y)] }, matter(902));
      const all = await coverage(product.as('supervisor'));
      expect(all).toMatchObject({
        ...{ from: '2026-01-01', to: '2026-09-19', askingUnits: 2 },
        items: [
          { unitId: 'unit-c', reported: 3, covered: 2, rate: 2 / 3, asked: 2 },
          { unitId: 'unit-t', reported: 0, covered: 0, rate: null, asked: 2 },
        ],
      });
    });

    it('lead to the matters that nobody asked about', async () => {
      const { body } = await product.as('o-officer').get('/matters?asked=false');
      expect(body.items).toEqual([{ unitId: 'unit-c', ...matter(901), openedOn: '2026-09-18' }]);
      const page = (await c.get('/matters?limit=2')).body;
      const rest = (await c.get(`/matters?limit=2&cursor=${page.next}`)).body;
      expect([...page.items, ...rest.items].map(({ matterNo }) => matterNo as string)).toEqual(
        [8, 901, 902].map((n) => matter(n).matterNo),
      );
      expect(rest.next).toBeUndefined();
    });

    it('are shown to the unit itself, the office and the supervisor; nothing is counted for the future', async () => {
      expect(await c.get('/matters/coverage?unit=unit-t')).toMatchObject({
        status: 403,
        body: { code: 'READ_NOT_ALLOWED' },
      });
      expect(await t.get('/matters?unit=unit-c')).toMatchObject({ status: 403, body: { code: 'READ_NOT_ALLOWED' } });
      const future = await report(c, matter(903), matter(904, { openedOn: '2026-09-19' }));
      expect(future).toMatchObject({ status: 400, body: { errors: [{ pointer: '/matters/1/openedOn' }] } });
      expect(await coverage(c)).toMatchObject({ items: [{ reported: 3 }] });
      expect((await product.as('subject-x').send('POST', '/matters', { matters: [matter(1)] })).status).toBe(403);
    });
  });

  it('shows the mark and no measure for anybody while an objection is verified', async () => {
    await product.advanceTo('2026-10-08');
    await black.given('self', 'FileObjection');
    const { position: after } = (await black.given('handler', 'AcceptObjection')).body as { position: string };
    const [, { hits }] = (await ask(c, { identifier: asked(X), after })).body.lists;
    expect(hits).toMatchObject([{ measures: 'SUSPENDED', items: [], unitItems: [], disputed: true }]);
    expect(hits[0].suspendedBecause).toEqual([{ ground: 'VERIFICATION', scope: 'ALL' }]);
  });

  it('seals under a new key each month; what was sealed before is proved as ever', async () => {
    const before = linesOf(await ask(c, { identifiers: [asked(X)] }))[0];
    await product.advanceTo('2026-11-02');
    const after = (await ask(c, { identifier: asked(X) })).body;
    expect([before.receipt, after.receipt].map((one: string) => one.slice(0, 8))).toEqual(['2026-10.', '2026-11.']);
    for (const { receipt } of [before, after]) expect(await verify(c, { receipt })).toMatchObject({ status: 200 });
    const keys = await product.ask<{ scope: string }>(
      `select scope from vault.keys where about = 'decision-receipts' order by scope`,
    );
    expect(keys.map(({ scope }) => scope)).toEqual(['2026-09', '2026-10', '2026-11']);
  });
});
