import type { OpenAPIObject } from '@nestjs/swagger';
import { makeUscc } from '#libs/subjects';
import { openOffice } from '#test/office';
import { startProduct, type Product } from '#test/product';
import { bodiesOf, routesOf, type Route } from './document.js';
import { MATRIX } from './matrix.js';
import { PEOPLE, tokensOf, type Person } from './people.js';
import { example, sendable } from './requests.js';
import { FIRST_SUBJECT, Walk } from './walk.js';

/*
 * Role × route × relation (spec 2): every operation of the OpenAPI document is sent by everybody of people.ts, about one
 * listed entry with an objection at its provider, a remedy and a proposal. Who is let through may still be refused for
 * what is asked; who is not is answered 401, 403, or that there is nothing they may see.
 */

const LISTED = '2026-10-12';
const UNSEEN = new Set(['NOT_VISIBLE']);
const TAKING = new Set(['WithdrawQueryMatter', 'MergeUnit', 'CloseChannel', 'RetireStandard']);
const SOME_ID = '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10';
const UNNAMED = 'x';
const IRREPARABLE = { irreparable: { basis: [{ title: '《中华人民共和国产品质量法》', level: 'LAW' }] } };

type Ids = Readonly<Record<string, string>>;

describe('role × route × relation, over every operation of the document', () => {
  let product: Product;
  let document: OpenAPIObject;
  let routes: readonly Route[];
  let ids: Ids;
  let tokens: ReadonlyMap<Person, string | undefined>;
  let file: Buffer;

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-18' });
    await openOffice(product);
    document = (await product.anybody.get('/openapi.json')).body as OpenAPIObject;
    const entry = await (await new Walk(product, document).subject()).entry('BLK-1');
    await entry.does('a-drafter', 'ServePriorNotice', { terms: IRREPARABLE });
    await product.advanceTo(LISTED);
    await entry.does('a-drafter', 'ProposeRecognition', { terms: IRREPARABLE });
    await entry.does('a-approver', 'RecognizeEntry');
    await entry.does('self', 'FileObjection');
    await entry.does('a-handler', 'AcceptObjection');
    await entry.does('a-handler', 'ReferToProvider');
    await entry.does('self', 'RecordRemedyFiled');
    await entry.does('a-drafter', 'ProposeIrreparableMarkLifting');
    await entry.does('a-drafter', 'TriggerJointMeasures');
    await product.settled();
    ids = entry.known;
    tokens = await tokensOf(product, makeUscc(FIRST_SUBJECT));
    file = await example('initial-list-black.csv');
    // What only reads goes first; what takes something from everybody, and what moves the clock, last.
    const late = ({ method, path, operation }: Route): number =>
      path.startsWith('/demo') ? 3 : TAKING.has(operation.operationId ?? '') ? 2 : method === 'GET' ? 0 : 1;
    routes = [...routesOf(document)].sort((one, other) => late(one) - late(other));
    const ofDocument = routes.find(({ operation }) => operation.operationId === 'AddEvidence') as Route;
    const { docId } = JSON.parse((await sent(ofDocument, 'a-drafter')).text) as { docId: string };
    const papers = await product.as('a-drafter').get(`/subjects/${ids['subjectId']}/entries/${ids['entryId']}/papers`);
    ids = { ...ids, docId, paperId: papers.body.items[0].paperId as string };
  });
  afterAll(() => product.stop());

  function urlOf({ path, operation }: Route): string {
    const given = operation.parameters ?? [];
    const valueOf = (name: string, where: string): string => {
      const one = given.find((parameter) => parameter.in === where && parameter.name === name);
      const values = one?.schema?.['enum'] as readonly string[] | undefined;
      return ids[name] ?? text(one?.example ?? one?.schema?.example ?? values?.[0] ?? SOME_ID);
    };
    const query = given.filter((one) => one.in === 'query' && one.required === true);
    const asked = new URLSearchParams(query.map(({ name }) => [name, valueOf(name, 'query')]));
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(valueOf(name, 'path')));
    return query.length === 0 ? address : `${address}?${asked}`;
  }

  function withIds(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withIds);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, one]) => [
      name,
      typeof one === 'string' ? (ids[name] ?? one) : withIds(one),
    ]);
    return Object.fromEntries(entries) as object;
  }

  /** Sends the document's own example. The answer of a stream is not waited for. */
  async function sent(route: Route, person: Person): Promise<{ readonly status: number; readonly text: string }> {
    const [shown] = bodiesOf(route.operation, document.components?.schemas ?? {}, false);
    const given = shown && sendable({ ...shown, value: withIds(shown.value) }, file);
    const token = tokens.get(person);
    const abort = new AbortController();
    const answer = await fetch(product.base + urlOf(route), {
      method: route.method,
      signal: abort.signal,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(given?.type !== undefined && { 'content-type': given.type }),
      },
      ...(given?.body !== undefined && { body: given.body }),
    });
    if (!answer.headers.get('content-type')?.includes('event-stream'))
      return { status: answer.status, text: await answer.text() };
    abort.abort();
    return { status: answer.status, text: '' };
  }

  async function letsThrough(route: Route, person: Person): Promise<boolean> {
    const { status, text } = await sent(route, person);
    if (status < 400) return true;
    const { code = '' } = JSON.parse(text) as { code?: string };
    return status !== 401 && status !== 403 && !UNSEEN.has(code);
  }

  it('lets through whom the matrix names, and nobody else', async () => {
    const found: string[] = [];
    for (const route of routes) {
      const name = route.operation.operationId ?? UNNAMED;
      const through: Person[] = [];
      for (const person of PEOPLE) if (await letsThrough(route, person)) through.push(person);
      const seen = through.length === PEOPLE.length ? 'everybody' : through.join(' ');
      if (MATRIX[name] !== seen) found.push(`${name}: '${seen}'`);
    }
    expect(found).toEqual([]);
  }, 240_000);

  it('has no row for what there is not', () => {
    const names = new Set(routes.map(({ operation }) => operation.operationId));
    expect(Object.keys(MATRIX).filter((name) => !names.has(name))).toEqual([]);
  });
});

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
