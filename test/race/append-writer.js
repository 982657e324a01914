// One process of writers, each with streams of its own, one event to each at a time, as fast as it can, through the
// function named in APPEND, which takes what that named in LIKE takes: one append, or a group of them, of as many as
// STREAMS. Prints how many events were acknowledged and how many appends were refused and tried again.
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

const { DATABASE_URL, APPEND, LIKE, WRITERS, APPENDS, NAME } = process.env;
const STREAMS = Number(process.env.STREAMS);
const answer = { acknowledged: 0, refused: 0 };

const append = {
  text: `select outcome = 'appended' as appended from ${APPEND}($1, $2, $3::uuid[], '{Raced}', '{1}', '{"{}"}', '{"{}"}')`,
  values: ([stream], revision, ids) => [stream, revision, ids],
};
const appendOne = {
  text: `select top is not null as appended from ${APPEND}($1, $2, $3, 'Raced', 1, '{}', '{}')`,
  values: ([stream], revision, [id]) => [stream, revision, id],
};
const appendGroup = {
  text: `
    select top is not null as appended from ${APPEND}($1, array_fill($2::bigint, array[${STREAMS}]),
      array(select generate_series(1, ${STREAMS})), true, $1, array_fill($2::bigint + 1, array[${STREAMS}]), $3::uuid[],
      array_fill('Raced'::text, array[${STREAMS}]), array_fill(1, array[${STREAMS}]),
      array_fill('{}'::text, array[${STREAMS}]), array_fill('{}'::text, array[${STREAMS}]))`,
  values: (streams, revision, ids) => [streams, revision, ids],
};
const calls = {
  'event_log.append': append,
  'event_log.append_one': appendOne,
  'event_log.append_group': appendGroup,
};
const { text, values } = calls[LIKE];

async function write(name) {
  const streams = Array.from({ length: STREAMS }, (_, index) => `${name}-${index}`);
  const client = new Client({ connectionString: DATABASE_URL });
  await client.connect();
  for (let revision = -1; revision < Number(APPENDS) - 1;) {
    try {
      const ids = streams.map(() => randomUUID());
      const { rows } = await client.query({ name: 'append', text, values: values(streams, revision, ids) });
      if (!rows[0].appended) throw new Error(`${name} was not appended`);
      revision += 1;
      answer.acknowledged += STREAMS;
    } catch (error) {
      if (error.code !== '23505') throw error;
      answer.refused += 1;
    }
  }
  await client.end();
}

await Promise.all(Array.from({ length: Number(WRITERS) }, (_, index) => write(`${NAME}-${index}`)));
process.stdout.write(JSON.stringify(answer));
