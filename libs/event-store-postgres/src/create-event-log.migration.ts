import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Advisory lock of this database that orders appends; "mingdan" on a telephone. */
export const APPEND_LOCK = 6464326;
/** Where an append announces itself to those who listen. */
export const APPENDED_CHANNEL = 'event_log_appended';

/**
 * The log: one append-only table, and the one function that writes to it.
 *
 * - `data` and `metadata` are `json`, not `jsonb`: the text is kept as it was written (order of keys, every digit,
 *   `\u0000`), so that what is read and hashed is what was appended, and no CPU is spent on taking it apart.
 * - `event_id` is not unique: a repeat is recognised by the same ids at the same revisions. The same ids at another
 *   revision are another append, as on EventStoreDB; what a command did is known by the dossier.
 * - A position is the last one plus one, taken under a lock that is held to the commit. So the order of positions is
 *   the order of commits for every process that writes, a reader that has seen N has seen all below it, and a hole in
 *   the log can only be the trace of a tampering.
 */
export class CreateEventLog1763700000001 implements MigrationInterface {
  readonly name = 'CreateEventLog1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema event_log');
    await runner.query(`
      create table event_log.events (
        position bigint primary key check (position > 0),
        stream_id text collate "C" not null,
        revision bigint not null check (revision >= 0),
        event_id uuid not null,
        event_type text collate "C" not null,
        schema_version integer not null check (schema_version > 0),
        data json not null,
        metadata json not null,
        appended_at timestamptz not null default now(),
        unique (stream_id, revision)
      )`);
    await runner.query(`
      create function event_log.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the event log is append-only: % of event_log.events is refused', tg_op
          using errcode = 'restrict_violation';
      end $$`);
    // "always": also when session_replication_role would switch triggers off.
    await runner.query(`
      create trigger append_only before update or delete or truncate on event_log.events
      for each statement execute function event_log.refuse_change()`);
    await runner.query('alter table event_log.events enable always trigger append_only');
    await runner.query(`
      create function event_log.append(
        stream text, expected bigint, ids uuid[], types text[], versions integer[], contents text[], metadatas text[],
        out outcome text, out last_revision bigint, out last_position bigint
      ) language plpgsql as $$
      declare
        current bigint;
        top bigint;
        size integer := cardinality(ids);
        repeated integer;
      begin
        -- Each statement below has to see what was committed before the lock was granted.
        if current_setting('transaction_isolation') <> 'read committed' then
          raise exception 'event_log.append runs in read committed only' using errcode = 'invalid_transaction_state';
        end if;
        perform pg_advisory_xact_lock(${APPEND_LOCK});
        select e.revision into current from event_log.events e
          where e.stream_id = stream order by e.revision desc limit 1;
        current := coalesce(current, -1);
        if current <> expected then
          select count(*), max(e.position) into repeated, last_position
            from unnest(ids) with ordinality as given (id, place)
            join event_log.events e
              on e.stream_id = stream and e.revision = expected + given.place and e.event_id = given.id;
          if repeated = size then
            outcome := 'repeated';
            last_revision := expected + size;
          else
            outcome := 'conflict';
            last_revision := current;
            last_position := null;
          end if;
          return;
        end if;
        select coalesce(max(e.position), 0) into top from event_log.events e;
        insert into event_log.events
            (position, stream_id, revision, event_id, event_type, schema_version, data, metadata, appended_at)
          select top + given.place, stream, expected + given.place, given.id, given.type, given.version,
              given.content::json, given.metadata::json, clock_timestamp()
            from unnest(ids, types, versions, contents, metadatas)
              with ordinality as given (id, type, version, content, metadata, place);
        perform pg_notify('${APPENDED_CHANNEL}', '');
        outcome := 'appended';
        last_revision := expected + size;
        last_position := top + size;
      end $$`);
  }

  /** @throws when the log holds events: a migration must not destroy them */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if exists (select from event_log.events) then
          raise exception 'the event log holds events and is not removed' using errcode = 'restrict_violation';
        end if;
      end $$`);
    await runner.query('drop schema event_log cascade');
  }
}
