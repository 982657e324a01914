import type { MigrationInterface, QueryRunner } from 'typeorm';

const CHAIN = `
  recorded_at timestamptz not null,
  shard int not null,
  seq bigint not null,
  previous bytea not null check (length(previous) = 32),
  hash bytea not null check (length(hash) = 32),
  primary key (shard, seq, recorded_at)`;

/** The two registers beside the log (D18): append-only, hash-chained, one partition a month (UTC). */
export class CreateRegisters1763700002001 implements MigrationInterface {
  name = 'CreateRegisters1763700002001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema registers');
    await runner.query(`
      create table registers.chain_heads (
        register text not null,
        shard int not null,
        seq bigint not null,
        hash bytea not null check (length(hash) = 32),
        recorded_at timestamptz not null,
        primary key (register, shard)
      )`);
    await runner.query(`
      create table registers.access_audit (
        at timestamptz not null,
        user_id text,
        unit_id text,
        roles text[] not null,
        actor_kind text not null,
        method text not null,
        route text not null,
        code text not null,
        reason text not null,
        subject_id text,
        entry_id text,
        command_id text,
        ${CHAIN}
      ) partition by range (recorded_at)`);
    await runner.query(`
      create table registers.lookups (
        query_id uuid not null,
        at timestamptz not null,
        user_id text not null,
        unit_id text,
        role text not null,
        subject_ref text,
        purpose_code text not null,
        matter_no text not null,
        legal_basis text,
        fields_returned text[] not null,
        mask_level text not null,
        result_count int not null,
        client_ip text,
        ${CHAIN}
      ) partition by range (recorded_at)`);
    for (const index of [
      'access_audit (recorded_at, shard, seq)',
      'access_audit (user_id, recorded_at)',
      'access_audit (subject_id, recorded_at) where subject_id is not null',
      'lookups (recorded_at, shard, seq)',
      'lookups (user_id, recorded_at)',
      'lookups (subject_ref, recorded_at) where subject_ref is not null',
      'lookups (query_id)',
    ])
      await runner.query(`create index on registers.${index}`);

    await runner.query(`
      create function registers.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'a register is only ever added to';
      end $$`);
    await runner.query(`
      create function registers.only_onwards() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'UPDATE' or new.seq <= old.seq or new.recorded_at < old.recorded_at
          or (new.register, new.shard) <> (old.register, old.shard) then
          raise exception 'the head of a chain only ever moves onwards';
        end if;
        return new;
      end $$`);
    for (const table of ['access_audit', 'lookups'])
      await runner.query(`
        create trigger append_only before update or delete on registers.${table}
          for each row execute function registers.refuse_change()`);
    await runner.query(`
      create trigger only_onwards before update or delete on registers.chain_heads
        for each row execute function registers.only_onwards()`);
    for (const table of ['access_audit', 'lookups', 'chain_heads'])
      await runner.query(`
        create trigger never_emptied before truncate on registers.${table}
          for each statement execute function registers.refuse_change()`);

    await runner.query(`
      create function registers.ensure_month(register text, instant timestamptz) returns void language plpgsql as $$
      declare
        month timestamp := date_trunc('month', instant at time zone 'UTC');
        part text := format('%s_%s', register, to_char(month, 'YYYY_MM'));
      begin
        if register not in ('access_audit', 'lookups') then
          raise exception 'no such register';
        end if;
        if to_regclass(format('registers.%I', part)) is not null then
          return;
        end if;
        perform pg_advisory_xact_lock(hashtext('registers.' || part));
        -- By query: the name cache may not yet know what another session has made while this one waited.
        if exists (select from pg_class where relname = part and relnamespace = 'registers'::regnamespace) then
          return;
        end if;
        execute format('create table registers.%I partition of registers.%I for values from (%L) to (%L)',
          part, register, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        execute format('create trigger never_emptied before truncate on registers.%I
          for each statement execute function registers.refuse_change()', part);
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema registers cascade');
  }
}
