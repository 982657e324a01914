import Fastify from 'fastify';
import { Pool } from 'pg';
import { Cursors } from '../../../apps/query-api/src/reading/catch-up.js';
import { addRowsLike, jsonLike } from '../../support/many-rows.js';
import { BareServer } from '../data/bare-server.js';
import { DecisionCity, KeepAliveClient } from '../data/decision-city.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const LANES = 32;
const PAGE = 50;
const DAY = '2026-10-01';

/** What the cursors of the clerk's whole list are bound to. */
const WHOLE_LIST = { listKind: 'BLACK', status: 'ACTIVE', minorsOf: [] };
/** What somebody would write for the same rows: one range of the index, and what of its first day was shown filtered out. */
const BARE_PAGE = `
  select e.entry_id, e.subject_id, s.name, s.identifier, s.subject_type, e.list_kind, e.unit_id, e.standard_id,
         e.standard_version, e.lifecycle, e.listed_on::text, e.decision_no, e.decided_on::text, e.valid_from::text,
         e.valid_to::text, e.grade, e.measure_state, e.measure_items, e.suspension_grounds, e.dispute_marks,
         e.publication_state, e.published_channels, e.platform_state, e.repairable, e.earliest_repair_on::text,
         e.repair_state, e.focus_mode, e.backdated, e.basis_insufficient, e.exit_reason, e.exit_effective_on::text,
         e.caused_by_entry_id, e.origin, e.entry_revision
    from read.current_entries e join read.current_subjects s using (subject_id)
   where e.list_kind = 'BLACK' and e.lifecycle = 'ACTIVE' and $1::date between e.valid_from and e.valid_to
     and not e.minor and (e.hidden_from is null or e.hidden_from > $1::date)
     and e.listed_on <= $2::date and (e.listed_on < $2::date or e.entry_id > $3)
   order by e.listed_on desc, e.entry_id limit ${PAGE}`;

interface Place {
  readonly listedOn: string;
  readonly entryId: string;
}

/**
 * A page of 50 of the black list somewhere in the midst of it, over a socket: authenticated, authorised, masked, with a
 * sealed cursor. The peers answer the same rows by one prepared statement, filtered and by keyset, as JSON of row objects;
 * they take everybody's word.
 */
export async function* listPage(bench: Bench): AsyncGenerator<Measure> {
  if (bench.target.kind === 'eventstoredb') return;
  // A full run has a million; a quick one does not have the time to fill in a fifth of them.
  const entries = bench.count(bench.count(1_000_000, 1_000), 1_000);
  const city = await DecisionCity.build(1);
  const client = new KeepAliveClient(city.token);
  const { pool } = city.app;
  await addRowsLike(pool, 'read.current_subjects', `subject_id = '${DecisionCity.subject}'`, entries, {
    subject_id: `'s' || n`,
  });
  const [entryId, subjectId, unitId, decisionNo] = [`'e' || n`, `'s' || n`, `'unit-' || n % 40`, `'示范〔2026〕' || n`];
  const listedOn = `(date '2026-09-18' - (n % 900)::int)`;
  const like = `entry_id = '${DecisionCity.entry}'`;
  const { rows: written } = await pool.query<{ shown: string }>(`select shown from read.current_entries where ${like}`);
  await addRowsLike(pool, 'read.current_entries', like, entries, {
    ...{ entry_id: entryId, subject_id: subjectId, unit_id: unitId, decision_no: decisionNo, listed_on: listedOn },
    shown: jsonLike(written[0]?.shown ?? '', { entryId, subjectId, unitId, decisionNo, listedOn }),
  });
  await pool.query('vacuum analyze read.current_subjects, read.current_entries');
  const { rows: places } = await pool.query<Place>(
    `select listed_on::text as "listedOn", entry_id as "entryId" from read.current_entries
      where entry_id = any(select 'e' || (n * $1::int / 200 + 1) from generate_series(0, 199) n)`,
    [entries],
  );
  const cursors = city.app.nest.get(Cursors);
  const cursorOf = (place: Place): string => cursors.encode(['lists', WHOLE_LIST], place) ?? '';
  const pages = new Pool({ connectionString: city.app.databaseUrl, max: 10 });
  const rowsOf = async (on: string, id: string): Promise<readonly object[]> =>
    (await pages.query<object>({ name: 'page', text: BARE_PAGE, values: [DAY, on, id] })).rows;
  const node = await BareServer.start(pages, async ({ url = '' }) => {
    const { searchParams } = new URL(url, 'http://bare');
    return JSON.stringify({ items: await rowsOf(searchParams.get('on') ?? '', searchParams.get('id') ?? '') });
  });
  const fastify = Fastify({ forceCloseConnections: true });
  fastify.get<{ Querystring: { on: string; id: string } }>('/', async ({ query: { on, id } }) => ({
    items: await rowsOf(on, id),
  }));
  const fastifyBase = await fastify.listen({ port: 0, host: '127.0.0.1' });
  const count = bench.count(3_200, LANES);
  const by = (role: Contestant['role'], name: string, address: (place: Place) => string): Contestant => ({
    ...{ role, name },
    prepare: async () => {
      const lanes = lanesOf(LANES, count / LANES, (lane, turn) => {
        const place = places[(lane * 7 + turn) % places.length];
        return place === undefined ? '' : address(place);
      });
      return () => workOff(lanes, (url) => client.get(url));
    },
  });
  const keyset =
    (base: string) =>
    ({ listedOn, entryId }: Place) =>
      `${base}/?on=${listedOn}&id=${entryId}`;
  try {
    yield {
      name: `list page of ${PAGE} over ${entries} entries, ${LANES} at once`,
      unit: 'pages',
      count,
      contestants: [
        by('ours', 'query-api', (place) => `${city.base}/lists/black?cursor=${cursorOf(place)}`),
        by('peer', 'bare node http, one query', keyset(node.base)),
        by('peer', 'bare Fastify, one query', keyset(fastifyBase)),
      ],
      goal: { against: 'peer', required: 1, wanted: 2 },
    };
  } finally {
    client.close();
    await fastify.close();
    await node.close();
    await city.stop();
  }
}
