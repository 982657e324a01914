import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import Fastify from 'fastify';
import { Pool } from 'pg';
import { Matters } from '#libs/access';
import { legalDateOf } from '#libs/rules';
import { standingsOf } from '#projections';
import { DecisionCity, KeepAliveClient } from '../data/decision-city.js';
import { BareServer, jsonOf } from '../data/bare-server.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const SINGLE = [
  { atOnce: 1, full: 400, slow: 400 },
  // As many as it takes until the first thousands, which are slow while they are being compiled, weigh little.
  { atOnce: 32, full: 6_400, slow: 1_600 },
];
const MANY = 10_000;
const CHUNK = 200;
const PURPOSE = { purposeCode: 'BID_REVIEW', matterNo: '银公资〔2026〕8号' };
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * `POST /decisions` over a socket: authenticated, authorised, validated, read on one snapshot, registered durably, sealed.
 * One peer is node's own server with one prepared statement a request: it takes everybody's word, registers nothing and
 * gives no receipt. The other is Fastify alone with the statements of ours, one request at a time, the register's among
 * them: it knows no roles, checks no shape, puts the rows into JSON as they come and gives no receipt.
 */
export async function* decisions(bench: Bench): AsyncGenerator<Measure> {
  if (bench.target.kind === 'eventstoredb') return;
  const city = await DecisionCity.build(bench.count(1_000, 100));
  const client = new KeepAliveClient(city.token);
  const bare = bareFastify(city);
  const peer = await bare.listen({ port: 0, host: '127.0.0.1' });
  const plain = await bareNode(city);
  const by = (role: Contestant['role'], name: string, run: () => Promise<number>): Contestant => ({
    ...{ role, name },
    prepare: async () => run,
  });
  const asking = (base: string, atOnce: number, count: number): (() => Promise<number>) => {
    const lanes = lanesOf(atOnce, count / atOnce, (lane, turn) => city.identifier(lane + turn * atOnce));
    return () => workOff(lanes, (identifier) => client.post(`${base}/decisions`, { identifier, purpose: PURPOSE }));
  };
  try {
    for (const { atOnce, full, slow } of SINGLE) {
      const [count, fewer] = [bench.count(full, atOnce), bench.count(slow, atOnce)];
      yield {
        name: `decision query, ${atOnce} at once`,
        unit: 'queries',
        count,
        contestants: [
          by('ours', 'query-api', asking(city.base, atOnce, count)),
          by('peer', 'bare node http, one query', asking(plain.base, atOnce, count)),
          { ...by('peer', 'bare Fastify, registers', asking(peer, atOnce, fewer)), count: fewer },
        ],
        goal: { against: 'peer', required: 1, wanted: 3 },
      };
    }
    const count = bench.count(MANY, CHUNK);
    const identifiers = Array.from({ length: count }, (_, n) => city.identifier(n));
    const askingAll = (base: string) => async (): Promise<number> => {
      await client.post(`${base}/decisions`, { identifiers, purpose: PURPOSE });
      return count;
    };
    yield {
      name: `decision query of ${count} subjects in one call`,
      unit: 'subjects',
      count,
      contestants: [
        by('ours', 'query-api', askingAll(city.base)),
        by('peer', 'bare Fastify, registers', askingAll(peer)),
      ],
    };
  } finally {
    client.close();
    await plain.close();
    await bare.close();
    await city.stop();
  }
}

interface Question {
  readonly identifier?: ReturnType<DecisionCity['identifier']>;
  readonly identifiers?: readonly ReturnType<DecisionCity['identifier']>[];
  readonly purpose: typeof PURPOSE;
}

/** Identifier, subject and entries in one statement, by the hash that the product finds identifiers by. */
async function bareNode({ app, clerk }: DecisionCity): Promise<BareServer> {
  const pool = new Pool({ connectionString: app.databaseUrl, max: 10 });
  const today = legalDateOf(app.clock.now());
  return BareServer.start(pool, async (request) => {
    const { identifier } = (await jsonOf(request)) as Question;
    if (identifier === undefined) throw new Error('asks about one');
    const [, hash = ''] = (await app.vault.index.identifierHashes(identifier))[0]?.split(':') ?? [];
    const { rows } = await pool.query<object>({
      name: 'decision',
      text: `select e.entry_id, e.list_kind, e.unit_id, e.standard_id, e.standard_version, e.decision_no,
                    e.valid_from::text, e.valid_to::text, e.measure_state, e.measure_items, e.suspension_grounds,
                    e.dispute_marks, e.entry_revision, e.stream_revision
               from vault.identifier_index i join read.current_entries e on e.subject_id = i.ref
              where i.hmac_version = 1 and i.hmac = $1 and e.lifecycle = 'ACTIVE' and $2 between e.valid_from and e.valid_to
                and not e.minor and (e.hidden_from is null or e.hidden_from > $2)`,
      values: [Buffer.from(hash, 'hex'), today],
    });
    return JSON.stringify({ askedBy: clerk.unitId, today, hits: rows });
  });
}

function bareFastify({ app, clerk }: DecisionCity) {
  const server = Fastify({ forceCloseConnections: true });
  const { vault, registers, pool } = app;
  const matters = new Matters(pool);
  async function answers({ purpose }: Question, identifiers: readonly ReturnType<DecisionCity['identifier']>[]) {
    const at = app.clock.now();
    const refs = await vault.index.findRefs(identifiers);
    const today = legalDateOf(at);
    const standings = await standingsOf(
      pool,
      refs.map((ref) => ref ?? NOBODY),
      { today, unitIds: ['unit-c'] },
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
