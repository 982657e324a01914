import { exampleOf } from '../testing/examples.js';
import { startApi, type Harness } from '../testing/harness.js';

const CSV = 'identifierKind,identifier,listKind,ref,unit\nUSCC,91640100MA00TE5T1D,BLACK,GX-1,unit-x\n';
const SNAPSHOT = '/cross-check-sources/national/snapshots?version=2026-09-07&snapshotAt=2026-09-06T16:00:00.000Z';

let api: Harness;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const unit = (unitId: string, as = 'office') => api.post('/units', { unitId, name: `${unitId} 局` }, as);
const content = () =>
  exampleOf(
    { $ref: '#/components/schemas/StandardContentDto' },
    api.openApi().components?.schemas ?? {},
    true,
  ) as object;
const inject = (payload: string, type = 'text/csv', as = 'operator') =>
  api.app.inject({
    method: 'POST',
    url: SNAPSHOT,
    headers: { authorization: `Bearer ${as}`, 'content-type': type },
    payload,
  });

describe('standards over HTTP', () => {
  it('are drafted by their owner, with an ETag of their own, and a repeat says so', async () => {
    await unit('unit-a');
    const headers = { 'idempotency-key': '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10' };
    const body = { standardId: 'BLK-9', content: content() };
    const drafted = await api.post('/standards', body, 'owner', headers);
    expect(drafted).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { id: 'BLK-9', revision: 1, events: [{ type: 'StandardDrafted' }] },
    });
    const repeat = await api.post('/standards', body, 'owner', headers);
    expect(repeat).toMatchObject({ status: 201, body: drafted.body, headers: { 'idempotent-replay': 'true' } });
    const same = await api.post('/standards', body, 'owner');
    expect(same).toMatchObject({ status: 200, body: { events: [] } });
  });

  it('belong to their owner unit, and to the role', async () => {
    const body = { standardId: 'BLK-9', content: content() };
    expect(await api.post('/standards', body, 'foreignOwner')).toMatchObject({
      status: 403,
      body: { code: 'NOT_YOUR_STANDARD' },
    });
    expect(await api.post('/standards', body, 'drafter')).toMatchObject({
      status: 403,
      body: { code: 'ROLE_NOT_ALLOWED' },
    });
    expect(api.registers.denied.map(({ code }) => code)).toEqual(['NOT_YOUR_STANDARD', 'ROLE_NOT_ALLOWED']);
  });

  it('are not published while something is wrong; every fault is told by its place', async () => {
    const wrong = { ...content(), legalBasis: [], notice: { required: false, waivable: true, hearing: false } };
    expect((await api.post('/standards', { standardId: 'BLK-9', content: wrong }, 'owner')).status).toBe(201);
    const refused = await api.post('/standards/BLK-9/publication', { effectiveFrom: '2026-10-01' }, 'owner');
    expect(refused.status).toBe(422);
    expect(
      (refused.body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => [pointer, code]),
    ).toEqual(
      expect.arrayContaining([
        ['/legalBasis', 'LEGAL_BASIS_MISSING'],
        ['/notice/required', 'NOTICE_REQUIRED'],
        ['/consultation', 'CONSULTATION_MISSING'],
        ['/approval', 'STANDARD_NOT_APPROVED'],
      ]),
    );
  });

  it('are approved by a second person of the owner unit after thirty days of opinions (4.2)', async () => {
    await api.post('/standards', { standardId: 'BLK-9', content: content() }, 'owner');
    const at = (step: string) => `/standards/BLK-9/${step}`;
    expect((await api.post(at('consultation'), { openedOn: '2026-08-01' }, 'owner')).status).toBe(201);
    const early = await api.post(at('consultation/closing'), { closedOn: '2026-08-31', summary: '无' }, 'owner');
    expect(early).toMatchObject({
      status: 422,
      body: { code: 'CONSULTATION_TOO_SHORT', clause: '国办发〔2020〕49号 七' },
    });
    await api.post(at('consultation/closing'), { closedOn: '2026-09-01', summary: '无' }, 'owner');
    expect((await api.post(at('approval-proposal'), undefined, 'owner')).status).toBe(201);
    expect(await api.post(at('approval'), undefined, 'owner')).toMatchObject({ body: { code: 'ROLE_NOT_ALLOWED' } });
    expect(await api.post(at('approval'), undefined, 'approver')).toMatchObject({
      body: { events: [{ type: 'StandardApproved' }] },
    });
  });

  it('tell a stale revision', async () => {
    await api.post('/standards', { standardId: 'BLK-9', content: content() }, 'owner');
    const answer = await api.app.inject({
      method: 'PUT',
      url: '/standards/BLK-9/draft',
      headers: { authorization: 'Bearer owner', 'if-match': '"7"' },
      payload: { content: { ...content(), title: '新标题' } },
    });
    expect(answer.statusCode).toBe(412);
    expect(answer.json()).toMatchObject({ code: 'REVISION_STALE' });
  });
});

