import type { OpenAPIObject } from '@nestjs/swagger';
import { jest } from '@jest/globals';
import { DEMONSTRATION_USERS } from '#libs/access';
import { TRIGGER_POLICY } from '#libs/joint-measures';
import { startProduct, type Product } from '#test/product';
import { COMMAND_ROUTES } from '../../apps/command-api/src/routes.js';
import { Canaries } from '../canary/canaries.js';
import { PURPOSE, setTheStage, tellTheStory, type Told } from '../canary/story.js';
import type { Answer } from '../crash/client.js';
import { RecordingClient } from '../crash/recording-client.js';
import { AnswerChecker } from './checker.js';
import { bodiesOf, routesOf, type Route } from './document.js';
import { walkTheRegister } from './register-walk.js';
import { example, formOf, sendable, wrongForms, type Sendable } from './requests.js';

jest.setTimeout(90_000);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
/** Carried out with their own examples in measures.spec.ts, on an entry whose measures were triggered. */
const OF_MEASURES = [...Object.keys(TRIGGER_POLICY), 'PublishMeasureList', 'readEntryMeasures'];
/** Sent, and held against the document, in test/scenarios/papers.spec.ts and desks.spec.ts: they need an act or its recipient. */
const OF_PAPERS = [
  ...Object.keys(COMMAND_ROUTES).map((command) => `Preview${command}`),
  ...['readPaper', 'lookUpPaper', 'readOwnFile'],
];
/** Carried out in test/scenarios/mirrors.spec.ts, on deliveries that are held and on entries that stand. */
const OF_EXTERNAL_LISTS = ['ReleaseDelivery', 'DiscardDelivery', 'ForwardObjection', 'RecordOwnerOutcome'];
/** Carried out in test/scenarios/standards.spec.ts: each decides on what somebody else has begun. */
const OF_STANDARDS = ['RejectStandardApproval', 'PublishRulePack'];
const SOME_ID = '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10';

