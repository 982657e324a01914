import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileErrors, validate } from '@readme/openapi-parser';
import { makeUscc } from '#libs/subjects';
import { dossierEvents } from '../../../../libs/batches/src/testing/parts.js';
import { ended, newWorld, type World } from './testing/world.js';

const example = (name: string): Promise<Buffer> => readFile(join(process.cwd(), 'examples', name));
const HEADER = '主体类型,证件种类,证件号码,名称,依据类别,文书文号,作出单位,文书日期,是否已生效,事实';
const list = (from: number, count: number): Buffer => {
  const rows = Array.from(
    { length: count },
    (_, at) => `企业,USCC,${makeUscc(from + at)},示范${at},COMMENDATION,守信${from + at}号,A 市局,2026-08-01,是,守信`,
  );
  return Buffer.from([HEADER, ...rows].join('\n'));
};
const IMPORT = { standardId: 'RED-1', mode: 'import' };

let world: World;
beforeAll(async () => {
  world = await newWorld({ limits: { maxBytes: 300_000, maxRows: 600 } });
});
afterAll(() => world.close());

async function imported(file: Buffer): Promise<string> {
  const { status, body } = await world.upload('/batches', 'drafter', IMPORT, file);
  expect(status).toBe(202);
  await ended(world, body.batchId as string);
  return body.batchId as string;
}

