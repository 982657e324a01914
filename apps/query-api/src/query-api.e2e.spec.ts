import type { Actor } from '#libs/access';
import type { DossierEventMap } from '#libs/dossier';
import {
  CHEN,
  DossierScript,
  WANG,
  enterprise,
  initialEntry,
  person,
  recognized,
  sealed,
} from '../../../projections/src/testing/dossier-events.js';
import { QueryApp } from './testing/query-app.js';

const X = '11111111-1111-4111-8111-111111111111';
const P = '22222222-2222-4222-8222-222222222222';
const E1 = 'e1111111-1111-4111-8111-111111111111';
const E2 = 'e2222222-2222-4222-8222-222222222222';
const EP = 'e3333333-3333-4333-8333-333333333333';
const O1 = 'c1111111-1111-4111-8111-111111111111';
const THIRD = '99999999-9999-4999-8999-999999999999';
const USCC = '91640100MA00TE5T0A';
const CITIZEN = '640100199001010012';

const official = (userId: string, unitId: string, ...roles: Actor['roles']): Actor => ({
  userId,
  unitId,
  roles,
  kind: 'OFFICIAL',
});
const ACTORS: Readonly<Record<string, Actor>> = {
  drafter: official('li', 'unit-a', 'RECOGNIZING_UNIT'),
  handler: official('chen', 'unit-a', 'DISPUTE_HANDLER'),
  other: official('zhou', 'unit-b', 'RECOGNIZING_UNIT'),
  implementing: official('wu', 'unit-c', 'IMPLEMENTING_UNIT'),
  supervisor: official('zheng', 'unit-o', 'SUPERVISOR'),
  court: official('feng', 'unit-k', 'COURT'),
  subjectX: { userId: 'x', roles: ['SUBJECT'], kind: 'SUBJECT', subjectRef: X },
  subjectP: { userId: 'p', roles: ['SUBJECT'], kind: 'SUBJECT', subjectRef: P },
};

const objection: DossierEventMap['ObjectionFiled'] = {
  entryId: E1,
  objectionId: O1,
  objectorRef: THIRD,
  standing: 'THIRD_PARTY',
  grounds: ['FACTS_WRONG'],
  text: sealed(THIRD, E1, '并非该公司所为'),
  objectorName: sealed(THIRD, E1, '孙某某'),
  evidence: [],
  newEvidence: true,
  reliefSought: sealed(THIRD, E1, '撤销列入'),
  filedOn: '2026-09-29',
  channel: '窗口',
};

/** X: black by unit A, published, objected to by a third party; and a draft of unit B that nobody else knows of. */
const dossierX = (): DossierScript =>
  new DossierScript(X)
    .add('SubjectRegistered', enterprise(X, '甲商贸有限公司', USCC))
    .add('InitialEntryGenerated', initialEntry(X, E1))
    .on('2026-09-18T02:00:00.000Z', WANG)
    .add('EntryRecognized', recognized(X, E1))
    .add('EntryPublished', {
      entryId: E1,
      publicationId: 'a1111111-1111-4111-8111-111111111111',
      channels: [{ channelId: 'credit-x' }],
      maskedText: sealed(X, E1, '甲商贸有限公司 列入失信名单'),
      maskedContentHash: 'ab'.repeat(32),
      maskProfile: 'public-v1',
      publishedOn: '2026-09-18',
      publishUntil: '2029-09-18',
    })
    .add('MeasuresTriggered', {
      entryId: E1,
      kind: 'PUNISHMENT',
      items: ['限制投标'],
      startsSuspended: false,
      triggeredOn: '2026-09-18',
    })
    .on('2026-09-29T02:00:00.000Z', { userId: 'sun', role: 'THIRD_PARTY' })
    .add('ObjectionFiled', objection)
    .on('2026-09-29T03:00:00.000Z', CHEN)
    .add('ObjectionAccepted', { entryId: E1, objectionId: O1, suspend: true, acceptedOn: '2026-09-29', handler: CHEN })
    .add('DisputeMarkApplied', { entryId: E1, caseId: O1 })
    .add('MeasuresSuspended', {
      entryId: E1,
      scope: 'ALL',
      ground: 'VERIFICATION',
      groundRef: O1,
      kind: 'PUNISHMENT',
      from: '2026-09-29T03:00:00.000Z',
    })
    .on('2026-09-30T02:00:00.000Z', { userId: 'zhou', unitId: 'unit-b', role: 'RECOGNIZING_UNIT' })
    .add('InitialEntryGenerated', initialEntry(X, E2, { unitId: 'unit-b', listKind: 'FOCUS', standardId: 'FOC-1' }))
    .add('DeadlineSet', {
      deadlineId: 'd-1',
      entryId: E1,
      key: 'objection.total',
      ownerRef: O1,
      unitId: 'unit-a',
      startOn: '2026-09-29',
      dueOn: '2026-10-14',
      calendarVersion: 'cn-1',
      provisional: false,
      ruleFrom: 'DEFAULT@1',
      legalSource: 'E14',
    });

