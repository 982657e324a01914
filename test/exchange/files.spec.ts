import { createHash } from 'node:crypto';
import { get, type IncomingHttpHeaders } from 'node:http';
import { strFromU8, unzipSync } from 'fflate';
import { makeUscc } from '#libs/subjects';
import { Dossier } from '../support/dossier.js';
import { openOffice } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

interface Whole {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;
  readonly content: Buffer;
}

describe('whole lists in files (3.12)', () => {
  let product: Product;

  /** Over a real connection: a trailer comes after everything else. */
  async function file(accept: string, path = '/lists/black'): Promise<Whole> {
    const authorization = `Bearer ${await product.token('supervisor')}`;
    return new Promise((resolve, reject) => {
      get(`${product.base}${path}`, { headers: { accept, authorization } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ headers: answer.headers, trailers: answer.trailers, content: Buffer.concat(chunks) }),
        );
      }).on('error', reject);
    });
  }
  const sha256 = (content: Buffer): string => `sha-256=:${createHash('sha256').update(content).digest('base64')}:`;

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    const entries = [];
    for (let i = 1; i <= 3; i += 1) {
      const dossier = await Dossier.of(product, { type: 'USCC', value: makeUscc(830_000 + i) }, `示范企业${i}`);
      entries.push(await dossier.entry('BLK-1'));
    }
    for (const entry of entries) await entry.given('drafter', 'ServePriorNotice', { terms: {} });
    await product.advanceTo('2026-09-18');
    for (const entry of entries) await entry.recognized();
    await product.settled();
  });
  afterAll(() => product.stop());

  it.each([
    ['application/x-ndjson', (content: Buffer) => content.toString('utf8')],
    ['text/csv', (content: Buffer) => content.toString('utf8')],
    [XLSX, (content: Buffer) => strFromU8(unzipSync(content)['xl/worksheets/sheet1.xml'] ?? new Uint8Array())],
  ])('come as %s, with their digest behind them', async (type, textOf) => {
    const { headers, trailers, content } = await file(type);
    expect(headers['content-type']).toContain(type);
    expect(headers['transfer-encoding']).toBe('chunked');
    expect(headers['trailer']).toMatch(/repr-digest/i);
    expect(trailers['repr-digest']).toBe(sha256(content));
    for (let i = 1; i <= 3; i += 1) expect(textOf(content)).toContain(`示范企业${i}`);
  });

  it('has the digest behind the changes of the feed too, also where there are none', async () => {
    for (const list of ['BLACK', 'FOCUS']) {
      const { trailers, content } = await file('application/x-ndjson', `/exchange/changes?list=${list}`);
      expect(trailers['repr-digest']).toBe(sha256(content));
    }
  });

  it('gives no digest with a page', async () => {
    const { headers, trailers } = await file('application/json');
    expect(headers['trailer']).toBeUndefined();
    expect(trailers).toEqual({});
  });
});
