import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPEND_LOCK, APPENDED_CHANNEL } from './create-event-log.migration.js';

/**
 * A group of one append of one event: what `event_log.append_group` does with it, without the arrays, which cost more than
 * all the rest of it. It answers as that does; what is not as expected goes through `event_log.append`.
 *
 * The setting keeps the plans on the keys of the table also while it is small.
 */
export class AppendOne1763700040001 implements MigrationInterface {
  readonly name = 'AppendOne1763700040001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function event_log.append_one(
        stream text, expected bigint, id uuid, type text, version integer, content json, metadata json,
        out top bigint, out last_revisions bigint[], out last_positions bigint[]
      ) language plpgsql set enable_seqscan to off as $$
      declare
        answer record;
      begin
        -- Each statement below has to see what was committed before the lock was granted.
        if current_setting('transaction_isolation') <> 'read committed' then
          raise exception 'event_log.append_one runs in read committed only'
            using errcode = 'invalid_transaction_state';
        end if;
        perform pg_advisory_xact_lock(${APPEND_LOCK});
        if expected = coalesce((
          select e.revision from event_log.events e where e.stream_id = stream order by e.revision desc limit 1
        ), -1) then
          top := coalesce((select e.position from event_log.events e order by e.position desc limit 1), 0);
          insert into event_log.events
              (position, stream_id, revision, event_id, event_type, schema_version, data, metadata, appended_at)
            values (top + 1, stream, expected + 1, id, type, version, content, metadata, clock_timestamp());
          perform pg_notify('${APPENDED_CHANNEL}', '');
          return;
        end if;
        select a.last_revision, a.last_position into answer
          from event_log.append(stream, expected, array[id], array[type], array[version], array[content::text],
            array[metadata::text]) as a;
        last_revisions := array[answer.last_revision];
        last_positions := array[answer.last_position];
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function event_log.append_one(text, bigint, uuid, text, integer, json, json)');
  }
}
