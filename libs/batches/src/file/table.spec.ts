import fc from 'fast-check';
import iconv from 'iconv-lite';
import { stringify } from 'csv-stringify/sync';
import { zipSync } from 'fflate';
import { BatchFileRefused } from '../errors.js';
import { workbook, workbookOf } from '../testing/workbook.js';
import { DIGITS_LOST } from './sheet-xml.js';
import { readTable } from './table.js';

const LIMITS = { maxBytes: 1_000_000, maxRows: 100 };
const csv = (text: string | Buffer) => readTable(Buffer.from(text as string), LIMITS);

describe('a CSV list', () => {
  it('is read in UTF-8 with or without a byte order mark, and in GB18030, found out or said', async () => {
    const text = '名称,事实\r\n示范𠮷公司,"守信，\r\n三年"\r\n';
    const plain = await csv(text);
    expect(plain.table).toEqual({
      header: ['名称', '事实'],
      rows: [{ line: 2, cells: ['示范𠮷公司', '守信，\n三年'] }],
    });
    expect(plain.encoding).toBe('utf-8');
    expect((await csv(`\uFEFF${text}`)).table).toEqual(plain.table);
    const gb = await readTable(iconv.encode(text, 'gb18030'), LIMITS);
    expect([gb.encoding, gb.table]).toEqual(['gb18030', plain.table]);
    expect((await readTable(iconv.encode(text, 'gb18030'), LIMITS, 'gb18030')).table).toEqual(plain.table);
    await expect(readTable(iconv.encode(text, 'gb18030'), LIMITS, 'utf-8')).rejects.toMatchObject({
      code: 'BATCH_ENCODING',
    });
    await expect(readTable(Buffer.from([0x61, 0xff, 0xff, 0x0a]), LIMITS)).rejects.toMatchObject({
      code: 'BATCH_ENCODING',
    });
  });

  it('passes over blank rows, wherever they stand, and keeps count of the lines', async () => {
    const { table } = await csv('a,b\n\n1,"x\ny"\n,\n2,z\n\n  \n,,\n'.replace(',,\n', ',\n'));
    expect(table.rows).toEqual([
      { line: 3, cells: ['1', 'x\ny'] },
      { line: 6, cells: ['2', 'z'] },
    ]);
  });

  it.each([
    ['a quote that is not closed', 'a,b\n1,2\n"3,4\n', 3],
    ['a quote inside a field', 'a,b\n1,2\n3,4"5\n', 3],
    ['a row with too many columns', 'a,b\n1,2\n3,4,5\n', 3],
    ['a row with too few', 'a,b\n1\n', 2],
    ['a zero byte', 'a,b\n1,\0\n', 2],
  ])('with %s is refused whole, with its line', async (_, text, line) => {
    await expect(csv(text)).rejects.toMatchObject({ code: 'BATCH_CSV', status: 422, line });
  });

  it('is refused when it is empty, too large or too long', async () => {
    await expect(csv('')).rejects.toMatchObject({ code: 'BATCH_FILE_EMPTY' });
    await expect(csv('\n\n')).rejects.toMatchObject({ code: 'BATCH_FILE_EMPTY' });
    await expect(csv('a\n'.repeat(102))).rejects.toMatchObject({ code: 'BATCH_TOO_MANY_ROWS', status: 413 });
    expect((await csv('a\n'.repeat(101))).table.rows).toHaveLength(100);
    await expect(readTable(Buffer.alloc(11, 'a'), { maxBytes: 10, maxRows: 1 })).rejects.toMatchObject({
      code: 'BATCH_FILE_TOO_LARGE',
      status: 413,
    });
  });

  it('gives back what was written, whatever the cells hold', async () => {
    // Trimmed at the edges, as cells are read; not blank, since blank rows are passed over.
    const cell = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => text.trim() === text && text !== '' && !/[\0\uFEFF]/.test(text) && !/\p{Cs}/u.test(text));
    const sheet = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(sheet, fc.constantFrom<'\r\n' | '\n'>('\r\n', '\n'), fc.boolean(), async (rows, end, bom) => {
        const text = stringify(rows, { record_delimiter: end, quoted: true, bom });
        const { table } = await readTable(Buffer.from(text), LIMITS, 'utf-8');
        expect([table.header, ...table.rows.map(({ cells }) => cells)]).toEqual(
          rows.map((cells) => cells.map((text) => text.replaceAll(/\r\n?/g, '\n'))),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('of any bytes is read or refused, and nothing else is ever thrown', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .array(fc.constantFrom('a', '"', ',', '\n', '\r', '\0', '名', ' '), { maxLength: 60 })
        .map((all) => Buffer.from(all.join(''))),
      fc.uint8Array({ maxLength: 300 }).map((tail) => Buffer.concat([Buffer.from('PK\x03\x04'), tail])),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (given) => {
        try {
          const { table } = await readTable(Buffer.from(given), LIMITS);
          for (const { cells, line } of table.rows) {
            expect(cells).toHaveLength(table.header.length);
            expect(line).toBeGreaterThan(0);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(BatchFileRefused);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a workbook', () => {
  const read = (bytes: Uint8Array) => readTable(Buffer.from(bytes), LIMITS);

  it('is read by its first sheet: texts, shared texts, numbers, dates and results of formulas', async () => {
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
    const bytes = workbookOf(
      `<sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>c</t></is></c><c r="D1" t="inlineStr"><is><t>d</t></is></c></row>
        <row r="3"><c r="A3" s="1"><v>46266</v></c><c r="B3"><v>120000.5</v></c><c r="C3" t="str"><f>1+1</f><v>two</v></c><c r="D3" t="b"><v>1</v></c></row>
        <row r="4"><c r="B4"><v>640100199001010012</v></c></row>
        <row r="5"/>
      </sheetData>`,
      {
        'xl/sharedStrings.xml': `<sst xmlns="${main}"><si><r><t>名</t></r><r><t>称</t></r><rPh sb="0" eb="1"><t>ming</t></rPh></si></sst>`,
        'xl/styles.xml': `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
      },
    );
    const { table, format } = await read(bytes);
    expect(format).toBe('xlsx');
    expect(table.header).toEqual(['a', '名称', 'c', 'd']);
    expect(table.rows).toEqual([
      { line: 3, cells: ['2026-09-01', '120000.5', 'two', 'true'] },
      { line: 4, cells: ['', DIGITS_LOST, '', ''] },
    ]);
  });

  it('is refused when it is damaged, unfolds to too much, has a document type or is another archive', async () => {
    const good = workbook([['a'], ['1']]);
    expect((await read(good)).table.rows).toEqual([{ line: 2, cells: ['1'] }]);
    await expect(read(good.subarray(0, good.length - 30))).rejects.toMatchObject({ code: 'BATCH_XLSX' });
    await expect(read(zipSync({ 'a.txt': new Uint8Array(3) }))).rejects.toMatchObject({ code: 'BATCH_XLSX' });
    const doctype = workbookOf('', { 'xl/worksheets/sheet1.xml': '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>' });
    await expect(read(doctype)).rejects.toMatchObject({ code: 'BATCH_XLSX' });
    await expect(read(workbook([['a'], ['1', '2']]))).rejects.toMatchObject({ code: 'BATCH_XLSX', line: 2 });
    await expect(read(workbook(Array.from({ length: 102 }, () => ['a'])))).rejects.toMatchObject({
      code: 'BATCH_TOO_MANY_ROWS',
    });
    const bomb = workbookOf('', { 'xl/worksheets/sheet1.xml': `<worksheet>${' '.repeat(2_000_000)}</worksheet>` });
    expect(bomb.length).toBeLessThan(10_000);
    const small = { ...LIMITS, maxUnpackedBytes: 1_000_000 };
    await expect(readTable(Buffer.from(bomb), small)).rejects.toMatchObject({ code: 'BATCH_XLSX' });
  });
});
