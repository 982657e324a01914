import type { RecordedEvent } from '#libs/event-store';
import type { ProjectionWriter, Row } from '#libs/read-store';
import {
  CHEN,
  DossierScript,
  enterprise,
  initialEntry,
  LI,
  RECEIPT,
  recognized,
  REMEDY,
  sealed,
  WANG,
} from '../testing/dossier-events.js';
import { workQueues } from './projector.js';

const S = 'subject-1';
const E = 'entry-1';
const text = sealed(S, E, '文字');

/** Keeps rows in memory, by table and primary key, as JSON columns come back. */
class Tables {
  readonly rows = new Map<string, Map<string, Row>>();

  private readonly writer = {
    load: async (table: string, keys: readonly Row[]) =>
      keys.flatMap((key): readonly Row[] => {
        const row = this.rows.get(table)?.get(String(Object.values(key)[0]));
        return row === undefined ? [] : [read(row)];
      }),
    upsert: async (table: string, rows: readonly Row[]) => {
      const kept = this.rows.get(table) ?? new Map<string, Row>();
      for (const row of rows) kept.set(String(Object.values(row)[0]), row);
      this.rows.set(table, kept);
    },
  } as unknown as ProjectionWriter;

  async take(...events: readonly RecordedEvent[]): Promise<this> {
    await workQueues.handle(events, this.writer);
    return this;
  }

  get items(): readonly Row[] {
    return [...(this.rows.get('work_items')?.values() ?? [])];
  }

  item(id: string): Row | undefined {
    return this.rows.get('work_items')?.get(id);
  }
}

function read(row: Row): Row {
  return typeof row['fold'] === 'string' ? { ...row, fold: JSON.parse(row['fold']) as object } : row;
}

const begun = (): DossierScript =>
  new DossierScript(S)
    .add('SubjectRegistered', enterprise(S, '甲', '91640100MA00TE5T0A'))
    .add('InitialEntryGenerated', initialEntry(S, E));

const disputed = (): DossierScript =>
  begun()
    .on('2026-10-09T01:00:00.000Z', CHEN)
    .add('ObjectionFiled', {
      ...{
        entryId: E,
        objectionId: 'case-1',
        objectorRef: 'nobody-knows',
        standing: 'THIRD_PARTY',
        grounds: ['FACTS_WRONG'],
      },
      ...{ text, evidence: [], newEvidence: true, reliefSought: text, filedOn: '2026-10-09', channel: 'counter' },
    })
    .on('2026-10-10T01:00:00.000Z', CHEN)
    .add('ObjectionAccepted', {
      entryId: E,
      objectionId: 'case-1',
      suspend: true,
      acceptedOn: '2026-10-10',
      handler: CHEN,
    })
    .add('VerificationRequested', {
      ...{ entryId: E, caseId: 'case-1', providerUnitId: 'unit-c', questions: text },
      ...{ requestedOn: '2026-10-10', dueOn: '2026-10-20' },
    });

const repaired = (): DossierScript =>
  begun()
    .add('RepairApplied', {
      ...{ entryId: E, repairId: 'repair-1', applicantRef: S, methods: [], materials: [], commitment: text },
      ...{ receivedVia: 'RECOGNIZING_UNIT', receivedOn: '2027-09-20', rulePackId: 'DEFAULT' },
    })
    .add('RepairAccepted', { entryId: E, repairId: 'repair-1', acceptedOn: '2027-09-21' })
    .add('RepairHeld', { entryId: E, repairId: 'repair-1', because: 'case-2', heldOn: '2027-09-22' });

const proposed = (script: DossierScript): DossierScript =>
  script.add('DecisionProposed', {
    ...{ entryId: E, proposalId: 'task-1', decisionKind: 'REPAIR', drafter: LI },
    content: { kind: 'REPAIR', repairId: 'repair-1', agree: true, exitReason: 'REPAIRED', reasons: text },
  });

