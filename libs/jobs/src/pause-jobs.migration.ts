import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that an operator has wait. */
export class PauseJobs1763700044001 implements MigrationInterface {
  name = 'PauseJobs1763700044001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table jobs.jobs add column paused_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table jobs.jobs drop column paused_at');
  }
}
