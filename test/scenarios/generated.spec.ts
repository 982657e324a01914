import { Pool } from 'pg';
import { PostgresEventStore } from '#libs/event-store-postgres';
import { EventStore } from '#libs/event-store';
import { Vault } from '#libs/vault';
import { Dossiers } from '../../apps/operator/src/generator/dossiers.js';
import { generate } from '../../apps/operator/src/generator/generate.js';
import { startProduct, type Product } from '../support/product.js';

const NOW = '2026-10-09';
const SUBJECTS = 20;

describe('dossiers that are generated beside a running product', () => {
  let product: Product;
  let pool: Pool;
  beforeAll(async () => {
    product = await startProduct({ now: NOW });
    pool = new Pool({ connectionString: product.databaseUrl, max: 2 });
  });
  afterAll(async () => {
    await pool.end();
    await product.stop();
  });

  it('are shown by it, and each is found by its identifier and nobody else is', async () => {
    const dossiers = await Dossiers.prepare({ seed: 3, until: `${NOW}T00:00:00.000Z` });
    const store = product.app.get(EventStore);
    await generate({
      ...{ dossiers, seed: 3, subjects: SUBJECTS, store, vault: product.app.get(Vault) },
      ...(store instanceof PostgresEventStore && { bulk: pool }),
    });
    await product.followed();
    const drafts = Array.from({ length: SUBJECTS }, (_, n) => dossiers.draft(n));
    const supervisor = product.as('supervisor');
    let found = 0;
    for (const list of ['red', 'black', 'focus']) {
      const { body: page } = await supervisor.get(`/lists/${list}?limit=50`);
      const [subjectId] = page.items.map((item: { subjectId: string }) => item.subjectId) as string[];
      if (subjectId === undefined) continue;
      found += 1;
      const draft = drafts.find((one) => one.subjectId === subjectId);
      const { status, body } = await supervisor.get(`/lists/${list}?q=${draft?.identifier.value}`);
      expect([status, [...new Set(body.items.map((item: { subjectId: string }) => item.subjectId))]]).toEqual([
        200,
        [subjectId],
      ]);
      const history = await product.timeline(subjectId);
      expect(history.length).toBe(draft?.length);
    }
    expect(found).toBeGreaterThan(0);
  });
});
