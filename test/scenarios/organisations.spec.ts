import { Dossier, type ListEntry } from '../support/dossier.js';
import { BLK_1, openOffice, X, Y } from '../support/office.js';
import { startProduct, type Actor, type Answer, type Identifier, type Product } from '../support/product.js';

const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
const WRONG: Identifier = { type: 'USCC', value: '91640100MA00TE5T2G' };
const RIGHT: Identifier = { type: 'USCC', value: '52640000MJX000001P' };
const LIST = {
  ...{ title: '示范市失信联合惩戒措施清单', source: '全国失信惩戒措施基础清单（2024年版）' },
  items: [
    {
      ...{ measureItemId: 'M-1', kind: 'PUNISHMENT', force: 'MANDATORY', category: 'MARKET', text: '限制投标' },
      ...{ appliesTo: { listKinds: ['BLACK'], persons: false }, implementingUnitTypes: ['公共资源交易中心'] },
      legalBasis: [{ title: '《中华人民共和国政府采购法》', article: '第二十二条', level: 'LAW' }],
      effectiveFrom: '2026-01-01',
    },
  ],
};

describe('organisations change (3.5 Units, Subject record)', () => {
  let product: Product;
  let black: ListEntry;
  let t: Actor;
  /** Of unit A: drafted before the merger, and decided after it. */
  let pending: ListEntry;
  let batch: { readonly batchId: string };

  const identifierOf = ({ type, value }: Identifier) => ({ kind: type, value });
  const ask = async (who: Actor, identifier: Identifier): Promise<Answer> => {
    await product.settled();
    return who.send('POST', '/decisions', { identifier: identifierOf(identifier), purpose: PURPOSE });
  };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  const items = async (who: Actor, path: string): Promise<any[]> => {
    await product.settled();
    const { status, body, text } = await who.get(path);
    if (status !== 200) throw new Error(text);
    return body.items as object[];
  };
  const entryIds = async (who: Actor, path: string): Promise<readonly string[]> =>
    (await items(who, path)).map(({ entryId }) => entryId as string);
  const unitA = async (): Promise<{ readonly name: string }> => {
    const { body } = await product.as('a-drafter').get('/units');
    return (body.units as { unitId: string; name: string }[]).find(({ unitId }) => unitId === 'unit-a') ?? { name: '' };
  };
  const merge = (unitId: string, into: string): Promise<Answer> =>
    product.as('o-officer').send('POST', `/units/${unitId}/merger`, { into });
  const official = async (unit: string, ...roles: string[]): Promise<Actor> =>
    product.withToken(await product.sign({ sub: `${unit}-${roles[0]}`, unit, roles, name: '某' }));

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-07' });
    await openOffice(product);
    const office = product.as('o-officer');
    await office.send('POST', '/measure-lists', { measureListId: 'CITY', content: LIST });
    await office.send('POST', '/measure-lists/CITY/publication', { effectiveFrom: '2026-09-08' });
    t = await official('unit-t', 'IMPLEMENTING_UNIT', 'INFORMATION_PROVIDER');
    const dossier = await Dossier.of(product);
    black = await dossier.entry('BLK-1');
    pending = await dossier.entry('BLK-1');
    for (const entry of [black, pending]) await entry.given('drafter', 'ServePriorNotice', { terms: {} });
    await product.advanceTo('2026-09-18');
    await black.recognized();
    await black.given('drafter', 'TriggerJointMeasures', { items: ['M-1'] });
    await product.settled();
    const measures = `${black.path}/measures`;
    const designations = [{ unitId: 'unit-c', items: ['M-1'] }];
    const { body } = await product.as('a-drafter').send('POST', `${measures}/proposals`, { designations });
    const { proposalId } = body.created as { proposalId: string };
    await office.send('POST', `${measures}/designation`, { proposalId });
    await pending.given('drafter', 'ProposeRecognition', { terms: {} });
    await black.objection();
    await black.given('handler', 'ReferToProvider');
    const act = { act: 'CROSS_CHECK', filter: { listKind: 'BLACK', lifecycle: 'READY' }, parameters: {} };
    batch = (await product.as('a-drafter').send('POST', '/list-acts', act)).body as typeof batch;
  });
  afterAll(() => product.stop());

  describe('a unit is renamed', () => {
    it('and goes on under its new name; what was written before keeps the old one', async () => {
      const told = await product.timeline(black.dossier.subjectId);
      const before = await unitA();
      const renamed = { name: '市市场监督管理委员会', renamedOn: '2026-09-18' };
      const answer = await product.as('o-officer').send('POST', '/units/unit-a/names', renamed);
      expect(answer).toMatchObject({ status: 201, body: { events: [{ type: 'UnitRenamed' }] } });
      expect(await unitA()).toMatchObject({
        name: renamed.name,
        formerNames: [{ name: before.name, until: '2026-09-18' }],
      });
      expect(await product.timeline(black.dossier.subjectId)).toEqual(told);
      expect(await black.when('drafter', 'ServeDecision')).toMatchObject({ status: 201 });
    });
  });

  describe('a unit is merged into another', () => {
    it('once, and into one that goes on', async () => {
      expect(await merge('unit-a', 'unit-a')).toMatchObject({ body: { code: 'UNIT_SUCCESSOR_INVALID' } });
      expect(await merge('unit-a', 'unit-b')).toMatchObject({
        status: 201,
        body: { events: [{ type: 'UnitMerged' }] },
      });
      const before = await product.eventCount();
      expect(await merge('unit-a', 'unit-s')).toMatchObject({ body: { code: 'UNIT_MERGED' } });
      expect(await merge('unit-b', 'unit-a')).toMatchObject({ body: { code: 'UNIT_SUCCESSOR_INVALID' } });
      expect(await product.eventCount()).toBe(before);
    });

    it('ends the authority of its officials, to act and to read, and registers that they tried', async () => {
      const before = await product.eventCount();
      const refused = { status: 403, body: { code: 'YOUR_UNIT_MERGED', clause: 'spec 3.5 Units' } };
      expect(await black.when('drafter', 'PublishEntry', await published(black))).toMatchObject(refused);
      expect(await pending.when('approver', 'RecognizeEntry')).toMatchObject(refused);
      expect(await product.as('a-drafter').get('/lists/black')).toMatchObject(refused);
      expect(await ask(product.as('a-handler'), X)).toMatchObject(refused);
      expect(await product.eventCount()).toBe(before);
      const { body } = await product.as('supervisor').get('/audit/denied?code=YOUR_UNIT_MERGED');
      expect(body.items).toMatchObject([{ userId: 'a-handler', unitId: 'unit-a' }, {}, {}, {}]);
    });

    it('passes its entries to the successor: half-made decisions, publication, cases', async () => {
      expect(await pending.when('b-approver', 'RecognizeEntry')).toMatchObject({
        status: 201,
        body: { events: expect.arrayContaining([{ type: 'EntryRecognized' }]) },
      });
      expect(await black.when('b-drafter', 'PublishEntry', await published(black))).toMatchObject({ status: 201 });
      const [told] = (await product.told('EntryPublished')) as [{ readonly entryId: string }];
      expect(told.entryId).toBe(black.entryId);
    });

    it('passes its standards, batches and documents too', async () => {
      const b = product.as('b-drafter');
      expect(await b.get(`/batches/${batch.batchId}`)).toMatchObject({ status: 200, body: { unitId: 'unit-a' } });
      expect((await items(b, '/batches')).map(({ batchId }) => batchId as string)).toContain(batch.batchId);
      const next = { standardId: 'BLK-1', content: { ...BLK_1, criteria: { text: '修订后的情形' } } };
      expect(await product.as('b-head').send('POST', '/standards', next)).toMatchObject({ status: 201 });
    });

    it('keeps lists, deadlines, the audit log and the timeline right', async () => {
      const [b, supervisor] = [product.as('b-drafter'), product.as('supervisor')];
      for (const unit of ['unit-a', 'unit-b'])
        expect(await entryIds(supervisor, `/lists/black?unit=${unit}`)).toEqual(
          expect.arrayContaining([black.entryId, pending.entryId]),
        );
      expect(await entryIds(b, '/lists/black?status=ALL')).toContain(black.entryId);
      expect(await entryIds(b, '/deadlines?key=objection.total')).toContain(black.entryId);
      expect(await entryIds(supervisor, '/audit/decisions?unit=unit-b&kind=RECOGNITION')).toEqual(
        expect.arrayContaining([black.entryId, pending.entryId]),
      );
      const recognised = (await product.timeline(black.dossier.subjectId)).filter(
        ({ eventType }) => eventType === 'EntryRecognized',
      );
      expect(recognised.map(({ entryId, approver, actor }) => [entryId, (approver ?? actor).unitId as string])).toEqual(
        [
          [black.entryId, 'unit-a'],
          [pending.entryId, 'unit-b'],
        ],
      );
    });

    it('answers decision queries as before, and says who answers for the entry now', async () => {
      const [, { hits }] = (await ask(product.as('c-implementer'), X)).body.lists;
      const hit = hits.find(({ entryId }: { entryId: string }) => entryId === black.entryId);
      expect(hit).toMatchObject({ unitId: 'unit-a', actingUnitId: 'unit-b', disputed: true, measures: 'SUSPENDED' });
    });
  });

  describe('a unit that was asked and that carries out measures is merged', () => {
    it('has its successor verify, confirm and carry out in its place', async () => {
      const receipt = (await ask(product.as('c-implementer'), X)).body.receipt as string;
      expect(await merge('unit-c', 'unit-t')).toMatchObject({ status: 201 });
      const refused = await black.when('c-provider', 'SubmitVerificationReply');
      expect(refused).toMatchObject({ status: 403, body: { code: 'YOUR_UNIT_MERGED' } });
      expect(await black.when(t, 'SubmitVerificationReply')).toMatchObject({ status: 201 });
      const [instruction] = await items(t, '/measures/instructions');
      expect(instruction).toMatchObject({ unitId: 'unit-c', instruction: 'SUSPEND' });
      const confirmation = `${black.path}/measures/instructions/${instruction.instructionId}/confirmation`;
      expect(await t.send('POST', confirmation)).toMatchObject({ status: 201 });
      const verified = await t.send('POST', '/decisions/receipts/verification', { receipt, purpose: PURPOSE });
      expect(verified).toMatchObject({ status: 200, body: { unitId: 'unit-c' } });

      await product.advanceTo('2026-09-28');
      await black.given(product.as('b-head'), 'DecideObjection', { outcome: 'DISMISSED' });
      const [, { hits }] = (await ask(t, X)).body.lists;
      const hit = hits.find(({ entryId }: { entryId: string }) => entryId === black.entryId);
      expect(hit).toMatchObject({ measures: 'APPLY', unitItems: [{ measureItemId: 'M-1', force: 'MANDATORY' }] });
      const record = `${black.path}/measures/records/${hit.unitItems[0].pushId}`;
      expect(await t.send('POST', `${record}/application`, {})).toMatchObject({ status: 201 });
      const counted = (await items(t, '/matters/coverage')).map(({ unitId, asked }) => [
        unitId as string,
        asked as number,
      ]);
      expect(counted).toEqual([['unit-t', 2]]);
    });
  });

  describe('a subject changes', () => {
    it('its name: lists show and find the new one, the timeline keeps both', async () => {
      const name = '示范甲新能源有限公司';
      const renamed = { name, renamedOn: '2026-09-25' };
      await product.as('b-drafter').done('RenameSubject', { subjectId: black.dossier.subjectId }, renamed);
      const found = await items(product.as('supervisor'), `/lists/black?q=${encodeURIComponent('新能源')}`);
      expect(found).toMatchObject([{ name }, { name }]);
      const told = (await product.timeline(black.dossier.subjectId))
        .filter(({ eventType }) => ['SubjectRegistered', 'SubjectRenamed'].includes(eventType as string))
        .map(({ texts }) => texts[0]);
      expect(told).toMatchObject([{ text: '示范甲企业' }, { text: name }]);
      expect((await ask(t, X)).body.lists[1].listed).toBe(true);
    });

    it('its identifier, renewed: a second dossier is joined, and either identifier answers both', async () => {
      const body = { subjectType: 'ENTERPRISE', identifier: identifierOf(Y), name: '示范甲新能源有限公司' };
      const registered = await product.as('b-drafter').done('RegisterSubject', {}, body);
      const { subjectId } = black.dossier;
      const proposal = { otherSubjectId: registered.body.subjectId as string, reasons: '换发代码', evidence: EVIDENCE };
      const proposed = await product.as('b-drafter').done('ProposeDossiersJoining', { subjectId }, proposal);
      const { proposalId } = proposed.body.created as { proposalId: string };
      await product.as('b-approver').done('JoinDossiers', { subjectId }, { proposalId });
      await product.settled();
      const [byOld, byNew] = [await ask(t, X), await ask(t, Y)];
      expect(byNew.body.lists).toEqual(byOld.body.lists);
      expect(byNew.body.lists[1].hits).toHaveLength(2);
    });

    it('its identifier, written down wrongly: the right one answers, the wrong one as if unknown', async () => {
      const body = { subjectType: 'SOCIAL_ORG', identifier: identifierOf(WRONG), name: '示范协会' };
      const { subjectId } = (await product.as('b-drafter').done('RegisterSubject', {}, body)).body as {
        subjectId: string;
      };
      const entry = { standardId: 'BLK-1', basis: [{ ...BASIS }], facts: '事实', actEndedOn: '2026-01-10' };
      const made = await product.as('b-drafter').done('GenerateInitialEntry', { subjectId }, entry);
      const { entryId } = made.body.created as { entryId: string };
      const correction = { identifier: identifierOf(RIGHT), reason: '录入有误' };
      await product.as('b-head').done('CorrectSubjectIdentifier', { subjectId }, correction);
      const find = async (identifier: Identifier): Promise<Answer> =>
        product
          .as('b-drafter')
          .send('POST', '/subjects/lookup', { identifier: identifierOf(identifier), purpose: PURPOSE });
      expect((await find(RIGHT)).body.subjectId).toBe(subjectId);
      expect((await find(WRONG)).body.subjectId).toBeUndefined();
      const [wrong, nobody] = [await ask(t, WRONG), await ask(t, { type: 'USCC', value: '91350100M000100Y43' })];
      expect(wrong.body.lists).toEqual(nobody.body.lists);
      const drafts = await items(product.as('b-drafter'), '/lists/black?status=PREPARING');
      expect(drafts).toMatchObject([{ entryId, identifier: RIGHT.value }]);
      const told = (await product.timeline(subjectId)).map(({ eventType }) => eventType as string);
      expect(told).toContain('SubjectIdentifierCorrected');
    });
  });

  /** What the successor's clerk approves, on the channels of either unit. */
  async function published(entry: ListEntry): Promise<object> {
    const { body } = await product.as('b-drafter').send('POST', `${entry.path}/shown-text`, { kind: 'PUBLICATION' });
    const channels = ['portal-a', 'credit-china', 'enterprise'].map((channelId) => ({ channelId }));
    return { approvedContentHash: body.contentHash as string, channels };
  }
});

const EVIDENCE = [{ docId: '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10', sha256: 'a'.repeat(64), title: '换发证明' }];
const BASIS = {
  ...{ class: 'ADMIN_OR_CRIMINAL', docNo: '市监罚〔2026〕900号', issuer: '市市场监管局' },
  ...{ date: '2026-01-15', legallyEffective: true },
};
