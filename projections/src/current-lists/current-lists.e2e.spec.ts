import type { DossierEventMap } from '#libs/dossier';
import {
  CHEN,
  CLOCK,
  DossierScript,
  RECEIPT,
  REMEDY,
  WANG,
  enterprise,
  initialEntry,
  person,
  recognized,
  sealed,
} from '../testing/dossier-events.js';
import { ReadTables } from '../testing/delivery.js';
import { currentLists } from './projector.js';
import type { ListFilter } from './list-pages.js';
import { entriesOf, entryDetail, listEntries, publicEntries, subjectsOf } from './queries.js';
import { shownPages, withNames } from './shown-pages.js';

const BLACK: ListFilter = { listKind: 'BLACK', today: '2026-10-01', status: 'ACTIVE' };

/** X: noticed, recognised, published, in dispute. */
function disputed(): DossierScript {
  return new DossierScript('s-x')
    .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
    .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
    .on('2026-09-18T02:00:00.000Z', WANG)
    .add('EntryRecognized', recognized('s-x', 'e-1'))
    .add('EntryPublished', {
      entryId: 'e-1',
      publicationId: 'pub-1',
      channels: [{ channelId: 'unit-portal' }, { channelId: 'credit-x' }],
      maskedText: sealed('s-x', 'e-1', '甲公司'),
      maskedContentHash: 'ab'.repeat(32),
      maskProfile: 'public-v1',
      publishedOn: '2026-09-18',
      publishUntil: '2029-09-18',
    })
    .add('MeasuresTriggered', {
      entryId: 'e-1',
      kind: 'PUNISHMENT',
      items: ['m-1', 'm-2'],
      startsSuspended: false,
      triggeredOn: '2026-09-18',
    })
    .on('2026-09-29T02:00:00.000Z', CHEN)
    .add('ObjectionFiled', {
      entryId: 'e-1',
      objectionId: 'o-1',
      objectorRef: 'third-person',
      standing: 'THIRD_PARTY',
      grounds: ['FACTS_WRONG'],
      text: sealed('third-person', 'e-1', '不是他们'),
      evidence: [],
      newEvidence: true,
      reliefSought: sealed('third-person', 'e-1', '撤销'),
      filedOn: '2026-09-29',
      channel: '窗口',
    })
    .add('ObjectionAccepted', {
      entryId: 'e-1',
      objectionId: 'o-1',
      suspend: true,
      acceptedOn: '2026-09-29',
      handler: CHEN,
    })
    .add('DisputeMarkApplied', { entryId: 'e-1', caseId: 'o-1' })
    .add('MeasuresSuspended', {
      entryId: 'e-1',
      scope: 'ALL',
      ground: 'VERIFICATION',
      groundRef: 'o-1',
      kind: 'PUNISHMENT',
      from: '2026-09-29T02:00:00.000Z',
    });
}

const dismissed = {
  entryId: 'e-1',
  objectionId: 'o-1',
  outcome: 'DISMISSED',
  reasons: sealed('s-x', 'e-1', '属实'),
  remedyInfo: REMEDY,
  decidedOn: '2026-10-12',
  decider: CHEN,
  receipt: RECEIPT,
} as const;

const COLUMNS = `select entry_id, lifecycle, measure_state, suspension_grounds, dispute_marks, publication_state, published_channels,
  valid_from::text, valid_to::text, publish_until::text, entry_revision, stream_revision, repair_state, exit_reason
  from read.current_entries order by entry_id`;

const DISPUTED_ROW = {
  entry_id: 'e-1',
  lifecycle: 'ACTIVE',
  measure_state: 'SUSPENDED',
  suspension_grounds: [{ ground: 'VERIFICATION', groundRef: 'o-1', scope: 'ALL' }],
  dispute_marks: 1,
  publication_state: 'PUBLISHED',
  published_channels: ['unit-portal', 'credit-x'],
  valid_from: '2026-09-18',
  valid_to: '2029-09-18',
  publish_until: '2029-09-18',
  entry_revision: 8,
  stream_revision: 8,
  repair_state: 'NONE',
  exit_reason: null,
};

