import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY =
  'unit_id text collate "C" not null, purpose_code text collate "C" not null, matter_no text collate "C" not null';

/** Matters that embedded systems report, and those that were asked about: the two counts of F6 (spec 7.2). */
export class CreateMatters1763700021001 implements MigrationInterface {
  name = 'CreateMatters1763700021001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema matters');
    await runner.query(`
      create table matters.reported (
        ${KEY},
        opened_on date not null,
        reported_at timestamptz not null,
        user_id text not null,
        primary key (unit_id, purpose_code, matter_no)
      )`);
    await runner.query(`
      create table matters.asked (
        ${KEY},
        asked_on date not null,
        asked_at timestamptz not null,
        query_id uuid not null,
        primary key (unit_id, purpose_code, matter_no)
      )`);
    await runner.query(
      'create index reported_opened on matters.reported (opened_on desc, unit_id, purpose_code, matter_no)',
    );
    await runner.query('create index asked_on on matters.asked (asked_on, unit_id)');
    for (const table of ['reported', 'asked']) {
      await runner.query(`
        create trigger append_only before update or delete on matters.${table}
          for each row execute function registers.refuse_change()`);
      await runner.query(`
        create trigger never_emptied before truncate on matters.${table}
          for each statement execute function registers.refuse_change()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema matters cascade');
  }
}
