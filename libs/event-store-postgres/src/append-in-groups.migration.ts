import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPEND_LOCK, APPENDED_CHANNEL } from './create-event-log.migration.js';

/**
 * Many appends in one transaction, each with its own expected revision and its own answer. `event_log.append` stays: it
 * is what the appends of a group go through one after the other where they have to, and what an older process calls at
 * the same time, under the same lock.
 *
 * - Of each append: its stream, the revision it expects, and where its events end among all events of the group.
 * - Of each event: stream, revision, id, type, version, data, metadata.
 * - `alone`: no stream is named twice. Then one look says whether all are as expected, which is the rule, and one
 *   statement writes them; the answer is the position before the first (`top`). Otherwise each append goes by itself, in
 *   its order, and sees those before it; the answers are arrays, and no position means a conflict.
 *
 * The settings keep the plans: made once, and on the keys of the table also while it is empty.
 */
export class AppendInGroups1763700030001 implements MigrationInterface {
  readonly name = 'AppendInGroups1763700030001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function event_log.append_group(
        streams text[], expected bigint[], ends integer[], alone boolean,
        event_streams text[], revisions bigint[], ids uuid[], types text[], versions integer[], contents text[],
        metadatas text[],
        out top bigint, out last_revisions bigint[], out last_positions bigint[]
      ) language plpgsql set plan_cache_mode to force_generic_plan set enable_seqscan to off as $$
      declare
        first integer := 1;
        answer record;
      begin
        -- Each statement below has to see what was committed before the lock was granted.
        if current_setting('transaction_isolation') <> 'read committed' then
          raise exception 'event_log.append_group runs in read committed only'
            using errcode = 'invalid_transaction_state';
        end if;
        perform pg_advisory_xact_lock(${APPEND_LOCK});
        if alone and (
          select bool_and(coalesce((
              select e.revision from event_log.events e
                where e.stream_id = asked.stream order by e.revision desc limit 1
            ), -1) = asked.revision)
            from unnest(streams, expected) as asked (stream, revision)
        ) then
          top := coalesce((select e.position from event_log.events e order by e.position desc limit 1), 0);
          insert into event_log.events
              (position, stream_id, revision, event_id, event_type, schema_version, data, metadata, appended_at)
            select top + given.place, given.stream, given.revision, given.id, given.type, given.version,
                given.content::json, given.metadata::json, clock_timestamp()
              from unnest(event_streams, revisions, ids, types, versions, contents, metadatas)
                with ordinality as given (stream, revision, id, type, version, content, metadata, place);
          perform pg_notify('${APPENDED_CHANNEL}', '');
          return;
        end if;
        for n in 1 .. cardinality(streams) loop
          select a.last_revision, a.last_position into answer
            from event_log.append(streams[n], expected[n], ids[first:ends[n]], types[first:ends[n]],
              versions[first:ends[n]], contents[first:ends[n]], metadatas[first:ends[n]]) as a;
          last_revisions[n] := answer.last_revision;
          last_positions[n] := answer.last_position;
          first := ends[n] + 1;
        end loop;
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function event_log.append_group(
        text[], bigint[], integer[], boolean, text[], bigint[], uuid[], text[], integer[], text[], text[])`);
  }
}
