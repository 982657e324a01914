import { randomUUID } from 'node:crypto';
import { exampleOf } from './testing/examples.js';
import { ACTORS, startApi, type Answer, type Harness } from './testing/harness.js';

const X = { kind: 'USCC', value: '91640100MA00TE5T0A' };
const Y = { kind: 'USCC', value: '91640100MA00TE5T1D' };
const P = { kind: 'CITIZEN_ID', value: '640100199001010012' };
const PURPOSE = { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' };
const BASIS = {
  class: 'COMMENDATION',
  docNo: '市税认〔2026〕1号',
  issuer: 'A 市税务局',
  date: '2026-08-01',
  legallyEffective: true,
};
const CHANNELS = [{ channelId: 'portal-a' }, { channelId: 'credit' }, { channelId: 'gsxt' }];

let api: Harness;
beforeEach(async () => {
  api = await startApi();
  await referenceData();
});
afterEach(() => api.close());

async function eventCount(): Promise<number> {
  let count = 0;
  for await (const _ of api.store.readAll({ streamPrefixes: ['dossier-'] })) count += 1;
  return count;
}

function done(answer: Answer): Answer {
  expect({ status: answer.status, problem: answer.body?.code as unknown }).toEqual({ status: 201, problem: undefined });
  return answer;
}

async function referenceData(): Promise<void> {
  const { schemas = {} } = api.openApi().components ?? {};
  const content = exampleOf({ $ref: '#/components/schemas/StandardContentDto' }, schemas, false) as object;
  const red = {
    ...content,
    listKind: 'RED',
    field: 'TAXATION',
    legalBasis: [{ title: '市社会信用条例', level: 'LOCAL_REGULATION' }],
    validity: { min: { value: 1, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
    publicity: { required: true, period: { value: 7, unit: 'WD' }, channels: ['portal-a', 'credit'] },
    notice: { required: false, waivable: true, hearing: false },
    removalConditions: '有效期届满',
    removalProcedure: '认定单位决定后公告',
    remedies: '可以申请行政复议或者提起行政诉讼',
  };
  for (const unitId of ['unit-a', 'unit-b'])
    done(await api.post('/units', { unitId, name: `${unitId} 市场监管局` }, 'office'));
  const channel = (channelId: string, kind: string, more = {}) =>
    api.post('/channels', { channelId, name: channelId, mode: 'MANUAL', kind, ...more }, 'office');
  done(await channel('portal-a', 'UNIT_PORTAL', { unitId: 'unit-a' }));
  done(await channel('credit', 'CREDIT_PORTAL'));
  done(await channel('gsxt', 'ENTERPRISE_PUBLICITY'));
  done(await api.post('/standards', { standardId: 'RED-1', content: red }, 'owner'));
  const step = async (path: string, body?: object, as = 'owner') =>
    done(await api.post(`/standards/RED-1/${path}`, body, as));
  await step('consultation', { openedOn: '2026-06-01' });
  await step('consultation/closing', { closedOn: '2026-07-06', summary: '未收到不同意见' });
  await step('approval-proposal');
  await step('approval', undefined, 'approver');
  await step('publication', { effectiveFrom: '2026-09-01' });
}

async function registered(
  identifier: object = X,
  subjectType = 'ENTERPRISE',
  name = '诚信科技有限公司',
): Promise<string> {
  const answer = await api.post('/subjects', { subjectType, identifier, name });
  return done(answer).body.subjectId as string;
}

const initial = { standardId: 'RED-1', basis: [BASIS], facts: '连续三年纳税信用A级，经办人张三丰。' };

async function redEntry(): Promise<{ subjectId: string; entry: string }> {
  const subjectId = await registered();
  const answer = done(await api.post(`/subjects/${subjectId}/entries`, initial));
  return { subjectId, entry: `/subjects/${subjectId}/entries/${answer.body.entryId as string}` };
}

describe('POST /subjects', () => {
  it('opens a dossier, and finds it again for the same identifier written otherwise', async () => {
    const subjectId = await registered();
    const again = await api.post('/subjects', {
      subjectType: 'ENTERPRISE',
      identifier: { kind: 'USCC', value: ' 91640100ma00te5t0a ' },
      name: '另一个名称',
    });
    expect(again).toMatchObject({ status: 200, body: { subjectId, events: [] } });
    expect(await eventCount()).toBe(1);
  });

  it.each([
    ['a wrong check digit', { kind: 'USCC', value: '91640100MA00TE5T0B' }, 'IDENTIFIER_CHECK_DIGIT'],
    ['a person’s number for an enterprise', P, 'IDENTIFIER_KIND_MISMATCH'],
  ])('refuses %s, repeats nothing of it and registers the refusal', async (_, identifier, code) => {
    const answer = await api.post('/subjects', { subjectType: 'ENTERPRISE', identifier, name: '某公司' });
    expect(answer).toMatchObject({ status: 422, body: { code } });
    expect(JSON.stringify(answer.body)).not.toContain(identifier.value);
    expect(api.registers.denied).toMatchObject([{ code, route: '/subjects', actor: { userId: 'a-drafter' } }]);
    expect(JSON.stringify(api.registers.denied)).not.toContain(identifier.value);
    expect(await eventCount()).toBe(0);
  });

  it('is closed to other roles before the index is asked', async () => {
    const body = { subjectType: 'ENTERPRISE', identifier: X, name: '某公司' };
    expect(await api.post('/subjects', body, 'supervisor')).toMatchObject({ status: 403 });
    expect(await api.post('/subjects', body, '')).toMatchObject({ status: 401, body: { code: 'TOKEN_MISSING' } });
    const looked = await api.post('/subjects/lookup', { identifier: X, purpose: PURPOSE });
    expect(looked).toMatchObject({ status: 404, body: { code: 'SUBJECT_UNKNOWN' } });
  });
});

describe('POST /subjects/lookup', () => {
  it('registers a look-up of a natural person before it answers, also when nobody is found (6.2)', async () => {
    expect((await api.post('/subjects/lookup', { identifier: P, purpose: PURPOSE })).status).toBe(404);
    const subjectId = await registered(P, 'NATURAL_PERSON', '张三');
    const found = await api.post('/subjects/lookup', { identifier: P, purpose: PURPOSE });
    expect(found).toMatchObject({ status: 200, body: { subjectId } });
    expect(api.registers.lookups).toMatchObject([
      { resultCount: 0, purpose: PURPOSE, role: 'RECOGNIZING_UNIT' },
      { resultCount: 1, subjectRef: subjectId },
    ]);
    expect(JSON.stringify(api.registers.lookups)).not.toContain(P.value);
  });

  it('gives nothing when the register is away', async () => {
    await registered(P, 'NATURAL_PERSON', '张三');
    api.registers.registerLookup = () => Promise.reject(new Error('away'));
    const answer = await api.post('/subjects/lookup', { identifier: P, purpose: PURPOSE });
    expect(answer.status).toBe(500);
    expect(answer.body.subjectId).toBeUndefined();
  });
});

describe('a command', () => {
  it('answers ids, events, position and the entry’s revision as a strong ETag, and is never cached', async () => {
    const subjectId = await registered();
    const key = randomUUID();
    const path = `/subjects/${subjectId}/entries`;
    const answer = done(await api.post(path, initial, 'drafter', { 'idempotency-key': key }));
    const { entryId, entryRevision, position } = answer.body;
    expect(answer.body).toMatchObject({ commandId: key, subjectId, created: { entryId } });
    expect(answer.body.events).toContainEqual({ type: 'InitialEntryGenerated' });
    expect(position).toMatch(/^\d+$/);
    expect(answer.headers).toMatchObject({
      etag: `"${entryRevision as number}"`,
      'idempotency-key': key,
      'cache-control': 'private, no-store',
    });
  });

  it('repeated under its key answers the same and writes nothing; with another body it is 422', async () => {
    const subjectId = await registered();
    const path = `/subjects/${subjectId}/entries`;
    const headers = { 'idempotency-key': randomUUID() };
    const first = done(await api.post(path, initial, 'drafter', headers));
    const before = await eventCount();
    const repeat = await api.post(path, initial, 'drafter', headers);
    expect(repeat).toMatchObject({ status: 201, body: first.body, headers: { 'idempotent-replay': 'true' } });
    expect(first.headers['idempotent-replay']).toBeUndefined();
    const other = await api.post(path, { ...initial, facts: '别的事实' }, 'drafter', headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(await eventCount()).toBe(before);
  });

  it('with a stale If-Match is 412, with the present one it is carried out', async () => {
    const { entry } = await redEntry();
    expect(await api.post(`${entry}/cross-check`, undefined, 'drafter', { 'if-match': '"99"' })).toMatchObject({
      status: 412,
      body: { code: 'REVISION_STALE' },
    });
    done(await api.post(`${entry}/cross-check`, undefined, 'drafter', { 'if-match': '"1"' }));
  });

  it.each([
    ['idempotency-key', 'not-a-uuid', 'IDEMPOTENCY_KEY_INVALID'],
    ['if-match', 'W/"1"', 'IF_MATCH_INVALID'],
  ])('with a malformed %s is 400', async (header, value, code) => {
    const { entry } = await redEntry();
    const before = await eventCount();
    const answer = await api.post(`${entry}/cross-check`, undefined, 'drafter', { [header]: value });
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect(await eventCount()).toBe(before);
  });

  it('with a malformed path parameter, or a body where none is taken, is 400', async () => {
    const { entry } = await redEntry();
    expect(await api.post('/subjects/x/entries', initial)).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'subjectId' }] },
    });
    expect(await api.post(`${entry}/cross-check`, { surprise: 1 })).toMatchObject({ status: 400 });
    expect((await api.post(`${entry}/cross-check`, {})).status).toBe(201);
  });

  it('that finds it so already is 200 without events', async () => {
    const subjectId = await registered();
    const agent = { identifier: P, name: '李四' };
    const granted = { agent, scope: ['REPAIR'], validFrom: '2026-09-01', validTo: '2027-09-01' };
    const { agentRef } = done(await api.post(`/subjects/${subjectId}/agents`, granted)).body.created;
    done(await api.post(`/subjects/${subjectId}/agents/${agentRef}/revocation`));
    const again = await api.post(`/subjects/${subjectId}/agents/${agentRef}/revocation`);
    expect(again).toMatchObject({ status: 200, body: { events: [] } });
  });

  it('of a foreign unit is refused with rule and clause in two languages, registered, and changes nothing', async () => {
    const { subjectId, entry } = await redEntry();
    const before = await eventCount();
    const key = randomUUID();
    const answer = await api.post(`${entry}/withdrawal`, { reason: '秘密的理由' }, 'foreign', {
      'idempotency-key': key,
    });
    expect(answer).toMatchObject({
      status: 403,
      headers: { 'content-type': expect.stringContaining('application/problem+json') as string },
      body: {
        code: 'NOT_YOUR_ENTRY',
        rule: expect.any(String) as string,
        clause: expect.stringContaining('spec 2') as string,
        detail: expect.stringMatching(/\p{Script=Han}/u) as string,
        detailEn: expect.stringMatching(/unit/) as string,
      },
    });
    expect(api.registers.denied).toMatchObject([
      {
        actor: ACTORS.foreign,
        method: 'POST',
        route: '/subjects/:subjectId/entries/:entryId/withdrawal',
        code: 'NOT_YOUR_ENTRY',
        subjectId,
        commandId: key,
      },
    ]);
    expect(JSON.stringify(api.registers.denied)).not.toContain('秘密');
    expect(await eventCount()).toBe(before);
  });

  it('stores no name, identifier or free text in clear', async () => {
    const subjectId = await registered(P, 'NATURAL_PERSON', '张三');
    done(await api.post(`/subjects/${subjectId}/names`, { name: '张三丰', renamedOn: '2026-09-01' }));
    let stored = '';
    for await (const { data, metadata } of api.store.readStream(`dossier-${subjectId}`))
      stored += JSON.stringify({ data, metadata });
    for (const canary of ['张三', P.value]) expect(stored).not.toContain(canary);
  });
});