describe('the queues of the desks (3.18)', () => {
  it('given an objection, shows stage, who must act and since when, and nothing by which its author could be found', async () => {
    const { item, rows } = await bound(disputed());
    expect(item('case-1')).toMatchObject({
      ...{ queue: 'DISPUTES', what: 'OBJECTION', unit_id: 'unit-a', list_kind: 'BLACK', open: true },
      ...{
        stage: 'REFERRED',
        acts: 'PROVIDER',
        provider_unit_id: 'unit-c',
        handler_id: 'chen',
        standing: 'THIRD_PARTY',
      },
      ...{ filed_on: '2026-10-09', since_on: '2026-10-10', deadline_ref: 'case-1' },
    });
    expect(JSON.stringify([...(rows.get('work_items') ?? [])])).not.toContain('nobody-knows');
  });

  it('given a decision, closes the row; given a review, opens it again for the reviewer with the deadline of the review', async () => {
    const script = disputed().add('ObjectionDecided', {
      ...{ entryId: E, objectionId: 'case-1', outcome: 'DISMISSED', reasons: text, remedyInfo: REMEDY },
      ...{ decidedOn: '2026-10-21', decider: WANG, receipt: RECEIPT },
    });
    expect((await bound(script)).item('case-1')).toMatchObject({ stage: 'DECIDED', acts: 'NOBODY', open: false });
    script.add('ReviewRequested', {
      entryId: E,
      caseId: 'case-1',
      reviewId: 'review-1',
      requestedOn: '2026-10-22',
      by: 'OBJECTOR',
    });
    expect((await bound(script)).item('case-1')).toMatchObject({
      ...{ stage: 'IN_REVIEW', acts: 'REVIEWER', open: true, deadline_ref: 'review-1' },
    });
  });

  it('given a repair, says what holds it, and that its decision is proposed', async () => {
    expect((await bound(repaired())).item('repair-1')).toMatchObject({
      ...{ queue: 'REPAIRS', stage: 'HELD', acts: 'HANDLER', held_because: 'case-2', filed_on: '2027-09-20' },
    });
    const script = proposed(
      repaired().add('RepairResumed', { entryId: E, repairId: 'repair-1', resumedOn: '2027-09-23' }),
    );
    const { item } = await bound(script);
    expect(item('repair-1')).toMatchObject({ stage: 'PROPOSED', acts: 'APPROVER', held_because: null });
    expect(item('task-1')).toMatchObject({
      ...{ queue: 'TASKS', what: 'REPAIR', unit_id: 'unit-a', drafter_id: 'li', approver_id: null, open: true },
    });
  });

  it('given a repair that a responsible person applied for, says that it is about that person', async () => {
    const person = { entryId: E, personRef: 'person-1', capacity: 'PRINCIPAL', fromDate: '2020-01-01' } as const;
    const applied = (applicantRef: string): DossierScript =>
      begun()
        .add('ResponsiblePersonRecorded', { ...person, basisDocNo: 'P-1', measuresExtend: true, name: text })
        .add('RepairApplied', {
          ...{ entryId: E, repairId: 'repair-1', applicantRef, methods: [], materials: [], commitment: text },
          ...{ receivedVia: 'RECOGNIZING_UNIT', receivedOn: '2027-09-20', rulePackId: 'DEFAULT' },
        });
    expect((await bound(applied('person-1'))).item('repair-1')).toMatchObject({ of_person: true });
    expect((await bound(applied(S))).item('repair-1')).toMatchObject({ of_person: false });
  });

  it('given a half that was passed on, shows who holds it; given an entry that ended, no task of it', async () => {
    const script = proposed(repaired()).add('TaskReassigned', {
      ...{ entryId: E, proposalId: 'task-1', half: 'APPROVER', toUserId: 'zhao', reason: text },
    });
    expect((await bound(script)).item('task-1')).toMatchObject({ drafter_id: 'li', approver_id: 'zhao' });
    script.add('EntryExited', { entryId: E, exitReason: 'VALIDITY_EXPIRED', effectiveOn: '2027-09-24' });
    expect((await bound(script)).item('task-1')).toMatchObject({ stage: 'VOID', open: false });
  });

  it('given a proposal about the subject as such, counts it to the unit that drafted it', async () => {
    const script = begun().add('DecisionProposed', {
      ...{ entryId: 'record', proposalId: 'task-2', decisionKind: 'DOSSIERS_JOINING', drafter: LI },
      content: { kind: 'DOSSIERS_JOINING', otherSubjectId: 'subject-2', part: 'CONTINUES', reasons: text },
    });
    expect((await bound(script)).item('task-2')).toMatchObject({ unit_id: 'unit-a', list_kind: null });
  });

  it('keeps nothing new of an event that changes none of its rows', async () => {
    const tables = await new Tables().take(...begun().events());
    const before = tables.rows.get('work_folds')?.get(S);
    await tables.take(...begun().add('EntryRecognized', recognized(S, E)).events().slice(-1));
    expect(tables.rows.get('work_folds')?.get(S)).toBe(before);
  });

  it('delivered twice, in one batch or one by one, gives the same rows', async () => {
    const events = proposed(disputed()).events();
    const once = await new Tables().take(...events);
    const singly = new Tables();
    for (const event of [...events, ...events]) await singly.take(event);
    await once.take(...events);
    expect(singly.items).toEqual(once.items);
    expect(once.items).toHaveLength(2);
  });
});

async function bound(script: DossierScript): Promise<{ item: (id: string) => Row | undefined; rows: Tables['rows'] }> {
  const tables = await new Tables().take(...script.events());
  return { item: (id) => tables.item(id), rows: tables.rows };
}
