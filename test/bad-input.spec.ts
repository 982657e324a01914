import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { citizenIdCheckDigit } from '#libs/subjects';
import { Dossier, USUAL, type ListEntry } from './support/dossier.js';
import { openOffice, X } from './support/office.js';
import { startProduct, type Answer, type Product } from './support/product.js';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const JSON_TYPE = { 'content-type': 'application/json' };
const DRAFTER = { sub: 'a-drafter', roles: ['RECOGNIZING_UNIT'], unit: 'unit-a', name: '赵起草' };

let product: Product;
let x: Dossier;
/** Its notice window is over, a recognition is proposed. */
let ready: ListEntry;
let listed: ListEntry;
let foreignKey: JWK;
const usedKey = randomUUID();

beforeAll(async () => {
  product = await startProduct({ now: '2026-09-07' });
  await openOffice(product);
  x = await Dossier.of(product);
  ready = await x.entry('BLK-1');
  listed = await x.entry('BLK-1');
  for (const entry of [ready, listed]) await entry.given('drafter', 'ServePriorNotice');
  await product.advanceTo('2026-09-15');
  await ready.given('drafter', 'ProposeRecognition');
  await listed.recognized();
  await listed.when('drafter', 'ReportToPlatform', {}, {}, { 'idempotency-key': usedKey });
  foreignKey = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
  await product.settled();
});
afterAll(() => product.stop());

const drafter = () => product.as('a-drafter');
const register = (changes: object): Promise<Answer> =>
  drafter().send('POST', '/subjects', {
    ...{ subjectType: 'ENTERPRISE', identifier: { kind: 'USCC', value: X.value }, name: '示范甲企业' },
    ...changes,
  });
const person = (value: string): Promise<Answer> =>
  register({ subjectType: 'NATURAL_PERSON', identifier: { kind: 'CITIZEN_ID', value } });
const generate = (changes: object): Promise<Answer> =>
  drafter().post(
    'GenerateInitialEntry',
    { subjectId: x.subjectId },
    {
      ...{ standardId: 'BLK-1', facts: '事实', actEndedOn: '2026-01-10' },
      basis: [
        { class: 'ADMIN_OR_CRIMINAL', docNo: 'NEW-1', issuer: '市局', date: '2026-01-15', legallyEffective: true },
      ],
      ...changes,
    },
  );
const raw = (body: string, headers = JSON_TYPE): Promise<Answer> =>
  drafter().send('POST', `${listed.path}/platform-reports`, body, headers);
const report = (token: string): Promise<Answer> =>
  product.withToken(token).post('ReportToPlatform', listed.params, USUAL.ReportToPlatform);
const unsigned = (): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { ...DRAFTER, iss: 'urn:mingdan:demonstration', aud: 'mingdan', exp: 4_102_444_800 };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
};

type Case = readonly [what: string, status: number, code: string, request: () => Promise<Answer>];

const identifiers: readonly Case[] = [
  [
    'a wrong check digit of a credit code',
    422,
    'IDENTIFIER_CHECK_DIGIT',
    () => register({ identifier: { kind: 'USCC', value: '91640100MA00TE5T0B' } }),
  ],
  ['a wrong check digit of a citizen id', 422, 'IDENTIFIER_CHECK_DIGIT', () => person('640100199001010013')],
  ['an identifier of the wrong length', 422, 'IDENTIFIER_FORMAT', () => person('64010019900101001')],
  [
    'a birth date that does not exist',
    422,
    'BIRTH_DATE_INVALID',
    () => person(`64010019900230001${citizenIdCheckDigit('64010019900230001')}`),
  ],
  [
    'a citizen id for an enterprise',
    422,
    'IDENTIFIER_KIND_MISMATCH',
    () => register({ identifier: { kind: 'CITIZEN_ID', value: '640100199001010012' } }),
  ],
];

