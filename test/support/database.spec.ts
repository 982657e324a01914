import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { freshDatabase } from './database.js';

class CreateProbe1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table probe (id int)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table probe');
  }
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('freshDatabase', () => {
  it('gives every caller a database of its own, migrated when asked, and drops it with its connections', async () => {
    const [one, two] = await Promise.all([freshDatabase({ migrations: [CreateProbe1763700000000] }), freshDatabase()]);
    const left = new Client({ connectionString: one.url });
    const cut = new Promise((resolve) => left.on('error', resolve));
    await left.connect();
    try {
      expect(await ask(one.url, `select to_regclass('probe')::text as probe`)).toEqual([{ probe: 'probe' }]);
      expect(await ask(two.url, `select to_regclass('probe')::text as probe`)).toEqual([{ probe: null }]);
    } finally {
      await Promise.all([one.drop(), two.drop()]);
    }
    await cut;
    await expect(ask(one.url, 'select 1')).rejects.toThrow(/does not exist/);
  });
});
