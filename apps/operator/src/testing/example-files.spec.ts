import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { candidateOf, columnsOf, isFault, readTable } from '#libs/batches';
import { checkIdentifier } from '#libs/subjects';
import { exampleFiles } from './example-files.js';
import { blackList, redList, WRONG_RED_ROWS } from './initial-lists.js';

const shipped = (name: string): Promise<Buffer> => readFile(join(process.cwd(), 'examples', name));

describe('the example lists', () => {
  const made = exampleFiles();

  it.each(['initial-list-red.csv', 'initial-list-red.gb18030.csv', 'initial-list-black.csv'])(
    '%s is what the generator gives, byte for byte',
    async (name) => {
      expect(Buffer.compare(await shipped(name), Buffer.from(made[name] ?? []))).toBe(0);
    },
  );

  it('hold the same rows in UTF-8, GB18030 and XLSX', async () => {
    const utf8 = await readTable(await shipped('initial-list-red.csv'));
    const gb18030 = await readTable(await shipped('initial-list-red.gb18030.csv'));
    const xlsx = await readTable(await shipped('initial-list-red.xlsx'));
    expect([utf8.encoding, gb18030.encoding, xlsx.format]).toEqual(['utf-8', 'gb18030', 'xlsx']);
    expect(utf8.table.rows).toHaveLength(500);
    expect(gb18030.table).toEqual(utf8.table);
    expect(xlsx.table).toEqual(utf8.table);
    expect([utf8.table.header, ...utf8.table.rows.map(({ cells }) => cells)]).toEqual(redList());
  });

  it('are right in every row but those that are wrong on purpose', async () => {
    for (const [sheet, wrong] of [
      [redList(), new Set<number>(WRONG_RED_ROWS.filter(({ state }) => state !== 'ACCEPTED').map(({ row }) => row))],
      [blackList(), new Set<number>()],
    ] as const) {
      const columns = columnsOf(sheet[0] ?? []);
      const bad = sheet.slice(1).flatMap((cells, at) => {
        const row = candidateOf({ line: at + 2, cells }, columns);
        if (isFault(row)) return [at + 1];
        const { ok } = checkIdentifier(row.identifier, row.subjectType, '2026-09-07');
        return ok && row.entry.basis[0]!.date <= '2026-09-07' && row.entry.basis[0]!.legallyEffective ? [] : [at + 1];
      });
      // A duplicate is right by itself.
      expect(bad).toEqual([...wrong].filter((row) => row !== 175));
    }
  });
});