describe('what is shown to the public', () => {
  it('is previewed, approved by its hash, and refused when it is not what was approved', async () => {
    const { entry } = await redEntry();
    done(await api.post(`${entry}/cross-check`));
    const preview = await api.post(`${entry}/shown-text`, { kind: 'PUBLICITY' });
    expect(preview.status).toBe(200);
    const { maskedText, contentHash } = preview.body as { maskedText: string; contentHash: string };
    for (const shown of ['诚信科技有限公司', X.value, 'unit-a 市场监管局', BASIS.docNo, '红名单'])
      expect(maskedText).toContain(shown);
    expect(await api.post(`${entry}/shown-text`, { kind: 'PUBLICITY' }, 'foreign')).toMatchObject({
      status: 403,
      body: { code: 'NOT_YOUR_ENTRY' },
    });

    const publicity = { channels: CHANNELS, objectionContact: '信用科', approvedContentHash: '0'.repeat(64) };
    const before = await eventCount();
    expect(await api.post(`${entry}/publicity`, publicity)).toMatchObject({
      status: 409,
      body: { code: 'SHOWN_TEXT_CHANGED' },
    });
    expect(await eventCount()).toBe(before);
    done(await api.post(`${entry}/publicity`, { ...publicity, approvedContentHash: contentHash }));
    let stored: unknown;
    for await (const { eventType, data } of api.store.readAll({ streamPrefixes: ['dossier-'] }))
      if (eventType === 'PublicityStarted') stored = data['maskedContentHash'];
    expect(stored).toBe(contentHash);
  });

  it('does not stand in the way of a repeat when the text has changed since', async () => {
    const { subjectId, entry } = await redEntry();
    done(await api.post(`${entry}/cross-check`));
    const { contentHash } = (await api.post(`${entry}/shown-text`, { kind: 'PUBLICITY' })).body as {
      contentHash: string;
    };
    const publicity = { channels: CHANNELS, objectionContact: '信用科', approvedContentHash: contentHash };
    const headers = { 'idempotency-key': randomUUID() };
    const first = done(await api.post(`${entry}/publicity`, publicity, 'drafter', headers));
    done(await api.post(`/subjects/${subjectId}/names`, { name: '诚信新能源有限公司', renamedOn: '2026-09-07' }));
    const repeat = await api.post(`${entry}/publicity`, publicity, 'drafter', headers);
    expect(repeat).toMatchObject({ status: 201, body: first.body, headers: { 'idempotent-replay': 'true' } });
  });
});