const shapes: readonly Case[] = [
  ['an unknown field', 400, 'VALIDATION_FAILED', () => register({ colour: 'red' })],
  [
    'an unknown field inside',
    400,
    'VALIDATION_FAILED',
    () => register({ identifier: { kind: 'USCC', value: X.value, colour: 'red' } }),
  ],
  ['a missing field', 400, 'VALIDATION_FAILED', () => drafter().send('POST', '/subjects', {})],
  ['a text where a list is due', 400, 'VALIDATION_FAILED', () => generate({ basis: 'NEW-1' })],
  ['a date that does not exist', 400, 'VALIDATION_FAILED', () => generate({ actEndedOn: '2026-02-30' })],
  ['malformed JSON', 400, 'BODY_NOT_JSON', () => raw('{"platformId":')],
  ['a body that would reach a prototype', 400, 'BODY_NOT_JSON', () => raw('{"__proto__":{"x":1}}')],
  ['a list in place of an object', 400, 'VALIDATION_FAILED', () => raw('[]')],
  ['an empty body', 400, 'BODY_EMPTY', () => raw('')],
  [
    'a wrong content type',
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    () => raw('platformId=city', { 'content-type': 'application/x-www-form-urlencoded' }),
  ],
  ['plain text', 415, 'UNSUPPORTED_MEDIA_TYPE', () => raw('{}', { 'content-type': 'text/plain' })],
  [
    'an oversized body',
    413,
    'BODY_TOO_LARGE',
    () => raw(JSON.stringify({ platformId: 'city', reportRef: 'x'.repeat(1_100_000) })),
  ],
  ['an oversized text', 400, 'VALIDATION_FAILED', () => generate({ facts: '事'.repeat(100_000) })],
  ['an address that cannot be decoded', 400, 'ADDRESS_MALFORMED', () => drafter().get('/subjects/%ZZ')],
  [
    'an id that is none',
    400,
    'VALIDATION_FAILED',
    () => drafter().post('ReportToPlatform', { subjectId: 'x', entryId: 'y' }, USUAL.ReportToPlatform),
  ],
  ['a malformed cursor', 400, 'CURSOR_INVALID', () => drafter().get('/lists/black?cursor=abc')],
  [
    'a cursor of another list',
    400,
    'CURSOR_INVALID',
    async () => {
      const { body } = await drafter().get('/deadlines?limit=1');
      return drafter().get(`/lists/black?cursor=${encodeURIComponent(body.next as string)}`);
    },
  ],
  ['a page of no rows', 400, 'VALIDATION_FAILED', () => drafter().get('/lists/black?limit=0')],
  ['an unknown filter', 400, 'VALIDATION_FAILED', () => drafter().get('/lists/black?colour=red')],
  ['an instant that is none', 400, 'VALIDATION_FAILED', () => drafter().get(`/subjects/${x.subjectId}?asOf=yesterday`)],
  [
    'an Idempotency-Key that is no UUID',
    400,
    'IDEMPOTENCY_KEY_INVALID',
    () => listed.when('drafter', 'ReportToPlatform', {}, {}, { 'idempotency-key': '7' }),
  ],
  [
    'an If-Match that is no ETag',
    400,
    'IF_MATCH_INVALID',
    () => listed.when('drafter', 'ReportToPlatform', {}, {}, { 'if-match': '7' }),
  ],
];

const snapshot = (csv: string | Buffer): Promise<Answer> =>
  product
    .as('platform-operator')
    .send(
      'POST',
      `/cross-check-sources/national-credit-platform/snapshots?version=2026-9&snapshotAt=${product.now}`,
      csv,
      { 'content-type': 'text/csv' },
    );
const COLUMNS = 'identifierKind,identifier,listKind,ref,unit';
const files: readonly Case[] = [
  ['a file without its columns', 422, 'SNAPSHOT_COLUMNS', () => snapshot('identifier,listKind\n')],
  ['a quote that never ends', 422, 'SNAPSHOT_CSV', () => snapshot(`${COLUMNS}\n"USCC,91640100MA00TE5T1D`)],
  [
    'a list that there is not, in a row',
    422,
    'SNAPSHOT_ROW',
    () => snapshot(`${COLUMNS}\nUSCC,91640100MA00TE5T1D,GREY,GX-1,unit-n\n`),
  ],
  [
    'a file that is not UTF-8',
    422,
    'SNAPSHOT_ENCODING',
    () => snapshot(Buffer.from([...Buffer.from(`${COLUMNS}\nUSCC,91640100MA00TE5T1D,BLACK,`), 0xd5, 0xc5, 0x0a])),
  ],
];

const people: readonly Case[] = [
  [
    'no token',
    401,
    'TOKEN_MISSING',
    () => product.anybody.post('ReportToPlatform', listed.params, USUAL.ReportToPlatform),
  ],
  ['no bearer token', 401, 'TOKEN_INVALID', () => product.anybody.get('/lists/black', { authorization: 'Basic YTpi' })],
  ['an expired token', 401, 'TOKEN_EXPIRED', async () => report(await product.sign(DRAFTER, -3_600))],
  [
    'a token of another issuer',
    401,
    'TOKEN_INVALID',
    async () => report(await product.sign(DRAFTER, 3_600, foreignKey)),
  ],
  ['an unsigned token', 401, 'TOKEN_INVALID', () => report(unsigned())],
  [
    'a token that was changed',
    401,
    'TOKEN_INVALID',
    async () => {
      const [head, , signature] = (await product.token('a-drafter')).split('.');
      const claims = Buffer.from(JSON.stringify({ ...DRAFTER, unit: 'unit-b' })).toString('base64url');
      return report(`${head}.${claims}.${signature}`);
    },
  ],
  ['a token that names no role', 401, 'TOKEN_CLAIMS', async () => report(await product.sign({ sub: 'a', roles: [] }))],
  ['a foreign unit', 403, 'NOT_YOUR_ENTRY', () => listed.when('b-drafter', 'ReportToPlatform')],
  ['a foreign approver', 403, 'NOT_YOUR_ENTRY', () => ready.when('b-approver', 'RecognizeEntry')],
  ['a role that may not', 403, 'ROLE_NOT_ALLOWED', () => listed.when('c-implementer', 'ReportToPlatform')],
  ['a subject that decides on itself', 403, 'ROLE_NOT_ALLOWED', () => ready.when('self', 'RecognizeEntry')],
  ['a drafter who approves', 403, 'ROLE_NOT_ALLOWED', () => ready.when('drafter', 'RecognizeEntry')],
  [
    'a dossier of which one sees nothing',
    404,
    'NOT_VISIBLE',
    () => product.as('subject-y').get(`/subjects/${x.subjectId}/timeline`),
  ],
  [
    'the audit of decisions, for an implementing unit',
    403,
    'ROLE_NOT_ALLOWED',
    () => product.as('c-implementer').get('/audit/decisions'),
  ],
];

