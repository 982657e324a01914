import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that wait for a second person before they run: why, and who confirmed them. */
export class HoldJobs1763700010004 implements MigrationInterface {
  name = 'HoldJobs1763700010004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table jobs.jobs drop constraint jobs_state_check');
    await runner.query(`
      alter table jobs.jobs
        add constraint jobs_state_check
          check (state in ('HELD', 'QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
        add column held_for jsonb,
        add column confirmed_by text,
        add column confirmed_at timestamptz,
        add check (state <> 'HELD' or held_for is not null),
        add check (confirmed_by is null or confirmed_by <> requested_by)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from jobs.jobs where state = 'HELD'`);
    await runner.query(`
      alter table jobs.jobs
        drop column held_for, drop column confirmed_by, drop column confirmed_at,
        drop constraint jobs_state_check`);
    await runner.query(`
      alter table jobs.jobs add constraint jobs_state_check
        check (state in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'))`);
  }
}
