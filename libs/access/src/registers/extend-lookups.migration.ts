import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Look-ups under a grant and next to each other; what their review and the list of anomalies ask by; and the months
 * that were archived (6.2).
 */
export class ExtendLookups1763700022001 implements MigrationInterface {
  name = 'ExtendLookups1763700022001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registers.lookups add column grant_id uuid, add column asked_near text');
    for (const index of [
      'lookups (unit_id, recorded_at)',
      'lookups (at, shard, seq)',
      "lookups (recorded_at) where mask_level = 'UNMASKED'",
    ])
      await runner.query(`create index on registers.${index}`);
    await runner.query(`
      create table registers.archived_months (
        register text not null,
        month text not null check (month ~ '^[0-9]{4}-[0-9]{2}$'),
        shard int not null,
        first_seq bigint not null,
        last_seq bigint not null check (last_seq >= first_seq),
        last_hash bytea not null check (length(last_hash) = 32),
        file_sha256 text not null,
        archived_at timestamptz not null,
        primary key (register, month, shard)
      )`);
    await runner.query(`
      create trigger append_only before update or delete on registers.archived_months
        for each row execute function registers.refuse_change()`);
    await runner.query(`
      create trigger never_emptied before truncate on registers.archived_months
        for each statement execute function registers.refuse_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table registers.archived_months');
    for (const index of ['lookups_unit_id_recorded_at_idx', 'lookups_at_shard_seq_idx', 'lookups_recorded_at_idx'])
      await runner.query(`drop index if exists registers.${index}`);
    await runner.query('alter table registers.lookups drop column grant_id, drop column asked_near');
  }
}
