import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Background jobs and what became of each of their rows (D16). Ids, numbers and codes only: nothing personal in clear. */
export class CreateJobs1763700005001 implements MigrationInterface {
  name = 'CreateJobs1763700005001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema jobs');
    await runner.query(`
      create table jobs.jobs (
        job_id uuid primary key,
        kind text not null,
        unit_id text not null,
        requested_by text not null,
        fingerprint text not null,
        payload jsonb not null,
        state text not null default 'QUEUED' check (state in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
        total int not null check (total >= 0),
        accepted int not null default 0,
        refused int not null default 0,
        duplicate int not null default 0,
        cursor int not null default 0,
        cancel_requested boolean not null default false,
        failure text,
        lease_token bigint not null default 0,
        leased_until timestamptz,
        created_at timestamptz not null,
        started_at timestamptz,
        finished_at timestamptz,
        check (cursor between 0 and total),
        check (accepted + refused + duplicate = cursor)
      )`);
    await runner.query(
      `create index jobs_waiting on jobs.jobs (created_at, job_id) where state in ('QUEUED', 'RUNNING')`,
    );
    await runner.query('create index jobs_of_unit on jobs.jobs (unit_id, created_at desc, job_id)');
    await runner.query(`
      create table jobs.rows (
        job_id uuid not null references jobs.jobs on delete cascade,
        row_no int not null check (row_no >= 1),
        state text not null check (state in ('ACCEPTED', 'REFUSED', 'DUPLICATE')),
        code text,
        line int,
        field text,
        subject_id text,
        entry_id text,
        primary key (job_id, row_no)
      )`);
    await runner.query('create index rows_by_state on jobs.rows (job_id, state, row_no)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema jobs cascade');
  }
}
