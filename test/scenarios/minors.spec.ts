import { Dossier, type ListEntry } from '../support/dossier.js';
import { BLK_1, openOffice, publishStandard, Y } from '../support/office.js';
import { startProduct, type Actor, type Product } from '../support/product.js';

/* Minors, minor breaches and the end of retention, 3.14: M is sixteen at the act. */

const M = { type: 'CITIZEN_ID', value: '640100201009010033' } as const;
const GUARDIAN = { kind: 'CITIZEN_ID', value: '640100198506150024' } as const;
const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
const A_LAW = { title: '中华人民共和国某法', level: 'LAW' };
/** Words that stand nowhere else: what the log and the tables say of the person. */
const CANARY = { name: '金丝雀未', guardian: '金丝雀父', facts: '金丝雀所为之事', education: '金丝雀受教之事' };
const ACT = { actEndedOn: '2026-09-10', facts: CANARY.facts };
const BY_LAW = {
  ...BLK_1,
  minors: { allowed: true, basis: A_LAW },
  focusAfterExit: { ...BLK_1.focusAfterExit, followsPack: 'NDRC-36-2025' },
};
/** To the subject: it was never shown. */
const NOTICE = { channels: [], text: '已退出名单' };
const PROOF = { docId: '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10', sha256: 'a'.repeat(64), title: '工资流水' };
const ERASURE = {
  legalBasis: { title: '个人信息保护法', article: '第四十七条', level: 'LAW' },
  reasons: '保存期限已届满',
};

