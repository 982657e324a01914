import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The sealed store of informants (spec 6.3): boxes, wrapped keys and keyed hashes of codes. Rows have no time and no
 * order: they tell nothing that the key file does not open.
 */
export class CreateInformants1763700024001 implements MigrationInterface {
  name = 'CreateInformants1763700024001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema informants');
    await runner.query(`
      create table informants.state (
        only_one boolean primary key default true check (only_one),
        store_id text not null
      )`);
    for (const [table, key] of [
      ['identities', 'informant_ref'],
      ['texts', 'text_id'],
    ] as const) {
      await runner.query(`
        create table informants.${table} (
          ${key} uuid primary key,
          key_version int not null,
          wrapped bytea not null,
          box bytea not null
        )`);
    }
    await runner.query(`
      create table informants.codes (
        code_hash bytea primary key,
        report_id uuid not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema informants cascade');
  }
}