describe('every documented route, called as documented', () => {
  let product: Product;
  let client: RecordingClient;
  let document: OpenAPIObject;
  let routes: readonly Route[];
  let checker: AnswerChecker;
  let told: Told;
  let list: Buffer;
  let workbook: Buffer;
  /** Ids that the document's own examples can only make up. */
  let known: Readonly<Record<string, string>>;
  const succeeded = new Set<string>();

  beforeAll(async () => {
    product = await startProduct({ now: new Date(Date.now() - 60_000).toISOString() });
    client = new RecordingClient({ base: product.base, up: () => Promise.resolve() });
    document = (await product.anybody.get('/openapi.json')).body as OpenAPIObject;
    routes = routesOf(document);
    checker = new AnswerChecker(document);
    await setTheStage(client);
    told = await tellTheStory(client, new Canaries());
    const published = client.recorded.find(({ path }) => path === `${told.entry}/publication`)?.answer.body as
      { created: { publicationId: string } } | undefined;
    known = {
      ...{ subjectId: told.subjectId, entryId: told.entry.split('/').at(-1) ?? '' },
      publicationId: published?.created.publicationId ?? '',
    };
    [list, workbook] = await Promise.all([example('initial-list-black.csv'), example('initial-list-red.xlsx')]);
    await addListAndDocument();
    await addComplaintAndReport();
  });
  afterAll(() => product.stop());

  const nameOf = ({ operation }: Route): string => operation.operationId ?? '';

  function routeOf(method: string, path: string): Route {
    const found = checker.routeOf(method, path);
    if (found === undefined) throw new Error(`${method} ${path} is not documented`);
    return found;
  }

  /** Holds an answer against the document; remembers which routes have succeeded. */
  function faults(route: Route, answer: Answer): readonly string[] {
    if (answer.status < 300) succeeded.add(nameOf(route));
    return checker.faults(route, { ...answer, contentType: answer.headers.get('content-type') ?? '' });
  }

  function urlOf({ path, operation }: Route): string {
    return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const parameter = operation.parameters?.find((one) => one.in === 'path' && one.name === name);
      const values = parameter?.schema?.['enum'] as readonly string[] | undefined;
      return known[name] ?? textOf(parameter?.example ?? parameter?.schema?.example ?? values?.[0] ?? SOME_ID);
    });
  }

  function requiredQuery({ operation }: Route): string {
    const required = (operation.parameters ?? []).filter((one) => one.in === 'query' && one.required === true);
    const query = new URLSearchParams(required.map((one) => [one.name, textOf(one.example ?? one.schema?.example)]));
    return required.length === 0 ? '' : `?${query}`;
  }

  /** The bodies of the document's own examples, with ids that there are, as they are sent. */
  function bodies(route: Route, all: boolean): readonly Sendable[] {
    const file = nameOf(route) === 'UploadList' ? list : workbook;
    return bodiesOf(route.operation, document.components?.schemas ?? {}, all).map(({ type, value }) =>
      sendable({ type, value: withKnownIds(value) }, file),
    );
  }

  function withKnownIds(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withKnownIds);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        name,
        typeof one === 'string' ? (known[name] ?? one) : withKnownIds(one),
      ]),
    );
  }

  /** Accounts of the roles that the document names for a route, in its order; all of them where it names none. */
  function accountsFor({ operation }: Route): readonly (string | undefined)[] {
    if (operation.security === undefined) return [undefined];
    const roles = [...(operation.description ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, role]) => role);
    const fitting = roles.flatMap((role) =>
      DEMONSTRATION_USERS.filter((user) => user.roles.some((one) => one === role)),
    );
    const users = fitting.length > 0 ? fitting : DEMONSTRATION_USERS;
    return [...new Set(users.map(({ officialId }) => officialId))];
  }

  async function send(
    route: Route,
    as: string | undefined,
    { type, body }: Sendable = {},
    url = urlOf(route),
  ): Promise<Answer> {
    const abort = new AbortController();
    const answer = await fetch(product.base + url, {
      method: route.method,
      signal: abort.signal,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${await product.token(as)}` }),
        ...(type !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { body }),
    });
    // The feed of everything has no end; that of a batch has.
    const isEndless = route.path === '/events' && answer.status === 200;
    let text: string;
    if (isEndless && answer.body !== null) {
      const { value } = await answer.body.getReader().read();
      text = Buffer.from(value ?? []).toString('utf8');
      abort.abort();
    } else text = await answer.text();
    const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
    };
  }

  const named = (name: string): Route => {
    const found = routes.find((route) => nameOf(route) === name);
    if (found === undefined) throw new Error(`${name} is not documented`);
    return found;
  };

  /** A list that has been imported and a document that has been added, by the examples of their routes. */
  async function addListAndDocument(): Promise<void> {
    const [, asImport] = bodies(named('UploadList'), true);
    const batch = (await send(named('UploadList'), 'a-drafter', asImport)).body as { batchId: string };
    const [ofEntry] = bodies(named('AddEvidence'), true);
    const document = (await send(named('AddEvidence'), 'a-drafter', ofEntry)).body as { docId: string };
    const [ofWebhook] = bodies(named('RegisterWebhook'), true);
    const webhook = (await send(named('RegisterWebhook'), 'platform-operator', ofWebhook)).body as { id: string };
    const [ofMirror] = bodies(named('RegisterMirroredList'), true);
    const mirror = (await send(named('RegisterMirroredList'), 'platform-operator', ofMirror)).body as { id: string };
    known = { ...known, listId: mirror.id };
    const [version] = bodies(named('DeliverExternalList'), true);
    const delivery = (await send(named('DeliverExternalList'), 'platform-operator', version)).body;
    known = { ...known, deliveryId: (delivery as { deliveryId: string }).deliveryId };
    const changes = (await send(named('readChanges'), 'supervisor')).body as { cursor: string };
    const [aboutOne] = bodies(named('askDecision'), true);
    const [asking] = accountsFor(named('askDecision'));
    const { receipt } = (await send(named('askDecision'), asking, aboutOne)).body as { receipt: string };
    known = { ...known, receipt };
    known = { ...known, batchId: batch.batchId, docId: document.docId, webhookId: webhook.id, cursor: changes.cursor };
  }

  /** A complaint of an enterprise and a report whose unsealing waits for the second person, by the examples of their routes. */
  async function addComplaintAndReport(): Promise<void> {
    const [whole] = bodies(named('ReceiveReport'), true);
    const { reportCode } = (await send(named('ReceiveReport'), undefined, whole)).body as { reportCode: string };
    const [complaint] = bodies(named('FileComplaint'), false);
    const filed = (await send(named('FileComplaint'), 'subject-x', complaint)).body as { id: string; position: string };
    const ask = async (path: string) => send(routeOf('GET', path), 'o-officer', {}, `${path}?after=${filed.position}`);
    await ask('/complaints');
    const { items } = (await ask('/reports')).body as { items: { reportId: string; status: string }[] };
    const reportId = items.find(({ status }) => status === 'RECEIVED')?.reportId ?? '';
    known = { ...known, complaintId: filed.id, reportId, reportCode };
    const [reason] = bodies(named('ProposeUnsealing'), true);
    const proposed = await send(named('ProposeUnsealing'), 'supervisor', reason);
    known = { ...known, ...(proposed.body as { created: { proposalId: string } }).created };
  }

  it('answers a whole story as documented', () => {
    const found = client.recorded.flatMap(({ method, path, answer }) => faults(routeOf(method, path), answer));
    expect(found).toEqual([]);
    expect(client.recorded.length).toBeGreaterThan(30);
  });

  it.each(['all that may be given', 'only what must be given'])(
    'takes its own example, %s, from whoever may',
    async (how) => {
      const found: string[] = [];
      for (const route of routes) {
        const given = bodies(route, how.startsWith('all'));
        for (const body of given.length === 0 ? [undefined] : given) {
          let answer: Answer | undefined;
          for (const as of accountsFor(route)) {
            answer = await send(route, as, body, `${urlOf(route)}${requiredQuery(route)}`);
            found.push(...faults(route, answer));
            if (answer.status !== 403) break;
          }
          const code = (answer?.body as { code?: string } | undefined)?.code ?? '';
          if (/^(VALIDATION_FAILED|BODY_|TOKEN_|ROLE_NOT_ALLOWED|UNSUPPORTED)/.test(code))
            found.push(`${nameOf(route)}: the example is answered ${answer?.text ?? ''}`);
        }
      }
      expect([...new Set(found)]).toEqual([]);
    },
  );

  it('gives examples that are true to their own schemas', () => {
    const schemas = document.components?.schemas ?? {};
    const found = routes.flatMap((route) =>
      [true, false]
        .flatMap((all) => bodiesOf(route.operation, schemas, all))
        .filter(({ type }) => type === 'application/json')
        .flatMap((body) => checker.faultsOfRequest(route, body)),
    );
    expect([...new Set(found)]).toEqual([]);
  });

  it('carries a list and a document to their end, as documented', async () => {
    const found: string[] = [];
    const ask = async (name: string, body?: Sendable): Promise<Answer> => {
      const answer = await send(named(name), 'a-drafter', body);
      found.push(...faults(named(name), answer));
      if (answer.status >= 300) found.push(`${name}: ${answer.text}`);
      return answer;
    };
    const followed = await ask('FollowBatch');
    expect(followed.text).toMatch(/event: rows\nid: \d+\ndata: \[\{"row":1,/);
    expect(followed.text).toMatch(/event: finished\nid: 40\ndata: \{"state":"DONE","total":40,/);
    const batch = (await ask('ReadBatch')).body as { accepted: number };
    expect(batch).toMatchObject({ state: 'DONE', total: 40, done: 40, format: 'csv', encoding: 'utf-8' });
    expect(batch.accepted).toBeGreaterThan(20);
    const rows = (await ask('ReadBatchRows')).body as { items: object[] };
    expect(rows.items).toHaveLength(40);
    expect((await ask('DownloadBatchRows')).text.trim().split('\r\n')).toHaveLength(41);
    for (const act of bodies(named('ActOnList'), true).slice(0, 1)) {
      const { batchId } = (await ask('ActOnList', act)).body as { batchId: string };
      const before = known;
      known = { ...known, batchId };
      expect((await ask('FollowBatch')).text).toContain('event: finished');
      expect((await ask('CancelBatch')).body).toMatchObject({ batchId, kind: 'LIST_ACT', total: batch.accepted });
      known = before;
    }
    // So many recognised at once wait for a second person; each is refused then, for nobody has proposed it.
    const recognize = { act: 'RECOGNIZE', filter: { batchId: known['batchId'] }, parameters: { decisionNo: '{n}号' } };
    const held = await send(named('ActOnList'), 'a-approver', {
      type: 'application/json',
      body: JSON.stringify(recognize),
    });
    expect(held.body).toMatchObject({ state: 'HELD', heldFor: { entries: batch.accepted } });
    const ofImport = known;
    known = { ...known, batchId: (held.body as { batchId: string }).batchId };
    expect((await ask('ConfirmBatch')).body).toMatchObject({ confirmedBy: 'a-drafter' });
    expect((await ask('FollowBatch')).text).toContain('event: finished');
    known = ofImport;
    const [withPurpose] = bodies(named('DownloadEvidence'), true);
    const downloaded = await ask('DownloadEvidence', withPurpose);
    expect(downloaded.headers.get('content-type')).toMatch(/spreadsheetml\.sheet$/);
    expect(Number(downloaded.headers.get('content-length'))).toBe(workbook.length);
    expect(found).toEqual([]);
  });

  it('is asked with all its parameters, and answers', async () => {
    const found: string[] = [];
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const query = new URLSearchParams();
      for (const one of route.operation.parameters ?? []) {
        const example = one.example ?? one.schema?.example ?? (one.schema?.['enum'] as unknown[] | undefined)?.[0];
        if (one.in === 'query' && example !== undefined && one.name !== 'after') query.set(one.name, textOf(example));
      }
      for (const as of accountsFor(route).slice(0, 4)) {
        const answer = await send(route, as, {}, `${urlOf(route)}?${query}`);
        found.push(...faults(route, answer));
        if (answer.status === 400) found.push(`${nameOf(route)}?${query}: ${answer.text}`);
      }
    }
    expect([...new Set(found)]).toEqual([]);
  });

  it('refuses as documented what is wrong in form', async () => {
    const found: string[] = [];
    for (const route of routes) {
      const [as] = accountsFor(route);
      const wrong: Answer[] = [];
      const [right] = bodies(route, false);
      if (as !== undefined) wrong.push(await send(route, undefined, right));
      const [given] = bodiesOf(route.operation, document.components?.schemas ?? {}, false);
      if (given?.type === 'application/json') {
        const type = 'application/json';
        for (const body of ['{', '[]', '{"surprise":1}', `"${'x'.repeat(1_100_000)}"`])
          wrong.push(await send(route, as, { type, body }));
        wrong.push(await send(route, as, { type: 'text/plain', body: 'x' }));
      }
      if (given?.type === 'multipart/form-data') {
        const fields = withKnownIds(given.value) as Record<string, string>;
        for (const form of wrongForms(fields)) wrong.push(await send(route, as, form));
      }
      if (route.path.includes('{')) {
        wrong.push(await send(route, as, right, route.path.replaceAll(/\{\w+\}/g, '!')));
      }
      for (const answer of wrong) {
        if (answer.status < 400) found.push(`${nameOf(route)}: took what is wrong: ${answer.text.slice(0, 200)}`);
        found.push(...faults(route, answer));
      }
    }
    expect([...new Set(found)]).toEqual([]);
  });

  it('refuses as documented what is well formed and may not be', async () => {
    const found: string[] = [];
    const expectCode = async (code: string, name: string, as: string, body?: Sendable, ids: object = {}) => {
      const before = known;
      known = { ...known, ...ids };
      const answer = await send(named(name), as, body);
      known = before;
      found.push(...faults(named(name), answer));
      const told = (answer.body as { code?: string } | undefined)?.code;
      if (told !== code) found.push(`${name}: ${String(told)} instead of ${code}`);
    };
    const asList = (file: string | Buffer, standardId = 'BLK-1'): Sendable => ({
      body: formOf({ standardId, mode: 'dryRun' }, Buffer.from(file)),
    });
    await expectCode('STANDARD_UNKNOWN', 'UploadList', 'a-drafter', asList(list, 'NONE'));
    await expectCode('NOT_YOUR_STANDARD', 'UploadList', 'b-drafter', asList(list));
    await expectCode('BATCH_COLUMNS', 'UploadList', 'a-drafter', asList('a,b\n1,2'));
    await expectCode('BATCH_CSV', 'UploadList', 'a-drafter', asList(Buffer.concat([list, Buffer.from('\n"')])));
    await expectCode('BATCH_FILE_EMPTY', 'UploadList', 'a-drafter', asList(list.subarray(0, list.indexOf('\n'))));
    await expectCode('BATCH_XLSX', 'UploadList', 'a-drafter', asList('PK\x03\x04 nothing'));
    await expectCode('BATCH_ENCODING', 'UploadList', 'a-drafter', asList(Buffer.of(0x61, 0xff, 0xff, 0x0a)));

    const strange = { batchId: SOME_ID, docId: SOME_ID, subjectId: SOME_ID, entryId: SOME_ID };
    for (const name of ['ReadBatch', 'ReadBatchRows', 'DownloadBatchRows', 'FollowBatch', 'CancelBatch'])
      await expectCode('BATCH_UNKNOWN', name, 'a-drafter', undefined, strange);
    await expectCode('BATCH_UNKNOWN', 'CancelBatch', 'b-drafter');
    const act = (body: object): Sendable => ({ type: 'application/json', body: JSON.stringify(body) });
    const none = { listKind: 'FOCUS', lifecycle: 'READY' };
    const some = { batchId: known['batchId'] };
    const parameters = { channels: [{ channelId: 'unit-portal' }], objectionContact: '科' };
    const checked = { act: 'CROSS_CHECK', parameters: {} };
    await expectCode('LIST_EMPTY', 'ActOnList', 'a-drafter', act({ ...checked, filter: none }));
    await expectCode('BATCH_UNKNOWN', 'ActOnList', 'b-drafter', act({ ...checked, filter: some }));
    await expectCode(
      'TEXTS_NOT_APPROVED',
      'ActOnList',
      'a-drafter',
      act({ act: 'PUBLICITY', filter: some, parameters }),
    );
    await expectCode('VALIDATION_FAILED', 'ActOnList', 'a-drafter', act(checked));

    const document = (ids: object): Sendable => ({
      body: formOf({ subjectId: told.subjectId, title: '决定书', ...ids }, Buffer.from('a text')),
    });
    await expectCode('SUBJECT_UNKNOWN', 'AddEvidence', 'a-drafter', document({ subjectId: SOME_ID, entryId: SOME_ID }));
    await expectCode('ENTRY_UNKNOWN', 'AddEvidence', 'a-drafter', document({ entryId: SOME_ID }));
    await expectCode('EVIDENCE_NOT_ALLOWED', 'AddEvidence', 'b-drafter', document({ entryId: known['entryId'] }));
    await expectCode('VALIDATION_FAILED', 'AddEvidence', 'a-drafter', document({}));
    const [withPurpose] = bodies(named('DownloadEvidence'), true);
    await expectCode('EVIDENCE_NOT_VISIBLE', 'DownloadEvidence', 'a-drafter', withPurpose, strange);
    await expectCode('EVIDENCE_NOT_VISIBLE', 'DownloadEvidence', 'b-drafter', withPurpose);
    await expectCode('PURPOSE_REQUIRED', 'DownloadEvidence', 'a-drafter', act({}));
    expect(found).toEqual([]);
  });

  it('has answered with success everywhere, but for acts that need a dossier in a state of their own', async () => {
    client.recorded.length = 0;
    const body = { purpose: PURPOSE };
    await client.request('POST', `/subjects/${told.subjectId}/timeline/search`, 'a-handler', body);
    await walkTheRegister(client);
    await client.command('/units/unit-c/merger', { into: 'unit-a' }, 'o-officer');
    const complaint = {
      unitId: 'unit-a',
      conduct: ['DELAY'],
      standing: 'THIRD_PARTY',
      text: '拖延',
      channel: 'portal',
    };
    const { id } = (await client.command('/complaints', complaint, 'subject-x')).answer.body as { id: string };
    await client.command(`/complaints/${id}/withdrawal`, {}, 'subject-x');
    for (const { method, path, answer } of client.recorded) expect(faults(routeOf(method, path), answer)).toEqual([]);

    // Every one of those is carried out with its own example in successes.spec.ts.
    const inDossier = new Set<string>([
      ...Object.keys(COMMAND_ROUTES),
      ...[...OF_MEASURES, ...OF_PAPERS, ...OF_EXTERNAL_LISTS, ...OF_STANDARDS],
    ]);
    const others = routes.map(nameOf).filter((name) => !succeeded.has(name));
    expect(others.filter((name) => !inDossier.has(name))).toEqual([]);
  });
});
