import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imported snapshots of the lists of others, by keyed hash: no name and no identifier in clear. */
export class CreateCrossCheck1763700003001 implements MigrationInterface {
  name = 'CreateCrossCheck1763700003001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema cross_check');
    await runner.query(`
      create table cross_check.sources (
        source_id text primary key,
        available boolean not null default true,
        changed_at timestamptz not null default now()
      )`);
    await runner.query(`
      create table cross_check.snapshots (
        snapshot_id bigint generated always as identity primary key,
        source_id text not null,
        version text not null,
        snapshot_at timestamptz not null,
        sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
        row_count int not null,
        imported_at timestamptz not null default now(),
        unique (source_id, version)
      )`);
    await runner.query(
      'create index snapshots_newest on cross_check.snapshots (source_id, snapshot_at desc, snapshot_id desc)',
    );
    await runner.query(`
      create table cross_check.rows (
        snapshot_id bigint not null references cross_check.snapshots on delete cascade,
        identifier_hash text not null,
        list_kind text not null check (list_kind in ('RED', 'BLACK', 'FOCUS')),
        source_entry_ref text not null,
        unit_id text,
        primary key (snapshot_id, identifier_hash, list_kind, source_entry_ref)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema cross_check cascade');
  }
}