describe('the lists of the examples', () => {
  it('are tried, imported and told row by row; a repeat lists nobody twice', async () => {
    const file = await example('initial-list-red.gb18030.csv');
    const tried = await world.upload('/batches', 'drafter', { ...IMPORT, mode: 'dryRun' }, file);
    expect(tried.body).toMatchObject({ kind: 'IMPORT_DRY_RUN', encoding: 'gb18030', total: 500, standardId: 'RED-1' });
    const counts = { state: 'DONE', done: 500, accepted: 491, refused: 8, duplicate: 1 };
    expect(await ended(world, tried.body.batchId)).toMatchObject(counts);
    expect((await dossierEvents(world.parts))['InitialEntryGenerated']).toBeUndefined();

    const key = { 'idempotency-key': crypto.randomUUID() };
    const xlsx = await example('initial-list-red.xlsx');
    const [first, second] = await Promise.all([
      world.upload('/batches', 'drafter', IMPORT, xlsx, key),
      world.upload('/batches', 'drafter', IMPORT, xlsx, key),
    ]);
    expect([first.status, second.status, second.body.batchId]).toEqual([202, 202, first.body.batchId]);
    const batch = await ended(world, first.body.batchId);
    expect(batch).toMatchObject({ ...counts, format: 'xlsx', fileKeptUntil: '2026-12-06T01:00:00.000Z' });
    expect((await dossierEvents(world.parts))['InitialEntryGenerated']).toBe(491);

    const refused = await world.send('GET', `/batches/${batch.batchId}/rows?state=REFUSED&limit=5`, 'drafter');
    expect(refused.body.items[0]).toMatchObject({
      row: 25,
      line: 26,
      code: 'IDENTIFIER_CHECK_DIGIT',
      detail: expect.any(String),
    });
    const rest = await world.send(
      'GET',
      `/batches/${batch.batchId}/rows?state=REFUSED&cursor=${refused.body.next}`,
      'supervisor',
    );
    expect([...refused.body.items, ...rest.body.items].map(({ row }: { row: number }) => row)).toEqual([
      25, 75, 125, 275, 325, 375, 425, 475,
    ]);
    expect(rest.body.next).toBeUndefined();

    const csv = await world.send('GET', `/batches/${batch.batchId}/rows.csv`, 'drafter');
    const lines = csv.text.trim().split('\r\n');
    expect(csv.headers['content-disposition']).toBe(`attachment; filename="batch-${batch.batchId}.csv"`);
    expect(lines).toHaveLength(501);
    expect(lines[25]).toMatch(/^25,26,REFUSED,IDENTIFIER_CHECK_DIGIT,,证件号码校验位不正确。,/);
    expect(csv.text).not.toMatch(/有限公司|91640100/);

    const events = await world.send('GET', `/batches/${batch.batchId}/events`, 'drafter', undefined, {
      'last-event-id': '474',
    });
    expect(events.headers['content-type']).toContain('text/event-stream');
    expect(events.text).toContain('{"row":475,"state":"REFUSED","code":"IDENTIFIER_KIND_MISMATCH"}');
    expect(events.text).toMatch(/event: finished\nid: 500\ndata: \{"state":"DONE","total":500/);
    expect(events.text).not.toMatch(/"row":474,|有限公司/);

    const reused = await world.upload('/batches', 'drafter', IMPORT, list(1, 1), key);
    expect([reused.status, reused.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const again = await world.upload('/batches', 'drafter', IMPORT, await example('initial-list-red.csv'));
    expect(await ended(world, again.body.batchId)).toMatchObject({ accepted: 0, duplicate: 492 });
    expect((await dossierEvents(world.parts))['InitialEntryGenerated']).toBe(491);
    expect(world.errors).toEqual([]);
  }, 120_000);
});

describe('an upload', () => {
  it.each([
    ['a file that breaks in the middle', Buffer.concat([list(1, 3), Buffer.from('\n"')]), 422, 'BATCH_CSV', 5],
    ['unknown columns', Buffer.from('甲,乙\n1,2\n'), 422, 'BATCH_COLUMNS', 1],
    ['nothing but a header', Buffer.from(`${HEADER}\n`), 422, 'BATCH_FILE_EMPTY', undefined],
    ['too many rows', list(1, 601), 413, 'BATCH_TOO_MANY_ROWS', undefined],
    ['too many bytes', Buffer.alloc(300_001, 'a'), 413, 'BATCH_FILE_TOO_LARGE', undefined],
    ['bytes of no encoding', Buffer.from([0x61, 0xff, 0xff, 0x0a]), 422, 'BATCH_ENCODING', undefined],
    ['an archive that is no workbook', Buffer.from('PK\x03\x04 nothing'), 422, 'BATCH_XLSX', undefined],
  ])('with %s is refused whole and stores nothing', async (_, file, status, code, line) => {
    const count = async () =>
      (
        await world.parts.pool.query(
          'select (select count(*) from jobs.jobs) jobs, (select count(*) from evidence.kept_files) files',
        )
      ).rows[0];
    const before = await count();
    const answer = await world.upload('/batches', 'drafter', IMPORT, file);
    expect([answer.status, answer.body.code, answer.body.line]).toEqual([status, code, line]);
    expect(await count()).toEqual(before);
  });

  it('is for officials of a recognising unit of the standard', async () => {
    const foreign = await world.upload('/batches', 'foreign', IMPORT, list(1, 1));
    expect([foreign.status, foreign.body.code]).toEqual([403, 'NOT_YOUR_STANDARD']);
    const role = await world.upload('/batches', 'supervisor', IMPORT, list(1, 1));
    expect([role.status, role.body.code]).toEqual([403, 'ROLE_NOT_ALLOWED']);
    const unknown = await world.upload('/batches', 'drafter', { ...IMPORT, standardId: 'NONE' }, list(1, 1));
    expect(unknown.body.code).toBe('STANDARD_UNKNOWN');
    const form = await world.upload('/batches', 'drafter', { standardId: 'RED-1', mode: 'maybe' }, list(1, 1));
    expect([form.status, form.body.errors[0].pointer]).toEqual([400, '/mode']);
    expect((await world.send('POST', '/batches', 'drafter', { standardId: 'RED-1' })).status).toBe(415);
  });

  it('is seen by its unit and the supervisor only', async () => {
    const batchId = await imported(list(50_000, 1));
    for (const path of ['', '/rows', '/rows.csv', '/events']) {
      const answer = await world.send('GET', `/batches/${batchId}${path}`, 'foreign');
      expect([answer.status, answer.body.code]).toEqual([404, 'BATCH_UNKNOWN']);
    }
    expect((await world.send('POST', `/batches/${batchId}/cancellation`, 'foreign')).status).toBe(404);
    expect((await world.send('GET', `/batches/${batchId}`, 'supervisor')).status).toBe(200);
    expect((await world.send('GET', '/batches', 'foreign')).body.items).toEqual([]);
    expect((await world.send('GET', '/batches/x', 'drafter')).status).toBe(400);
  });

  it('keeps the list encrypted, and destroys it when its time is over', async () => {
    const batchId = await imported(list(51_000, 2));
    world.parts.clock.instant = '2026-12-06T01:00:00.001Z';
    expect(await world.worker.sweep()).toBeGreaterThan(0);
    world.parts.clock.instant = '2026-09-07T01:00:00.000Z';
    await expect(world.parts.files.open(batchId)).rejects.toThrow('erased');
    expect((await world.send('GET', `/batches/${batchId}/rows`, 'drafter')).body.items).toHaveLength(2);
  });
});

describe('an act on a list', () => {
  const act = (body: object, as = 'drafter', headers = {}) => world.send('POST', '/list-acts', as, body, headers);

  it('takes a list from its import to its report, each entry decided for itself', async () => {
    const batchId = await imported(list(60_000, 3));
    const filter = { batchId };
    const done = async (body: object, as = 'drafter') => {
      const answer = await act(body, as);
      expect([answer.status, answer.body.code]).toEqual([202, undefined]);
      return ended(world, answer.body.batchId as string);
    };
    const channels = [{ channelId: 'unit-portal' }, { channelId: 'credit-china' }];
    expect(await done({ act: 'CROSS_CHECK', filter, parameters: {} })).toMatchObject({ kind: 'LIST_ACT', accepted: 3 });
    const publicity = { act: 'PUBLICITY', filter, parameters: { channels, objectionContact: '信用科' } };
    expect((await act(publicity)).body.code).toBe('TEXTS_NOT_APPROVED');
    expect(await done({ ...publicity, renderedTextsApproved: true })).toMatchObject({ accepted: 3 });
    // Already shown: refused by the ordinary command, row by row.
    const twice = await done({ ...publicity, renderedTextsApproved: true });
    expect(twice).toMatchObject({ accepted: 0, refused: 3 });
    const { body: rows } = await world.send('GET', `/batches/${twice.batchId}/rows`, 'drafter');
    expect(rows.items[0]).toMatchObject({ code: 'PUBLICITY_ALREADY_STARTED', entryId: expect.any(String) });

    world.parts.clock.instant = '2026-09-18T01:00:00.000Z';
    const terms = { validity: { value: 2, unit: 'YEAR' } };
    expect(
      await done({ act: 'PROPOSE_RECOGNITION', filter, parameters: { terms, reasons: '符合标准' } }),
    ).toMatchObject({ accepted: 3 });
    const recognize = { act: 'RECOGNIZE', filter, parameters: { decisionNo: '市监信〔2026〕{n}号', firstNumber: 31 } };
    expect(await done(recognize)).toMatchObject({ refused: 3 });
    const decided = await done(recognize, 'approver');
    expect(decided).toMatchObject({ accepted: 3 });
    const { rows: numbers } = await world.parts.pool.query(
      `select data->>'entryId' as entry, data->>'decisionNo' as no from event_log.events
        where event_type = 'EntryRecognized'`,
    );
    const numberOf = new Map(numbers.map(({ entry, no }) => [entry, no]));
    const { body: inOrder } = await world.send('GET', `/batches/${decided.batchId}/rows`, 'approver');
    expect(inOrder.items.map(({ entryId }: { entryId: string }) => numberOf.get(entryId))).toEqual([
      ...['市监信〔2026〕31号', '市监信〔2026〕32号', '市监信〔2026〕33号'],
    ]);
    const parameters = { channels: [...channels, { channelId: 'gsxt' }] };
    const published = await done({ act: 'PUBLISH', filter, parameters, renderedTextsApproved: true });
    expect(published).toMatchObject({ accepted: 3 });
    const report = { act: 'REPORT', filter, parameters: { platformId: 'city-platform', reportRef: 'BS-{n}' } };
    expect(await done(report)).toMatchObject({ accepted: 3 });
    world.parts.clock.instant = '2026-09-07T01:00:00.000Z';
  }, 60_000);

  it('asks the rights of who gave it for each entry, and registers what is denied', async () => {
    const batchId = await imported(list(61_000, 1));
    const { body } = await world.send('GET', `/batches/${batchId}/rows`, 'drafter');
    const [{ subjectId, entryId }] = body.items;
    const answer = await act({ act: 'CROSS_CHECK', entries: [{ subjectId, entryId }], parameters: {} }, 'foreign');
    expect(await ended(world, answer.body.batchId, 'foreign')).toMatchObject({ refused: 1 });
    const rows = await world.send('GET', `/batches/${answer.body.batchId}/rows`, 'foreign');
    expect(rows.body.items[0]).toMatchObject({ state: 'REFUSED', code: 'NOT_YOUR_ENTRY' });
    const denied = await world.parts.registers.listDenied({ subjectId, code: 'NOT_YOUR_ENTRY' });
    expect(denied.rows).toEqual([expect.objectContaining({ userId: 'b-drafter', entryId })]);
    // The filter of somebody else's batch finds nothing.
    expect((await act({ act: 'CROSS_CHECK', filter: { batchId }, parameters: {} }, 'foreign')).body.code).toBe(
      'BATCH_UNKNOWN',
    );
  });

  it('shows only the text that was approved, where one was', async () => {
    const batchId = await imported(list(62_000, 1));
    const { body } = await world.send('GET', `/batches/${batchId}/rows`, 'drafter');
    const [{ subjectId, entryId }] = body.items;
    await ended(world, (await act({ act: 'CROSS_CHECK', filter: { batchId }, parameters: {} })).body.batchId);
    const entries = [{ subjectId, entryId, approvedContentHash: '0'.repeat(64) }];
    const parameters = {
      channels: [{ channelId: 'unit-portal' }, { channelId: 'credit-china' }],
      objectionContact: '科',
    };
    const answer = await act({ act: 'PUBLICITY', entries, parameters });
    await ended(world, answer.body.batchId);
    const rows = await world.send('GET', `/batches/${answer.body.batchId}/rows`, 'drafter');
    expect(rows.body.items[0]).toMatchObject({ state: 'REFUSED', code: 'SHOWN_TEXT_CHANGED' });
  });

  it('is refused when its parameters are wrong or the list is empty, and repeats under its key', async () => {
    const entries = [{ subjectId: crypto.randomUUID(), entryId: crypto.randomUUID() }];
    const wrong = await act({ act: 'REPORT', entries, parameters: { reportRef: 'x', other: 1 } });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect((await act({ act: 'CROSS_CHECK', entries, parameters: { a: 1 } })).status).toBe(400);
    expect((await act({ act: 'CROSS_CHECK', parameters: {} })).status).toBe(400);
    const none = { listKind: 'FOCUS', lifecycle: 'READY' };
    expect((await act({ act: 'CROSS_CHECK', filter: none, parameters: {} })).body.code).toBe('LIST_EMPTY');
    const key = { 'idempotency-key': crypto.randomUUID() };
    const first = await act({ act: 'CROSS_CHECK', entries, parameters: {} }, 'drafter', key);
    const second = await act({ act: 'CROSS_CHECK', entries, parameters: {} }, 'drafter', key);
    expect(second.body.batchId).toBe(first.body.batchId);
    expect(await ended(world, first.body.batchId)).toMatchObject({ refused: 1 });
  });
});

it('the routes make a valid OpenAPI 3.1 document', async () => {
  const result = await validate(structuredClone(world.openApi()) as unknown as Parameters<typeof validate>[0]);
  if (!result.valid) throw new Error(compileErrors(result));
  expect(result.valid).toBe(true);
});
