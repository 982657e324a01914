import { makeUscc } from '#libs/subjects';
import { openOffice } from '../support/office.js';
import { startProduct, type Answer, type Product } from '../support/product.js';

const HEADER = '主体类型,证件种类,证件号码,名称,依据类别,文书文号,作出单位,文书日期,是否已生效,事实';
const COUNT = 21;

describe('an act that would add an unusual share of a list', () => {
  let product: Product;

  /** Uploads an initial list and has it prepared up to the decision. */
  async function prepared(from: number, count: number): Promise<string> {
    const rows = Array.from(
      { length: count },
      (_, i) =>
        `企业,USCC,${makeUscc(from + i)},示范${from + i},COMMENDATION,守信${from + i}号,A 市局,2026-08-01,是,守信`,
    );
    const form = new FormData();
    form.set('standardId', 'RED-1');
    form.set('mode', 'import');
    form.set('file', new Blob([[HEADER, ...rows].join('\n')]), 'list.csv');
    const answer = await fetch(`${product.base}/batches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await product.token('a-drafter')}` },
      body: form,
    });
    const { batchId } = (await answer.json()) as { batchId: string };
    await finished(batchId);
    const channels = [{ channelId: 'portal-a' }, { channelId: 'credit-china' }];
    await done('a-drafter', batchId, 'CROSS_CHECK', {});
    await done(
      'a-drafter',
      batchId,
      'PUBLICITY',
      { channels, objectionContact: '信用科' },
      { renderedTextsApproved: true },
    );
    return batchId;
  }

  const act = (who: string, batchId: string, name: string, parameters: object, more = {}): Promise<Answer> =>
    product.as(who).send('POST', '/list-acts', { act: name, filter: { batchId }, parameters, ...more });

  async function done(who: string, batchId: string, name: string, parameters: object, more = {}): Promise<void> {
    const { body, text } = await act(who, batchId, name, parameters, more);
    const job = await finished(body.batchId as string);
    if (job.accepted !== job.total) throw new Error(`${name}: ${text}`);
  }

  async function finished(batchId: string): Promise<{ accepted: number; total: number; state: string }> {
    const limit = performance.now() + 30_000;
    for (;;) {
      const { body } = await product.as('a-drafter').get(`/batches/${batchId}`);
      if (['DONE', 'FAILED', 'CANCELLED'].includes(body.state as string)) return body as never;
      if (performance.now() > limit) throw new Error(`the batch does not end: ${JSON.stringify(body)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const confirm = (who: string, batchId: string): Promise<Answer> =>
    product.as(who).send('POST', `/batches/${batchId}/confirmation`);
  const recognized = async (): Promise<number> => {
    const [row] = await product.ask<{ n: string }>(
      `select count(*) as n from event_log.events where event_type = 'EntryRecognized'`,
    );
    return Number(row?.n);
  };
  const RECOGNIZE = { decisionNo: '守〔2026〕{n}号' };

  let many: string;
  let few: string;
  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    many = await prepared(840_000, COUNT);
    few = await prepared(850_000, 2);
    await product.advanceTo('2026-09-18');
    const terms = { validity: { value: 2, unit: 'YEAR' } };
    for (const list of [many, few]) {
      await done('a-drafter', list, 'PROPOSE_RECOGNITION', { terms, reasons: '符合标准' });
    }
    await product.settled();
  });
  afterAll(() => product.stop());

  it('runs at once where it is small', async () => {
    const { body } = await act('a-approver', few, 'RECOGNIZE', { decisionNo: '守〔2026〕F{n}号' });
    expect(await finished(body.batchId as string)).toMatchObject({ state: 'DONE', accepted: 2 });
    expect(body).not.toHaveProperty('heldFor');
    await product.settled();
    expect(await recognized()).toBe(2);
  });

  it('stops, is confirmed by no one who asked for it and by no other unit, and runs once a second person has', async () => {
    const before = await product.eventCount();
    const { status, body } = await act('a-approver', many, 'RECOGNIZE', RECOGNIZE);
    expect([status, body.state, body.heldFor]).toEqual([202, 'HELD', { entries: COUNT, listed: 2 }]);
    const batchId = body.batchId as string;
    for (const [who, code, told] of [
      ['a-approver', 'SECOND_PERSON_NEEDED', 409],
      ['b-head', 'BATCH_UNKNOWN', 404],
    ] as const) {
      const refused = await confirm(who, batchId);
      expect([refused.status, refused.body.code]).toEqual([told, code]);
    }
    expect((await product.as('a-drafter').get(`/batches/${batchId}`)).body).toMatchObject({ state: 'HELD', done: 0 });
    expect(await product.eventCount()).toBe(before);

    const confirmed = await confirm('a-head', batchId);
    expect([confirmed.status, confirmed.body.confirmedBy]).toEqual([200, 'a-head']);
    expect(await finished(batchId)).toMatchObject({ state: 'DONE', accepted: COUNT });
    expect(await recognized()).toBe(COUNT + 2);
    // Once more is the same; somebody else comes too late.
    expect((await confirm('a-head', batchId)).status).toBe(200);
    expect((await confirm('a-drafter', batchId)).body.code).toBe('BATCH_NOT_HELD');
  });

  it('can be called off while it waits', async () => {
    const { body } = await act('a-approver', many, 'RECOGNIZE', { decisionNo: '守〔2026〕X{n}号' });
    expect(body.state).toBe('HELD');
    const cancelled = await product.as('a-approver').send('POST', `/batches/${body.batchId}/cancellation`);
    expect(cancelled.body.state).toBe('CANCELLED');
    expect((await confirm('a-head', body.batchId as string)).body.code).toBe('BATCH_NOT_HELD');
  });
});
