import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The schema of the read tables, and the checkpoints of everything that follows the log. */
export class CreateReadStore1763700000002 implements MigrationInterface {
  readonly name = 'CreateReadStore1763700000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists read');
    await runner.query(`
      create table read.checkpoints (
        projection  text not null,
        slot        text not null check (slot in ('live', 'next', 'check', 'process')),
        version     integer not null,
        fingerprint text not null,
        tables      text[] not null default '{}',
        position    text collate "C",
        state       text not null default 'RUNNING' check (state in ('RUNNING', 'STOPPED', 'FAILED')),
        handled     bigint not null default 0,
        rate        double precision not null default 0,
        last_error  jsonb,
        updated_at  timestamp with time zone not null default now(),
        primary key (projection, slot)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table read.checkpoints');
  }
}