const states: readonly Case[] = [
  [
    'a stale revision',
    412,
    'REVISION_STALE',
    () => ready.when('approver', 'RecognizeEntry', {}, {}, { 'if-match': '"1"' }),
  ],
  [
    'an Idempotency-Key with another body',
    422,
    'IDEMPOTENCY_KEY_REUSED',
    () => listed.when('drafter', 'ReportToPlatform', { reportRef: 'BS-2' }, {}, { 'idempotency-key': usedKey }),
  ],
  [
    'a decision in the future',
    422,
    'DATE_IN_FUTURE',
    () => ready.when('approver', 'RecognizeEntry', { decidedOn: '2026-09-16' }),
  ],
  ['an act in the future', 422, 'DATE_IN_FUTURE', () => generate({ actEndedOn: '2026-09-16' })],
  [
    'a report in the future',
    422,
    'DATE_IN_FUTURE',
    () => listed.when('drafter', 'ReportToPlatform', { platformId: 'other', reportedOn: '2026-09-16' }),
  ],
  [
    'a decision dated before its gates',
    422,
    'DECIDED_BEFORE_READY',
    () => ready.when('approver', 'RecognizeEntry', { decidedOn: '2026-09-14' }),
  ],
  [
    'an unknown subject',
    404,
    'SUBJECT_UNKNOWN',
    () => drafter().post('ReportToPlatform', { subjectId: UNKNOWN, entryId: UNKNOWN }, USUAL.ReportToPlatform),
  ],
  [
    'an unknown entry',
    404,
    'ENTRY_UNKNOWN',
    () => listed.when('drafter', 'ReportToPlatform', {}, { entryId: UNKNOWN }),
  ],
  [
    'an unknown proposal',
    404,
    'PROPOSAL_UNKNOWN',
    () => ready.when('approver', 'RecognizeEntry', { proposalId: UNKNOWN }),
  ],
  ['an unknown standard', 404, 'STANDARD_UNKNOWN', () => generate({ standardId: 'BLK-9' })],
  ['an unknown address', 404, 'NOT_FOUND', () => drafter().send('POST', '/nowhere', {})],
  [
    'a clock that goes back',
    409,
    'CLOCK_BACKWARDS',
    () => drafter().send('POST', '/demo/clock', { now: '2026-09-14T00:00:00.000Z' }),
  ],
];

async function refused([, status, code, request]: Case): Promise<void> {
  const before = await product.eventCount();
  const answer = await request();
  expect({ status: answer.status, code: answer.body?.code }).toEqual({ status, code });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({
    ...{ type: expect.stringMatching(/^urn:mingdan:problem:/), title: expect.any(String), status },
    ...{ detail: expect.stringMatching(/\p{Script=Han}/u), detailEn: expect.stringMatching(/^[^\p{Script=Han}]+$/u) },
  });
  for (const { detail, detailEn } of (answer.body.errors ?? []) as { detail: string; detailEn: string }[])
    expect([detail, detailEn]).toEqual([expect.stringMatching(/\p{Script=Han}/u), expect.stringMatching(/[a-z]/)]);
  expect(answer.text).not.toMatch(/\bat .*\.[jt]s:\d/);
  expect(await product.eventCount()).toBe(before);
}

describe('bad input is refused with a problem in two languages, and nothing is appended', () => {
  it.each(identifiers)('identifiers: %s is %i %s', (...each) => refused(each));
  it.each(shapes)('shape: %s is %i %s', (...each) => refused(each));
  it.each(files)('files: %s is %i %s', (...each) => refused(each));
  it.each(people)('people: %s is %i %s', (...each) => refused(each));
  it.each(states)('state: %s is %i %s', (...each) => refused(each));

  it('refusals of known people stand in the access-audit register, without what they sent', async () => {
    const denied = await product.as('supervisor').get('/audit/denied?limit=200');
    const codes = (denied.body.items as { code: string }[]).map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(['NOT_YOUR_ENTRY', 'ROLE_NOT_ALLOWED', 'DECIDED_BEFORE_READY', 'REVISION_STALE']),
    );
    expect(denied.text).not.toMatch(/640100199|示范甲|91640100MA/);
  });
});
