import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How the addresses that lists are fetched from answer. Codes and instants only, and no read model: it is not made from
 * events, for attempts grow with outages.
 */
export class CreateExternalSources1763700025002 implements MigrationInterface {
  name = 'CreateExternalSources1763700025002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema external');
    await runner.query(`
      create table external.sources (
        list_id text collate "C" primary key,
        next_at timestamptz not null,
        claimed_until timestamptz,
        etag text,
        etag_sha256 text,
        last_attempt_at timestamptz,
        last_outcome text,
        confirmed_at timestamptz,
        failing_since timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema external cascade');
  }
}
