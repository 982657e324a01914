import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far each webhook is, what it still has to be told, what was tried, and what consumers of the feed have
 * acknowledged. Ids, positions and codes only. Nothing here is a read model: it is not made from events.
 */
export class CreateExchange1763700010001 implements MigrationInterface {
  name = 'CreateExchange1763700010001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema exchange');
    await runner.query(`
      create table exchange.webhook_progress (
        webhook_id text collate "C" primary key,
        position text collate "C" not null,
        event_id text not null,
        replays_done int not null default 0,
        delivered bigint not null default 0,
        failing_since timestamptz,
        last_outcome text,
        last_attempt_at timestamptz
      )`);
    await runner.query(`
      create table exchange.deliveries (
        webhook_id text collate "C" not null,
        event_id text not null,
        ordinal bigint generated always as identity,
        position text collate "C" not null,
        subject_id text collate "C" not null,
        state text not null check (state in ('PENDING', 'HELD', 'DEAD')),
        attempts int not null default 0,
        next_attempt_at timestamptz not null,
        last_outcome text,
        died_at timestamptz,
        primary key (webhook_id, event_id),
        check ((state = 'DEAD') = (died_at is not null))
      )`);
    await runner.query(
      `create index deliveries_pending on exchange.deliveries (webhook_id, subject_id, ordinal) where state = 'PENDING'`,
    );
    await runner.query(
      `create index deliveries_halted on exchange.deliveries (webhook_id, subject_id) where state <> 'PENDING'`,
    );
    await runner.query(`
      create table exchange.attempts (
        attempt_id bigint generated always as identity primary key,
        webhook_id text collate "C" not null,
        event_id text not null,
        at timestamptz not null,
        outcome text not null,
        status int,
        ms int not null
      )`);
    await runner.query('create index attempts_of_webhook on exchange.attempts (webhook_id, attempt_id desc)');
    await runner.query('create index attempts_by_time on exchange.attempts (at)');
    await runner.query(`
      create table exchange.acknowledgements (
        unit_id text collate "C" not null,
        consumer text collate "C" not null,
        position text collate "C" not null,
        event_id text not null,
        acknowledged_at timestamptz not null,
        primary key (unit_id, consumer)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema exchange cascade');
  }
}
