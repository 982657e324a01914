import type { DossierEventMap } from '#libs/dossier';
import {
  CHEN,
  CLOCK,
  DossierScript,
  LI,
  RECEIPT,
  REMEDY,
  WANG,
  initialEntry,
  recognized,
  sealed,
} from '../testing/dossier-events.js';
import { ReadTables } from '../testing/delivery.js';
import { auditLog } from './projector.js';
import { auditedDecisions, type AuditKey } from './queries.js';

const decided: DossierEventMap['ObjectionDecided'] = {
  ...{
    entryId: 'e-1',
    objectionId: 'o-1',
    outcome: 'DISMISSED',
    remedyInfo: REMEDY,
    decidedOn: '2026-10-12',
    receipt: RECEIPT,
  },
  reasons: sealed('s-x', 'e-1', '属实'),
  decider: CHEN,
};

const script = (): DossierScript =>
  new DossierScript('s-x')
    .add('InitialEntryGenerated', initialEntry('s-x', 'e-1', { basisInsufficient: true }))
    .on('2026-09-24T01:00:00.000Z', LI)
    .add('DecisionProposed', {
      ...{ entryId: 'e-1', proposalId: 'p-1', decisionKind: 'RECOGNITION', drafter: LI },
      content: {
        kind: 'RECOGNITION',
        terms: { validity: { value: 3, unit: 'YEAR' } },
        reasons: sealed('s-x', 'e-1', '情节严重'),
      },
    })
    .on('2026-09-25T01:30:00.000Z', WANG)
    .add(
      'EntryRecognized',
      recognized('s-x', 'e-1', { decidedOn: '2026-09-14', recordedOn: '2026-09-25', backdated: true }),
    )
    .on('2026-10-12T02:00:00.000Z', CHEN)
    .add('ObjectionDecided', decided);

const ROWS = `select event_type, kind, outcome, unit_id, drafter_id, approver_id, proposal_id, case_id, seconds_between,
  decided_on::text, recorded_after_days, backdated, four_eyes_ok, basis_insufficient, position from read.audit_decisions
  order by position`;

const EXPECTED = [
  {
    ...{
      event_type: 'EntryRecognized',
      kind: 'RECOGNITION',
      outcome: 'RECOGNIZED',
      unit_id: 'unit-a',
      drafter_id: 'li',
    },
    ...{ approver_id: 'wang', proposal_id: 'p-1', case_id: null, seconds_between: 88_200, decided_on: '2026-09-14' },
    ...{ recorded_after_days: 11, backdated: true, four_eyes_ok: true, basis_insufficient: true },
    position: '00000000000000000003',
  },
  {
    ...{ event_type: 'ObjectionDecided', kind: 'OBJECTION', outcome: 'DISMISSED', unit_id: 'unit-a', drafter_id: null },
    ...{ approver_id: 'chen', proposal_id: null, case_id: 'o-1', seconds_between: null, decided_on: '2026-10-12' },
    ...{ recorded_after_days: 0, backdated: false, four_eyes_ok: true, basis_insufficient: true },
    position: '00000000000000000004',
  },
];