const dossierP = (): DossierScript =>
  new DossierScript(P)
    .add('SubjectRegistered', person(P, '欧阳某某', CITIZEN))
    .add('InitialEntryGenerated', initialEntry(P, EP))
    .add('EntryRecognized', recognized(P, EP));

describe('the API of questions', () => {
  let api: QueryApp;
  let position: string;
  beforeAll(async () => {
    api = await QueryApp.start(ACTORS, '2026-10-01T04:00:00.000Z');
    await api.vault.index.claimRef({ kind: 'USCC', value: USCC }, X);
    await api.vault.index.claimRef({ kind: 'CITIZEN_ID', value: CITIZEN }, P);
    await api.record(dossierX().events());
    position = await api.record(dossierP().events());
  }, 30_000);
  afterAll(() => api.stop());

  const names = (body: { items: { name: string }[] }) => body.items.map((item) => item.name);

  describe('lists', () => {
    it('shows a department what is in effect, persons masked, and lets nobody keep it', async () => {
      const response = await api.get('/lists/black', 'implementing');
      expect(response.statusCode).toBe(200);
      expect(response.headers['cache-control']).toBe('private, no-store');
      expect(names(response.json()).sort()).toEqual(['欧阳**', '甲商贸有限公司']);
      expect(response.body).not.toContain(CITIZEN);
      const x = response.json().items.find((item: { entryId: string }) => item.entryId === E1);
      expect(x).toMatchObject({ measureState: 'SUSPENDED', disputed: true, identifier: USCC, validTo: '2029-09-18' });
      expect(x).not.toHaveProperty('exitReason');
    });

    it('shows a draft to its own unit only', async () => {
      expect((await api.get('/lists/focus?status=PREPARING', 'other')).json().items).toHaveLength(1);
      expect((await api.get('/lists/focus?status=PREPARING', 'drafter')).json().items).toEqual([]);
      expect((await api.get('/lists/focus?status=PREPARING', 'supervisor')).json().items).toHaveLength(1);
      const refused = await api.get('/lists/focus?status=PREPARING&unit=unit-b', 'drafter');
      expect(refused.statusCode).toBe(403);
      expect(refused.json()).toMatchObject({ code: 'READ_NOT_ALLOWED' });
      expect((await api.get('/lists/black?status=ALL', 'implementing')).statusCode).toBe(403);
      const { rows } = await api.registers.listDenied({ userId: 'li', code: 'READ_NOT_ALLOWED' });
      expect(rows[0]).toMatchObject({ route: '/lists/:list', method: 'GET' });
    });

    it('pages by cursor and refuses one of another question', async () => {
      const first = (await api.get('/lists/black?limit=1', 'supervisor')).json();
      const second = (await api.get(`/lists/black?limit=1&cursor=${first.next}`, 'supervisor')).json();
      expect([...names(first), ...names(second)].sort()).toEqual(['欧阳**', '甲商贸有限公司']);
      expect(second.next).toBeUndefined();
      const foreign = await api.get(`/lists/red?cursor=${first.next}`, 'supervisor');
      expect(foreign.statusCode).toBe(400);
      expect(foreign.json().code).toBe('CURSOR_INVALID');
    });

    it('gives the whole list as NDJSON or CSV, and refuses another format', async () => {
      const lines = await api.get('/lists/black?limit=1', 'supervisor', { accept: 'application/x-ndjson' });
      expect(lines.headers['content-type']).toContain('application/x-ndjson');
      expect(
        lines.body
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).name)
          .sort(),
      ).toEqual(['欧阳**', '甲商贸有限公司']);
      const csv = await api.get('/lists/black', 'supervisor', { accept: 'text/csv' });
      expect(csv.body.split('\r\n')[0]).toMatch(/^\uFEFFentryId,subjectId,name/);
      expect(csv.body).toContain('甲商贸有限公司');
      expect((await api.get('/lists/black', 'supervisor', { accept: 'image/png' })).statusCode).toBe(406);
    });

    it('refuses who has no token, an unknown list, a wrong limit and a role without business here', async () => {
      expect((await api.get('/lists/black')).statusCode).toBe(401);
      expect((await api.get('/lists/green', 'supervisor')).statusCode).toBe(400);
      expect((await api.get('/lists/black?limit=201', 'supervisor')).json().code).toBe('VALIDATION_FAILED');
      expect((await api.get('/lists/black?limt=2', 'supervisor')).statusCode).toBe(400);
      expect((await api.get('/lists/black', 'court')).json().code).toBe('ROLE_NOT_ALLOWED');
    });
  });

  it('shows the public without a token what is published, and only that', async () => {
    const list = await api.get('/public/lists/black');
    expect(list.statusCode).toBe(200);
    expect(names(list.json())).toEqual(['甲商贸有限公司']);
    expect(list.json().items[0]).not.toHaveProperty('subjectId');
    expect((await api.get('/public/lists/focus')).statusCode).toBe(400);
    const shown = (await api.get('/public/publications')).json();
    expect(shown.items).toHaveLength(1);
    expect(shown.items[0]).toMatchObject({ kind: 'PUBLICATION', text: '甲商贸有限公司 列入失信名单', disputed: true });
  });

  describe('what applies to a subject', () => {
    const purpose = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
    const ask = (value: string, kind = 'USCC') =>
      api.post('/decisions', 'implementing', { identifier: { kind, value }, purpose });

    it('is suspended measures as none, with the revision that was seen, after it is registered (3.18)', async () => {
      const answer = (await ask(USCC)).json();
      expect(answer.lists.map((list: { listKind: string; listed: boolean }) => [list.listKind, list.listed])).toEqual([
        ['RED', false],
        ['BLACK', true],
        ['FOCUS', false],
      ]);
      expect(answer.lists[1].hits).toEqual([
        expect.objectContaining({ entryId: E1, measures: 'SUSPENDED', items: [], disputed: true, streamRevision: 10 }),
      ]);
      expect(answer.position >= position).toBe(true);
      const { rows } = await api.registers.listLookups({ subjectRef: X });
      expect(rows[0]).toMatchObject({
        queryId: answer.queryId,
        userId: 'wu',
        matterNo: '银公资〔2026〕8号',
        resultCount: 1,
      });
    });

    it('is answered alike for an unknown and an unlisted subject', async () => {
      const unlisted = '44444444-4444-4444-8444-444444444444';
      await api.vault.index.claimRef({ kind: 'USCC', value: '91640100MA00TE5T2G' }, unlisted);
      await api.record(
        new DossierScript(unlisted, 500)
          .add('SubjectRegistered', enterprise(unlisted, '丙公司', '91640100MA00TE5T2G'))
          .events(),
      );
      const known = (await ask('91640100MA00TE5T2G')).json();
      const unknown = (await ask('91640100MA00TE5T1D')).json();
      const shape = ({ queryId: _id, receipt, ...rest }: { queryId: string; receipt: string }) => ({
        ...rest,
        receiptLength: receipt.length,
      });
      expect(shape(unknown)).toEqual(shape(known));
      expect(known.lists.every((list: { hits: unknown[] }) => list.hits.length === 0)).toBe(true);
    });

    it('asks for a purpose, and never by the subject or without a token', async () => {
      const body = { identifier: { kind: 'USCC', value: USCC } };
      expect((await api.post('/decisions', 'implementing', body)).json().code).toBe('VALIDATION_FAILED');
      expect((await api.post('/decisions', 'subjectX', { ...body, purpose })).statusCode).toBe(403);
      expect((await api.post('/decisions', undefined, { ...body, purpose })).statusCode).toBe(401);
      // Each stands in the register once: what the shape refuses, and what the guard before it does.
      const { rows } = await api.registers.listDenied({});
      const here = rows.filter(({ route }) => route === '/decisions').map(({ code, userId }) => [code, userId]);
      expect(here).toEqual([
        ['TOKEN_MISSING', null],
        ['ROLE_NOT_ALLOWED', 'x'],
        ['VALIDATION_FAILED', 'wu'],
      ]);
    });

    it('gives nothing where the look-up cannot be registered (6.2)', async () => {
      const registerLookups = api.registers.registerLookups.bind(api.registers);
      api.registers.registerLookups = async () => Promise.reject(new Error('away'));
      try {
        const response = await ask(USCC);
        expect(response.statusCode).toBe(500);
        expect(response.body).not.toContain(E1);
      } finally {
        api.registers.registerLookups = registerLookups;
      }
    });
  });

  describe('entries of a subject', () => {
    it('are for other departments what is in effect, for the unit its own, for the subject what it was told', async () => {
      const seen = async (token: string) =>
        (await api.get(`/subjects/${X}/entries`, token)).json().items.map((item: { entryId: string }) => item.entryId);
      expect(await seen('implementing')).toEqual([E1]);
      expect(await seen('other')).toEqual([E1, E2]);
      expect(await seen('supervisor')).toEqual([E1, E2]);
      expect(await seen('subjectX')).toEqual([E1]);
      expect((await api.get(`/subjects/${X}/entries`, 'subjectP')).statusCode).toBe(404);
    });

    it('give their inside with the revision as ETag to those who work on them', async () => {
      const own = await api.get(`/subjects/${X}/entries/${E1}`, 'drafter');
      expect(own.headers['etag']).toBe('"9"');
      expect(own.json()).toMatchObject({
        entryRevision: 9,
        detail: { facts: '销售不合格产品', cases: [{ caseId: O1 }] },
      });
      expect(own.body).not.toContain(THIRD);
      expect((await api.get(`/subjects/${X}/entries/${E1}`, 'implementing')).json()).not.toHaveProperty('detail');
      expect((await api.get(`/subjects/${X}/entries/${E2}`, 'implementing')).statusCode).toBe(404);
      const aboutPerson = await api.get(`/subjects/${P}/entries/${EP}`, 'drafter');
      expect(aboutPerson.json()).toMatchObject({
        name: '欧阳**',
        identifier: '6401**********0012',
        detail: { facts: null },
      });
    });
  });

  describe('the timeline', () => {
    interface Item {
      eventType: string;
      zh: string;
      texts: { zh: string; text?: string }[];
      actor: object;
      revision?: number;
    }
    const items = async (path: string, token: string): Promise<Item[]> => (await api.get(path, token)).json().items;
    const textOf = (all: Item[], type: string, label: string) =>
      all.find((item) => item.eventType === type)?.texts.find((one) => one.zh === label)?.text;

    it('never tells the subject who objects, what is drafted, or that anything is left out (6.3, scenario 7)', async () => {
      const response = await api.get(`/subjects/${X}/timeline`, 'subjectX');
      const all: Item[] = response.json().items;
      expect(response.body).not.toMatch(/孙某某|并非该公司所为|sun|99999999/);
      expect(all.some((item) => 'revision' in item)).toBe(false);
      expect(all.map((item) => item.eventType)).toContain('ObjectionFiled');
      expect(response.body).not.toContain('FOC-1');
      expect(textOf(all, 'EntryRecognized', '理由')).toBe('情节严重');
      expect(all.find((item) => item.eventType === 'ObjectionFiled')?.actor).toEqual({ role: 'PARTICIPANT' });
    });

    it('masks persons by GET, and opens their texts by POST with a purpose that is registered', async () => {
      const byGet = await items(`/subjects/${P}/timeline`, 'handler');
      expect(textOf(byGet, 'SubjectRegistered', '名称')).toBe('欧阳**');
      expect(textOf(byGet, 'SubjectRegistered', '公民身份号码')).toBe('6401**********0012');
      expect(textOf(byGet, 'EntryRecognized', '理由')).toBeUndefined();
      const purpose = { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' };
      const answer = (await api.post(`/subjects/${P}/timeline/search`, 'handler', { purpose })).json();
      expect(textOf(answer.items, 'SubjectRegistered', '名称')).toBe('欧阳某某');
      expect(textOf(answer.items, 'SubjectRegistered', '公民身份号码')).toBe('640100********0012');
      expect(textOf(answer.items, 'EntryRecognized', '理由')).toBe('情节严重');
      const { rows } = await api.registers.listLookups({ subjectRef: P });
      expect(rows[0]).toMatchObject({ queryId: answer.queryId, userId: 'chen', purposeCode: 'DISPUTE_HANDLING' });
      expect((await api.post(`/subjects/${P}/timeline/search`, 'implementing', { purpose })).statusCode).toBe(403);
      expect((await api.post(`/subjects/${P}/timeline/search`, 'handler', {})).statusCode).toBe(400);
    });

    it('tells an objector’s name only to the handler of disputes, for a purpose', async () => {
      const purpose = { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' };
      const search = async (token: string): Promise<string> =>
        (await api.post(`/subjects/${X}/timeline/search`, token, { purpose })).body;
      expect(await search('handler')).toContain('孙某某');
      expect(await search('supervisor')).not.toContain('孙某某');
      expect((await api.get(`/subjects/${X}/timeline`, 'handler')).body).not.toContain('孙某某');
    });

    it('shows a unit its own entries and nobody a dossier that is none of theirs', async () => {
      const types = (await items(`/subjects/${X}/timeline`, 'other')).map((item) => item.eventType);
      expect(types).toEqual(['SubjectRegistered', 'InitialEntryGenerated']);
      expect((await api.get(`/subjects/${P}/timeline`, 'other')).statusCode).toBe(404);
      expect((await api.get(`/subjects/${X}/timeline`, 'implementing')).statusCode).toBe(403);
    });

    it('says erased where the key is destroyed', async () => {
      const q = '33333333-3333-4333-8333-333333333333';
      const eq = 'e4444444-4444-4444-8444-444444444444';
      const script = new DossierScript(q, 600)
        .add('SubjectRegistered', person(q, '钱某', '640100198506150024'))
        .add('InitialEntryGenerated', initialEntry(q, eq));
      await api.record(script.events());
      await api.vault.destroyKey(q, eq);
      const purpose = { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕16号' };
      const all = (await api.post(`/subjects/${q}/timeline/search`, 'supervisor', { purpose })).json().items;
      expect(textOf(all, 'InitialEntryGenerated', '事实')).toBe('已删除 / erased');
      expect(textOf(all, 'SubjectRegistered', '名称')).toBe('钱某');
    });
  });

  it('replays the dossier as known then and as in effect that day', async () => {
    const read = async (query: string, token = 'supervisor') => (await api.get(`/subjects/${X}${query}`, token)).json();
    const then = await read('?asOf=2026-09-28T00:00:00Z');
    expect(then.revision).toBe(4);
    expect(then.entries).toEqual([
      expect.objectContaining({ entryId: E1, lifecycle: 'ACTIVE', measureState: 'IN_FORCE', disputed: false }),
    ]);
    const now = await read('');
    expect(now.entries.find((one: { entryId: string }) => one.entryId === E1)).toMatchObject({
      measureState: 'SUSPENDED',
      disputed: true,
    });
    const later = await read('?effectiveAt=2029-09-19');
    expect(later.entries.find((one: { entryId: string }) => one.entryId === E1)).toMatchObject({
      lifecycle: 'EXITED',
      measureState: 'STOPPED',
    });
    const own = await read('', 'subjectX');
    expect(own).not.toHaveProperty('revision');
    expect(own.entries.map((one: { entryId: string }) => one.entryId)).toEqual([E1]);
    expect((await api.get(`/subjects/${X}?asOf=yesterday`, 'supervisor')).statusCode).toBe(400);
  });

  it('shows a unit its deadlines and the supervisor all', async () => {
    const own = (await api.get('/deadlines', 'handler')).json();
    expect(own.items).toEqual([
      expect.objectContaining({ deadlineId: 'd-1', state: 'OPEN', nameZh: '异议处理总时限' }),
    ]);
    expect((await api.get('/deadlines', 'other')).json().items).toEqual([]);
    expect((await api.get('/deadlines?unit=unit-a', 'other')).statusCode).toBe(403);
    expect((await api.get('/deadlines?state=MISSED', 'supervisor')).json().items).toEqual([]);
    api.clock.at = '2026-10-14T16:00:00.000Z';
    expect((await api.get('/deadlines?state=MISSED', 'supervisor')).json().items).toHaveLength(1);
    api.clock.at = '2026-10-01T04:00:00.000Z';
  });

  it('shows the supervisor decisions, denials and positions, and nobody else', async () => {
    const decisions = (await api.get('/audit/decisions?kind=OBJECTION_INTAKE', 'supervisor')).json();
    expect(decisions.items).toEqual([
      expect.objectContaining({ approverId: 'chen', outcome: 'ACCEPTED', subjectId: X }),
    ]);
    expect((await api.get('/audit/decisions?backdated=false', 'supervisor')).json().items.length).toBeGreaterThan(2);
    expect((await api.get('/audit/decisions?backdated=perhaps', 'supervisor')).statusCode).toBe(400);
    expect((await api.get('/audit/decisions', 'drafter')).statusCode).toBe(403);
    expect((await api.get('/audit/denied?user=li', 'supervisor')).json().items[0]).toMatchObject({
      userId: 'li',
      code: 'ROLE_NOT_ALLOWED',
    });
    const positions = (await api.get('/positions', 'supervisor')).json().items;
    expect(positions.map((one: { name: string }) => one.name).sort()).toEqual([
      'audit-log',
      'complaints',
      'current-lists',
      'deadlines',
      'dossier-timeline',
      'external-lists',
      'grants',
      'list-changes',
      'lookup-reviews',
      'measure-responses',
      'publication-tasks',
      'publications',
      'reports',
      'responsible-persons',
      'retentions',
      'webhooks',
      'work-queues',
    ]);
  });

  it('waits for what was just written, and says so when a read model does not come to it', async () => {
    expect((await api.get(`/lists/black?after=${position}`, 'supervisor')).statusCode).toBe(200);
    const far = `9${position.slice(1)}`;
    const behind = await api.get(`/lists/black?after=${far}`, 'supervisor');
    expect(behind.statusCode).toBe(504);
    expect(behind.json().code).toBe('READ_MODEL_BEHIND');
    expect(behind.headers['retry-after']).toBe('1');
  });
});
