import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { Pool } from 'pg';
import { CommandCity } from '../data/command-city.js';
import { fictitiousEvents } from '../data/events.js';
import { Seeded } from '../data/seeded.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';
import { CONNECTIONS } from '../targets/postgres.js';

const SIZES = [
  { atOnce: 1, full: 350 },
  // As many as it takes until the first thousands, which are slow while they are being compiled, weigh little.
  { atOnce: 32, full: 6_720 },
];
/** So many commands a dossier, one after the other, as in `command`. */
const COMMANDS_A_DOSSIER = 7;

/** A kind of command, and what it makes durable. */
interface Kind {
  readonly name: string;
  /** Makes a dossier that takes such commands. @returns where they are posted */
  readonly dossier: (city: CommandCity) => Promise<string>;
  readonly body: (city: CommandCity) => object;
}

const KINDS: readonly Kind[] = [
  // A new key first, and then the event that is sealed under it: two commits, one after the other.
  {
    name: 'command over HTTP that begins an entry',
    dossier: async (city) => `${city.base}/subjects/${await city.register()}/entries`,
    body: (city) => city.entry(),
  },
  // The event alone.
  {
    name: 'command over HTTP on an entry',
    dossier: async (city) => city.noticed(await city.register()),
    body: (city) => city.statement(),
  },
];

/**
 * A command over a socket: the token verified, the body checked, the dossier read, decided by the real rules, sealed under
 * keys in the table, appended. The peers take the same body, look at nothing, and answer when a row of the size of such an
 * event is committed.
 */
export async function* commandHttp(bench: Bench): AsyncGenerator<Measure> {
  if (bench.target.kind !== 'postgres') return;
  const city = await CommandCity.open();
  const pool = new Pool({ connectionString: city.url, max: CONNECTIONS });
  pool.on('error', () => undefined);
  const closing: (() => Promise<unknown>)[] = [() => pool.end(), () => city.close()];
  try {
    const insert = await inserting(pool, bench.seed);
    const node = await bareNode(insert);
    closing.unshift(node.close);
    const fastify = Fastify({ forceCloseConnections: true });
    fastify.post('/', async (_request, reply) => reply.code(201).send(await insert()));
    const peer = await fastify.listen({ port: 0, host: '127.0.0.1' });
    closing.unshift(() => fastify.close());

    for (const { kind, atOnce, full } of KINDS.flatMap((kind) => SIZES.map((size) => ({ kind, ...size })))) {
      const count = bench.count(full, atOnce);
      const turns = count / atOnce;
      const posting = (name: string, url: string): Contestant => ({
        ...{ role: 'peer', name },
        prepare: async () => {
          const bodies = lanesOf(atOnce, turns, () => kind.body(city));
          return () => workOff(bodies, (body) => city.client.post(url, body));
        },
      });
      yield {
        name: `${kind.name}, ${atOnce} at once`,
        unit: 'commands',
        count,
        contestants: [
          {
            ...{ role: 'ours', name: 'command-api' },
            prepare: async () => {
              const dossiers = lanesOf(atOnce, Math.ceil(turns / COMMANDS_A_DOSSIER), () => ({ url: '' }));
              await workOff(dossiers, async (dossier) => (dossier.url = await kind.dossier(city)));
              const acts = lanesOf(atOnce, turns, (lane, turn) => ({
                url: dossiers[lane]?.[Math.floor(turn / COMMANDS_A_DOSSIER)]?.url ?? '',
                body: kind.body(city),
              }));
              return () => workOff(acts, ({ url, body }) => city.client.post(url, body));
            },
          },
          posting('bare node, one INSERT', node.base),
          posting('Fastify, one INSERT', peer),
        ],
        ...(atOnce === 32 && { goal: { against: 'peer', required: 0.6, wanted: 1 } }),
      };
    }
  } finally {
    for (const close of closing) await close();
  }
}

/** Inserts one row of the size of an event, committed when it returns. @returns what does, and answers with its id */
async function inserting(pool: Pool, seed: number): Promise<() => Promise<{ readonly id: string }>> {
  await pool.query('create table bare_events (id uuid primary key, data json not null, metadata json not null)');
  const events = fictitiousEvents(new Seeded(seed, 'bare'), 64);
  let n = 0;
  return async () => {
    const { data, metadata } = events[(n += 1) % events.length] ?? {};
    const id = randomUUID();
    await pool.query({
      name: 'insert',
      text: 'insert into bare_events (id, data, metadata) values ($1, $2, $3)',
      values: [id, JSON.stringify(data), JSON.stringify(metadata)],
    });
    return { id };
  };
}

async function bareNode(insert: () => Promise<object>) {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      JSON.parse(body);
      insert().then(
        (made) => response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(made)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