describe('current-lists', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  });
  beforeEach(() => tables.empty());
  afterAll(() => tables.close());

  it('shows a disputed entry as suspended and marked, also when delivered twice and one by one (3.8 O4)', async () => {
    const events = disputed().events();
    const { first, again } = await tables.deliverTwice(currentLists, events, COLUMNS);
    expect(first).toEqual([DISPUTED_ROW]);
    expect(again).toEqual([DISPUTED_ROW]);
    expect(await tables.oneByOne(currentLists, events, COLUMNS)).toEqual([DISPUTED_ROW]);
  });

  it('resumes the measures when the last ground is closed', async () => {
    const script = disputed()
      .on('2026-10-12T02:00:00.000Z', CHEN)
      .add('ObjectionDecided', dismissed)
      .add('DisputeMarkCleared', { entryId: 'e-1', caseId: 'o-1' })
      .add('MeasuresResumed', { entryId: 'e-1', scope: 'ALL', from: '2026-10-12T02:00:00.000Z' });
    await tables.deliver(currentLists, script.events());
    const { items } = await listEntries(tables.pool, BLACK, 10);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      measureState: 'IN_FORCE',
      suspensionGrounds: [],
      disputeMarks: 0,
      name: '甲公司',
    });
  });

  it('ends an entry by its date although no exit is written (D15)', async () => {
    await tables.deliver(currentLists, disputed().events());
    expect((await listEntries(tables.pool, { ...BLACK, today: '2029-09-18' }, 10)).items).toHaveLength(1);
    expect((await listEntries(tables.pool, { ...BLACK, today: '2029-09-19' }, 10)).items).toEqual([]);
    expect(await entriesOf(tables.pool, ['s-x'], '2029-09-19', { inEffectOnly: true })).toEqual([]);
    const [ended] = await entriesOf(tables.pool, ['s-x'], '2029-09-19');
    expect(ended).toMatchObject({
      lifecycle: 'EXITED',
      measureState: 'STOPPED',
      exitReason: 'VALIDITY_EXPIRED',
      exitEffectiveOn: '2029-09-19',
    });
    const exited = await listEntries(tables.pool, { ...BLACK, status: 'EXITED', today: '2029-09-19' }, 10);
    expect(exited.items.map((entry) => entry.entryId)).toEqual(['e-1']);
  });

  it('does not call an entry disputed for the objection of one responsible person about their own role (3.8)', async () => {
    const script = new DossierScript('s-x')
      .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
      .add('EntryRecognized', recognized('s-x', 'e-1'))
      .add('DisputeMarkApplied', { entryId: 'e-1', caseId: 'o-9', personRef: 'person-9' });
    await tables.deliver(currentLists, script.events());
    expect((await listEntries(tables.pool, BLACK, 10)).items[0]).toMatchObject({ disputeMarks: 0 });
  });

  it('takes an entry off the list with its exit, and shows why', async () => {
    const script = disputed()
      .on('2026-10-12T02:00:00.000Z', CLOCK)
      .add('MeasuresStopped', { entryId: 'e-1', from: '2026-10-12T02:00:00.000Z' })
      .add('EntryExited', { entryId: 'e-1', exitReason: 'WRONGLY_LISTED', effectiveOn: '2026-10-12' })
      .add('EntryTakenDown', { entryId: 'e-1', channels: ['unit-portal', 'credit-x'], takenDownOn: '2026-10-12' });
    await tables.deliver(currentLists, script.events());
    expect((await listEntries(tables.pool, { ...BLACK, today: '2026-10-12' }, 10)).items).toEqual([]);
    const [gone] = await entriesOf(tables.pool, ['s-x'], '2026-10-12');
    expect(gone).toMatchObject({
      ...{ lifecycle: 'EXITED', exitReason: 'WRONGLY_LISTED', exitEffectiveOn: '2026-10-12', suspensionGrounds: [] },
      ...{ measureState: 'STOPPED', publicationState: 'TAKEN_DOWN' },
    });
  });

  it('keeps the names of persons sealed and never finds them by name', async () => {
    const script = new DossierScript('s-p')
      .add('SubjectRegistered', person('s-p', '赵某', '640100199001010012'))
      .add('InitialEntryGenerated', initialEntry('s-p', 'e-p'))
      .add('EntryRecognized', recognized('s-p', 'e-p'));
    await tables.deliver(currentLists, script.events());
    const { items } = await listEntries(tables.pool, BLACK, 10);
    expect(items[0]?.name).toEqual(sealed('s-p', 'record', '赵某'));
    expect((await listEntries(tables.pool, { ...BLACK, q: '赵' }, 10)).items).toEqual([]);
    expect((await listEntries(tables.pool, { ...BLACK, q: '市监失信〔2026〕7号' }, 10)).items).toHaveLength(1);
    const { rows } = await tables.pool.query<{ clear_name: string | null }>(
      'select clear_name from read.current_subjects',
    );
    expect(rows).toEqual([{ clear_name: null }]);
  });

  it('keeps beside an entry the text that lists answer, by the name the subject has now, and nothing sealed in it', async () => {
    const organisation = new DossierScript('s-x')
      .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
      .add('EntryRecognized', recognized('s-x', 'e-1'))
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-2'))
      .add('SubjectRenamed', { name: '乙"公司', renamedOn: '2026-09-20', evidence: [] })
      .events();
    const natural = new DossierScript('s-p', 100)
      .add('SubjectRegistered', person('s-p', '赵某', '640100199001010012'))
      .add('InitialEntryGenerated', initialEntry('s-p', 'e-p'))
      .add('EntryRecognized', recognized('s-p', 'e-p', { decidedOn: '2026-09-17' }))
      .events();
    const sql = 'select entry_id, shown from read.current_entries order by entry_id';
    const { first, again } = await tables.deliverTwice(currentLists, [...organisation, ...natural], sql);
    expect(again).toEqual(first);
    expect(await tables.oneByOne(currentLists, [...organisation, ...natural], sql)).toEqual(first);
    const texts = (first as { shown: string }[]).map(({ shown }) => shown);
    const members = texts.map((text) => JSON.parse(text) as Record<string, unknown>);
    const named = { name: '乙"公司', identifier: '91640100MA00TE5T0A', subjectType: 'ENTERPRISE' };
    expect(members).toMatchObject([
      { ...named, entryId: 'e-1', lifecycle: 'ACTIVE', disputed: false, suspensionGrounds: [] },
      { ...named, entryId: 'e-2', lifecycle: 'DRAFT' },
      { entryId: 'e-p', subjectType: 'NATURAL_PERSON' },
    ]);
    expect(members[2]).not.toHaveProperty('name');
    expect(texts.join('')).not.toMatch(/sealed|detail|null/);

    const [page] = await shownPages(tables.pool, BLACK, 10, [undefined]);
    expect(page).toMatchObject({
      ...{ count: 2 },
      unnamed: [{ place: 1, identifierKind: 'CITIZEN_ID', name: sealed('s-p', 'record', '赵某') }],
    });
    const shown = JSON.parse(`[${page === undefined ? '' : withNames(page, [['"赵*"', '"6401**"']])}]`) as unknown;
    expect(shown).toMatchObject([named, { name: '赵*', identifier: '6401**', entryId: 'e-p', lifecycle: 'ACTIVE' }]);
  });

  it('shows the public only what is published, in effect and no minor’s (6.4)', async () => {
    await tables.deliver(currentLists, disputed().events());
    const unpublished = new DossierScript('s-y', 100)
      .add('SubjectRegistered', enterprise('s-y', '乙公司', '91640100MA00TE5T1D'))
      .add('InitialEntryGenerated', initialEntry('s-y', 'e-y'))
      .add('EntryRecognized', recognized('s-y', 'e-y'));
    const minor = new DossierScript('s-m', 200)
      .add('SubjectRegistered', person('s-m', '钱某', '640100201009010033'))
      .add('InitialEntryGenerated', initialEntry('s-m', 'e-m', { minor: true }))
      .add('EntryRecognized', recognized('s-m', 'e-m'))
      .add('EntryPublished', {
        ...{ entryId: 'e-m', publicationId: 'pub-m', channels: [{ channelId: 'credit-x' }], maskProfile: 'public-v1' },
        ...{ maskedText: sealed('s-m', 'e-m', '钱*'), maskedContentHash: 'cd'.repeat(32) },
        ...{ publishedOn: '2026-09-18', publishUntil: '2029-09-18' },
      });
    await tables.deliver(currentLists, [...unpublished.events(), ...minor.events()]);
    const shown = async (today: string): Promise<readonly string[]> =>
      (await publicEntries(tables.pool, { listKind: 'BLACK', today }, 10)).items.map((entry) => entry.entryId);
    expect(await shown('2026-10-01')).toEqual(['e-1']);
    expect(await shown('2026-09-17')).toEqual([]);
    expect(await shown('2029-09-19')).toEqual([]);
  });

  it('pages without a gap or a double, newest first', async () => {
    const days = ['2026-09-10', '2026-09-12', '2026-09-12', '2026-09-15', '2026-09-17'];
    const scripts = days.map((decidedOn, i) =>
      new DossierScript(`s-${i}`, i * 10 + 1)
        .add('SubjectRegistered', enterprise(`s-${i}`, `第${i}公司`, `9164010000000000${i}X`))
        .add('InitialEntryGenerated', initialEntry(`s-${i}`, `e-${i}`))
        .add('EntryRecognized', recognized(`s-${i}`, `e-${i}`, { decidedOn })),
    );
    await tables.deliver(
      currentLists,
      scripts.flatMap((script) => script.events()),
    );
    const seen: string[] = [];
    let next: Parameters<typeof listEntries>[3];
    do {
      const page = await listEntries(tables.pool, BLACK, 2, next);
      seen.push(...page.items.map((entry) => entry.entryId));
      next = page.next;
    } while (next);
    expect(seen).toEqual(['e-4', 'e-3', 'e-1', 'e-2', 'e-0']);
    expect((await listEntries(tables.pool, { ...BLACK, q: '第3' }, 10)).items.map((e) => e.entryId)).toEqual(['e-3']);
    expect((await listEntries(tables.pool, { ...BLACK, q: '%' }, 10)).items).toEqual([]);
  });

  it('tells the stages before the decision', async () => {
    const notice: DossierEventMap['PriorNoticeServed'] = {
      ...{ entryId: 'e-1', noticeId: 'n-1', purpose: 'RECOGNITION', recipientRef: 's-x', recipientRole: 'SUBJECT' },
      ...{ facts: sealed('s-x', 'e-1', 'f'), reasons: sealed('s-x', 'e-1', 'r'), legalBasis: [], proposedMeasures: [] },
      ...{
        hearingOffered: false,
        servedOn: '2026-09-01',
        statementDueOn: '2026-09-08',
        channel: '直接送达',
        receiptRef: 'r-1',
      },
    };
    const script = new DossierScript('s-x')
      .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
      .add('PriorNoticeServed', notice)
      .add('StatementSubmitted', {
        ...{ entryId: 'e-1', statementId: 'st-1', byRef: 's-x', evidence: [], submittedOn: '2026-09-05', late: false },
        text: sealed('s-x', 'e-1', '已纠正'),
      })
      .add('StatementWindowClosed', { entryId: 'e-1', noticeId: 'n-1', closedOn: '2026-09-08' })
      .add('StatementConsidered', {
        ...{ entryId: 'e-1', statementId: 'st-1', result: 'NOT_ADOPTED', consideredOn: '2026-09-09' },
        reasons: sealed('s-x', 'e-1', '无据'),
      });
    const stages: unknown[] = [];
    for (const event of script.events()) {
      await tables.deliver(currentLists, [event]);
      const [entry] = await entriesOf(tables.pool, ['s-x'], '2026-09-10');
      stages.push(entry?.lifecycle);
    }
    expect(stages).toEqual([undefined, 'DRAFT', 'NOTICE_SERVED', 'NOTICE_SERVED', 'NOTICE_SERVED', 'READY']);
  });

  it('gives the inside of an entry without a reference to an objector', async () => {
    await tables.deliver(currentLists, disputed().events());
    const detail = await entryDetail(tables.pool, 's-x', 'e-1', '2026-10-01');
    expect(detail).toMatchObject({
      entryRevision: 8,
      detail: { cases: [{ caseId: 'o-1', status: 'ACCEPTED', open: true }] },
    });
    expect(JSON.stringify(detail)).not.toContain('third-person');
    expect(await entryDetail(tables.pool, 's-y', 'e-1', '2026-10-01')).toBeUndefined();
  });

  it('answers a subject together with the dossier joined into it', async () => {
    const twoPersons = { proposalId: 'p-9', drafter: WANG, approver: CHEN } as const;
    const older = new DossierScript('s-x')
      .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
      .add('DossiersJoined', {
        otherSubjectId: 's-2',
        part: 'CONTINUES',
        reason: sealed('s-x', 'record', '同一'),
        ...twoPersons,
      });
    const newer = new DossierScript('s-2', 50)
      .add('SubjectRegistered', enterprise('s-2', '甲公司', '91640100MA00TE5T0A'))
      .add('DossiersJoined', {
        otherSubjectId: 's-x',
        part: 'REFERS',
        reason: sealed('s-2', 'record', '同一'),
        ...twoPersons,
      });
    await tables.deliver(currentLists, [...older.events(), ...newer.events()]);
    const ids = async (of: string): Promise<readonly string[]> =>
      (await subjectsOf(tables.pool, of)).map((subject) => subject.subjectId);
    expect(await ids('s-x')).toEqual(['s-x', 's-2']);
    expect(await ids('s-2')).toEqual(['s-x', 's-2']);
  });

  it('answers both from the moment one of them says so, and the dossiers that were joined before with them', async () => {
    const joined = (about: string, otherSubjectId: string, part: 'CONTINUES' | 'REFERS') =>
      ({
        otherSubjectId,
        part,
        reason: sealed(about, 'record', '同一'),
        proposalId: 'p',
        drafter: WANG,
        approver: CHEN,
      }) as const;
    const registered = (id: string, at: number): DossierScript =>
      new DossierScript(id, at).add('SubjectRegistered', enterprise(id, '甲公司', '91640100MA00TE5T0A'));
    const oldest = registered('s-x', 1).add('DossiersJoined', joined('s-x', 's-2', 'CONTINUES'));
    const middle = registered('s-2', 50).add('DossiersJoined', joined('s-2', 's-3', 'CONTINUES'));
    const told = registered('s-2', 50)
      .add('DossiersJoined', joined('s-2', 's-3', 'CONTINUES'))
      .add('DossiersJoined', joined('s-2', 's-x', 'REFERS'));
    const youngest = registered('s-3', 90);
    const ids = async (of: string): Promise<readonly string[]> =>
      (await subjectsOf(tables.pool, of)).map((subject) => subject.subjectId);

    await tables.deliver(currentLists, [...middle.events(), ...youngest.events()]);
    for (const id of ['s-2', 's-3']) expect(await ids(id)).toEqual(['s-2', 's-3']);
    await tables.deliver(currentLists, oldest.events());
    for (const id of ['s-x', 's-2', 's-3']) expect(await ids(id)).toEqual(['s-x', 's-2', 's-3']);
    // What the others say themselves, sooner or later, changes nothing, and neither does hearing it all again.
    await tables.deliver(currentLists, [...told.events().slice(2), ...oldest.events()]);
    for (const id of ['s-x', 's-2', 's-3']) expect(await ids(id)).toEqual(['s-x', 's-2', 's-3']);
  });
});