describe('26. a minor, from the listing to the erasure', () => {
  let product: Product;
  let m: Dossier;
  let entry: ListEntry;
  let breach: ListEntry;
  let worker: Actor;
  /** What stood in the log when everything was said, and the dossier as it was then. */
  /** The keys as a backup had them. */
  let keys: readonly { about: string; scope: string; wrapped: Buffer; master_version: number }[];
  let then: { readonly asOf: string; readonly seen: object };

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-28' });
    await openOffice(product);
    await publishStandard(product, 'BLK-M', BY_LAW, '2026-09-01');
    m = await Dossier.of(product, M, CANARY.name);
    worker = product.as('a-guardian');
  });
  afterAll(() => product.stop());

  /** Nothing was appended. */
  async function refused(what: Promise<{ status: number; body: { code: string } }>, code: string): Promise<void> {
    const before = await product.eventCount();
    expect((await what).body).toMatchObject({ code });
    expect(await product.eventCount()).toBe(before);
  }

  it('is blocked unless the standard cites a law', async () => {
    const drafter = product.as('a-drafter');
    const candidate = (standardId: string, more: object = {}) =>
      drafter.post(
        'GenerateInitialEntry',
        { subjectId: m.subjectId },
        {
          ...{ standardId, ...ACT, ...more },
          basis: [
            {
              class: 'ADMIN_OR_CRIMINAL',
              docNo: 'M-1',
              issuer: '市市场监管局',
              date: '2026-09-15',
              legallyEffective: true,
            },
          ],
        },
      );
    await refused(candidate('BLK-1'), 'SUBJECT_UNDER_AGE');
    await refused(candidate('BLK-M', { actEndedOn: '2024-08-31' }), 'SUBJECT_UNDER_AGE');
    await refused(candidate('BLK-1', { actEndedOn: '2026-08-31', ownLabour: [PROOF] }), 'OWN_LABOUR_UNPROVEN');
    await refused(candidate('RED-1'), 'MINOR_NEVER_PUBLIC');
    entry = await m.entry('BLK-M', 'a', ACT);
    expect(await entry.events()).toEqual(['InitialEntryGenerated', 'MinorRecorded']);
  });

  it('a guardian is on record, is given notice and can state; nobody recognises without', async () => {
    const toGuardian = { recipientRole: 'GUARDIAN', recipient: GUARDIAN };
    await refused(entry.when('drafter', 'ServePriorNotice', toGuardian), 'GUARDIAN_UNKNOWN');
    await entry.given('drafter', 'RecordGuardian', { person: { identifier: GUARDIAN, name: CANARY.guardian } });
    await entry.given('drafter', 'ServePriorNotice');
    await product.advanceTo('2026-10-12');
    await refused(entry.when('drafter', 'ProposeRecognition', { terms: {} }), 'GUARDIAN_NOTICE_REQUIRED');
    await entry.given('drafter', 'ServePriorNotice', toGuardian);
    await entry.given(product.asPerson({ type: GUARDIAN.kind, value: GUARDIAN.value }), 'SubmitStatement');
    await entry.given('drafter', 'ConsiderStatement');
    await product.advanceTo('2026-10-20');
    await entry.recognized();
    await entry.given('drafter', 'ServeDecision');
    expect(await entry.events()).toContain('GuardianNotified');
  });

  it('no command publishes or announces it, and no public view shows it', async () => {
    const channels = ['portal-a', 'credit-china'].map((channelId) => ({ channelId }));
    const shown = { approvedContentHash: 'a'.repeat(64), channels };
    const publicity = { ...shown, objectionContact: '0951-1234567' };
    await refused(entry.when('drafter', 'PublishEntry', shown), 'MINOR_NEVER_PUBLIC');
    await refused(entry.when('drafter', 'StartPublicity', publicity), 'MINOR_NEVER_PUBLIC');
    await refused(
      product.as('a-drafter').send('POST', `${entry.path}/shown-text`, { kind: 'PUBLICATION' }),
      'MINOR_NEVER_PUBLIC',
    );
    await product.settled();
    for (const path of ['/public/lists/black', '/public/publications', '/exchange/changes?list=BLACK'])
      expect((await product.as('c-implementer').get(path)).text).not.toContain(entry.entryId);
  });

  it('is educated in the place of measures', async () => {
    await refused(entry.when('drafter', 'TriggerJointMeasures'), 'MINOR_NO_MEASURES');
    await entry.given('drafter', 'RecordEducation', { kind: 'CREDIT_EDUCATION', text: CANARY.education });
  });

  it('only guardian case workers of the unit see it, and the minor; not other departments (6.4)', async () => {
    await product.settled();
    const seen = async (who: Actor, path: string) => (await who.get(path)).text.includes(entry.entryId);
    const subject = `/subjects/${m.subjectId}`;
    for (const path of [entry.path, `${subject}/entries`, `${subject}/timeline`, subject, '/lists/black']) {
      expect([path, await seen(worker, path)]).toEqual([path, true]);
      for (const who of ['a-drafter', 'b-drafter', 'o-officer', 'a-handler'])
        expect([who, path, await seen(product.as(who), path)]).toEqual([who, path, false]);
    }
    expect(await seen(m.self, entry.path)).toBe(true);
    expect(await asked()).toMatchObject({ listed: false, hits: [] });
    const csv = await product.as('o-officer').get('/lists/black', { accept: 'text/csv' });
    expect(csv.text).not.toContain(entry.entryId);
  });

  it('a minor breach that was corrected is kept for a year as well, whoever committed it', async () => {
    const y = await Dossier.of(product, Y, '示范乙企业');
    const acts = ['2026-03-01', '2026-05-01', '2026-09-01'].map((on) => ({ docNo: `Y-${on}`, on }));
    breach = await y.entry('FOC-1', 'a', { grade: 'MINOR', acts, actEndedOn: '2026-09-01' });
    const year = { validity: { value: 1, unit: 'YEAR' } };
    await breach.given('drafter', 'ServePriorNotice', { terms: year });
    await product.advanceTo('2026-10-28');
    await breach.recognized(year);
    await refused(
      entry.when('drafter', 'RecordBreachCorrected', { facts: '已改正', evidence: [PROOF] }),
      'NOT_A_MINOR_BREACH',
    );
    await breach.given('drafter', 'RecordBreachCorrected', { facts: '已改正', evidence: [PROOF] });
    await product.advanceTo('2027-10-29');
    expect((await breach.deadlines('retention.minor'))[0]).toMatchObject({ dueOn: '2028-10-29' });
    await breach.given('drafter', 'AnnounceExit', NOTICE);
    await product.advanceTo('2028-10-30');
    await product.settled();
    const path = `/subjects/${y.subjectId}`;
    for (const hidden of [
      breach.path,
      `${path}/entries`,
      '/lists/focus?status=EXITED',
      `/lists/focus?status=ALL&unit=unit-a`,
    ])
      expect([hidden, (await product.as('a-drafter').get(hidden)).text.includes(breach.entryId)]).toEqual([
        hidden,
        false,
      ]);
    const csv = await product.as('o-officer').get('/lists/focus?status=ALL', { accept: 'text/csv' });
    expect(csv.text).not.toContain(breach.entryId);
    const feed = await product.as('c-implementer').get('/exchange/changes?list=FOCUS&limit=200');
    const ofIt = (feed.body.items as { entryId: string; kind: string }[]).filter(
      ({ entryId }) => entryId === breach.entryId,
    );
    expect(ofIt).toMatchObject([{ kind: 'ERASED' }]);
    await breach.given('drafter', 'ProposeErasure', ERASURE);
    await erased(breach);
    // An enterprise keeps its public name and its place in the index.
    expect((await product.told('PersonalDataErased'))[0]).toMatchObject({
      retentionClass: 'MINOR_BREACH_CORRECTED',
      keys: [{ about: y.subjectId, scope: breach.entryId }],
      removedRefs: [],
    });
  });

  it('leaves, is kept for a year, and is hidden the day after', async () => {
    await product.advanceTo('2029-10-21');
    await entry.given('drafter', 'AnnounceExit', NOTICE);
    expect((await entry.deadlines('retention.minor'))[0]).toMatchObject({ dueOn: '2030-10-21', state: 'OPEN' });
    await product.advanceTo('2030-10-21 23:59');
    expect((await worker.get(entry.path)).status).toBe(200);
    await refused(entry.when('drafter', 'ProposeErasure', ERASURE), 'RETENTION_RUNNING');
    then = { asOf: product.now, seen: await m.seen({ asOf: product.now }) };

    await product.advanceTo('2030-10-22');
    await product.settled();
    expect(await product.told('RetentionExpired')).toContainEqual({
      entryId: entry.entryId,
      retentionClass: 'MINOR_PERSON',
      expiredOn: '2030-10-22',
    });
    const subject = `/subjects/${m.subjectId}`;
    for (const who of [worker, m.self, product.as('o-officer'), product.as('a-handler')]) {
      for (const path of [entry.path, `${subject}/entries`, subject, '/lists/black?status=EXITED'])
        expect([path, (await who.get(path)).text.includes(entry.entryId)]).toEqual([path, false]);
      const told = (await who.get(`${subject}/timeline?limit=200`)).body.items ?? [];
      expect(told.filter(({ entryId }: { entryId?: string }) => entryId === entry.entryId)).toEqual([]);
    }
    // Audit only.
    expect((await product.as('supervisor').get(entry.path)).status).toBe(200);
    const { body } = await worker.get('/retentions?state=EXPIRED');
    const over = (body.items as { entryId: string }[]).find(({ entryId }) => entryId === entry.entryId);
    expect(over).toMatchObject({ retentionClass: 'MINOR_PERSON', drafterId: 'system', state: 'EXPIRED' });
  });

  it('is erased by two persons with a basis; not while a remedy is pending or an archive duty applies', async () => {
    const { body } = await worker.get('/retentions?state=EXPIRED');
    const over = (body.items as { entryId: string; proposalId: string }[]).find(
      ({ entryId }) => entryId === entry.entryId,
    );
    const ofTheSystem = over?.proposalId ?? '';
    await refused(entry.when('approver', 'ErasePersonalData', { proposalId: ofTheSystem }), 'ERASURE_NOT_TAKEN_UP');
    await entry.given('drafter', 'RecordRemedyFiled', { type: 'LITIGATION', organ: '某法院' });
    await refused(entry.when('drafter', 'ProposeErasure', ERASURE), 'ERASURE_REMEDY_PENDING');
    await entry.given('drafter', 'RecordRemedyOutcome', { outcome: 'MAINTAINED' });
    await entry.given('drafter', 'RecordArchiveDuty', { legalBasis: A_LAW, reason: '永久保管' });
    await refused(entry.when('drafter', 'ProposeErasure', ERASURE), 'ARCHIVE_DUTY_APPLIES');
    await refused(entry.when('drafter', 'LiftArchiveDuty', { reason: '已移交' }), 'ROLE_NOT_ALLOWED');
    await entry.given('head', 'LiftArchiveDuty', { reason: '已移交' });
    await entry.given('drafter', 'ProposeErasure', ERASURE);
    keys = await product.ask('select * from vault.keys where scope = $1', [entry.entryId]);
    await refused(entry.when('head', 'ErasePersonalData', { proposalId: ofTheSystem }), 'PROPOSAL_CLOSED');
    await erased(entry);
  });

  it('the focus entry that followed it goes the same way, and the record and the search index with it', async () => {
    const focusId = (await m.seen()).entries.find(({ listKind }: { listKind: string }) => listKind === 'FOCUS')
      ?.entryId as string;
    const focus = m.known('a', focusId);
    await product.advanceTo('2031-04-23');
    await focus.given('drafter', 'AnnounceExit', NOTICE);
    await focus.given('drafter', 'ProposeErasure', ERASURE);
    await erased(focus);
    expect(await asked()).toMatchObject({ listed: false });
    const again = await product.as('a-drafter').post(
      'GenerateInitialEntry',
      { subjectId: m.subjectId },
      {
        ...{ standardId: 'BLK-M', ...ACT },
        basis: [
          {
            class: 'ADMIN_OR_CRIMINAL',
            docNo: 'M-2',
            issuer: '市市场监管局',
            date: '2026-09-15',
            legallyEffective: true,
          },
        ],
      },
    );
    expect(again).toMatchObject({ status: 409, body: { code: 'SUBJECT_ERASED' } });
  });

  it('replays as it was: as of an instant the same state, and the timeline says erased', async () => {
    expect(await m.seen({ asOf: then.asOf })).toEqual(then.seen);
    const told = await product.timeline(m.subjectId);
    const texts = told.flatMap(({ texts: all }: { texts: { text?: string }[] }) =>
      all.flatMap(({ text }) => text ?? []),
    );
    expect(texts).toContain('已删除 / erased');
    expect(told.map(({ eventType }: { eventType: string }) => eventType)).toEqual(
      await product.eventTypes(m.subjectId),
    );
    const search = await product.as('supervisor').send('POST', `/subjects/${m.subjectId}/timeline/search`, {
      purpose: { purposeCode: 'DISPUTE_HANDLING', matterNo: 'X' },
    });
    for (const word of Object.values(CANARY)) expect(JSON.stringify([told, search.body])).not.toContain(word);
  });

  it('is not to be recovered from any table: keys, index, read models, evidence', async () => {
    expect(keys.length).toBeGreaterThan(1);
    const live = await product.ask(
      'select about from vault.keys where wrapped is not null and (scope = $1 or about = $2)',
      [entry.entryId, m.subjectId],
    );
    expect(live).toEqual([]);
    expect(await product.ask('select ref from vault.identifier_index where ref = $1', [m.subjectId])).toEqual([]);
    const tables = await product.ask<{ table_name: string }>(
      "select table_name from information_schema.tables where table_schema = 'read'",
    );
    for (const { table_name: table } of tables) {
      const rows = await product.ask<{ row: string }>(
        `select t::text as row from read."${table}" t where t::text like $1`,
        [`%${entry.entryId}%`],
      );
      // No box under its key is left, readable or not.
      const sealed = rows.filter(({ row }) => new RegExp(`sealed[^}]*${entry.entryId}`).test(row));
      expect([table, sealed.length]).toEqual([table, 0]);
    }
  });

  it('a restored backup is erased again: destroyed keys stay destroyed, and nothing is appended', async () => {
    const count = await product.eventCount();
    await product.restart(async () => {
      await product.ask('alter table vault.keys disable trigger guard_key');
      for (const { about, scope, wrapped, master_version: version } of keys)
        await product.ask(
          'update vault.keys set wrapped = $3, master_version = $4, destroyed_at = null where about = $1 and scope = $2',
          [about, scope, wrapped, version],
        );
      await product.ask('alter table vault.keys enable trigger guard_key');
      await product.ask("delete from read.checkpoints where slot = 'process' and projection = 'erasure'");
    });
    await product.followed();
    const live = await product.ask('select about from vault.keys where wrapped is not null and scope = $1', [
      entry.entryId,
    ]);
    expect(live).toEqual([]);
    expect(await product.eventCount()).toBe(count);
  });

  /** Decided, carried out, and not one event more or less than the decision itself. */
  async function erased(one: ListEntry): Promise<void> {
    const types = await one.events();
    await one.given('approver', 'ErasePersonalData');
    await product.settled();
    await product.followed();
    expect((await one.events()).filter((type) => !type.startsWith('Deadline'))).toEqual([
      ...types.filter((type) => !type.startsWith('Deadline')),
      'PersonalDataErased',
    ]);
  }

  /** What is answered about M for the black list. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async function asked(): Promise<any> {
    const question = { identifier: { kind: M.type, value: M.value }, purpose: PURPOSE };
    const { body } = await product.as('c-implementer').send('POST', '/decisions', question);
    return (body.lists as { listKind: string }[]).find(({ listKind }) => listKind === 'BLACK');
  }
});
