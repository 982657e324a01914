import { randomUUID } from 'node:crypto';
import { PROJECTIONS } from '#projections';
import { ProjectionRunner } from '#libs/read-store';
import { startProduct, type Product } from '../support/product.js';
import { basis, Dossier, type ListEntry } from '../support/dossier.js';
import { BLK_GENERAL, openOffice, publishStandard, Y } from '../support/office.js';

/** Read models that nothing in these scenarios fills. */
const ABSENT = ['webhooks', 'responsible-persons', 'grants', 'lookup-reviews', 'external-lists'];

describe('scenarios of concurrency, idempotency, replay and standards', () => {
  let product: Product;
  const given = async (now: string): Promise<Dossier> => {
    product = await startProduct({ now });
    await openOffice(product);
    return Dossier.of(product);
  };
  const countOf = async (entry: ListEntry, type: string): Promise<number> =>
    (await entry.events()).filter((found) => found === type).length;
  afterEach(() => product.stop());

  it('29. two approvers, one entry: the second gets 412 with If-Match, 409 without; a repeat is answered as the first', async () => {
    const x = await given('2026-09-07');
    const entry = await x.entry('BLK-1');
    await entry.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-09-15');
    await entry.given('drafter', 'ProposeRecognition');
    await product.settled();
    const { headers } = await product.as('a-approver').get(entry.path);
    const match = { 'if-match': String(headers['etag']) };
    expect(match['if-match']).toMatch(/^"\d+"$/);

    const key = { 'idempotency-key': randomUUID() };
    const first = await entry.when('approver', 'RecognizeEntry', {}, {}, { ...match, ...key });
    expect(first.status).toBe(201);
    const count = await product.eventCount();
    const second = await entry.when('head', 'RecognizeEntry', {}, {}, match);
    expect(second).toMatchObject({ status: 412, body: { code: expect.any(String) } });
    const third = await entry.when('head', 'RecognizeEntry');
    expect(third).toMatchObject({ status: 409, body: { code: 'ALREADY_RECOGNIZED' } });

    const repeat = await entry.when('approver', 'RecognizeEntry', {}, {}, { ...match, ...key });
    expect(repeat.status).toBe(201);
    expect(repeat.headers['idempotent-replay']).toBe('true');
    expect(repeat.body).toEqual(first.body);
    expect(repeat.headers['etag']).toBe(first.headers['etag']);
    expect(await product.eventCount()).toBe(count);
    expect(await countOf(entry, 'EntryRecognized')).toBe(1);
  });

  it('29. of ten approvals at one time one recognises, and nine are refused', async () => {
    const x = await given('2026-09-07');
    const entry = await x.entry('BLK-1');
    await entry.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-09-15');
    await entry.given('drafter', 'ProposeRecognition');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => entry.when(n % 2 ? 'approver' : 'head', 'RecognizeEntry')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    expect(new Set(answers.flatMap(({ body }) => body.code ?? []))).toEqual(new Set(['ALREADY_RECOGNIZED']));
    expect(await countOf(entry, 'EntryRecognized')).toBe(1);
  });

  it('29. a process that runs again after a crash repeats nothing: one focus entry, one chain', async () => {
    const x = await given('2026-05-11');
    await publishStandard(product, 'BLK-G', BLK_GENERAL);
    const black = await x.black({ ready: '2026-05-20' }, 'BLK-G');
    await black.published();
    await product.advanceTo('2027-05-21 00:00');
    const after = await x.seen();
    expect(after.entries.map(({ listKind }: { listKind: string }) => listKind).sort()).toEqual(['BLACK', 'FOCUS']);
    expect(await countOf(black, 'ExitAnnounced')).toBe(1);
    const count = await product.eventCount();
    // As if the process had died before it could note how far it was.
    await product.restart(() => product.ask("delete from read.checkpoints where slot = 'process'"));
    await product.settled();
    await product.followed();
    expect(await product.eventCount()).toBe(count);
    expect(await x.seen()).toEqual(after);
  });

  /** The measures of an entry, pushed to a unit; which also tells of one that nobody pushed. */
  async function pushedTo(unitId: string, { path, unit }: ListEntry): Promise<void> {
    await product.settled();
    const designations = [{ unitId, items: ['M-1'] }];
    const post = (who: string, to: string, body: object) =>
      product.as(who).send('POST', `${path}/measures/${to}`, body);
    const { body } = await post(`${unit}-drafter`, 'proposals', { designations });
    await post('o-officer', 'designation', {
      proposalId: (body as { created: { proposalId: string } }).created.proposalId,
    });
    await post('c-implementer', 'unlisted-applications', {});
  }

  it('30. rebuilt read models are the same; as of an instant the state is as it was; the timeline tells all', async () => {
    const x = await given('2026-08-03');
    const y = await Dossier.of(product, Y, '示范乙企业');
    const red = await x.red({ ready: '2026-08-13' });
    await red.published();
    const focus = await y.focus({ ready: '2026-08-21' });
    await product.advanceTo('2026-09-07');
    const black = await x.entry('BLK-1', 'b');
    await black.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-09-15');
    await black.recognized();
    await black.given('drafter', 'TriggerJointMeasures');
    await pushedTo('unit-c', black);
    await product.advanceTo('2026-09-30');
    await black.objection();
    await product.advanceTo('2026-10-01 12:00');
    const asOf = { asOf: product.now };
    const then = await x.seen();
    await product.advanceTo('2026-10-08');
    await black.replied('WRONG');
    await black.given('head', 'DecideObjection', { outcome: 'UPHELD_WRONG' });
    await focus.given('drafter', 'IssueFocusWarning');
    const complaint = {
      unitId: 'unit-b',
      conduct: ['DELAY'],
      standing: 'THIRD_PARTY',
      text: '拖延',
      channel: 'portal',
    };
    expect((await x.self.send('POST', '/complaints', complaint)).status).toBe(201);
    const report = { kind: 'OTHER', facts: { text: '线索' }, channel: 'portal' };
    expect((await product.anybody.send('POST', '/public/reports', report)).status).toBe(201);
    await product.settled();

    // Replay: the tables are emptied, filled from the log, and equal.
    const tables = PROJECTIONS.filter(({ name }) => !ABSENT.includes(name)).flatMap((projection) =>
      projection.tables.map(({ name }) => name),
    );
    const digests = (): Promise<readonly object[][]> =>
      Promise.all(
        tables.map(async (table) => [
          ...(await product.ask<object>(
            `select '${table}' as name, count(*) as rows, md5(string_agg(t::text, '|' order by t::text)) as digest from read."${table}" t`,
          )),
        ]),
      );
    const shown = async (): Promise<unknown[]> => {
      const paths = [
        '/lists/red?status=ALL',
        '/lists/black?status=ALL',
        '/lists/focus?status=ALL',
        '/deadlines?limit=200',
      ];
      return Promise.all(paths.map(async (path) => (await product.as('supervisor').get(path)).body));
    };
    const [before, seen] = [await digests(), await shown()];
    expect(before.flat().every((row) => Number((row as { rows: string }).rows) > 0)).toBe(true);
    for (const table of tables) await product.ask(`delete from read."${table}"`);
    expect(await digests()).not.toEqual(before);
    const runner = product.app.get(ProjectionRunner);
    for (const { name } of PROJECTIONS) await runner.rebuild(name, { fresh: true });
    expect(await digests()).toEqual(before);
    expect(await shown()).toEqual(seen);

    // As of 2026-10-01 12:00: black, its measures suspended while the objection was verified.
    const replayed = await x.seen(asOf);
    expect({ ...replayed, asOf: undefined }).toEqual({ ...then, asOf: undefined });
    expect(replayed.entries).toMatchObject([
      { listKind: 'RED', lifecycle: 'EXITED', exitReason: 'BLACK_LISTED' },
      { listKind: 'BLACK', lifecycle: 'ACTIVE', measureState: 'SUSPENDED', disputed: true },
    ]);
    expect((await x.seen()).entries[1]).toMatchObject({ lifecycle: 'EXITED', exitReason: 'WRONGLY_LISTED' });
    // A week earlier neither the objection nor its suspension was known.
    const earlier = await x.seen({ asOf: '2026-09-20T04:00:00Z' });
    expect(earlier.entries[1]).toMatchObject({ lifecycle: 'ACTIVE', measureState: 'IN_FORCE', disputed: false });
    expect(earlier.cases).toEqual([]);

    // The handler replays the whole dossier in its order.
    const history = await product.as('b-handler').get(`/subjects/${x.subjectId}/timeline?limit=200`);
    const items = history.body.items as Record<string, never>[];
    expect(items.map(({ eventType }) => eventType)).toEqual(await product.eventTypes(x.subjectId));
    expect(items.map(({ revision }) => revision)).toEqual(items.map((_, n) => n));
    const decisions = items.filter(({ receipt }) => receipt !== undefined);
    expect(decisions.map(({ eventType }) => eventType)).toEqual(
      expect.arrayContaining(['EntryRecognized', 'ObjectionDecided', 'EntryRevoked']),
    );
    expect(
      items.find(({ eventType, listKind }) => eventType === 'EntryRecognized' && listKind === 'BLACK'),
    ).toMatchObject({
      ...{ actor: { userId: 'b-approver', unitId: 'unit-b' }, approver: { userId: 'b-approver' } },
      ...{ legalDate: '2026-09-15', legalBasis: ['市人大公告第12号'] },
      receipt: { standardId: 'BLK-1', standardVersion: 1, rulePacks: expect.anything(), gates: expect.anything() },
    });
    const proposed = items.find(({ eventType, listKind }) => eventType === 'DecisionProposed' && listKind === 'BLACK');
    expect(proposed).toMatchObject({ actor: { userId: 'b-drafter' } });
    const deadlines = items.filter(({ eventType }) => eventType === 'DeadlineSet');
    expect(deadlines.length).toBeGreaterThan(5);
    for (const { deadline } of deadlines)
      expect(deadline).toMatchObject({
        key: expect.any(String),
        dueOn: expect.any(String),
        ruleFrom: expect.any(String),
      });
    for (const { zh, en } of items)
      expect([zh, en]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
  });

  it('33. a black standard without sufficient basis: in the pilot its entries carry the flag before the supervisor', async () => {
    const x = await given('2026-09-07');
    await publishStandard(product, 'BLK-N', {
      ...BLK_GENERAL,
      title: '仅有规范性文件依据的标准',
      legalBasis: [{ title: '某市失信惩戒办法', docNo: '市政发〔2016〕33号', level: 'NORMATIVE_DOC' }],
    });
    const entry = await x.entry('BLK-N', 'a', { basis: [basis()] });
    await entry.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-09-15');
    await entry.recognized();
    expect(await entry.seen()).toMatchObject({ lifecycle: 'ACTIVE', basisInsufficient: true });
    const audited = await product.as('supervisor').get(`/audit/decisions?entry=${entry.entryId}`);
    expect(audited.body.items).toMatchObject([{ kind: 'RECOGNITION', basisInsufficient: true }]);
    const sound = await x.entry('BLK-1');
    expect(await sound.seen()).toMatchObject({ basisInsufficient: false });
  });
});
