// One process of writers: each appends single events to a stream of its own, as fast as it can, through the function
// named in APPEND. Prints how many appends were acknowledged and how many were refused and tried again.
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

const { DATABASE_URL, APPEND, WRITERS, APPENDS, NAME } = process.env;
const answer = { acknowledged: 0, refused: 0 };

async function write(stream) {
  const client = new Client({ connectionString: DATABASE_URL });
  await client.connect();
  for (let revision = -1; revision < Number(APPENDS) - 1;) {
    try {
      const { rows } = await client.query({
        name: 'append',
        text: `select outcome from ${APPEND}($1, $2, array[$3::uuid], '{Raced}', '{1}', '{"{}"}', '{"{}"}')`,
        values: [stream, revision, randomUUID()],
      });
      if (rows[0].outcome !== 'appended') throw new Error(`${stream}: ${rows[0].outcome}`);
      revision += 1;
      answer.acknowledged += 1;
    } catch (error) {
      if (error.code !== '23505') throw error;
      answer.refused += 1;
    }
  }
  await client.end();
}

await Promise.all(Array.from({ length: Number(WRITERS) }, (_, index) => write(`${NAME}-${index}`)));
process.stdout.write(JSON.stringify(answer));
