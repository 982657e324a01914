import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a row says, under the names it is hashed by, as the columns of its register have it. */
const CONTENT = {
  access_audit: `
    at timestamptz, "userId" text, "unitId" text, roles text[], "actorKind" text, method text, route text, code text,
    reason text, "subjectId" text, "entryId" text, "commandId" text`,
  lookups: `
    "queryId" uuid, at timestamptz, "userId" text, "unitId" text, role text, "subjectRef" text, "purposeCode" text,
    "matterNo" text, "legalBasis" text, "fieldsReturned" text[], "maskLevel" text, "resultCount" int, "clientIp" text,
    "grantId" uuid, "askedNear" text`,
} as const;

/**
 * Rows go to the end of their chain with one statement, which is its own transaction: the head is locked, the rows are
 * chained and written, and the head moves on, without a round trip between. What a row says comes as its canonical JSON
 * (RFC 8785), and the hash is what it was: over the row's whole canonical JSON, of which only what the chain adds is put
 * together here. An older process appends beside it under the same lock.
 */
export class AppendAtOnce1763700043002 implements MigrationInterface {
  name = 'AppendAtOnce1763700043002';

  async up(runner: QueryRunner): Promise<void> {
    for (const [register, content] of Object.entries(CONTENT))
      await runner.query(`
        create function registers.append_${register}(
          of_shard integer, contents text[], out first_seq bigint, out noted_at timestamptz
        ) language plpgsql set plan_cache_mode to force_generic_plan as $$
        declare
          head registers.chain_heads;
          instant text;
          content text;
          link bytea;
          last_seq bigint;
          befores bytea[] := '{}';
          links bytea[] := '{}';
        begin
          -- Each statement below has to see what was committed before the lock was granted.
          if current_setting('transaction_isolation') <> 'read committed' then
            raise exception 'a register is added to in read committed only' using errcode = 'invalid_transaction_state';
          end if;
          perform set_config('synchronous_commit', 'on', true);
          loop
            select * into head from registers.chain_heads h
             where h.register = '${register}' and h.shard = of_shard for update;
            exit when found;
            insert into registers.chain_heads (register, shard, seq, hash, recorded_at)
            values ('${register}', of_shard, 0, decode(repeat('00', 32), 'hex'), date_trunc('milliseconds', clock_timestamp()))
            on conflict do nothing;
          end loop;
          -- The clock is read after the lock is had, and time never goes back.
          noted_at := greatest(head.recorded_at, date_trunc('milliseconds', clock_timestamp()));
          perform registers.ensure_month('${register}', noted_at);
          instant := to_char(noted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
          link := head.hash;
          last_seq := head.seq;
          foreach content in array contents loop
            last_seq := last_seq + 1;
            befores := array_append(befores, link);
            link := sha256(convert_to(concat(
              '{"content":', content, ',"previous":"', encode(link, 'hex'), '","recordedAt":"', instant,
              '","register":"${register}","seq":', last_seq, ',"shard":', of_shard, '}'), 'UTF8'));
            links := array_append(links, link);
          end loop;
          insert into registers.${register} (recorded_at, shard, seq, previous, hash, ${columnsOf(content)})
          select noted_at, of_shard, head.seq + given.place, given.before, given.link, said.*
            from unnest(contents, befores, links) with ordinality as given (content, before, link, place),
                 json_to_record(given.content::json) as said (${content});
          update registers.chain_heads h set seq = last_seq, hash = link, recorded_at = noted_at
           where h.register = '${register}' and h.shard = of_shard;
          first_seq := head.seq + 1;
        end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const register of Object.keys(CONTENT))
      await runner.query(`drop function registers.append_${register}(integer, text[])`);
  }
}

/** `"queryId" uuid, at timestamptz` are the columns `query_id, at`. */
function columnsOf(content: string): string {
  const names = content.split(',').map((column) => column.trim().split(' ')[0] ?? '');
  return names
    .map((name) => name.replaceAll('"', '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .join(', ');
}
