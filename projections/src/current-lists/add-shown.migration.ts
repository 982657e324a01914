import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The text that lists answer, beside each entry. In tables that an earlier version filled it stays empty until their
 * rebuild puts others in their place; whoever asks meanwhile has it put together as before.
 */
export class AddShownEntries1763700043001 implements MigrationInterface {
  name = 'AddShownEntries1763700043001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table read.current_entries add column if not exists shown text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table read.current_entries drop column if exists shown');
  }
}
