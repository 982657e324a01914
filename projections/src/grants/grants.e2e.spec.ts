import { fileURLToPath } from 'node:url';
import type { RecordedEvent } from '#libs/event-store';
import { goldenIn, type Golden } from '../../../libs/command-loop/src/testing/golden.js';
import { lookupReviews } from '../lookup-reviews/projector.js';
import { coverageOf, findSample, listReviews } from '../lookup-reviews/queries.js';
import { ReadTables } from '../testing/delivery.js';
import { grants } from './projector.js';
import { grantsFor, listGrants } from './queries.js';

/* The read models around the look-up register, fed with the golden events of their streams. */

const golden = (library: string): ReadonlyMap<string, Golden> =>
  goldenIn(fileURLToPath(new URL(`../../../libs/${library}/src/golden`, import.meta.url)));

function recorded(streamId: string, library: string, ...names: readonly string[]): readonly RecordedEvent[] {
  return names.map((name, revision) => {
    const event = golden(library).get(`${name}.v1`);
    if (event === undefined) throw new Error(`there is no golden ${name}`);
    const position = `${streamId}-${revision}`;
    return { ...event, streamId, revision: BigInt(revision), position, eventId: position } as unknown as RecordedEvent;
  });
}

describe('the read models around the look-up register', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  });
  afterAll(() => tables.close());

  it('know grants as they are now, delivered once, twice or one by one', async () => {
    const events = [
      ...recorded('grant-g-1', 'grants', 'GrantRequested', 'UnmaskGranted'),
      ...recorded('grant-g-2', 'grants', 'GrantRequested', 'GrantRefused'),
      ...recorded('grant-g-3', 'grants', 'GrantRequested', 'UnmaskGranted', 'GrantRevoked'),
      ...recorded('grant-g-4', 'grants', 'GrantRequested'),
      ...recorded('unit-unit-a', 'grants', 'GrantRequested'),
    ];
    const sql = `select grant_id, kind, unit_id, user_id, purpose_code, status, from_on::text, until_on::text, decided_by,
      stream_revision from read.grants order by grant_id`;
    const of = { kind: 'UNMASKED', unit_id: 'unit-a', user_id: 'a-handler', purpose_code: 'DISPUTE_HANDLING' };
    const days = { from_on: '2026-09-01', until_on: '2026-09-30' };
    const by = { decided_by: 'privacy-reviewer' };
    const expected = [
      { ...of, ...days, ...by, grant_id: 'g-1', status: 'GRANTED', stream_revision: 1 },
      { ...of, ...days, ...by, grant_id: 'g-2', status: 'REFUSED', stream_revision: 1 },
      { ...of, ...days, ...by, grant_id: 'g-3', status: 'REVOKED', stream_revision: 2 },
      { ...of, ...days, grant_id: 'g-4', status: 'REQUESTED', decided_by: null, stream_revision: 0 },
    ];
    const { first, again } = await tables.deliverTwice(grants, events, sql);
    expect(first).toEqual(expected);
    expect(again).toEqual(expected);
    expect(await tables.oneByOne(grants, events, sql)).toEqual(expected);

    const question = {
      kind: 'UNMASKED',
      unitId: 'unit-a',
      userId: 'a-handler',
      at: '2026-09-15T01:00:00.000Z',
    } as const;
    expect(await grantsFor(tables.pool, { ...question, purposeCode: 'DISPUTE_HANDLING' })).toEqual(['g-1']);
    expect(await grantsFor(tables.pool, { ...question, purposeCode: 'BID_REVIEW' })).toEqual([]);
    const page = await listGrants(tables.pool, { unitId: 'unit-a' }, 3);
    expect(page.items.map(({ grantId }) => grantId)).toEqual(['g-4', 'g-3', 'g-2']);
    const rest = await listGrants(tables.pool, { unitId: 'unit-a' }, 3, page.next);
    expect(rest).toMatchObject({ items: [{ grantId: 'g-1', status: 'GRANTED', revision: 2 }] });
  });

  it('know samples and what their review found', async () => {
    const events = [
      ...recorded('querysample-2026-08', 'lookup-review', 'SampleDrawn'),
      ...recorded('queryreview-q-1', 'lookup-review', 'QueryReviewed', 'BreachReported'),
    ];
    const sql = `select query_id, month, result, action, sampled, user_id, unit_id, reviewed_by from read.lookup_reviews`;
    const expected = [
      {
        ...{ query_id: 'q-1', month: '2026-08', result: 'IMPROPER', action: 'REFERRED', sampled: true },
        ...{ user_id: 'a-handler', unit_id: 'unit-a', reviewed_by: 'privacy-reviewer' },
      },
    ];
    const { first, again } = await tables.deliverTwice(lookupReviews, events, sql);
    expect(first).toEqual(expected);
    expect(again).toEqual(expected);
    expect(await tables.oneByOne(lookupReviews, events, sql)).toEqual(expected);
    expect(await findSample(tables.pool, '2026-08')).toMatchObject({ sample: { sampled: { all: 5 } } });
    expect(await findSample(tables.pool, '2026-07')).toBeUndefined();
    const none = { reviewed: 0, proper: 0, improper: 0, besides: 0 };
    expect(await coverageOf(tables.pool, '2026-08')).toEqual({ ...none, reviewed: 1, improper: 1 });
    expect(await coverageOf(tables.pool, '2026-07')).toEqual(none);
    expect((await listReviews(tables.pool, { result: 'PROPER' }, 5)).items).toEqual([]);
    expect((await listReviews(tables.pool, { unitId: 'unit-a' }, 5)).items).toMatchObject([{ queryId: 'q-1' }]);
  });
});
