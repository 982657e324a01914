import { strFromU8, unzipSync } from 'fflate';
import { readTable } from '#libs/batches';
import { workbookChunks } from './workbook.js';

type Rows = readonly (readonly unknown[])[];

async function* inBatches(...batches: readonly Rows[]): AsyncGenerator<Rows> {
  yield* batches;
}

async function made(batches: readonly Rows[], rowsASheet?: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of workbookChunks('黑名单', ['name', 'days', 'open'], inBatches(...batches), rowsASheet)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe('a workbook that is streamed', () => {
  it('is read back by the reader of uploaded lists, with texts as they were', async () => {
    const rows = [
      ['甲公司 & <乙>', 3, true],
      ['=HYPERLINK("http://evil")', 0, false],
      ['  spaces\nand lines ', 12, true],
    ];
    const { table } = await readTable(await made([rows.slice(0, 1), [], rows.slice(1)]));
    expect(table.header).toEqual(['name', 'days', 'open']);
    expect(table.rows.map(({ cells }) => cells[0])).toEqual([
      '甲公司 & <乙>',
      '=HYPERLINK("http://evil")',
      expect.stringMatching(/spaces\nand lines/),
    ]);
  });

  it('keeps no formula, and leaves out what XML cannot hold', async () => {
    const files = unzipSync(
      await made([
        [
          ['=1+1', 1, true],
          ['a\u0000\u000b\ud800b', null, undefined],
        ],
      ]),
    );
    const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet).not.toContain('<f>');
    expect(sheet).toContain('<t xml:space="preserve">=1+1</t>');
    expect(sheet).toContain('<t xml:space="preserve">ab</t>');
    expect(sheet).toContain('<c><v>1</v></c><c t="b"><v>1</v></c>');
  });

  it('goes on in a next sheet, with its titles, where one is full', async () => {
    const rows = Array.from({ length: 7 }, (_, i) => [`row ${i}`, i, true]);
    const files = unzipSync(await made([rows], 4));
    const sheets = Object.keys(files).filter((path) => path.startsWith('xl/worksheets/'));
    expect(sheets).toHaveLength(3);
    const text = (path: string): string => strFromU8(files[path] ?? new Uint8Array());
    for (const path of sheets) expect(text(path)).toContain('>name<');
    expect(sheets.map((path) => text(path).match(/row \d/g)?.length)).toEqual([3, 3, 1]);
    expect(text('xl/workbook.xml').match(/<sheet /g)).toHaveLength(3);
  });

  it('of an empty list holds its titles', async () => {
    const files = unzipSync(await made([]));
    expect(strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array())).toMatch(
      /<row r="1">.*<\/row><\/sheetData>/,
    );
  });
});
