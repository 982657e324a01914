import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DEMONSTRATION_MATTERS } from '#libs/access';
import { rankOf, seedOf, shareOf } from '#libs/lookup-review';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice, P } from '../support/office.js';
import { startProduct, type Answer, type Product } from '../support/product.js';
import { HANDLING, lookupQuestions, TOLD, type LookedUp } from './lookup-questions.js';

/* Specification 6.2 and scenario 28: who looks persons up, for what, by whose grant, and who looks at that. */

const NAME = '韩示范';
const Q = { type: 'CITIZEN_ID', value: '640100198506150024' } as const;
const EXPORTING = { purposeCode: 'LIST_EXPORT', matterNo: '市监信报〔2026〕1号' };
const identifier = { kind: P.type, value: P.value };

describe('28: look-ups of persons', () => {
  let product: Product;
  let person: Dossier;
  let entry: ListEntry;
  let ofX: ListEntry;
  let docId: string;
  let questions: LookedUp['questions'];

  beforeAll(async () => {
    // A Monday at nine in Shanghai.
    product = await startProduct({ now: '2026-08-03' });
    await openOffice(product);
    person = await Dossier.of(product, P, NAME);
    entry = await person.entry('BLK-1');
    ofX = await (await Dossier.of(product)).entry('BLK-1');
    await ofX.given('drafter', 'RecordResponsiblePerson', {
      person: { identifier: { kind: Q.type, value: Q.value }, name: '李四' },
      ...{ capacity: 'PRINCIPAL', fromDate: '2020-01-01', basisDocNo: '市监罚〔2026〕12号', measuresExtend: false },
    });
    ({ docId, questions } = await lookupQuestions(product, entry));
    await product.settled();
  });
  afterAll(() => product.stop());

  const ask = (who: string, path: string, body: object): Promise<Answer> => product.as(who).send('POST', path, body);
  const registered = async (): Promise<number> =>
    Number((await product.ask<{ n: string }>('select count(*) as n from registers.lookups'))[0]?.n);
  const denied = async (code: string): Promise<number> =>
    (await product.as('privacy-reviewer').get(`/audit/denied?code=${code}&limit=200`)).body.items.length as number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  const seen = async (path: string, who = 'privacy-reviewer'): Promise<any> => {
    const answer = await product.as(who).get(path);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  const purposeOf = (name: string): object => (name === 'exportList' ? EXPORTING : HANDLING);

  async function granted(who: string, kind: string, purpose: object = HANDLING): Promise<string> {
    const wanted = { kind, ...purpose, from: '2026-08-03', until: '2026-08-31', reason: '核对身份' };
    const { status, body } = await ask(who, '/grants', wanted);
    expect({ status, events: body.events }).toEqual({ status: 201, events: [{ type: 'GrantRequested' }] });
    const approval = await ask('privacy-reviewer', `/grants/${body.id}/approval`, {});
    expect(approval.status).toBe(201);
    await product.settled();
    return body.id as string;
  }

  it('knows every route that is asked for a purpose', async () => {
    const document = (await product.anybody.get('/openapi.json')).body as OpenAPIObject;
    const found = Object.values(document.paths).flatMap(({ post }) => {
      const content = post?.requestBody && 'content' in post.requestBody ? post.requestBody.content : {};
      const schema = content['application/json']?.schema;
      const name = schema !== undefined && '$ref' in schema ? schema.$ref.split('/').at(-1) : undefined;
      const dto = name === undefined ? undefined : document.components?.schemas?.[name];
      const purpose = dto !== undefined && 'properties' in dto ? dto.properties?.['purpose'] : undefined;
      return /(LookupPurpose|\/PurposeDto)"/.test(JSON.stringify(purpose ?? {})) ? [post?.operationId] : [];
    });
    expect(found.sort()).toEqual(Object.keys(questions).sort());
  });

  it('without a purpose and matter: refused, and the attempt stands in the register of refusals', async () => {
    const before = await registered();
    for (const [name, [who, path, body]] of Object.entries(questions)) {
      const code = name === 'DownloadEvidence' ? 'PURPOSE_REQUIRED' : 'VALIDATION_FAILED';
      const attempts = await denied(code);
      const answer = await ask(who, path, body);
      expect({ name, code: answer.body.code as string }).toEqual({ name, code });
      expect(answer.text).not.toContain(NAME);
      const withoutMatter = await ask(who, path, { ...body, purpose: { purposeCode: 'DISPUTE_HANDLING' } });
      expect({ name, status: withoutMatter.status }).toEqual({ name, status: 400 });
      expect(await denied('VALIDATION_FAILED')).toBeGreaterThan(code === 'VALIDATION_FAILED' ? attempts + 1 : 0);
    }
    expect(await registered()).toBe(before);
  });

  it('for a purpose that the unit has not published: refused with its code, and registered as denied', async () => {
    const [before, attempts] = [await registered(), await denied('PURPOSE_NOT_PUBLISHED')];
    for (const [name, [who, path, body]] of Object.entries(questions)) {
      const answer = await ask(who, path, { ...body, purpose: { ...HANDLING, purposeCode: 'CURIOSITY' } });
      expect({ name, status: answer.status, code: answer.body.code as string }).toEqual({
        ...{ name, status: 403, code: 'PURPOSE_NOT_PUBLISHED' },
      });
      for (const datum of [NAME, ...TOLD]) expect(answer.text).not.toContain(datum);
    }
    expect(await denied('PURPOSE_NOT_PUBLISHED')).toBe(attempts + Object.keys(questions).length);
    expect(await registered()).toBe(before);
  });

  it('units publish their query matters, everybody reads them, and a withdrawn one allows nothing', async () => {
    const unit = async (unitId: string) =>
      ((await product.anybody.get('/public/query-matters')).body.units as { unitId: string }[]).find(
        (one) => one.unitId === unitId,
      );
    expect(await unit('unit-a')).toMatchObject({ queryMatters: DEMONSTRATION_MATTERS });
    const matter = { purposeCode: 'LICENSING', title: '行政许可审查', legalBasis: '《行政许可法》第三十四条' };
    const foreign = await ask('b-head', '/units/unit-a/query-matters', matter);
    expect(foreign).toMatchObject({ status: 403, body: { code: 'NOT_YOUR_UNIT' } });
    expect((await ask('a-head', '/units/unit-a/query-matters', matter)).status).toBe(201);
    const question = { identifier, purpose: { ...HANDLING, purposeCode: 'LICENSING' } };
    expect((await ask('a-handler', '/decisions', question)).status).toBe(200);
    expect((await ask('a-head', '/units/unit-a/query-matters/LICENSING/withdrawal', {})).status).toBe(201);
    expect((await ask('a-handler', '/decisions', question)).body.code).toBe('PURPOSE_NOT_PUBLISHED');
    expect(await unit('unit-a')).toMatchObject({ queryMatters: DEMONSTRATION_MATTERS });
  });

  it('with purpose: registered first, then a masked answer; P sees who looked, when and why', async () => {
    const answer = await ask('a-handler', `/subjects/${person.subjectId}/entries/search`, { purpose: HANDLING });
    expect(answer.body.items).toMatchObject([{ name: NAME, identifier: '640100********0012' }]);
    const { items } = (await person.self.get(`/subjects/${person.subjectId}/lookups`)).body;
    expect(items[0]).toEqual({
      ...{ queryId: answer.body.queryId as string, at: product.now, subjectRef: person.subjectId },
      ...{ userId: 'a-handler', unitId: 'unit-a', unitName: '示范市市场监管局', role: 'DISPUTE_HANDLER' },
      ...{ ...HANDLING, purposeTitle: '异议处理', maskLevel: 'DEPARTMENT', resultCount: 1 },
      fieldsReturned: ['name', 'identifier', 'responsiblePersons'],
    });
    const stranger = await product.asPerson(Q).get(`/subjects/${person.subjectId}/lookups`);
    expect(stranger).toMatchObject({ status: 404, body: { code: 'NOT_VISIBLE' } });
  });

  it('whoever was met in the entry of an entity sees it as well', async () => {
    const path = `/subjects/${ofX.dossier.subjectId}/entries/search`;
    const { body } = await ask('a-handler', path, { purpose: HANDLING });
    expect(body.responsiblePersons).toMatchObject([{ name: '李四', capacity: 'PRINCIPAL' }]);
    const { personRef } = body.responsiblePersons[0] as { personRef: string };
    const own = await product.asPerson(Q).get(`/subjects/${personRef}/lookups`);
    expect(own.body.items).toMatchObject([{ subjectRef: personRef, userId: 'a-handler', ...HANDLING }]);
  });

  it('unmasked, exported, and a document of another’s case: by grant only', async () => {
    const unmasked = { purpose: HANDLING, unmasked: true };
    const needing: readonly (readonly [string, string, object, string])[] = [
      ['a-handler', `/subjects/${person.subjectId}/entries/search`, unmasked, 'UNMASKED'],
      ['a-handler', `/subjects/${person.subjectId}/timeline/search`, unmasked, 'UNMASKED'],
      ['supervisor', `/evidence/${docId}/download`, { purpose: HANDLING }, 'UNMASKED'],
      ['a-drafter', '/lists/black/export', { purpose: EXPORTING, format: 'CSV', status: 'ALL' }, 'EXPORT'],
    ];
    const [before, attempts] = [await registered(), await denied('GRANT_MISSING')];
    for (const [who, path, body] of needing) {
      const answer = await ask(who, path, body);
      expect(answer).toMatchObject({ status: 403, body: { code: 'GRANT_MISSING' } });
    }
    expect(await denied('GRANT_MISSING')).toBe(attempts + needing.length);
    expect(await registered()).toBe(before);

    const handlers = await granted('a-handler', 'UNMASKED');
    await granted('supervisor', 'UNMASKED');
    await granted('a-drafter', 'EXPORT', EXPORTING);
    const answers: Answer[] = [];
    for (const [who, path, body] of needing) answers.push(await ask(who, path, body));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers[0]?.body.items).toMatchObject([{ name: NAME, identifier: P.value }]);
    expect(answers[1]?.text).toContain(P.value);
    expect(answers[3]?.text).toContain(`${NAME},640100********0012`);
    const log = await seen(`/lookups?subject=${person.subjectId}&user=a-handler&mask=UNMASKED`);
    expect(log.items).toMatchObject([{ grantId: handlers }, { grantId: handlers }]);
    expect((await seen(`/lookups?purpose=LIST_EXPORT`)).items).toMatchObject([{ subjectRef: person.subjectId }]);
    const alsoUnmasked = { purpose: EXPORTING, format: 'CSV', unmasked: true };
    expect((await ask('a-drafter', '/lists/black/export', alsoUnmasked)).body.code).toBe('GRANT_MISSING');

    // Another official of the unit, and another purpose, have none.
    expect((await ask('a-drafter', needing[0]?.[1] ?? '', unmasked)).status).toBe(403);
    const otherwise = { ...unmasked, purpose: { ...HANDLING, purposeCode: 'BID_REVIEW' } };
    expect((await ask('a-handler', needing[0]?.[1] ?? '', otherwise)).status).toBe(403);
    const grants = await seen('/grants?status=GRANTED&user=a-handler', 'a-drafter');
    expect(grants.items).toMatchObject([{ grantId: handlers, inForce: true, reason: '核对身份', revision: 2 }]);
    expect((await product.as('b-drafter').get('/grants?unit=unit-a')).body.code).toBe('READ_NOT_ALLOWED');

    // A revoked one stands no more at once, whatever read models know.
    const reason = { reason: '核对已完成' };
    expect((await ask('privacy-reviewer', `/grants/${handlers}/revocation`, reason)).status).toBe(201);
    expect((await ask('a-handler', needing[0]?.[1] ?? '', unmasked)).body.code).toBe('GRANT_MISSING');
  });

  it('nobody grants without another person, or what was not asked for; nothing is appended', async () => {
    const wanted = { kind: 'BULK', ...HANDLING, from: '2026-08-03', until: '2026-09-30', reason: '批量核对' };
    const { body } = await ask('a-handler', '/grants', { ...wanted, userId: 'privacy-reviewer' });
    const events = await product.eventCount();
    const refused = async (who: string, path: string, sent: object, code: string): Promise<void> => {
      expect((await ask(who, path, sent)).body.code).toBe(code);
    };
    await refused('privacy-reviewer', `/grants/${body.id}/approval`, {}, 'GRANT_OWN_REQUEST');
    await refused('privacy-reviewer', `/grants/${randomUUID()}/approval`, {}, 'GRANT_UNKNOWN');
    await refused('a-handler', '/grants', { ...wanted, kind: 'UNMASKED' }, 'GRANT_PERIOD_TOO_LONG');
    await refused('a-handler', '/grants', { ...wanted, until: '2026-08-02' }, 'GRANT_PERIOD_INVALID');
    await refused('a-handler', '/grants', { ...wanted, purposeCode: 'CURIOSITY' }, 'GRANT_MATTER_UNPUBLISHED');
    expect(await product.eventCount()).toBe(events);
  });

  it('a register that cannot be written: 503 and no data, on every such route', async () => {
    const grants = [granted('a-handler', 'UNMASKED'), granted('a-drafter', 'EXPORT', EXPORTING)];
    await Promise.all(grants);
    const before = await registered();
    await product.ask('alter table registers.chain_heads rename to chain_heads_away');
    try {
      for (const [name, [who, path, body]] of Object.entries(questions)) {
        const answer = await ask(who, path, { ...body, purpose: purposeOf(name) });
        const { status, code } = { status: answer.status, code: answer.body.code as string };
        expect({ name, status, code }).toEqual({ name, status: 503, code: 'REGISTER_UNAVAILABLE' });
        for (const datum of [NAME, P.value, '0012', '笔录', person.subjectId, ...TOLD])
          expect(answer.text).not.toContain(datum);
      }
    } finally {
      await product.ask('alter table registers.chain_heads_away rename to chain_heads');
    }
    expect(await registered()).toBe(before);
    let told = '';
    for (const [name, [who, path, body]] of Object.entries(questions)) {
      const answer = await ask(who, path, { ...body, purpose: purposeOf(name) });
      expect({ name, status: answer.status }).toEqual({ name, status: 200 });
      told += answer.text;
    }
    for (const datum of [NAME, '0012', '笔录', person.subjectId, ...TOLD]) expect(told).toContain(datum);
    expect(await registered()).toBeGreaterThanOrEqual(before + Object.keys(questions).length);
  });

  it('shows what is out of the ordinary, by unit and official, and nobody who was looked up', async () => {
    const consecutive = ['0012', '0039', '0055', '0071', '0098', '0119', '0135', '0151', '0178', '0194', '0215'];
    await product.advanceTo('2026-08-04 22:00');
    for (const last of consecutive) {
      const value = `64010019900101${last}`;
      await ask('c-implementer', '/decisions', {
        ...{
          identifier: { kind: 'OTHER', value, certificateType: 'PASSPORT' },
          purpose: { ...HANDLING, matterNo: '1' },
        },
      });
    }
    const { items } = await seen('/lookup-anomalies?from=2026-08-03&to=2026-08-04');
    const of = { unitId: 'unit-c', userId: 'c-implementer', day: '2026-08-04' };
    expect(items).toMatchObject([
      { kind: 'MANY_MISSES', ...of, at: '2026-08-04T14:00:00.000Z', count: 11, limit: 10 },
      { kind: 'CONSECUTIVE_IDENTIFIERS', ...of, count: 11, limit: 5 },
      { kind: 'OUT_OF_HOURS', ...of, count: 11 },
    ]);
    expect((await product.as('supervisor').get('/lookup-anomalies?from=2026-08-03&to=2026-08-04')).status).toBe(200);
    expect((await product.as('a-drafter').get('/lookup-anomalies')).status).toBe(403);
    const endless = await product.as('supervisor').get('/lookup-anomalies?from=2026-07-01&to=2026-08-04');
    expect(endless.body.code).toBe('PERIOD_INVALID');
  });

  it('draws the sample of a month that is over, the same for whoever draws it again', async () => {
    expect((await ask('privacy-reviewer', '/lookup-samples', { month: '2026-08' })).body.code).toBe(
      'SAMPLE_MONTH_OPEN',
    );
    await product.advanceTo('2026-09-01');
    const drawn = await ask('privacy-reviewer', '/lookup-samples', { month: '2026-08' });
    expect(drawn).toMatchObject({ status: 201, body: { events: [{ type: 'SampleDrawn' }] } });
    expect((await ask('privacy-reviewer', '/lookup-samples', { month: '2026-08' })).body.events).toEqual([]);
    await product.settled();

    const sample = await seen('/lookup-samples/2026-08?limit=200');
    const rows = await product.ask<{ query_id: string; mask_level: string; hour: number; hash: string }>(
      `select query_id, mask_level, extract(hour from at at time zone 'Asia/Shanghai')::int as hour,
              encode(hash, 'hex') as hash from registers.lookups order by seq`,
    );
    expect(sample).toMatchObject({ population: rows.length, share: 0.05, drawnBy: 'privacy-reviewer' });
    expect(sample.seed).toBe(seedOf('2026-08', [rows.at(-1)?.hash ?? '']));
    const ranks = new Map(rows.map((row) => [row.query_id, rankOf(sample.seed as string, row.query_id)]));
    const inShare = [...ranks].sort(([, a], [, b]) => (a < b ? -1 : 1)).slice(0, shareOf(rows.length, 0.05));
    const expected = rows
      .filter(({ query_id, mask_level, hour }) => {
        return mask_level === 'UNMASKED' || hour >= 18 || inShare.some(([id]) => id === query_id);
      })
      .map(({ query_id }) => query_id);
    const items = sample.items as { queryId: string; reasons: string[]; maskLevel: string }[];
    expect(items.map(({ queryId }) => queryId).sort()).toEqual(expected.sort());
    expect(sample.sampled).toMatchObject({ share: inShare.length, all: expected.length, outOfHours: 11 });
    expect(items.filter(({ reasons }) => reasons.includes('OUT_OF_HOURS'))).toHaveLength(11);
    expect(items.every(({ maskLevel, reasons }) => maskLevel !== 'UNMASKED' || reasons.includes('UNMASKED'))).toBe(
      true,
    );
    expect(sample.coverage).toMatchObject({ reviewed: 0, open: expected.length, coverage: 0 });

    const first = await seen('/lookup-samples/2026-08?limit=5');
    const second = await seen(`/lookup-samples/2026-08?limit=5&cursor=${encodeURIComponent(first.next as string)}`);
    const paged = [...first.items, ...second.items] as { queryId: string }[];
    expect(paged.map(({ queryId }) => queryId)).toEqual(items.slice(0, 10).map(({ queryId }) => queryId));
    expect((await product.as('supervisor').get('/lookup-samples/2026-07')).body.code).toBe('SAMPLE_UNKNOWN');
  });

  it('reviews them: an improper one is a breach; coverage follows', async () => {
    const { items, coverage } = await seen('/lookup-samples/2026-08?state=OPEN&limit=200');
    const [one, other] = items as { queryId: string; userId: string; subjectRef?: string }[];
    const review = (queryId: string, body: object) => ask('privacy-reviewer', `/lookups/${queryId}/review`, body);
    const [id, otherId] = [one?.queryId ?? '', other?.queryId ?? ''];
    const events = await product.eventCount();
    const refusals = [
      [id, { result: 'IMPROPER', action: 'NONE', finding: '无关' }, 'REVIEW_ACTION'],
      [id, { result: 'IMPROPER', action: 'REFERRED' }, 'REVIEW_ACTION'],
      [id, { result: 'PROPER', action: 'REMINDER' }, 'REVIEW_ACTION'],
      [randomUUID(), { result: 'PROPER', action: 'NONE' }, 'LOOKUP_UNKNOWN'],
    ] as const;
    for (const [queryId, body, code] of refusals) expect((await review(queryId, body)).body.code).toBe(code);
    expect(await product.eventCount()).toBe(events);

    const proper = { result: 'PROPER', action: 'NONE' };
    expect((await review(otherId, proper)).body.events).toEqual([{ type: 'QueryReviewed' }]);
    expect((await review(otherId, proper)).body.events).toEqual([]);
    const improper = { result: 'IMPROPER', action: 'REFERRED', finding: '与所列案件无关' };
    expect((await review(otherId, improper)).body.code).toBe('REVIEW_DONE');
    const found = await review(id, improper);
    expect(found.body.events).toEqual([{ type: 'QueryReviewed' }, { type: 'BreachReported' }]);
    expect((await product.told('BreachReported'))[0]).toMatchObject({ queryId: id, action: 'REFERRED' });
    expect(JSON.stringify(await product.told('QueryReviewed'))).not.toContain('无关');

    await product.settled();
    const after = await seen('/lookup-samples/2026-08?state=OPEN&limit=200');
    expect(after.items).toHaveLength(items.length - 2);
    const waiting = (coverage.open as number) - 2;
    expect(after.coverage).toMatchObject({ reviewed: 2, open: waiting, proper: 1, improper: 1 });
    const improperOnes = await seen('/lookup-reviews?result=IMPROPER&month=2026-08', 'supervisor');
    expect(improperOnes.items).toMatchObject([
      { queryId: id, finding: '与所列案件无关', sampled: true, reviewedBy: 'privacy-reviewer' },
    ]);
  });

  it('the chain is whole, and the log of look-ups goes page by page', async () => {
    const all = await seen('/lookups?limit=200', 'supervisor');
    const seqs = (all.items as { seq: number }[]).map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
    const first = await seen('/lookups?limit=7');
    const second = await seen(`/lookups?limit=7&cursor=${encodeURIComponent(first.next as string)}`);
    const paged = [...first.items, ...second.items] as { seq: number }[];
    expect(paged.map(({ seq }) => seq)).toEqual(seqs.slice(0, 14));
    expect(await registered()).toBe(seqs[0]);
    expect((await product.as('a-handler').get('/lookups')).status).toBe(403);
  });

  it('whatever is asked in whatever order: nothing of a person leaves without a row, and no row without an answer', async () => {
    const names = Object.keys(questions);
    const purposes = {
      published: purposeOf,
      unpublished: () => ({ ...HANDLING, purposeCode: 'CURIOSITY' }),
      none: () => undefined,
    };
    const question = fc.record({
      name: fc.constantFrom(...names),
      purpose: fc.constantFrom('published', 'unpublished', 'none'),
    });
    const asking = fc.asyncProperty(fc.array(question, { minLength: 1, maxLength: 6 }), async (sequence) => {
      for (const { name, purpose } of sequence) {
        const [who, path, body] = questions[name] ?? ['', '', {}];
        const before = await registered();
        const answer = await ask(who, path, { ...body, purpose: purposes[purpose](name) });
        const rows = (await registered()) - before;
        expect({ name, purpose, answered: answer.status === 200 }).toEqual({ name, purpose, answered: rows > 0 });
        if (rows === 0) for (const datum of [NAME, ...TOLD]) expect(answer.text).not.toContain(datum);
      }
    });
    await fc.assert(asking, { numRuns: 8 });
  });
});
