import { currentLists } from '../current-lists/projector.js';
import {
  CHEN,
  CLOCK,
  DossierScript,
  enterprise,
  initialEntry,
  recognized,
  sealed,
  WANG,
} from '../testing/dossier-events.js';
import { ReadTables } from '../testing/delivery.js';
import { responsiblePersons } from './projector.js';
import { partsOf } from './queries.js';

const SQL = `select entry_id, person_ref, capacity, measures_extend, suspended_because, dispute_marks,
                    closed_on::text as closed_on, closed_because
               from read.responsible_persons order by person_ref`;
const FROM = '2026-09-29T02:00:00.000Z';

const person = (personRef: string, measuresExtend: boolean) => ({
  ...{ entryId: 'e-1', personRef, capacity: 'LEGAL_REPRESENTATIVE' as const, fromDate: '2020-01-01' },
  ...{ basisDocNo: 'P-1', measuresExtend, name: sealed(personRef, 'e-1', '张三') },
});

/** Two persons; one objects about the own role and is suspended. */
const suspended = () =>
  new DossierScript('s-x')
    .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
    .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
    .add('ResponsiblePersonRecorded', person('p-1', true))
    .add('ResponsiblePersonRecorded', person('p-2', false))
    .on('2026-09-18T02:00:00.000Z', WANG)
    .add('EntryRecognized', recognized('s-x', 'e-1'))
    .on(FROM, CHEN)
    .add('DisputeMarkApplied', { entryId: 'e-1', caseId: 'o-1', personRef: 'p-1' })
    .add('MeasuresSuspended', {
      ...{ entryId: 'e-1', scope: 'PERSON', personRef: 'p-1', ground: 'VERIFICATION', groundRef: 'o-1' },
      ...{ kind: 'PUNISHMENT', from: FROM },
    });

const row = (person_ref: string, more: object) => ({
  ...{ entry_id: 'e-1', person_ref, capacity: 'LEGAL_REPRESENTATIVE', measures_extend: person_ref === 'p-1' },
  ...{ suspended_because: null, dispute_marks: 0, closed_on: null, closed_because: null },
  ...more,
});

describe('responsible persons', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  });
  afterEach(() => tables.empty());
  afterAll(() => tables.close());

  it('are one row an entry and person, the same however often the events are delivered', async () => {
    const events = suspended().events();
    const expected = [row('p-1', { suspended_because: 'VERIFICATION', dispute_marks: 1 }), row('p-2', {})];
    const { first, again } = await tables.deliverTwice(responsiblePersons, events, SQL);
    expect(first).toEqual(expected);
    expect(again).toEqual(expected);
    expect(await tables.oneByOne(responsiblePersons, events, SQL)).toEqual(expected);
  });

  it('show when the suspension ended, and who was closed when and why; only the exit is undone by a reinstatement', async () => {
    const closed = suspended()
      .on('2026-10-12T02:00:00.000Z', CHEN)
      .add('DisputeMarkCleared', { entryId: 'e-1', caseId: 'o-1' })
      .add('MeasuresResumed', { entryId: 'e-1', scope: 'PERSON', personRef: 'p-1', from: FROM })
      .add('ResponsiblePersonClosed', {
        ...{ entryId: 'e-1', personRef: 'p-2', closedOn: '2026-10-12', because: 'REPAIRED' },
      })
      .on('2029-09-19T00:00:00.000Z', CLOCK)
      .add('EntryExited', { entryId: 'e-1', exitReason: 'REPAIRED', effectiveOn: '2029-09-19' })
      .add('ResponsiblePersonClosed', {
        ...{ entryId: 'e-1', personRef: 'p-1', closedOn: '2029-09-19', because: 'ENTRY_ENDED' },
      });
    const repaired = row('p-2', { closed_on: '2026-10-12', closed_because: 'REPAIRED' });
    await tables.deliver(responsiblePersons, closed.events());
    const ended = row('p-1', { closed_on: '2029-09-19', closed_because: 'ENTRY_ENDED' });
    expect((await tables.pool.query<object>(SQL)).rows).toEqual([ended, repaired]);
    const back = closed.on('2029-10-08T00:00:00.000Z', WANG).add('EntryReinstated', {
      ...{ entryId: 'e-1', because: 'FALSE_REPAIR', causeEntryId: 'e-1', remainingValidTo: '2029-09-18' },
      ...{
        reinstatedOn: '2029-10-08',
        reasons: sealed('s-x', 'e-1', '虚假'),
        receipt: recognized('s-x', 'e-1').receipt,
      },
      ...{ proposalId: 'p', drafter: CHEN, approver: WANG },
    });
    await tables.deliver(responsiblePersons, back.events());
    expect((await tables.pool.query<object>(SQL)).rows).toEqual([row('p-1', {}), repaired]);
  });

  it('lead from a person to the entries in effect, until the part or the validity ends', async () => {
    for (const projection of [currentLists, responsiblePersons]) await tables.deliver(projection, suspended().events());
    const inEffect = { inEffectOnly: true };
    expect(await partsOf(tables.pool, ['p-1'], '2026-10-01', inEffect)).toMatchObject([
      { entryId: 'e-1', subjectId: 's-x', listKind: 'BLACK', measuresExtend: true, suspendedBecause: 'VERIFICATION' },
    ]);
    expect(await partsOf(tables.pool, ['p-1'], '2029-09-19', inEffect)).toEqual([]);
    expect(await partsOf(tables.pool, ['p-1', 'p-2'], '2029-09-19')).toMatchObject([
      { lifecycle: 'EXITED' },
      { lifecycle: 'EXITED' },
    ]);
    expect(await partsOf(tables.pool, ['nobody'], '2026-10-01')).toEqual([]);
  });
});
