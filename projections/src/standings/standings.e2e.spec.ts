import { CreateExternalSources1763700025002 } from '#libs/external-lists';
import { currentLists } from '../current-lists/projector.js';
import { responsiblePersons } from '../responsible-persons/projector.js';
import { DossierScript, enterprise, initialEntry, recognized, sealed } from '../testing/dossier-events.js';
import { ReadTables } from '../testing/delivery.js';
import { standingsOf } from './queries.js';

const DAY = '2026-10-01';
const ASKED = { today: DAY, unitIds: ['unit-c'] };
const person = {
  ...{ entryId: 'e-a', personRef: 's-p', capacity: 'LEGAL_REPRESENTATIVE' as const, fromDate: '2020-01-01' },
  ...{ basisDocNo: 'P-1', measuresExtend: true, name: sealed('s-p', 'e-a', '张三') },
};
const listed = (subjectId: string, entryId: string) =>
  new DossierScript(subjectId)
    .add('SubjectRegistered', enterprise(subjectId, '甲公司', '91640100MA00TE5T0A'))
    .add('InitialEntryGenerated', initialEntry(subjectId, entryId));

describe('what stands about many subjects (3.18)', () => {
  let tables: ReadTables;
  const ask = (refs: readonly string[], day = DAY) => standingsOf(tables.pool, refs, { ...ASKED, today: day });
  const idsOf = (rows: readonly { readonly entryId: string }[]) => rows.map(({ entryId }) => entryId);

  beforeAll(async () => {
    tables = await ReadTables.create([CreateExternalSources1763700025002]);
    const dossiers = [
      listed('s-a', 'e-a').add('ResponsiblePersonRecorded', person).add('EntryRecognized', recognized('s-a', 'e-a')),
      listed('s-c', 'e-c').add('EntryRecognized', recognized('s-c', 'e-c')),
      listed('s-prepared', 'e-prepared'),
    ];
    for (const projection of [currentLists, responsiblePersons])
      for (const script of dossiers) await tables.deliver(projection, script.events());
    await tables.pool.query(
      `insert into read.current_subjects select (jsonb_populate_record(s, '{"subject_id": "s-joined", "joined_into": "s-a"}')).*
         from read.current_subjects s where subject_id = 's-a'`,
    );
    await tables.pool.query(
      `insert into read.measure_records (push_id, entry_id, subject_id, list_kind, initiator_id, unit_id, measure_item_id,
              force, person_ref, state, pushed_on, feedbacks)
       select 'push-' || n, 'e-a', 's-a', 'BLACK', 'unit-a', unit, 'item-' || n, force, null, state, '2026-09-20', 0
         from (values (1, 'unit-c', 'RECOMMENDED', 'PUSHED'), (2, 'unit-c', 'MANDATORY', 'ACKNOWLEDGED'),
                      (3, 'unit-c', 'MANDATORY', 'DECLINED'), (4, 'unit-t', 'MANDATORY', 'PUSHED')) v (n, unit, force, state)`,
    );
  });
  afterAll(() => tables.close());

  it('is told in the order asked, also where two ask for one, each as if asked alone', async () => {
    const refs = ['s-c', 's-nobody', 's-a', 's-c', 's-p', 's-prepared', 's-joined'];
    const { of, toTake } = await ask(refs);
    expect(of.map(({ entries }) => idsOf(entries))).toEqual([['e-c'], [], ['e-a'], ['e-c'], [], [], ['e-a']]);
    expect(of.map(({ parts }) => idsOf(parts))).toEqual([[], [], [], [], ['e-a'], [], []]);
    for (const [at, ref] of refs.entries()) expect((await ask([ref])).of).toEqual([of[at]]);
    expect(toTake.map(({ pushId }) => pushId)).toEqual(['push-2', 'push-1']);
    expect((await ask(['s-p'])).toTake).toEqual(toTake);
    expect((await ask(['s-c'])).toTake).toEqual([]);
  });

  it("holds what is needed to decide, and what the part of a person is, and nobody's name", async () => {
    const { of } = await ask(['s-a', 's-p']);
    const entry = {
      ...{
        entryId: 'e-a',
        subjectId: 's-a',
        listKind: 'BLACK',
        unitId: 'unit-a',
        standardId: 'BLK-1',
        standardVersion: 1,
      },
      ...{
        decisionNo: expect.any(String),
        validFrom: '2026-09-18',
        validTo: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      },
      ...{ measureState: expect.any(String), measureItems: expect.any(Array), suspensionGrounds: [], disputeMarks: 0 },
      ...{ entryRevision: expect.any(Number), streamRevision: expect.any(Number) },
    };
    expect(of[0]?.entries).toEqual([entry]);
    const part = { capacity: 'LEGAL_REPRESENTATIVE', fromDate: '2020-01-01', toDate: null, personMarks: 0 };
    const closing = { closedOn: null, closedBecause: null, suspendedBecause: null };
    expect(of[1]?.parts).toEqual([{ ...entry, ...part, ...closing, personRef: 's-p', measuresExtend: true }]);
  });

  it('says nothing of who is unknown, in the form in which it says nothing of who is unlisted', async () => {
    const [unknown, unlisted] = [await ask(['s-nobody']), await ask(['s-prepared'])];
    expect(unknown).toEqual({ of: [{ entries: [], parts: [], mirrors: [] }], toTake: [] });
    expect(unlisted).toEqual(unknown);
  });

  it.each([
    ['of a minor (6.4)', 'minor = true', 'minor = false', []],
    ['whose retention is over (3.14)', `hidden_from = '${DAY}'`, 'hidden_from = null', []],
    ['whose retention ends tomorrow', `hidden_from = '2026-10-02'`, 'hidden_from = null', ['e-c']],
  ])('an entry %s is told, or not, as it may be', async (_, changed, before, told) => {
    const set = (columns: string) =>
      tables.pool.query(`update read.current_entries set ${columns} where entry_id = 'e-c'`);
    expect(idsOf((await ask(['s-c'])).of[0]?.entries ?? [])).toEqual(['e-c']);
    await set(changed);
    try {
      expect(idsOf((await ask(['s-c'])).of[0]?.entries ?? [])).toEqual(told);
    } finally {
      await set(before);
    }
  });

  it('is what is in effect on the day, and how far the lists were', async () => {
    expect(idsOf((await ask(['s-a'], '2026-09-17')).of[0]?.entries ?? [])).toEqual([]);
    await tables.pool.query(
      `insert into read.checkpoints (projection, slot, version, fingerprint, position) values ('current-lists', 'live', 3, '', '0000000000000007')`,
    );
    expect(await ask(['s-a'])).toMatchObject({ position: '0000000000000007' });
  });
});
