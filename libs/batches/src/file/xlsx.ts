import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { BatchFileRefused } from '../errors.js';
import { dateStylesOf, firstSheetOf, is1904, relationsOf, sharedStringsOf } from './workbook-xml.js';
import { sheetRowsOf } from './sheet-xml.js';
import { tooManyRows, type FileLimits, type RawTable } from './table.js';

/** Most that all parts read of a workbook may unfold to; ten times what a list of 100,000 rows takes. */
const DEFAULT_UNPACKED = 200 * 1024 * 1024;
const MAX_MEMBERS = 2_000;

/**
 * Reads the first sheet of a workbook. Formulas give the value that was stored with them; dates become `YYYY-MM-DD`.
 *
 * @throws BatchFileRefused for what is no workbook, is encrypted, or unfolds to more than it may
 */
export async function readXlsx(bytes: Buffer, limits: FileLimits): Promise<RawTable> {
  let sheet: RawTable['rows'];
  try {
    const members = await Members.of(bytes, limits.maxUnpackedBytes ?? DEFAULT_UNPACKED);
    const workbook = await members.text('xl/workbook.xml');
    const relations = relationsOf((await members.textIfAny('xl/_rels/workbook.xml.rels')) ?? '');
    const target = relations.get(firstSheetOf(workbook) ?? '') ?? 'worksheets/sheet1.xml';
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    const styles = await members.textIfAny('xl/styles.xml');
    const strings = await members.textIfAny('xl/sharedStrings.xml');
    sheet = await sheetRowsOf(await members.text(path), {
      strings: strings === undefined ? [] : await sharedStringsOf(strings),
      isDate: dateStylesOf(styles ?? '<styleSheet/>'),
      date1904: is1904(workbook),
      maxRows: limits.maxRows + 1,
    });
  } catch (error) {
    if (error instanceof BatchFileRefused) throw error;
    throw new BatchFileRefused(
      'BATCH_XLSX',
      '文件不是可以读取的 XLSX 工作簿（可能已损坏、加密或过大）。',
      'The file is no XLSX workbook that can be read: damaged, encrypted or unfolding to too much.',
    );
  }
  const [header, ...rows] = sheet;
  if (header === undefined) throw new BatchFileRefused('BATCH_FILE_EMPTY', '工作表为空。', 'The sheet is empty.');
  if (rows.length > limits.maxRows) throw tooManyRows(limits.maxRows);
  const width = header.cells.length;
  return {
    header: header.cells,
    rows: rows.map(({ line, cells }) => {
      const beyond = cells.slice(width).some((cell) => cell !== '');
      if (beyond) {
        const [zh, en] = [`第 ${line} 行的列数多于首行。`, `Row ${line} has more columns than the header.`];
        throw new BatchFileRefused('BATCH_XLSX', zh, en, line);
      }
      return { line, cells: Array.from({ length: width }, (_, at) => cells[at] ?? '') };
    }),
  };
}

/** The members of a ZIP file, unfolded one by one with a limit on the sum. */
class Members {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private left: number,
  ) {}

  static async of(bytes: Buffer, most: number): Promise<Members> {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: false });
    if (zip.entryCount > MAX_MEMBERS) throw new RangeError('too many members');
    const entries = new Map<string, Entry>();
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: Entry) => {
        entries.set(entry.fileName, entry);
        zip.readEntry();
      });
      zip.once('end', () => resolve());
      zip.once('error', reject);
      zip.readEntry();
    });
    return new Members(zip, entries, most);
  }

  async text(name: string): Promise<string> {
    const text = await this.textIfAny(name);
    if (text === undefined) throw new RangeError(`no member ${name}`);
    return text;
  }

  async textIfAny(name: string): Promise<string | undefined> {
    const entry = this.entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.isEncrypted() || entry.uncompressedSize > this.left) throw new RangeError('encrypted or too large');
    const chunks: Buffer[] = [];
    // The reader checks that no more comes than the directory says.
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      this.zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    for await (const chunk of stream) {
      const piece = chunk as unknown as Buffer;
      this.left -= piece.length;
      if (this.left < 0) throw new RangeError('too large');
      chunks.push(piece);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}
