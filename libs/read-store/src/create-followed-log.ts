import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which log the positions of `read.checkpoints` belong to; at most one row. Until now every log was the one in
 * `event_log` of the same database: what was made from it is claimed for it here.
 */
export class CreateFollowedLog1763700007001 implements MigrationInterface {
  readonly name = 'CreateFollowedLog1763700007001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table read.followed_log (
        only_one       boolean primary key default true check (only_one),
        first_position text collate "C" not null,
        first_event_id uuid not null,
        since          timestamp with time zone not null default now()
      )`);
    // A database of read models alone has no event_log, and the statement is not looked at then.
    await runner.query(`
      do $$ begin
        if to_regclass('event_log.events') is not null
            and exists (select from read.checkpoints where position is not null) then
          insert into read.followed_log (first_position, first_event_id)
            select lpad(position::text, 16, '0'), event_id from event_log.events order by position limit 1;
        end if;
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table read.followed_log');
  }
}
