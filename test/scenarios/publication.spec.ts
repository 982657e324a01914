import { SHIPPED_MASK_PROFILE } from '#libs/rules';
import { Vault } from '#libs/vault';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice } from '../support/office.js';
import { startProduct, type Answer, type Product } from '../support/product.js';

const PERSON = '欧阳修文';
const ID = '640100199001010012';
const PHONE = '13812341234';
const THIRD = '91640100MA00TE5T1D';
const OWN = '91640100MA00TE5T0A';
const FACTS = `${OWN}由${PERSON}（${ID}）经办，王小明受害，电话${PHONE}，供货方${THIRD}。`;
const HIDDEN = [PERSON, ID, PHONE, THIRD, '王小明'];
const NAMES = [PERSON, '王小明'];
const ON = ['portal-a', 'credit-china', 'enterprise'];
const channels = ON.map((channelId) => ({ channelId }));

/** The shipped profile with stricter citizen ids. */
const stricter = {
  ...SHIPPED_MASK_PROFILE,
  legalSource: '《示范市社会信用条例》第三十八条',
  rows: SHIPPED_MASK_PROFILE.rows.map((row) =>
    row.field === 'CITIZEN_ID' && row.reader === 'PUBLIC' ? { ...row, head: 0 } : row,
  ),
};

