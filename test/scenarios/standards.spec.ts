import { makeUscc } from '#libs/subjects';
import { startProduct, type Answer, type Product } from '../support/product.js';
import { Dossier, type ListEntry } from '../support/dossier.js';
import { BLK_1, openOffice } from '../support/office.js';
import { standardOnPaper } from '../support/standard-on-paper.js';

const SUMMARY = '收到意见三条，采纳一条。';
const WEAK = { ...BLK_1, legalBasis: [{ title: '某通知', docNo: '某办发〔2020〕1号', level: 'NORMATIVE_DOC' }] };
const RAISED = { ...BLK_1, criteria: { text: '符合规定的情形，金额五十万元以上', amountAtLeast: 500_000 } };

/** Without validity, conditions and procedure of removal, and remedies. */
const INCOMPLETE: object = {
  ...RAISED,
  validity: undefined,
  removalConditions: undefined,
  removalProcedure: undefined,
  remedies: undefined,
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers under test
type Body = any;

describe('scenarios of recognition standards', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
  });
  afterAll(() => product.stop());

  const at = (standardId: string, step: string): string => `/standards/${standardId}/${step}`;
  const head = (path: string, body?: object): Promise<Answer> => product.as('a-head').send('POST', path, body);
  const done = async (answering: Promise<Answer>): Promise<Answer> => {
    const answer = await answering;
    if (answer.status > 201) throw new Error(`answered ${answer.status}: ${answer.text}`);
    return answer;
  };
  const listed = async (number: number, changes: object = {}, standardId = 'BLK-1'): Promise<ListEntry> => {
    const subject = await Dossier.of(product, { type: 'USCC', value: makeUscc(2_000 + number) }, `示范企业${number}`);
    const entry = await subject.entry(standardId, 'a', changes);
    await entry.given('drafter', 'ServePriorNotice');
    return entry;
  };
  const versionsOf = async (standardId: string): Promise<Body[]> => {
    const { body } = await product.as('a-head').get('/standards');
    return (body.items as Body[]).filter((one) => one.standardId === standardId);
  };
  const queue = async (who: string, query = ''): Promise<Body> => {
    await product.settled();
    await product.waitFor();
    const { status, body, text } = await product.as(who).get(`/standard-reviews?${query}`);
    if (status !== 200) throw new Error(text);
    return body;
  };

  let e1: ListEntry;
  let e2: ListEntry;
  let e3: ListEntry;
  let e4: ListEntry;
  const decide = (entry: ListEntry, result: string): Promise<Answer> =>
    entry.when('head', 'DecideStandardReview', { newVersion: 2, result, reasons: '对照新标准' });

  it('18. a dry run tells which entries a revision would touch, and changes nothing', async () => {
    e1 = await listed(1, { amountInvolved: 800_000 });
    e2 = await listed(2, { amountInvolved: 100_000 });
    e3 = await listed(3, { amountInvolved: 600_000 });
    e4 = await listed(4, { amountInvolved: 900_000 });
    await product.advanceTo('2026-09-15');
    for (const entry of [e1, e2, e3]) await entry.recognized();
    for (const entry of [e1, e2, e3]) await entry.given('drafter', 'ReportToPlatform');

    await product.settled();
    const before = await product.eventCount();
    const { body: dry } = await done(head(at('BLK-1', 'trial'), { change: 'REVISED', content: RAISED }));
    expect(dry).toMatchObject({
      oldVersion: 1,
      noticeStands: false,
      problems: [],
      compared: [{ field: 'criteria' }],
      counts: [{ unitId: 'unit-a', listed: 3, preparing: 1 }],
    });
    const effects = new Map(
      (dry.entries as Body[]).map((one) => [one.entryId, [one.effect, one.belowAmount, one.href]]),
    );
    expect(effects.get(e1.entryId)).toEqual(['REVIEW', false, e1.path]);
    expect(effects.get(e2.entryId)).toEqual(['REVIEW', true, e2.path]);
    expect(effects.get(e4.entryId)).toEqual(['RESTART_WITH_NEW_NOTICE', false, e4.path]);
    expect((await head(at('BLK-1', 'trial'), { change: 'RETIRED' })).body.entries).toContainEqual(
      expect.objectContaining({ entryId: e4.entryId, effect: 'WITHDRAW' }),
    );
    expect((await product.as('b-head').send('POST', at('BLK-1', 'trial'), { change: 'RETIRED' })).body.code).toBe(
      'NOT_YOUR_STANDARD',
    );
    expect(await product.eventCount()).toBe(before);
  });

  it('18. a standard is revised: drafted, consulted on, approved by a second person, published', async () => {
    await product.advanceTo('2026-10-08');
    await done(head('/standards', { standardId: 'BLK-1', content: INCOMPLETE }));
    const written = await product.eventCount();
    const early = await head(at('BLK-1', 'publication'), { effectiveFrom: '2026-11-09' });
    expect(early.status).toBe(422);
    expect((early.body.errors as Body[]).map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/validity', 'VALIDITY_MISSING'],
      ['/removalConditions', 'REMOVAL_CONDITIONS_MISSING'],
      ['/removalProcedure', 'REMOVAL_PROCEDURE_MISSING'],
      ['/remedies', 'REMEDIES_MISSING'],
      ['/consultation', 'CONSULTATION_MISSING'],
      ['/approval', 'STANDARD_NOT_APPROVED'],
    ]);
    expect((await head(at('BLK-1', 'consultation'), { openedOn: '2026-09-01' })).body.code).toBe(
      'CONSULTATION_BACKDATED',
    );
    expect(await product.eventCount()).toBe(written);
    await done(head(at('BLK-1', 'consultation'), {}));
    const open = (await product.as('c-implementer').get('/standards')).body.items as Body[];
    expect(open.find(({ status }) => status === 'CONSULTING')).toMatchObject({
      version: 2,
      consultation: { openedOn: '2026-10-08', endsOn: '2026-11-07' },
    });
    const close = { summary: SUMMARY, content: RAISED };
    await product.advanceTo('2026-11-07');
    expect((await head(at('BLK-1', 'consultation/closing'), close)).body).toMatchObject({
      code: 'CONSULTATION_TOO_SHORT',
      clause: '国办发〔2020〕49号 七',
    });
    await product.advanceTo('2026-11-08');
    await done(head(at('BLK-1', 'consultation/closing'), close));
    await done(head(at('BLK-1', 'approval-proposal')));
    expect((await product.as('a-head').send('POST', at('BLK-1', 'approval'))).body.code).toBe('SECOND_PERSON_REQUIRED');
    const back = { reason: '过渡安排须写明' };
    await done(product.as('a-approver').send('POST', at('BLK-1', 'approval-rejection'), back));
    await done(head(at('BLK-1', 'approval-proposal')));
    await done(product.as('a-approver').send('POST', at('BLK-1', 'approval')));
    const published = await done(
      head(at('BLK-1', 'publication'), { effectiveFrom: '2026-11-09', transition: '施行后逐条复核。' }),
    );
    expect((published.body.events as Body[]).map(({ type }) => type)).toEqual(['StandardPublished', 'StandardRevised']);

    // It is published, and not in force yet: nothing is owed, nothing may be decided.
    expect((await queue('a-drafter')).items).toEqual([]);
    expect((await decide(e2, 'NOT_CONFORMS')).body.code).toBe('NO_NEWER_STANDARD');
  });

  it('18. it takes effect: three reviews, one conforms, one leaves, one is missed; a candidate restarts', async () => {
    await product.advanceTo('2026-11-09');
    expect((await versionsOf('BLK-1')).map(({ version, status }) => [version, status])).toEqual([
      [2, 'EFFECTIVE'],
      [1, 'SUPERSEDED'],
    ]);
    const { items, toRestart } = await queue('a-drafter');
    expect(items).toHaveLength(3);
    for (const item of items as Body[])
      expect(item).toMatchObject({
        ...{ standardId: 'BLK-1', change: 'REVISED', oldVersion: 1, newVersion: 2, missed: false },
        ...{ startOn: '2026-11-09', dueOn: '2026-12-07', compared: [{ field: 'criteria' }] },
      });
    expect(new Set((items as Body[]).map(({ entryId }) => entryId))).toEqual(
      new Set([e1, e2, e3].map(({ entryId }) => entryId)),
    );
    expect(toRestart).toEqual([expect.objectContaining({ entryId: e4.entryId, oldVersion: 1, newVersion: 2 })]);
    expect((await queue('b-drafter')).items).toEqual([]);
    const first = await queue('supervisor', 'standard=BLK-1&limit=2');
    expect(first.items).toHaveLength(2);
    const rest = await queue('supervisor', `standard=BLK-1&limit=2&cursor=${first.next}`);
    expect(rest).toEqual({ items: [expect.objectContaining({ standardId: 'BLK-1' })] });
    expect((await product.as('b-drafter').get('/standard-reviews?unit=unit-a')).status).toBe(403);

    await done(decide(e1, 'CONFORMS'));
    expect(await e1.seen()).toMatchObject({ lifecycle: 'ACTIVE', standardVersion: 2, validTo: '2029-09-15' });
    await done(decide(e2, 'NOT_CONFORMS'));
    expect(await e2.seen()).toMatchObject({ lifecycle: 'EXITED', exitReason: 'STANDARD_CHANGED' });
    expect(await e2.events()).toEqual(expect.arrayContaining(['StandardReviewDecided', 'FocusListingTriggered']));
    const refused = await e4.when('drafter', 'ProposeRecognition', { terms: {} });
    expect(refused.body).toMatchObject({ code: 'STANDARD_SUPERSEDED', clause: 'spec 3.15, 3.1 I4' });
    await e4.given('drafter', 'RestartEntry', { reasons: '标准已修订' });
    expect((await e4.when('drafter', 'ProposeRecognition', { terms: {} })).body.code).toBe('PRIOR_NOTICE_REQUIRED');
    await e4.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-11-17');
    await e4.recognized();
    expect(await e4.seen()).toMatchObject({ lifecycle: 'ACTIVE', standardVersion: 2 });

    await product.advanceTo('2026-12-08');
    expect(await e3.seen()).toMatchObject({ lifecycle: 'ACTIVE', standardVersion: 1 });
    expect(await e3.events()).toContain('DeadlineMissed');
    expect(await e3.deadlines('stdChange.review')).toMatchObject([{ state: 'MISSED', dueOn: '2026-12-07' }]);
    expect((await queue('a-drafter')).items).toMatchObject([{ entryId: e3.entryId, missed: true }]);
  });

  it('3.15: a process that starts again opens nothing twice; a retired standard exits nobody by itself', async () => {
    await product.restart();
    await product.followed();
    const opened = (await e3.events()).filter((type) => type === 'StandardChangeReviewOpened');
    expect(opened).toHaveLength(1);

    // Retired: SYSTEM opens the reviews and exits nobody; nothing conforms.
    const report = {
      evaluatedOn: '2026-12-07',
      evaluator: '示范大学',
      conclusion: 'RETIRE',
      reportNo: '评〔2026〕7号',
    };
    await done(head(at('BLK-1', 'evaluations'), report));
    await done(head(at('BLK-1', 'retirement'), { reason: '依据已废止' }));
    await product.advanceTo('2026-12-09');
    expect((await queue('a-drafter')).items).toHaveLength(3);
    expect(await e1.seen()).toMatchObject({ lifecycle: 'ACTIVE' });
    expect((await decide(e1, 'CONFORMS')).body.code).toBe('NOTHING_CONFORMS_TO_RETIRED');
    await done(decide(e1, 'NOT_CONFORMS'));
    expect(await e1.seen()).toMatchObject({ exitReason: 'STANDARD_CHANGED' });
    expect((await versionsOf('BLK-1'))[0]).toMatchObject({
      status: 'RETIRED',
      lastEvaluation: { conclusion: 'RETIRE' },
    });
    expect(await product.told('StandardEnded')).toEqual([{ standardId: 'BLK-1', version: 2, lastDay: '2026-12-08' }]);
  });

  it('33. a black standard without sufficient basis: WARN lets it pass, and its entries carry the flag', async () => {
    for (const { who, path, body } of standardOnPaper('BLK-W', WEAK, '2026-04-01'))
      await done(product.as(who).send('POST', path, body));
    expect((await versionsOf('BLK-W'))[0]).toMatchObject({ status: 'EFFECTIVE', basisInsufficient: true });
    const entry = await listed(9, {}, 'BLK-W');
    await product.advanceTo('2026-12-17');
    await entry.recognized();
    expect(await entry.seen()).toMatchObject({ lifecycle: 'ACTIVE', basisInsufficient: true });
    const { body } = await product.as('supervisor').get(`/audit/decisions?kind=RECOGNITION&limit=50`);
    expect((body.items as Body[]).find(({ entryId }) => entryId === entry.entryId)).toMatchObject({
      basisInsufficient: true,
    });
  });

  it('33. BLOCK refuses to publish it, and names the basis', async () => {
    const strict = await startProduct({ now: '2026-09-07', env: { MINGDAN_BASIS_MODE: 'BLOCK' } });
    try {
      const steps = standardOnPaper('BLK-W', WEAK, '2026-04-01');
      for (const { who, path, body } of steps.slice(0, -1)) await done(strict.as(who).send('POST', path, body));
      const refused = await strict
        .as('a-head')
        .send('POST', at('BLK-W', 'publication'), { effectiveFrom: '2026-09-07' });
      expect(refused).toMatchObject({
        status: 422,
        body: { code: 'BASIS_INSUFFICIENT', clause: '国办发〔2020〕49号 六' },
      });
      expect(refused.body.errors).toMatchObject([{ pointer: '/legalBasis', code: 'BASIS_INSUFFICIENT' }]);
      const { body } = await strict.as('a-head').get('/standards');
      expect((body.items as Body[])[0]).toMatchObject({ standardId: 'BLK-W', status: 'APPROVED' });
    } finally {
      await strict.stop();
    }
  });

  it('3.3: a rule pack is drafted, and published by somebody else unless a value is worse for the subject', async () => {
    const rule = {
      key: 'objection.total',
      legalSource: '市条例 39',
      provenance: 'EXTERNAL',
      effectiveFrom: '2027-01-01',
    };
    const pack = {
      rulePackId: 'CITY-A',
      title: 'A 市规则',
      scope: 'REGION',
      appliesTo: '640100',
      effectiveFrom: '2027-01-01',
    };
    const office = product.as('o-officer');
    const other = product.withToken(
      await product.sign({ sub: 'o-head', unit: 'unit-o', roles: ['JOINT_CONFERENCE_OFFICE'], name: '某人' }),
    );
    const draft = (days: number) =>
      done(office.send('POST', '/rule-packs', { ...pack, rules: [{ ...rule, value: { value: days, unit: 'WD' } }] }));
    const publish = '/rule-packs/CITY-A/publication';
    await draft(30);
    expect((await office.send('POST', publish)).body.code).toBe('RULE_PACK_SAME_PERSON');
    const refused = await other.send('POST', publish);
    expect(refused.body).toMatchObject({ code: 'RULE_NOT_FAVOURABLE', errors: [{ code: 'RULE_NOT_FAVOURABLE' }] });
    await draft(5);
    expect((await done(other.send('POST', publish))).body.events).toEqual([{ type: 'RulePackPublished' }]);
  });
});
