import { CreateExternalSources1763700025002 } from '#libs/external-lists';
import { ReadTables } from '../testing/delivery.js';
import { forwarded, LIST, mirror } from '../testing/external-list-events.js';
import { externalLists } from './projector.js';
import { countedExternalLists, externalEntries, externalEntriesOf, externalEntry, standingRows } from './queries.js';

const ENTRIES = `select ref, from_sequence, to_sequence, removed_by_outcome, exit_reason from read.external_entries
  order by ref, from_sequence`;
const TODAY = '2026-10-08';

describe('the read model of lists of others', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create([CreateExternalSources1763700025002]);
  });
  afterAll(() => tables.close());

  const version = (ref: string, from: number, to: number | null, more: object = {}) => ({
    ...{ ref, from_sequence: from, to_sequence: to, removed_by_outcome: null, exit_reason: null },
    ...more,
  });

  it('keeps every version of an entry, however often and in whatever batches it is delivered', async () => {
    const expected = [
      version('A-1', 1, 2),
      version('A-1', 2, null),
      version('A-2', 1, 2, { exit_reason: 'OWNER_REMOVED' }),
      version('A-3', 1, null, { removed_by_outcome: true, exit_reason: 'OWNER_REMOVED' }),
      version('A-4', 2, 3, { exit_reason: 'OWNER_REMOVED' }),
      version('A-5', 3, null),
    ];
    const { first, again } = await tables.deliverTwice(externalLists, mirror.events, ENTRIES);
    expect(first).toEqual(expected);
    expect(again).toEqual(expected);
    expect(await tables.oneByOne(externalLists, mirror.events, ENTRIES)).toEqual(expected);
  });

  it('shows the version that stands and nothing of the one being written', async () => {
    const { items } = await externalEntries(tables.pool, { listId: LIST, today: TODAY }, 10);
    expect(items).toMatchObject([
      { ref: 'A-4', disputed: false, version: 'v2', validTo: null },
      { ref: 'A-1', disputed: true, validTo: '2028-09-01' },
    ]);
    expect(await externalEntry(tables.pool, LIST, 'x-1')).toEqual({ entryId: 'x-1', ref: 'A-1', subjectRef: 's-1' });
    for (const gone of ['x-2', 'x-3', 'x-5']) expect(await externalEntry(tables.pool, LIST, gone)).toBeUndefined();
    expect(await countedExternalLists(tables.pool)).toMatchObject([
      { listId: LIST, version: 'v2', entries: 2, open: { state: 'APPLYING' }, failingSince: null },
    ]);
  });

  it('compares with what the owner delivered, also where its outcome took an entry off', async () => {
    const { sequence, rows } = await standingRows(tables.pool, LIST);
    expect(sequence).toBe(2);
    expect([...rows.keys()].sort()).toEqual(['A-1', 'A-3', 'A-4']);
    expect(rows.get('A-1')).toEqual({ entryId: 'x-1', fingerprint: 'f-1b' });
  });

  it('answers for many subjects at once, by what is in effect on the day', async () => {
    const refs = ['s-1', 's-2', 's-3', 's-4', 'nobody'];
    const of = async (day: string) =>
      (await externalEntriesOf(tables.pool, refs, day, 'EXTERNAL_MIRROR')).map(({ ref }) => ref);
    expect(await of(TODAY)).toEqual(['A-4', 'A-1']);
    expect(await of('2028-09-02')).toEqual(['A-4']);
    expect(await of('2026-09-03')).toEqual(['A-1']);
    expect(await externalEntriesOf(tables.pool, refs, TODAY, 'REFERENCE')).toEqual([]);
  });

  it('tells what became of deliveries and objections', async () => {
    const deliveries = 'select delivery_id, state, settled_by from read.external_deliveries order by delivery_id';
    expect((await tables.pool.query(deliveries)).rows).toMatchObject([
      { delivery_id: 'd-1', state: 'APPLIED', settled_by: null },
      { delivery_id: 'd-2', state: 'APPLIED', settled_by: { userId: 'officer' } },
      { delivery_id: 'd-3', state: 'APPLYING' },
      { delivery_id: 'd-4', state: 'DISCARDED', settled_by: { userId: 'officer' } },
    ]);
    const objections = 'select forwarding_id, outcome, doc_no from read.external_forwardings order by forwarding_id';
    expect((await tables.pool.query(objections)).rows).toEqual([
      { forwarding_id: forwarded(1, 1).forwardingId, outcome: null, doc_no: null },
      { forwarding_id: 'f-2', outcome: 'REMOVED', doc_no: '异3' },
    ]);
  });
});