describe('publication (3.12, 6.4)', () => {
  let product: Product;
  let black: ListEntry;

  const post = (who: string, path: string, body: object): Promise<Answer> => product.as(who).send('POST', path, body);
  /** Refused, by name, and nothing was appended. */
  async function refused(answer: () => Promise<Answer>, status: number, code: string): Promise<Answer> {
    const before = await product.eventCount();
    const given = await answer();
    expect(given).toMatchObject({ status, body: { code } });
    expect(await product.eventCount()).toBe(before);
    return given;
  }

  /** Turned away at the door for the role, and nothing was appended. */
  async function shut(who: string, url: string, payload: object): Promise<void> {
    const before = await product.eventCount();
    const headers = { authorization: `Bearer ${await product.token(who)}` };
    const answer = await product.app.inject({ method: 'POST', url, headers, payload });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'ROLE_NOT_ALLOWED']);
    expect(await product.eventCount()).toBe(before);
  }

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    const x = await Dossier.of(product);
    black = await x.entry('BLK-1', 'a', { facts: FACTS });
    await black.given('drafter', 'ServePriorNotice', { terms: {} });
    await product.advanceTo('2026-09-18');
    await black.recognized();
  });
  afterAll(() => product.stop());

  it('channels are a registry: registered with what they rest on, changed, and closed', async () => {
    const daily = { channelId: 'daily', name: '示范日报', mode: 'MANUAL', kind: 'MEDIA' };
    expect((await post('o-officer', '/channels', daily)).status).toBe(201);
    await refused(
      () => post('o-officer', '/channels', { ...daily, channelId: 'wall', kind: 'OTHER' }),
      422,
      'CHANNEL_SOURCE_MISSING',
    );
    const changed = { name: '示范晚报', mode: 'MANUAL', legalSource: '市政府令第8号' };
    expect(await product.as('o-officer').send('PUT', '/channels/daily', changed)).toMatchObject({ status: 201 });
    await refused(
      () => post('o-officer', '/channels/weekly/closure', { basis: '通知' }),
      422,
      'CHANNEL_NOT_REGISTERED',
    );
    expect((await post('o-officer', '/channels/daily/closure', { basis: '停刊通知' })).status).toBe(201);
    const { body } = await product.as('a-drafter').get('/units');
    expect(body.channels).toContainEqual({ ...daily, ...changed, closedOn: '2026-09-18' });
    expect(body.channels).toContainEqual(expect.objectContaining({ channelId: 'enterprise', legalSource: 'S1 十九' }));
  });

  it('mask profiles are versions with a source, drafted by one and signed off by another', async () => {
    const publish = (who: string, effectiveFrom: string) =>
      post(who, '/mask-profiles/SPEC-6.4/publication', { effectiveFrom });
    const draft = async (content: object) =>
      expect(await post('o-officer', '/mask-profiles', { maskProfileId: 'SPEC-6.4', content })).toMatchObject({
        status: 201,
      });
    await draft({ ...stricter, rows: stricter.rows.map((row) => ({ ...row, mask: 'FULL' })) });
    const wrong = await refused(() => publish('privacy-reviewer', '2026-09-21'), 422, 'MASK_TOO_OPEN');
    expect(wrong.body.errors.length).toBeGreaterThan(5);
    await draft(stricter);
    await refused(() => publish('o-officer', '2026-09-21'), 422, 'MASK_PROFILE_SECOND_PERSON');
    await refused(() => publish('privacy-reviewer', '2026-09-17'), 422, 'MASK_PROFILE_RETROACTIVE');
    await shut('a-head', '/mask-profiles/SPEC-6.4/publication', { effectiveFrom: '2026-09-21' });
    expect((await publish('privacy-reviewer', '2026-09-21')).status).toBe(201);
    const { body } = await product.as('supervisor').get('/mask-profiles');
    expect(body.items).toMatchObject([
      { version: 1, status: 'SUPERSEDED', inForce: true, provenance: 'MEMORY', effectiveTo: '2026-09-20' },
      { version: 2, status: 'PUBLISHED', inForce: false, legalSource: stricter.legalSource },
    ]);
  });

  it('the clerk sees what is taken out of the facts, by kind and place, and confirms it before it is shown', async () => {
    const { status, body, text } = await post('a-drafter', `${black.path}/shown-text`, {
      kind: 'PUBLICATION',
      names: NAMES,
    });
    expect(status).toBe(200);
    expect(body.findings).toEqual(
      [
        ['NAME', PERSON, '某某'],
        ['CITIZEN_ID', ID, '***'],
        ['NAME', '王小明', '某某'],
        ['PHONE', PHONE, '***'],
        ['USCC', THIRD, '***'],
      ].map(([kind, value = '', replacement]) => {
        const [start, { length }] = [FACTS.indexOf(value), value];
        return { findingId: `${kind}:${start}:${length}`, kind, start, length, replacement };
      }),
    );
    expect(body).toMatchObject({ maskProfile: 'SPEC-6.4@1', template: 'shown-text@1' });
    for (const hidden of HIDDEN) expect(text).not.toContain(hidden);

    const approved = await black.shown('PUBLICATION', NAMES);
    const { confirmedFindings: ids } = approved;
    const publish = (changes: object) => black.when('drafter', 'PublishEntry', { ...approved, channels, ...changes });
    const open = await refused(() => publish({ confirmedFindings: ids.slice(1) }), 422, 'FINDINGS_UNCONFIRMED');
    expect(open.body.detail).toContain(ids[0]);
    for (const hidden of HIDDEN) expect(open.text).not.toContain(hidden);
    await refused(() => publish({ names: [PERSON] }), 409, 'SHOWN_TEXT_CHANGED');
    await refused(() => publish({ channels: channels.slice(0, 2) }), 422, 'ENTERPRISE_CHANNEL_REQUIRED');
    const none = await refused(() => publish({ channels: channels.slice(1, 2) }), 422, 'CHANNELS_INCOMPLETE');
    expect(none.body.detail).toContain('UNIT_PORTAL, CREDIT_PORTAL, ENTERPRISE_PUBLICITY');
    const further = (channelId: string) => publish({ channels: [...channels, { channelId }] });
    await refused(() => further('daily'), 422, 'CHANNEL_CLOSED');
    await refused(() => further('nowhere'), 422, 'CHANNEL_UNKNOWN');
    expect((await publish({})).status).toBe(201);

    const [event] = await product.told('EntryPublished');
    expect(event).toMatchObject({
      maskProfile: 'SPEC-6.4@1',
      maskedContentHash: approved.approvedContentHash,
      rendering: { template: 'shown-text@1', findings: [{ kind: 'NAME' }, {}, {}, {}, {}] },
    });
    for (const hidden of HIDDEN) expect(JSON.stringify(event)).not.toContain(hidden);
  });

  it('what is owed on channels is a task, closed by the act alone', async () => {
    const tasks = async (query: string, who = 'a-drafter') => {
      await product.settled();
      const { status, body, text } = await product.as(who).get(`/publication-tasks?${query}`);
      if (status !== 200) throw new Error(text);
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
      return body.items as readonly any[];
    };
    const of = (entry: ListEntry) => `entryId=${entry.entryId}`;
    const open = async (entry: ListEntry, act: string) =>
      (await tasks(`${of(entry)}&act=${act}`)).flatMap(({ channels: on }) =>
        (on as { channelId: string }[]).map(({ channelId }) => channelId),
      );

    // Before its first publication: one channel of each kind that is required.
    const y = await (await Dossier.of(product, { type: 'USCC', value: THIRD }, '示范乙企业')).entry('BLK-1');
    await y.given('drafter', 'ServePriorNotice', { terms: {} });
    await product.advanceTo('2026-09-28');
    await y.recognized();
    expect(await tasks(of(y))).toMatchObject([
      { act: 'PUBLISH', channelKind: 'UNIT_PORTAL', channels: [{ channelId: 'portal-a' }], overdue: false },
      { act: 'PUBLISH', channelKind: 'CREDIT_PORTAL', channels: [{ channelId: 'credit-china' }] },
      { act: 'PUBLISH', channelKind: 'ENTERPRISE_PUBLICITY', channels: [{ channelId: 'enterprise' }] },
    ]);
    expect(await tasks(of(y), 'b-drafter')).toEqual([]);
    expect(await tasks(`${of(y)}&unit=unit-a`, 'supervisor')).toHaveLength(3);
    expect((await product.as('b-drafter').get('/publication-tasks?unit=unit-a')).body.code).toBe('READ_NOT_ALLOWED');

    // Published, and corrected: shown again on every channel, by the profile in force by then.
    expect(await tasks(`${of(black)}&state=CLOSED&act=PUBLISH`)).toMatchObject(
      ON.map(() => ({ closedBecause: 'DONE', closedOn: '2026-09-18' })),
    );
    const changes = [{ field: 'FACTS', newValue: `更正：${FACTS}` }];
    await black.given('drafter', 'CorrectEntry', { changes, reason: '核实' });
    expect((await open(black, 'PUBLISH')).sort()).toEqual([...ON].sort());
    await black.given('drafter', 'PublishEntry', { ...(await black.shown('PUBLICATION', NAMES)), channels });
    expect(await open(black, 'PUBLISH')).toEqual([]);

    // Wrong: off the list, announced and taken down where it was shown, and restored there.
    await black.given('drafter', 'RecordBasisAnnulled', {
      ...{ docNo: (await product.told('InitialEntryGenerated'))[0].basis[0].docNo, organ: '市政府' },
      annulledOn: '2026-09-28',
    });
    for (const act of ['ANNOUNCE_EXIT', 'TAKE_DOWN', 'PUBLISH_RESTORATION'])
      expect([act, await open(black, act)]).toEqual([act, ['portal-a']]);
    const notice = { channels: ['portal-a'], text: `${PERSON}所在单位已退出名单，电话${PHONE}。`, names: [PERSON] };
    const preview = await post('a-drafter', `${black.path}/notice-text`, { text: notice.text, names: [PERSON] });
    expect(preview.body.text).toBe('某某所在单位已退出名单，电话***。');
    await refused(() => black.when('drafter', 'AnnounceExit', notice), 422, 'FINDINGS_UNCONFIRMED');
    const findings = preview.body.findings as { findingId: string }[];
    const confirmed = { ...notice, confirmedFindings: findings.map(({ findingId }) => findingId) };
    await refused(
      () => black.when('drafter', 'AnnounceExit', { ...confirmed, channels: ['portal-b'] }),
      422,
      'CHANNEL_NEVER_SHOWN',
    );
    await black.given('drafter', 'AnnounceExit', confirmed);
    expect((await product.told('ExitAnnounced')).at(-1)).toMatchObject({ contentHash: preview.body.contentHash });
    await black.given('drafter', 'TakeDownEntry', { channels: ['portal-a'] });
    expect(await tasks(of(black))).toMatchObject([
      { act: 'PUBLISH_RESTORATION', channels: [{ channelId: 'portal-a' }] },
    ]);
    await black.given('drafter', 'PublishRestorationNotice', { channels: ['portal-a'], text: '恢复其信誉。' });
    expect(await tasks(of(black))).toEqual([]);
    // C1 and R4: every channel of the publication has its announcement and its restoration.
    for (const act of ['ANNOUNCE_EXIT', 'TAKE_DOWN', 'PUBLISH_RESTORATION'])
      expect(await tasks(`${of(black)}&state=ALL&act=${act}`)).toMatchObject(ON.map(() => ({ closedBecause: 'DONE' })));
  });

  it('the public reads current lists and notices from a feed that caches ask again for', async () => {
    const feed = async (name: string, headers?: Record<string, string>) =>
      product.anybody.get(`/public/feeds/${name}?limit=1`, headers);
    await product.settled();
    expect((await feed('black')).body).toMatchObject({ version: 'https://jsonfeed.org/version/1.1', items: [] });
    const first = await feed('notices');
    expect(first.headers['content-type']).toBe('application/feed+json; charset=utf-8');
    const { next_url: next, items } = first.body as { next_url: string; items: { tags: string[] }[] };
    const second = (await product.anybody.get(next)).body;
    expect([...items, ...second.items].map(({ tags }) => tags).sort()).toEqual([
      ['BLACK', 'EXIT_ANNOUNCEMENT'],
      ['BLACK', 'RESTORATION_NOTICE'],
    ]);
    for (const hidden of HIDDEN) expect(first.text + JSON.stringify(second)).not.toContain(hidden);
    expect((await product.anybody.get('/public/feeds/black?cursor=x')).body.code).toBe('CURSOR_INVALID');

    const etag = String(first.headers['etag']);
    const again = await feed('notices', { 'if-none-match': etag });
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', etag]);
    const w = await (await Dossier.of(product, { type: 'USCC', value: '91640100MA00TE5T2G' }, '示范丙')).entry('BLK-1');
    await w.given('drafter', 'ServePriorNotice', { terms: {} });
    await product.advanceTo('2026-10-12');
    await w.recognized();
    await w.published();
    await product.settled();
    expect((await feed('black')).body.items).toMatchObject([
      { tags: ['BLACK', 'PUBLICATION'], _mingdan: { unitId: 'unit-a', channels: ON, from: '2026-10-12' } },
    ]);
    for (const path of ['/public/lists/black', '/public/publications']) {
      const answer = await product.anybody.get(path);
      expect((await product.anybody.get(path, { 'if-none-match': String(answer.headers['etag']) })).status).toBe(304);
    }
    // Notices stand for their term, and then no more.
    await product.advanceTo('2026-12-15');
    expect((await feed('notices')).body.items).toEqual([]);
  });

  it('every text is told again, word for word, by what it pinned; after the erasure it is said that it was', async () => {
    const purpose = { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕1号' };
    const again = (who: string, id: string) => post(who, `${black.path}/publications/${id}/text`, { purpose });
    const [first, second] = (await product.told('EntryPublished')) as readonly {
      publicationId: string;
      maskedContentHash: string;
    }[];
    // The unit is called otherwise by now: the text says what it said.
    await post('o-officer', '/units/unit-a/names', { name: '示范市市场监督管理委员会' });
    const told = await again('supervisor', first?.publicationId ?? '');
    expect(told.body).toMatchObject({
      ...{ kind: 'PUBLICATION', method: 'RENDERED', proven: true, erased: false, maskProfile: 'SPEC-6.4@1' },
      ...{ contentHash: first?.maskedContentHash, channels: ON, shownFrom: '2026-09-18' },
      notices: expect.arrayContaining([
        expect.objectContaining({ kind: 'EXIT_ANNOUNCEMENT', channels: ['portal-a'], proven: true }),
        expect.objectContaining({ kind: 'RESTORATION_NOTICE', channels: ['portal-a'], text: '恢复其信誉。' }),
      ]) as unknown,
    });
    expect(told.body.text).toContain(`${OWN}由某某（***）经办，某某受害，电话***，供货方***。`);
    expect(told.body.text).not.toContain('更正');
    expect(told.body.text).not.toContain('委员会');
    const own = await again('a-drafter', second?.publicationId ?? '');
    expect(own.body).toMatchObject({ method: 'RENDERED', proven: true, maskProfile: 'SPEC-6.4@2' });
    expect(own.body.text).toContain('更正');
    await refused(() => again('b-drafter', first?.publicationId ?? ''), 403, 'NOT_YOUR_ENTRY');
    await refused(() => again('supervisor', black.entryId), 404, 'PUBLICATION_UNKNOWN');
    await shut('c-implementer', `${black.path}/publications/${first?.publicationId}/text`, { purpose });

    const { subjectId, entryId } = black.params;
    await product.app.get(Vault).destroyKey(subjectId ?? '', entryId ?? '');
    const erased = await again('supervisor', first?.publicationId ?? '');
    expect(erased.body).toMatchObject({ erased: true, contentHash: first?.maskedContentHash });
    expect(erased.body).not.toHaveProperty('text');
    expect((erased.body.notices as { erased: boolean }[]).every((one) => one.erased)).toBe(true);
  });
});
