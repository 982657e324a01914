import { SHIPPED_MASK_PROFILE } from '#libs/rules';
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
});
