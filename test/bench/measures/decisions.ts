import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import Fastify from 'fastify';
import { Matters } from '#libs/access';
import { legalDateOf } from '#libs/rules';
import type { Queryable } from '#projections';
import { readStandings } from '../../../apps/query-api/src/decisions/read-standings.js';
import { DecisionCity, KeepAliveClient } from '../data/decision-city.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const SINGLE = [
  { atOnce: 1, full: 400 },
  { atOnce: 32, full: 1_600 },
];
const MANY = 10_000;
const CHUNK = 200;
const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * `POST /decisions` over a socket: authorised, validated, read on one snapshot, registered durably, sealed. The peer is
 * Fastify alone with the same statements, the register's among them: it knows no roles, checks no shape, puts the rows
 * into JSON as they come and gives no receipt.
 */
export async function* decisions(bench: Bench): AsyncGenerator<Measure> {
  if (bench.target.kind === 'eventstoredb') return;
  const city = await DecisionCity.build(bench.count(1_000, 100));
  const client = new KeepAliveClient();
  const bare = bareServer(city);
  const peer = await bare.listen({ port: 0, host: '127.0.0.1' });
  const by = (role: Contestant['role'], name: string, run: () => Promise<number>): Contestant => ({
    ...{ role, name },
    prepare: async () => run,
  });
  try {
    for (const { atOnce, full } of SINGLE) {
      const count = bench.count(full, atOnce);
      const lanes = lanesOf(atOnce, count / atOnce, (lane, turn) => city.identifier(lane + turn * atOnce));
      const asking = (base: string) => (): Promise<number> =>
        workOff(lanes, (identifier) => client.post(`${base}/decisions`, { identifier, purpose: PURPOSE }));
      yield {
        name: `decision query, ${atOnce} at once`,
        unit: 'queries',
        count,
        contestants: [by('ours', 'query-api', asking(city.base)), by('peer', 'bare Fastify', asking(peer))],
      };
    }
    const count = bench.count(MANY, CHUNK);
    const identifiers = Array.from({ length: count }, (_, n) => city.identifier(n));
    const asking = (base: string) => async (): Promise<number> => {
      await client.post(`${base}/decisions`, { identifiers, purpose: PURPOSE });
      return count;
    };
    yield {
      name: `decision query of ${count} subjects in one call`,
      unit: 'subjects',
      count,
      contestants: [by('ours', 'query-api', asking(city.base)), by('peer', 'bare Fastify', asking(peer))],
    };
  } finally {
    client.close();
    await bare.close();
    await city.stop();
  }
}

interface Question {
  readonly identifier?: ReturnType<DecisionCity['identifier']>;
  readonly identifiers?: readonly ReturnType<DecisionCity['identifier']>[];
  readonly purpose: typeof PURPOSE;
}

function bareServer({ app, clerk }: DecisionCity) {
  const server = Fastify({ forceCloseConnections: true });
  const { vault, registers, pool } = app;
  const matters = new Matters(pool);
  const position = async (db: Queryable): Promise<string | undefined> => {
    const { rows } = await db.query<{ position: string }>(
      `select position from read.checkpoints where slot = 'live' and projection = 'current-lists'`,
    );
    return rows[0]?.position;
  };

  async function answers({ purpose }: Question, identifiers: readonly ReturnType<DecisionCity['identifier']>[]) {
    const at = app.clock.now();
    const refs = await vault.index.findRefs(identifiers);
    const today = legalDateOf(at);
    const asking = { today, unitIds: ['unit-c'], position };
    const standings = await readStandings(
      pool,
      refs.map((ref) => ref ?? NOBODY),
      asking,
    );
    const rows = standings.of.map((standing) => ({ queryId: randomUUID(), asOf: at, ...standing }));
    const lookups = rows.map(({ queryId, entries }, n) => {
      const ref = refs[n];
      return {
        ...{ queryId, at, actor: clerk, role: 'IMPLEMENTING_UNIT' as const, purpose, clientIp: '127.0.0.1' },
        ...(ref !== undefined && { subjectRef: ref }),
        ...{ fieldsReturned: ['listed'], maskLevel: 'DEPARTMENT' as const, resultCount: entries.length },
      };
    });
    await Promise.all([
      registers.registerLookups(lookups),
      matters.noteAsked('unit-c', purpose, { at, on: today, queryId: rows[0]?.queryId ?? '' }),
    ]);
    return rows;
  }

  server.post<{ Body: Question }>('/decisions', async ({ body }, reply) => {
    const { identifier, identifiers = [] } = body;
    if (identifier !== undefined) return (await answers(body, [identifier]))[0];
    async function* lines(): AsyncGenerator<string> {
      for (let from = 0; from < identifiers.length; from += CHUNK)
        for (const row of await answers(body, identifiers.slice(from, from + CHUNK))) yield `${JSON.stringify(row)}\n`;
    }
    return reply.type('application/x-ndjson').send(Readable.from(lines()));
  });
  return server;
}
