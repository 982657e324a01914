import { Webhook } from 'standardwebhooks';
import { makeUscc } from '#libs/subjects';
import type { CloudEvent } from '#libs/webhooks';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { openOffice, P } from '../support/office.js';
import { startProduct, type Answer, type Product } from '../support/product.js';
import { Receiver, type Received, type Treatment } from './receiver.js';

const OPERATOR = 'platform-operator';
const SECRET = /^whsec_[A-Za-z0-9+/]{43}=$/;

const eventOf = ({ body }: Received): CloudEvent => JSON.parse(body) as CloudEvent;

/** Waits for what must come true; without it the test ends by its own limit. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > limit) throw new Error(`it never came to be that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What was taken of each dossier, in its order, each change once however often it came. */
function ofEachDossier(taken: readonly Received[]): ReadonlyMap<string, readonly string[]> {
  const seen = new Map<string, string[]>();
  for (const event of taken.map(eventOf)) {
    const ids = seen.get(event.partitionkey) ?? [];
    if (!ids.includes(event.id)) ids.push(event.id);
    seen.set(event.partitionkey, ids);
  }
  return seen;
}

describe('webhooks (3.12, 5.2)', () => {
  let product: Product;
  const entries: ListEntry[] = [];
  const receivers: Receiver[] = [];

  async function receiver(treat?: (received: Received, number: number) => Treatment): Promise<Receiver> {
    const opened = await Receiver.open(treat);
    receivers.push(opened);
    return opened;
  }

  function register(url: string, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const whole = { url, consumerUnitId: 'unit-c', listKinds: ['BLACK'], startFrom: 'BEGINNING', ...body };
    return product.as(OPERATOR).send('POST', '/webhooks', whole, headers);
  }
  const on = (webhookId: string, act: string, body?: object): Promise<Answer> =>
    product.as(OPERATOR).send('POST', `/webhooks/${webhookId}/${act}`, body);

  async function statusFor(who: string, payload: object): Promise<number> {
    return (await product.as(who).send('POST', '/webhooks', payload)).status;
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async function webhook(webhookId: string): Promise<any> {
    const { body } = await product.as(OPERATOR).get('/webhooks');
    return (body.items as { webhookId: string }[]).find((one) => one.webhookId === webhookId);
  }

  /** Every change of the lists, as the feed has it: by dossier, in order. */
  async function changes(): Promise<ReadonlyMap<string, readonly string[]>> {
    const answer = await product.as('c-implementer').get('/exchange/changes?list=BLACK', {
      accept: 'application/x-ndjson',
    });
    const byDossier = new Map<string, string[]>();
    for (const line of answer.text.trim().split('\n')) {
      const { subjectId, changeId } = JSON.parse(line) as { subjectId: string; changeId: string };
      byDossier.set(subjectId, [...(byDossier.get(subjectId) ?? []), changeId]);
    }
    return byDossier;
  }

  beforeAll(async () => {
    product = await startProduct({
      now: '2026-09-07',
      env: { MINGDAN_WEBHOOK_NETWORKS: '127.0.0.1', MINGDAN_WEBHOOK_PAUSES: '0.05,0.05,0.1,0.1,0.1,0.2,0.2,0.2' },
    });
    await openOffice(product);
    for (let i = 1; i <= 4; i += 1) {
      const dossier = await Dossier.of(product, { type: 'USCC', value: makeUscc(810_000 + i) }, `示范企业${i}`);
      entries.push(await dossier.entry('BLK-1'));
    }
    const person = await Dossier.of(product, P, '张三');
    entries.push(await person.entry('BLK-1'));
    for (const entry of entries) await entry.given('drafter', 'ServePriorNotice', { terms: {} });
    await product.advanceTo('2026-09-18');
    for (const entry of entries) {
      await entry.recognized();
      await entry.given('drafter', 'TriggerJointMeasures', { items: ['P-01'] });
    }
    const [first, second] = entries;
    await first?.published();
    await second?.objection();
    await product.settled();
  });
  afterAll(async () => {
    await product.stop();
    for (const one of receivers) await one.close();
  });

  it('deliver signed CloudEvents of every change, in order per dossier, and nothing personal', async () => {
    const opened = await receiver();
    const registered = await register(opened.url);
    expect(registered.status).toBe(201);
    const { secret, id } = registered.body as { secret: string; id: string };
    expect(secret).toMatch(SECRET);
    const expected = await changes();
    const total = [...expected.values()].flat().length;
    expect(total).toBeGreaterThanOrEqual(12);
    await until('everything is delivered', async () => (await webhook(id))?.progress.delivered >= total);
    expect(ofEachDossier(opened.taken)).toEqual(expected);
    // An implementation of Standard Webhooks that is not ours.
    const verifier = new Webhook(secret);
    for (const { headers, body } of opened.taken) {
      expect(verifier.verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
      expect(() => verifier.verify(`${body} `, headers as Record<string, string>)).toThrow();
      expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
      expect(body).not.toMatch(/张三|示范企业|640100199001010012|91640100|sealed|查明的事实/);
    }
    const kinds = opened.taken.map(eventOf).map(({ type }) => type);
    expect(new Set(kinds)).toEqual(
      new Set(['mingdan.entry.listed', 'mingdan.entry.changed', 'mingdan.entry.suspended']),
    );
    const [listed] = opened.taken.map(eventOf);
    expect(listed).toMatchObject({
      ...{ specversion: '1.0', source: 'urn:mingdan:lists', datacontenttype: 'application/json' },
      data: { listKind: 'BLACK', entry: { unitId: 'unit-a', standardId: 'BLK-1', state: 'ACTIVE' } },
    });
    await on(id, 'removal');
  });

  it('end with everything told to a hostile receiver at least once, in order per dossier, holding up nobody', async () => {
    const ways: readonly Treatment[] = ['fail', 'take', 'redirect', 'drop', 'take', 'dropAfter', 'flood', 'fail'];
    const hostile = await receiver((_, number) => ways[number % ways.length] ?? 'take');
    const silent = await receiver(() => 'silence');
    const friendly = await receiver();
    const ids: string[] = [];
    for (const one of [hostile, silent, friendly]) ids.push((await register(one.url)).body.id as string);
    const expected = await changes();
    const total = [...expected.values()].flat().length;
    await until(
      'the friendly one has everything',
      async () => (await webhook(ids[2] ?? ''))?.progress.delivered >= total,
    );
    // While one receiver never answers, commands are as quick as ever, and what they change is told to the others.
    const entry = entries[3];
    await until('the silent one is asked', () => silent.received.length > 0);
    await entry?.objection();
    await product.settled();
    const after = await changes();
    const more = [...after.values()].flat().length;
    expect(more).toBeGreaterThan(total);
    await until(
      'the hostile one has everything',
      async () => (await webhook(ids[0] ?? ''))?.progress.delivered >= more,
    );
    await until('the friendly one has it too', async () => (await webhook(ids[2] ?? ''))?.progress.delivered >= more);
    expect(ofEachDossier(hostile.taken)).toEqual(after);
    expect(ofEachDossier(friendly.taken)).toEqual(after);
    expect(hostile.received.length).toBeGreaterThan(more);
    // A redirect is not followed, and what was taken before the answer was lost has come twice.
    expect(hostile.received.every(({ path }) => path === '/hook')).toBe(true);
    expect(hostile.taken.length).toBeGreaterThan(more);
    expect(silent.taken).toEqual([]);
    for (const id of ids) await on(id, 'removal');
  });

  it('give up after the last attempt, hold the dossier, and deliver in order once that is ordered', async () => {
    const refused = entries[0]?.dossier.subjectId ?? '';
    const opened = await receiver((received) => (eventOf(received).partitionkey === refused ? 'fail' : 'take'));
    const { id } = (await register(opened.url)).body as { id: string };
    const expected = await changes();
    const ofRefused = expected.get(refused)?.length ?? 0;
    expect(ofRefused).toBeGreaterThan(1);
    await until('it is given up', async () => (await webhook(id))?.progress.deadLetters === 1);
    const rest = [...expected].filter(([subjectId]) => subjectId !== refused);
    await until(
      'the others go on',
      async () => (await webhook(id))?.progress.delivered >= rest.flatMap(([, ids]) => ids).length,
    );
    expect(ofEachDossier(opened.taken)).toEqual(new Map(rest));
    const { body } = await product.as(OPERATOR).get(`/webhooks/${id}/deliveries`);
    expect(body.items).toEqual([
      expect.objectContaining({ changeId: expected.get(refused)?.[0], subjectId: refused, state: 'DEAD', attempts: 9 }),
    ]);
    expect(body.items[0].tried[0]).toMatchObject({ outcome: 'REFUSED', status: 500 });
    const held = await product.as(OPERATOR).get(`/webhooks/${id}/deliveries?state=HELD`);
    expect(held.body.items).toHaveLength(ofRefused - 1);
    const { body: consumers } = await product.as('supervisor').get('/exchange/consumers');
    expect(consumers.items).toContainEqual(
      expect.objectContaining({ by: 'WEBHOOK', consumer: id, unitId: 'unit-c', changesBehind: ofRefused }),
    );

    opened.treats(() => 'take');
    expect((await on(id, 'replays', { scope: 'DEAD_LETTERS' })).status).toBe(201);
    await until('nothing is owed', async () => (await webhook(id))?.progress.changes === 0);
    expect(ofEachDossier(opened.taken)).toEqual(expected);
    await on(id, 'removal');
  });

  it('deliver again from any place, and rest while they are paused', async () => {
    const opened = await receiver();
    const { id } = (await register(opened.url)).body as { id: string };
    const expected = [...(await changes()).values()].flat().length;
    await until('all is told', () => opened.taken.length >= expected);
    const page = await product.as('c-implementer').get('/exchange/changes?list=BLACK&limit=5');
    const told = opened.taken.length;
    await on(id, 'replays', { scope: 'PLACE', cursor: page.body.cursor });
    await until('what came after is told again', () => opened.taken.length >= told + expected - 5);
    await on(id, 'replays', { scope: 'BEGINNING' });
    await until('all is told again', () => opened.taken.length >= told + expected - 5 + expected);
    expect(opened.taken).toHaveLength(told + expected - 5 + expected);
    const rested = opened.taken.length;
    const paused = await on(id, 'pause');
    expect(paused.status).toBe(201);
    expect((await on(id, 'pause')).status).toBe(200);
    await product.as(OPERATOR).get(`/webhooks?after=${paused.body.position}`);
    await entries[2]?.published();
    await product.settled();
    await until('it is owed', async () => (await webhook(id))?.progress.changes === 1);
    expect(await webhook(id)).toMatchObject({ state: 'PAUSED' });
    expect(opened.taken).toHaveLength(rested);
    expect((await on(id, 'resumption')).status).toBe(201);
    await until('it is told', () => opened.taken.length === rested + 1);
    await on(id, 'removal');
  });

  it('go on where they were after a restart, in order', async () => {
    const opened = await receiver((_, number) => (number === 3 ? 'silence' : 'take'));
    const { id } = (await register(opened.url)).body as { id: string };
    const expected = await changes();
    await until('one is on its way', () => opened.received.length >= 3);
    await product.restart();
    await until('everything is told', async () => (await webhook(id))?.progress.changes === 0);
    expect(ofEachDossier(opened.taken)).toEqual(expected);
    await on(id, 'removal');
  });

  it('sign with both secrets after a rotation, show each once, and keep none in clear', async () => {
    const opened = await receiver();
    const key = { 'idempotency-key': '0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a77' };
    const registered = await register(opened.url, {}, key);
    const { secret, id } = registered.body as { secret: string; id: string };
    // A repeat finds the webhook, and shows its secret no more.
    const again = await register(opened.url, {}, key);
    expect(again.status).toBe(201);
    expect(again.body).toEqual({ ...registered.body, secret: undefined });
    expect(again.text).not.toContain('whsec_');
    const rotated = (await on(id, 'secrets')).body as { secret: string };
    expect(rotated.secret).toMatch(SECRET);
    expect(rotated.secret).not.toBe(secret);
    await until('the new secret is in use', async () => (await webhook(id))?.formerSecretEndsAt !== undefined);
    const before = opened.received.length;
    await on(id, 'replays', { scope: 'BEGINNING' });
    await until('something is signed with both', () =>
      opened.received.slice(before).some(({ headers }) => String(headers['webhook-signature']).includes(' ')),
    );
    const last = opened.received.findLast(({ headers }) => String(headers['webhook-signature']).includes(' '));
    for (const each of [secret, rotated.secret]) {
      expect(new Webhook(each).verify(last?.body ?? '', last?.headers as Record<string, string>)).toBeDefined();
    }
    const shown = await product.as(OPERATOR).get('/webhooks');
    const stored = await product.ask<{ text: string }>(
      `select row_to_json(e)::text as text from event_log.events e where stream_id like 'webhook-%'
        union all select row_to_json(w)::text from read.webhooks w
        union all select row_to_json(p)::text from exchange.webhook_progress p
        union all select row_to_json(d)::text from exchange.deliveries d`,
    );
    for (const text of [shown.text, ...stored.map((row) => row.text)]) {
      for (const each of [secret, rotated.secret]) {
        expect(text).not.toContain(each.slice('whsec_'.length));
        expect(text).not.toContain(each);
      }
    }
    // With the webhook its keys are destroyed: what is left in the log opens nowhere.
    await on(id, 'removal');
    await until('the keys are destroyed', async () => {
      const keys = await product.ask<{ destroyed: boolean }>(
        'select destroyed_at is not null as destroyed from vault.keys where about = $1',
        [id],
      );
      return keys.length === 2 && keys.every(({ destroyed }) => destroyed);
    });
    expect((await on(id, 'pause')).body.code).toBe('WEBHOOK_REMOVED');
  });

  it.each([
    ['http://127.0.0.2/hook', 'WEBHOOK_URL_PRIVATE'],
    ['https://10.1.2.3/hook', 'WEBHOOK_URL_PRIVATE'],
    ['https://[::1]/hook', 'WEBHOOK_URL_PRIVATE'],
    ['https://[::ffff:169.254.169.254]/latest', 'WEBHOOK_URL_PRIVATE'],
    ['http://receiver.example.cn/hook', 'WEBHOOK_URL_INSECURE'],
    ['https://user:secret@receiver.example.cn/hook', 'WEBHOOK_URL_INVALID'],
  ])('are refused to %s: %s', async (url, code) => {
    const before = await product.eventCount();
    const { status, body } = await register(url);
    expect([status, body.code]).toEqual([422, code]);
    expect(await product.eventCount()).toBe(before);
  });

  it('are kept by the operator of the platform and the office, and by nobody else', async () => {
    const before = await product.eventCount();
    const body = { url: 'https://receiver.example.cn/hook', consumerUnitId: 'unit-c', listKinds: ['BLACK'] };
    for (const who of ['a-drafter', 'c-implementer', 'supervisor']) {
      expect(await statusFor(who, body)).toBe(403);
    }
    expect((await product.as('c-implementer').get('/webhooks')).status).toBe(403);
    const unknown = await product.as(OPERATOR).send('POST', '/webhooks', { ...body, consumerUnitId: 'nobody' });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'UNIT_UNKNOWN']);
    expect(await product.eventCount()).toBe(before);
  });
});