describe('who is concerned', () => {
  const objection = {
    standing: 'THIRD_PARTY',
    grounds: ['FACTS_WRONG'],
    text: '该企业存在欠税。',
    reliefSought: '不予认定',
    channel: 'portal',
  };

  async function shownEntry(): Promise<string> {
    const { entry } = await redEntry();
    done(await api.post(`${entry}/cross-check`));
    const { contentHash } = (await api.post(`${entry}/shown-text`, { kind: 'PUBLICITY' })).body as {
      contentHash: string;
    };
    const publicity = { channels: CHANNELS, objectionContact: '信用科', approvedContentHash: contentHash };
    done(await api.post(`${entry}/publicity`, publicity));
    return entry;
  }

  it('objects as the token says, and cannot name somebody else', async () => {
    const entry = await shownEntry();
    const inBody = { ...objection, objector: { identifier: P, name: '张三' } };
    expect(await api.post(`${entry}/objections`, inBody, 'third')).toMatchObject({
      status: 400,
      body: { code: 'PERSON_FROM_TOKEN' },
    });
    const filed = done(await api.post(`${entry}/objections`, objection, 'third'));
    const objectionId = filed.body.created.objectionId as string;
    // The same person is the objector still.
    done(await api.post(`${entry}/objections/${objectionId}/withdrawal`, undefined, 'third'));
  });

  it('is named by an official who records the objection, and known by a reference alone', async () => {
    const entry = await shownEntry();
    expect(await api.post(`${entry}/objections`, objection, 'handler')).toMatchObject({
      status: 400,
      body: { code: 'PERSON_REQUIRED' },
    });
    const inBody = { ...objection, objector: { identifier: P, name: '张三' } };
    done(await api.post(`${entry}/objections`, inBody, 'handler'));
    const events: string[] = [];
    for await (const { eventType, data } of api.store.readAll({ streamPrefixes: ['dossier-'] }))
      if (eventType === 'ObjectionFiled') events.push(JSON.stringify(data));
    expect(events).toHaveLength(1);
    expect(events[0]).not.toContain('张三');
    expect(events[0]).not.toContain(P.value);
  });
});

describe('an identifier that was wrong', () => {
  it('is corrected, and found under the right one; one that is taken is refused', async () => {
    const subjectId = await registered(X);
    const right = { kind: 'USCC', value: '91640100MA00TE5T2G' };
    const correction = { identifier: right, reason: '录入有误' };
    const byApprover = (body: object) => api.post(`/subjects/${subjectId}/identifier-corrections`, body, 'approver');
    done(await byApprover(correction));
    const found = await api.post('/subjects/lookup', { identifier: right, purpose: PURPOSE });
    expect(found.body).toEqual({ subjectId, joinedSubjectIds: [] });
    await registered(Y);
    expect(await byApprover({ ...correction, identifier: Y })).toMatchObject({
      status: 409,
      body: { code: 'IDENTIFIER_TAKEN' },
    });
  });
});
