import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an erasure asks the vault: everybody about whom something is sealed in one entry. */
export class FindKeysByScope1763700023001 implements MigrationInterface {
  readonly name = 'FindKeysByScope1763700023001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index keys_scope on vault.keys (scope)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index vault.keys_scope');
  }
}
