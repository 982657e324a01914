import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { SHIPPED_CALENDAR, SHIPPED_CALENDAR_YEARS, SHIPPED_RULE_PACKS } from '#libs/rules';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { publishShipped } from './publish-shipped.js';
import { ReferenceData } from './reference-data.js';

describe('what is shipped, on PostgreSQL', () => {
  let database: FreshDatabase;
  const stores: PostgresEventStore[] = [];
  beforeAll(async () => {
    database = await freshDatabase({ migrations: eventLogMigrations });
    for (let n = 0; n < 3; n += 1) stores.push(new PostgresEventStore(database.url));
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await database.drop();
  });

  it('is published once by three processes that start at once, and all of them read it', async () => {
    const clock = { now: () => '2026-09-07T01:00:00.000Z' };
    const all = stores.map((store) => new ReferenceData(store, { basisMode: 'BLOCK' }));
    await Promise.all(all.map((data) => data.start()));
    await Promise.all(stores.map((store) => publishShipped(store, clock)));
    const last = (await stores[0]?.lastPosition()) ?? '';
    expect(await Promise.all(all.map((data) => data.waitFor(last)))).toEqual([true, true, true]);
    for (const data of all) {
      const { calendar, rulePacks, basisMode } = data.snapshot();
      expect({ calendar, packs: rulePacks.length, basisMode }).toEqual({
        calendar: { ...SHIPPED_CALENDAR, loadedOn: '2026-09-07' },
        packs: SHIPPED_RULE_PACKS.length,
        basisMode: 'BLOCK',
      });
    }
    let events = 0;
    for await (const _ of stores[0]?.readAll() ?? []) events += 1;
    expect(events).toBe(SHIPPED_CALENDAR_YEARS.length + SHIPPED_RULE_PACKS.length + 2);
    await Promise.all(all.map((data) => data.stop()));
  });
});
