import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Pool } from 'pg';
import { freshDatabase, type FreshDatabase } from '#test/database';
import type { Actor } from '../actor.js';
import { archiveMonth, ArchiveRefused } from './archive.js';
import { linkHash, storedRow } from './chain.js';
import { AppendAtOnce1763700043002 } from './append-at-once.migration.js';
import { CreateRegisters1763700002001 } from './create-registers.migration.js';
import { ExtendLookups1763700022001 } from './extend-lookups.migration.js';
import { CursorInvalid, PurposeNotPublished, RegisterUnavailable } from './errors.js';
import { Registers, type DeniedRequest, type Lookup } from './registers.js';

const actor: Actor = { userId: 'u-1', unitId: 'unit-a', roles: ['RECOGNIZING_UNIT'], kind: 'OFFICIAL' };
const denied = (n = 0, change: Partial<DeniedRequest> = {}): DeniedRequest => ({
  at: '2026-09-18T01:30:00.000Z',
  actor,
  method: 'POST',
  route: '/subjects/:subjectId/entries/:entryId/recognition',
  code: 'PRIOR_NOTICE_REQUIRED',
  reason: `number ${n}`,
  subjectId: `s-${n}`,
  ...change,
});
const lookup = (change: Partial<Lookup> = {}): Lookup => ({
  at: '2026-09-18T01:30:00.000Z',
  actor,
  role: 'RECOGNIZING_UNIT',
  subjectRef: 's-1',
  purpose: { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号' },
  fieldsReturned: ['name', 'identifier'],
  maskLevel: 'DEPARTMENT',
  resultCount: 1,
  clientIp: '127.0.0.1',
  ...change,
});

const GRANT = '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10';

/** Every matter but one. */
const matters = { isPublished: (unitId: string, code: string) => unitId === 'unit-a' && code !== 'CURIOSITY' };

describe('the registers', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let registers: Registers;
  const pools: Pool[] = [];
  const newPool = (): Pool => {
    const made = new Pool({ connectionString: database.url, max: 4 });
    // A database that is dropped under a connection on its way out says so there.
    made.on('error', () => undefined);
    pools.push(made);
    return made;
  };
  /** What someone could do who owns the database. */
  const asOwner = async (table: string, sql: string, values: unknown[] = []): Promise<void> => {
    await pool.query(`alter table registers.${table} disable trigger all`);
    await pool.query(sql, values);
    await pool.query(`alter table registers.${table} enable trigger all`);
  };
  const fill = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, n) => registers.recordDenied(denied(n))));

  beforeEach(async () => {
    database = await freshDatabase({
      migrations: [CreateRegisters1763700002001, ExtendLookups1763700022001, AppendAtOnce1763700043002],
    });
    pool = newPool();
    registers = new Registers(pool, 0, matters);
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((made) => made.end()));
    await database.drop();
  });

  it('note a refusal and a look-up, whole', async () => {
    const link = await registers.recordDenied(denied(1, { entryId: 'e-1', commandId: 'c-1' }));
    expect((await registers.listDenied({})).rows).toEqual([
      {
        ...link,
        at: '2026-09-18T01:30:00.000Z',
        userId: 'u-1',
        unitId: 'unit-a',
        roles: ['RECOGNIZING_UNIT'],
        actorKind: 'OFFICIAL',
        method: 'POST',
        route: '/subjects/:subjectId/entries/:entryId/recognition',
        code: 'PRIOR_NOTICE_REQUIRED',
        reason: 'number 1',
        subjectId: 's-1',
        entryId: 'e-1',
        commandId: 'c-1',
      },
    ]);
    const { queryId, ...place } = await registers.registerLookup(lookup());
    expect((await registers.listLookups({ subjectRef: 's-1' })).rows).toEqual([
      {
        ...place,
        queryId,
        at: '2026-09-18T01:30:00.000Z',
        userId: 'u-1',
        unitId: 'unit-a',
        role: 'RECOGNIZING_UNIT',
        subjectRef: 's-1',
        purposeCode: 'DISPUTE_HANDLING',
        matterNo: '银信异〔2026〕15号',
        legalBasis: null,
        fieldsReturned: ['name', 'identifier'],
        maskLevel: 'DEPARTMENT',
        resultCount: 1,
        clientIp: '127.0.0.1',
        grantId: null,
        askedNear: null,
      },
    ]);
    for (const register of ['access_audit', 'lookups'] as const)
      expect(await registers.verifyChain(register)).toMatchObject({ whole: true, rows: 1 });
  });

  it('note a request of which nobody is known', async () => {
    const { actor: _nobody, ...anonymous } = denied();
    await registers.recordDenied(anonymous);
    expect((await registers.listDenied({})).rows).toMatchObject([{ userId: null, actorKind: 'PUBLIC' }]);
    expect(await registers.verifyChain('access_audit')).toMatchObject({ whole: true });
  });

  it('hold no identifier, whatever they are given, and take what PostgreSQL cannot store', async () => {
    const planted = '640100199001010012';
    await registers.recordDenied(
      denied(0, { subjectId: planted, entryId: 'a\0b\ud800', reason: `对${planted}`, route: `/x/${planted}` }),
    );
    await registers.registerLookup(
      lookup({
        subjectRef: planted,
        purpose: { purposeCode: 'X', matterNo: planted, legalBasis: planted },
        clientIp: planted,
      }),
    );
    const { rows } = await pool.query(
      'select to_jsonb(a)::text as row from registers.access_audit a union all select to_jsonb(l)::text from registers.lookups l',
    );
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(planted);
    expect(await registers.verifyChain('access_audit')).toMatchObject({ whole: true, rows: 1 });
  });

  it('refuse change, removal and emptying in the database itself', async () => {
    await registers.recordDenied(denied());
    const { rows } = await pool.query<{ part: string }>(
      `select inhrelid::regclass::text as part from pg_inherits where inhparent = 'registers.access_audit'::regclass`,
    );
    expect(rows).toHaveLength(1);
    for (const table of ['registers.access_audit', rows[0]?.part ?? '']) {
      await expect(pool.query(`update ${table} set code = 'X'`)).rejects.toThrow(/only ever added/);
      await expect(pool.query(`delete from ${table}`)).rejects.toThrow(/only ever added/);
      await expect(pool.query(`truncate ${table}`)).rejects.toThrow(/only ever added/);
    }
    for (const sql of ['delete from registers.chain_heads', 'update registers.chain_heads set seq = seq - 1'])
      await expect(pool.query(sql)).rejects.toThrow(/onwards/);
  });

  it('stay one chain under many writers in several processes', async () => {
    const processes = Array.from({ length: 4 }, () => new Registers(newPool(), 0, matters));
    const links = await Promise.all(
      Array.from({ length: 400 }, (_, n) => (processes[n % 4] as Registers).recordDenied(denied(n))),
    );
    expect(links.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, n) => n + 1));
    expect(await registers.verifyChain('access_audit')).toMatchObject({ whole: true, rows: 400, last: { seq: 400 } });
    const { rows } = await pool.query('select from registers.access_audit where reason = $1 and seq = $2', [
      'number 7',
      links[7]?.seq,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('are chained by the database as they are verified here, whatever the texts hold', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', '\\', '/', '\u007f', '\u2028', '\t', '名', '𠮷', '\ud800', '{'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1 }),
        fc.option(text),
        async ([matterNo = '', ...fields], legalBasis) => {
          const purpose = { purposeCode: 'DISPUTE_HANDLING', matterNo, ...(legalBasis !== null && { legalBasis }) };
          await registers.registerLookup(lookup({ purpose, fieldsReturned: fields, clientIp: 'nowhere' }));
          await registers.recordDenied(denied(0, { reason: matterNo }));
        },
      ),
      { numRuns: 50 },
    );
    for (const register of ['lookups', 'access_audit'] as const)
      expect(await registers.verifyChain(register)).toMatchObject({ whole: true, rows: 50 });
  });

  it('go on with a chain that a process of the release before adds to at the same time', async () => {
    const first = await registers.registerLookup(lookup());
    const client = await pool.connect();
    await client.query('begin');
    await client.query("select from registers.chain_heads where register = 'lookups' for update");
    const waiting = registers.registerLookup(lookup({ subjectRef: 's-2' }));
    // It takes the row before, again under the number after it, as that release wrote one.
    const { rows } = await client.query<{ hash: Buffer; recorded_at: Date }>(
      `select hash, greatest(recorded_at, date_trunc('milliseconds', clock_timestamp())) as recorded_at
         from registers.chain_heads where register = 'lookups'`,
    );
    const [head = { hash: Buffer.alloc(0), recorded_at: new Date() }] = rows;
    const { rows: before } = await client.query<Record<string, unknown>>('select * from registers.lookups');
    const { content } = storedRow('lookups', before[0] ?? {});
    const link = { shard: 0, seq: first.seq + 1, recordedAt: head.recorded_at.toISOString() };
    const hash = linkHash('lookups', link, head.hash, content);
    await client.query(
      `insert into registers.lookups select (jsonb_populate_record(l, jsonb_build_object('seq', $1::bigint, 'recorded_at', $2::timestamptz,
         'previous', $3::bytea, 'hash', $4::bytea))).* from registers.lookups l`,
      [link.seq, link.recordedAt, head.hash, hash],
    );
    await client.query(
      `update registers.chain_heads set seq = $1, recorded_at = $2, hash = $3 where register = 'lookups'`,
      [link.seq, link.recordedAt, hash],
    );
    await client.query('commit');
    client.release();
    expect((await waiting).seq).toBe(first.seq + 2);
    expect(await registers.verifyChain('lookups')).toMatchObject({ whole: true, rows: 3 });
  });

  it('take many look-ups at once: all next to each other in the chain, or none', async () => {
    const wanted = Array.from({ length: 1_200 }, (_, n) => lookup({ subjectRef: `s-${n}`, grantId: GRANT }));
    const before = await registers.registerLookup(lookup());
    const [links] = await Promise.all([registers.registerLookups(wanted), registers.registerLookup(lookup())]);
    expect(links.map(({ seq }) => seq)).toEqual(wanted.map((_, n) => before.seq + 1 + n));
    expect(new Set(links.map(({ queryId }) => queryId)).size).toBe(1_200);
    expect(await registers.verifyChain('lookups')).toMatchObject({ whole: true, rows: 1_202 });
    expect((await registers.listLookups({ subjectRef: ['s-7', 's-8'] })).rows).toMatchObject([
      { subjectRef: 's-8', grantId: GRANT, seq: before.seq + 9 },
      { subjectRef: 's-7', grantId: GRANT, seq: before.seq + 8 },
    ]);
    expect(await registers.registerLookups([])).toEqual([]);

    const oneWrong = [lookup(), lookup({ resultCount: 2 ** 31 }), lookup()];
    await expect(registers.registerLookups(oneWrong)).rejects.toThrow(RegisterUnavailable);
    expect(await registers.verifyChain('lookups')).toMatchObject({ whole: true, rows: 1_202 });
  });

  it('take no look-up for a purpose that the unit has not published (6.2)', async () => {
    const purpose = { purposeCode: 'CURIOSITY', matterNo: '1' };
    const elsewhere: Actor = { ...actor, unitId: 'unit-b' };
    for (const refused of [lookup({ purpose }), lookup({ actor: elsewhere })]) {
      await expect(registers.registerLookup(refused)).rejects.toThrow(PurposeNotPublished);
      await expect(registers.registerLookups([lookup(), refused])).rejects.toThrow(PurposeNotPublished);
    }
    await expect(new Registers(pool).registerLookup(lookup())).rejects.toThrow(PurposeNotPublished);
    expect((await registers.listLookups({})).rows).toEqual([]);
    const self: Actor = { userId: 'p', roles: ['SUBJECT'], kind: 'SUBJECT', subjectRef: 's-1' };
    await registers.registerLookup(lookup({ actor: self, role: 'SUBJECT', purpose, maskLevel: 'OWN' }));
    expect((await registers.listLookups({})).rows).toMatchObject([{ unitId: null, purposeCode: 'CURIOSITY' }]);
  });

  it('keep the hashes of the time before a column came', async () => {
    const [link, previous] = [{ shard: 0, seq: 1, recordedAt: '2026-09-18T01:30:00.000Z' }, Buffer.alloc(32)];
    const content = { queryId: GRANT, userId: 'u-1', fieldsReturned: ['name'] };
    const hash = linkHash('lookups', link, previous, content).toString('hex');
    expect(hash).toBe('dcbd1c089a44eb8053c4dc24f6dcff00c9fedcd269ffe10f6b68ee56d4eba2f1');
    expect(linkHash('lookups', link, previous, { ...content, grantId: null }).toString('hex')).toBe(hash);
    expect(linkHash('lookups', link, previous, { ...content, grantId: GRANT }).toString('hex')).not.toBe(hash);
  });

  it('give a month to the archive, and stay whole behind it', async () => {
    for (const n of [0, 1, 2]) await registers.recordDenied(denied(n));
    const month = new Date().toISOString().slice(0, 7);
    const lines: string[] = [];
    const sink = { write: async (line: string) => void lines.push(line), finish: async () => undefined };
    const early = archiveMonth(pool, 'access_audit', month, '2036-01-01T00:00:00.000Z', sink);
    await expect(early).rejects.toThrow(ArchiveRefused);
    expect((await registers.listDenied({})).rows).toHaveLength(3);

    const later = `${Number(month.slice(0, 4)) + 11}-01-01T00:00:00.000Z`;
    const archived = await archiveMonth(pool, 'access_audit', month, later, sink);
    expect(archived).toMatchObject({ month, rows: 3, chains: [{ shard: 0, firstSeq: 1, lastSeq: 3 }] });
    expect(lines.map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual([
      ...['number 0', 'number 1', 'number 2'],
    ]);
    expect(createHash('sha256').update(lines.join('')).digest('hex')).toBe(archived.sha256);
    expect((await registers.listDenied({})).rows).toEqual([]);
    expect(await registers.verifyChain('access_audit')).toMatchObject({ whole: true, rows: 0 });
    // Another process, or ten years later: this one still knows the month.
    await new Registers(pool).recordDenied(denied(3));
    expect(await registers.verifyChain('access_audit')).toMatchObject({ whole: true, rows: 1, last: { seq: 4 } });
    await expect(pool.query('delete from registers.archived_months')).rejects.toThrow('only ever added to');
  });

  it('can be sharded: each chain is whole in itself, and one listing shows all', async () => {
    // All of them find the month missing at the same time.
    const others = Array.from({ length: 6 }, (_, n) => new Registers(newPool(), n + 1, matters));
    await Promise.all([
      registers.recordDenied(denied(1)),
      ...others.map((each, n) => each.recordDenied(denied(n + 2))),
    ]);
    await others[0]?.recordDenied(denied(8));
    expect(await registers.verifyChain('access_audit', undefined, undefined, 0)).toMatchObject({ rows: 1 });
    expect(await registers.verifyChain('access_audit', undefined, undefined, 1)).toMatchObject({ rows: 2 });
    expect((await registers.listDenied({})).rows).toHaveLength(8);
  });

  it('part by month', async () => {
    for (const instant of ['2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'])
      await pool.query('select registers.ensure_month($1, $2)', ['lookups', instant]);
    await pool.query(`select registers.ensure_month('lookups', '2027-01-31T10:00:00+08:00')`);
    const { rows } = await pool.query(
      `select inhrelid::regclass::text as part from pg_inherits
       where inhparent = 'registers.lookups'::regclass order by part`,
    );
    expect(rows).toEqual([{ part: 'registers.lookups_2026_12' }, { part: 'registers.lookups_2027_01' }]);
  });

  describe('tampering', () => {
    beforeEach(() => fill(30));
    const verdict = (from?: number, to?: number) => registers.verifyChain('access_audit', from, to);

    it.each([
      ['code', `'X'`],
      ['user_id', `'u-2'`],
      ['unit_id', 'null'],
      ['roles', `'{SUPERVISOR}'`],
      ['at', `at + interval '1 millisecond'`],
      ['recorded_at', `recorded_at - interval '1 millisecond'`],
    ])('shows in an altered %s', async (column, value) => {
      await asOwner('access_audit', `update registers.access_audit set ${column} = ${value} where seq = 17`);
      expect(await verdict()).toEqual({ whole: false, seq: 17, fault: 'CONTENT' });
      expect(await verdict(1, 16)).toMatchObject({ whole: true, rows: 16 });
      expect(await verdict(18)).toMatchObject({ whole: true, rows: 13 });
    });

    it('shows in a removed row', async () => {
      await asOwner('access_audit', 'delete from registers.access_audit where seq = 9');
      expect(await verdict()).toEqual({ whole: false, seq: 9, fault: 'MISSING' });
      expect(await verdict(10)).toEqual({ whole: false, seq: 9, fault: 'MISSING' });
    });

    it('shows in a row put in beside another', async () => {
      await asOwner(
        'access_audit',
        `insert into registers.access_audit
         select (r).* from (select jsonb_populate_record(a, jsonb_build_object('recorded_at', recorded_at + interval '1 ms')) as r
                            from registers.access_audit a where seq = 9) as doubled`,
      );
      expect(await verdict()).toEqual({ whole: false, seq: 9, fault: 'DOUBLED' });
    });

    it('shows in two rows exchanged', async () => {
      await asOwner('access_audit', 'update registers.access_audit set seq = 1000 where seq = 9');
      await asOwner('access_audit', 'update registers.access_audit set seq = 9 where seq = 10');
      await asOwner('access_audit', 'update registers.access_audit set seq = 10 where seq = 1000');
      expect(await verdict()).toEqual({ whole: false, seq: 9, fault: 'LINK' });
    });

    it('shows in an end cut off', async () => {
      await asOwner('access_audit', 'delete from registers.access_audit where seq > 25');
      expect(await verdict()).toEqual({ whole: false, seq: 26, fault: 'HEAD' });
      expect(await verdict(1, 30)).toEqual({ whole: false, seq: 26, fault: 'MISSING' });
    });

    it('shows in an end rewritten together with its head, to who has kept the last hash', async () => {
      const before = await verdict();
      await asOwner('access_audit', 'delete from registers.access_audit where seq = 30');
      await asOwner(
        'chain_heads',
        `update registers.chain_heads h set seq = 29, hash = a.hash from registers.access_audit a where a.seq = 29`,
      );
      await registers.recordDenied(denied(99));
      const after = await verdict();
      expect(after).toMatchObject({ whole: true, rows: 30 });
      expect(after).not.toEqual(before);
    });
  });

  it('verify over many pages', async () => {
    await fill(2_100);
    expect(await registers.verifyChain('access_audit')).toMatchObject({ whole: true, rows: 2_100 });
    expect(await registers.verifyChain('access_audit', 1_001, 2_000)).toMatchObject({ whole: true, rows: 1_000 });
  });

  it('list by filter, newest first, page by page, undisturbed by what is added', async () => {
    await fill(25);
    await registers.recordDenied(denied(3, { code: 'OTHER' }));
    expect((await registers.listDenied({ code: 'OTHER' })).rows).toHaveLength(1);
    expect((await registers.listDenied({ subjectId: 's-3' })).rows).toHaveLength(2);
    expect((await registers.listDenied({ userId: 'u-2' })).rows).toEqual([]);
    expect((await registers.listDenied({}, { before: '2020-01-01T00:00:00Z' })).rows).toEqual([]);

    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await registers.listDenied({}, { limit: 10, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.rows.map(({ seq }) => seq));
      cursor = page.next;
      await registers.recordDenied(denied(100));
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: 26 }, (_, n) => 26 - n));
    for (const wrong of ['', 'x', Buffer.from('["yesterday",0,1]').toString('base64url')])
      await expect(registers.listDenied({}, { cursor: wrong })).rejects.toThrow(CursorInvalid);
  });

  it('let nothing pass when they are away', async () => {
    const away = new Pool({ connectionString: database.url });
    await away.end();
    const cut = new Registers(away, 0, matters);
    await expect(cut.registerLookup(lookup())).rejects.toThrow(RegisterUnavailable);
    await expect(cut.recordDenied(denied())).rejects.toThrow(RegisterUnavailable);
    await expect(cut.listDenied({})).rejects.toThrow(RegisterUnavailable);
    await expect(cut.verifyChain('lookups')).rejects.toThrow(RegisterUnavailable);
  });
});
