import fc from 'fast-check';
import { Client } from 'pg';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { textArray } from './index.js';

describe('textArray as a parameter', () => {
  let database: FreshDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await freshDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('arrives as it was, whatever the texts hold', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', ',', '{', '}', ' ', '名', '𠮷', '\n', 'NULL') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text)), async (texts) => {
        const { rows } = await client.query<{ text: string | null }>('select unnest($1::text[]) as text', [
          textArray(texts),
        ]);
        expect(rows.map((row) => row.text)).toEqual(texts);
      }),
      { numRuns: 50 },
    );
  });
});