describe('registers over HTTP', () => {
  it('take units, their names and mergers, channels, rule packs and holiday tables', async () => {
    expect((await unit('unit-a')).status).toBe(201);
    expect((await unit('unit-b')).status).toBe(201);
    const { schemas = {} } = api.openApi().components ?? {};
    const example = (name: string) => exampleOf({ $ref: `#/components/schemas/${name}` }, schemas, true) as object;
    for (const [path, body, type] of [
      ['/units/unit-b/names', { name: 'B 局' }, 'UnitRenamed'],
      ['/units/unit-b/merger', { into: 'unit-a' }, 'UnitMerged'],
      ['/channels', example('ChannelDto'), 'ChannelRegistered'],
      ['/calendars/CN/years', example('CalendarYearDto'), 'CalendarYearLoaded'],
      ['/rule-packs', { ...example('RulePackDto'), rules: [example('RuleDto')] }, 'RulePackDrafted'],
    ] as const) {
      const answer = await api.post(path, body, 'office');
      expect({ path, body: answer.body as unknown }).toMatchObject({ body: { events: [{ type }] } });
    }
  });

  it('have a rule pack published by somebody else than who drafted it (3.3)', async () => {
    const { schemas = {} } = api.openApi().components ?? {};
    const pack = exampleOf({ $ref: '#/components/schemas/RulePackDto' }, schemas, true) as object;
    expect((await api.post('/rule-packs', pack, 'office')).status).toBe(201);
    const at = '/rule-packs/CITY-A/publication';
    expect(await api.post(at, undefined, 'office')).toMatchObject({
      status: 422,
      body: { code: 'RULE_PACK_SAME_PERSON', clause: 'spec 2' },
    });
    expect(await api.post(at, undefined, 'officeHead')).toMatchObject({
      body: { events: [{ type: 'RulePackPublished' }] },
    });
  });

  it('refuse an unknown unit with both languages', async () => {
    const answer = await api.post('/units/unit-z/names', { name: '新名' }, 'office');
    expect(answer).toMatchObject({ status: 422, body: { code: 'UNIT_UNKNOWN', clause: 'spec 2' } });
  });
});

describe('snapshots of other lists', () => {
  it('are handed on as they come', async () => {
    expect((await inject(CSV)).statusCode).toBe(200);
    expect(api.importer.imported).toEqual([
      { sourceId: 'national', version: '2026-09-07', snapshotAt: '2026-09-06T16:00:00.000Z', csv: CSV },
    ]);
  });

  it('are CSV, come from the platform, and say which snapshot they are', async () => {
    expect((await inject('{}', 'application/json')).json()).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect((await inject(CSV, 'text/csv', 'drafter')).statusCode).toBe(403);
    const unnamed = await api.app.inject({
      method: 'POST',
      url: '/cross-check-sources/national/snapshots',
      headers: { authorization: 'Bearer operator', 'content-type': 'text/csv' },
      payload: CSV,
    });
    expect(unnamed.json()).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ parameter: 'version' }, { parameter: 'snapshotAt' }],
    });
    expect(api.importer.imported).toEqual([]);
  });
});

describe('the clock of the demonstration', () => {
  it('goes forward and never back', async () => {
    const later = '2029-09-08T01:00:00.000Z';
    expect(await api.post('/demo/clock', { now: later }, 'drafter')).toMatchObject({
      status: 200,
      body: { now: later },
    });
    expect(await api.post('/demo/clock', { now: '2026-09-08T01:00:00.000Z' }, 'drafter')).toMatchObject({
      status: 409,
      body: { code: 'CLOCK_BACKWARDS' },
    });
    expect((await api.post('/demo/clock', { now: '2029-02-30T01:00:00Z' }, 'drafter')).status).toBe(400);
  });
});
