import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Jobs of the product itself: done in the order of the events that asked for them, over targets that are listed when
 * they begin. And of every job how fast it goes.
 */
export class OrderJobs1763700036001 implements MigrationInterface {
  name = 'OrderJobs1763700036001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table jobs.jobs
        add column ordinal text,
        add column listed boolean not null default true,
        add column rate float8 not null default 0,
        add column moved_at timestamptz,
        add column trouble text,
        add check (ordinal is null or state <> 'CANCELLED')`);
    await runner.query(
      `create index jobs_in_order on jobs.jobs (kind, ordinal)
        where ordinal is not null and state in ('QUEUED', 'RUNNING')`,
    );
    await runner.query(`
      create table jobs.targets (
        job_id uuid not null references jobs.jobs on delete cascade,
        row_no int not null check (row_no >= 1),
        about text not null,
        target_id text not null,
        entry_id text,
        primary key (job_id, row_no)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table jobs.targets');
    await runner.query('delete from jobs.jobs where ordinal is not null');
    await runner.query(`
      alter table jobs.jobs
        drop column ordinal, drop column listed, drop column rate, drop column moved_at, drop column trouble`);
  }
}
