import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The vault's schema: wrapped data keys, versions of the master key, and the erasable index of identifiers (D9). */
export class CreateVault1763700001001 implements MigrationInterface {
  name = 'CreateVault1763700001001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema vault');
    await runner.query(`
      create table vault.state (
        only_one boolean primary key default true check (only_one),
        vault_id text not null,
        index_version int not null,
        index_building int,
        index_cursor text
      )`);
    await runner.query(`
      create table vault.master_versions (
        version int primary key,
        created_at timestamptz not null default now(),
        retired_at timestamptz
      )`);
    await runner.query(`
      create table vault.keys (
        about text not null,
        scope text not null,
        wrapped bytea,
        master_version int references vault.master_versions,
        created_at timestamptz not null default now(),
        destroyed_at timestamptz,
        primary key (about, scope),
        check ((wrapped is null) = (destroyed_at is not null)),
        check ((wrapped is null) = (master_version is null))
      )`);
    await runner.query('create index keys_master_version on vault.keys (master_version, about, scope)');
    await runner.query(`
      create function vault.guard_key() returns trigger language plpgsql as $$
      begin
        if tg_op in ('DELETE', 'TRUNCATE') then
          raise exception 'a vault key is destroyed, its row is never removed';
        end if;
        if new.about <> old.about or new.scope <> old.scope then
          raise exception 'a vault key never changes what it is for';
        end if;
        if old.destroyed_at is not null and new is distinct from old then
          raise exception 'a destroyed vault key stays destroyed';
        end if;
        if old.destroyed_at is null and new.destroyed_at is not null then
          perform pg_notify('vault_key_destroyed', json_build_array(new.about, new.scope)::text);
        end if;
        return new;
      end $$`);
    await runner.query(`
      create trigger guard_key before update or delete on vault.keys
        for each row execute function vault.guard_key()`);
    await runner.query(`
      create trigger guard_keys before truncate on vault.keys
        for each statement execute function vault.guard_key()`);
    await runner.query(`
      create table vault.identifier_index (
        hmac_version int not null,
        hmac bytea not null,
        ref text not null,
        kind text not null check (kind in ('SUBJECT', 'PERSON')),
        created_at timestamptz not null default now(),
        primary key (hmac_version, hmac)
      )`);
    await runner.query('create index identifier_index_ref on vault.identifier_index (ref)');
    await runner.query(`
      create table vault.removed_refs (
        ref text primary key,
        removed_at timestamptz not null default now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema vault cascade');
  }
}
