import { Client } from 'pg';
import { makeUscc } from '#libs/subjects';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';

interface Change {
  readonly changeId: string;
  readonly cursor: string;
  readonly kind: string;
  readonly entryId: string;
  readonly listKind: string;
}
interface Page {
  readonly items: readonly Change[];
  readonly cursor?: string;
  readonly more: boolean;
}

describe('the feed of changes (5.2)', () => {
  let product: Product;
  let black: ListEntry;
  let red: ListEntry;

  const page = async (query = '', who = 'c-implementer'): Promise<Page> => {
    const { status, body, text } = await product.as(who).get(`/exchange/changes?${query}`);
    if (status !== 200) throw new Error(text);
    return body as Page;
  };
  const acknowledge = (cursor: string, who = 'c-implementer', consumer = 'approval-system') =>
    product.as(who).send('POST', '/exchange/acknowledgements', { consumer, cursor });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  const consumers = async (): Promise<readonly any[]> =>
    (await product.as('platform-operator').get('/exchange/consumers')).body.items;

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    const first = await Dossier.of(product, { type: 'USCC', value: makeUscc(820_001) }, '示范企业一');
    const second = await Dossier.of(product, { type: 'USCC', value: makeUscc(820_002) }, '示范企业二');
    black = await first.entry('BLK-1');
    red = await second.entry('RED-1');
    await black.given('drafter', 'ServePriorNotice', { terms: {} });
    await red.publicity();
  });
  afterAll(() => product.stop());

  it('has nothing before the first listing: preparations are nobody else’s business', async () => {
    await product.settled();
    expect(await page()).toEqual({ items: [], more: false });
  });

  it('hands out every change once and in order, page by page or whole', async () => {
    await product.advanceTo('2026-09-18');
    await black.recognized();
    await red.recognized({ validity: { value: 3, unit: 'YEAR' } });
    await black.published();
    await product.settled();
    const whole = await page('limit=200');
    expect(whole.items.map(({ kind, entryId }) => [kind, entryId])).toEqual([
      ['LISTED', black.entryId],
      ['LISTED', red.entryId],
      ['CHANGED', black.entryId],
    ]);
    const seen: Change[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const one = await page(`limit=1${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seen.push(...one.items);
      ({ cursor, more } = one);
    }
    const ids = (changes: readonly Change[]) => changes.map(({ changeId }) => changeId);
    expect(ids(seen)).toEqual(ids(whole.items));
    expect(ids((await page('list=RED')).items)).toEqual(ids(whole.items.slice(1, 2)));
    const { headers, text } = await product
      .as('c-implementer')
      .get('/exchange/changes', { accept: 'application/x-ndjson' });
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Change);
    expect(ids(lines)).toEqual(ids(whole.items));
    expect(text).not.toMatch(/示范企业|查明的事实|sealed/);
    const wrong = await product.as('c-implementer').get('/exchange/changes', { accept: 'text/csv' });
    expect([wrong.status, wrong.body.code]).toEqual([406, 'NOT_ACCEPTABLE']);
  });

  it('goes on from a cursor after any time, a restart, and a read model made anew', async () => {
    const { cursor } = await page('limit=2');
    expect(cursor).toBeDefined();
    await product.restart(async () => {
      const client = new Client({ connectionString: product.databaseUrl });
      await client.connect();
      await client.query(`update read.checkpoints set version = 0 where projection = 'list-changes' and slot = 'live'`);
      await client.end();
    });
    await product.advanceTo('2027-09-18');
    await product.settled();
    const next = await page(`cursor=${cursor}`);
    expect(next.items.map(({ kind }) => kind)).toEqual(['CHANGED']);
    const end = await page(`cursor=${next.cursor}`);
    expect(end).toEqual({ items: [], more: false, cursor: next.cursor });
    for (const bad of ['nothing', `${cursor?.slice(0, -2)}xx`]) {
      const { status, body } = await product.as('c-implementer').get(`/exchange/changes?cursor=${bad}`);
      expect([status, body.code]).toEqual([400, 'CURSOR_INVALID']);
    }
  });

  it('shows who is behind, and by how much', async () => {
    const { items } = await page();
    const [first, , last] = items;
    expect((await acknowledge(first?.cursor ?? '')).status).toBe(200);
    const unit = { by: 'FEED', unitId: 'unit-c', consumer: 'approval-system' };
    const [behind] = await consumers();
    expect(behind).toMatchObject({ ...unit, changesBehind: 2, changesAreAtLeast: false });
    const days = behind.secondsBehind / 86_400;
    expect(days).toBeGreaterThan(364);
    expect(days).toBeLessThan(366);
    await acknowledge(last?.cursor ?? '');
    // What was acknowledged stays so.
    await acknowledge(first?.cursor ?? '');
    await acknowledge(first?.cursor ?? '', 'b-drafter', 'office-system');
    expect(await consumers()).toEqual([
      expect.objectContaining({ unitId: 'unit-b', consumer: 'office-system', changesBehind: 2 }),
      expect.objectContaining({ ...unit, changesBehind: 0, secondsBehind: 0 }),
    ]);
    const refused = await acknowledge('nothing');
    expect([refused.status, refused.body.code]).toEqual([400, 'CURSOR_INVALID']);
  });

  it('is not for the public, and its consumers are not for each other', async () => {
    expect((await product.anybody.get('/exchange/changes')).status).toBe(401);
    expect((await black.dossier.self.get('/exchange/changes')).status).toBe(403);
    expect((await product.as('c-implementer').get('/exchange/consumers')).status).toBe(403);
  });
});