describe('audit-log', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  });
  beforeEach(() => tables.empty());
  afterAll(() => tables.close());

  it('tells drafter, approver, seconds between and backdating, also when delivered twice and one by one (scenario 32)', async () => {
    const events = script().events();
    const { first, again } = await tables.deliverTwice(auditLog, events, ROWS);
    expect(first).toEqual(EXPECTED);
    expect(again).toEqual(EXPECTED);
    expect(await tables.oneByOne(auditLog, events, ROWS)).toEqual(EXPECTED);
  });

  it('marks it where the approver of the recognition decides the objection against it (spec 2)', async () => {
    const events = script()
      .on('2026-10-13T02:00:00.000Z', WANG)
      .add('ReviewDecided', {
        ...{ entryId: 'e-1', caseId: 'o-1', reviewId: 'r-1', outcome: 'DISMISSED', remedyInfo: REMEDY },
        ...{ decidedOn: '2026-10-13', receipt: RECEIPT, decider: WANG, reasons: sealed('s-x', 'e-1', '维持') },
      })
      .events();
    await tables.deliver(auditLog, events);
    const { items } = await auditedDecisions(tables.pool, { fourEyesOk: false }, 10);
    expect(items.map(({ kind, approverId }) => ({ kind, approverId }))).toEqual([
      { kind: 'REVIEW', approverId: 'wang' },
    ]);
  });

  it('leaves out what only carries out a decision: expiry and the focus entry after a black exit (B16, B17)', async () => {
    const events = new DossierScript('s-x')
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
      .on('2029-09-18T16:00:00.000Z', CLOCK)
      .add('EntryExited', { entryId: 'e-1', exitReason: 'VALIDITY_EXPIRED', effectiveOn: '2029-09-19' })
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-2', { listKind: 'FOCUS', origin: 'AFTER_BLACK_EXIT' }))
      .add('EntryRecognized', recognized('s-x', 'e-2'))
      .events();
    await tables.deliver(auditLog, events);
    expect((await auditedDecisions(tables.pool, {}, 10)).items).toEqual([]);
  });

  it('filters by unit, actor, kind and time, and pages latest first', async () => {
    await tables.deliver(auditLog, script().events());
    const kinds = async (filter: Parameters<typeof auditedDecisions>[1]): Promise<readonly string[]> =>
      (await auditedDecisions(tables.pool, filter, 10)).items.map((decision) => decision.kind);
    expect(await kinds({ actorId: 'li' })).toEqual(['RECOGNITION']);
    expect(await kinds({ unitIds: ['unit-b'] })).toEqual([]);
    expect(await kinds({ kind: 'OBJECTION' })).toEqual(['OBJECTION']);
    expect(await kinds({ from: '2026-10-01T00:00:00.000Z' })).toEqual(['OBJECTION']);
    expect(await kinds({ until: '2026-10-12T02:00:00.000Z' })).toEqual(['RECOGNITION']);
    expect(await kinds({ backdated: true })).toEqual(['RECOGNITION']);
    const seen: string[] = [];
    let next: AuditKey | undefined;
    do {
      const page = await auditedDecisions(tables.pool, { unitIds: ['unit-a'] }, 1, next);
      seen.push(...page.items.map((decision) => decision.kind));
      next = page.next;
    } while (next);
    expect(seen).toEqual(['OBJECTION', 'RECOGNITION']);
  });

  it('has the joining of two dossiers once, with both persons, whichever of the two tells it', async () => {
    const joined = { proposalId: 'p-9', drafter: LI, approver: WANG, reason: sealed('s-x', 'record', '同一主体') };
    const older = new DossierScript('s-x')
      .on('2026-09-24T01:00:00.000Z', LI)
      .add('DecisionProposed', {
        ...{ entryId: 'record', proposalId: 'p-9', decisionKind: 'DOSSIERS_JOINING', drafter: LI },
        content: {
          ...{ kind: 'DOSSIERS_JOINING', otherSubjectId: 's-2', part: 'CONTINUES' },
          reasons: sealed('s-x', 'record', '同一主体'),
        },
      })
      .on('2026-09-24T02:00:00.000Z', WANG)
      .add('DossiersJoined', { ...joined, otherSubjectId: 's-2', part: 'CONTINUES' });
    const younger = new DossierScript('s-2', 50)
      .on('2026-09-24T02:00:01.000Z', CLOCK)
      .add('DossiersJoined', { ...joined, otherSubjectId: 's-x', part: 'REFERS' });
    await tables.deliver(auditLog, [...older.events(), ...younger.events()]);
    expect((await auditedDecisions(tables.pool, {}, 10)).items).toMatchObject([
      {
        ...{ subjectId: 's-x', entryId: null, kind: 'DOSSIERS_JOINING', outcome: 'CONTINUES', secondsBetween: 3600 },
        ...{ drafterId: 'li', approverId: 'wang', fourEyesOk: true, unitId: 'unit-a' },
      },
    ]);
  });
});
