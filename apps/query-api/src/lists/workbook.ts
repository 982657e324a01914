import { strToU8, Zip, ZipDeflate } from 'fflate';

/** Rows of a sheet, its titles included: somewhat less than a spreadsheet takes. */
const ROWS = 1_000_000;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/**
 * A workbook (Office Open XML), as it grows: batch by batch, whatever its length. Texts are texts, so that nothing in
 * them is taken for a formula; a list that is longer than a sheet goes on in the next one.
 */
export async function* workbookChunks(
  title: string,
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly unknown[])[]>,
  rowsASheet = ROWS,
): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    made.push(chunk);
  });
  const taken = (): readonly Uint8Array[] => made.splice(0);
  const sheets: Sheet[] = [];
  const nextSheet = (): Sheet => {
    const sheet = new Sheet(zip, sheets.length + 1, header, rowsASheet);
    sheets.push(sheet);
    return sheet;
  };
  let sheet = nextSheet();
  for await (const rows of batches) {
    for (let from = 0; from < rows.length;) {
      if (sheet.isFull) {
        sheet.end();
        sheet = nextSheet();
      }
      from += sheet.add(rows.slice(from));
    }
    yield* taken();
  }
  sheet.end();
  for (const [path, content] of frame(title, sheets.length)) add(zip, path, content);
  zip.end();
  yield* taken();
}

class Sheet {
  private readonly file: ZipDeflate;
  private rows = 0;

  constructor(
    zip: Zip,
    number: number,
    header: readonly string[],
    private readonly most: number,
  ) {
    this.file = new ZipDeflate(`xl/worksheets/sheet${number}.xml`, { level: 6 });
    zip.add(this.file);
    this.file.push(strToU8(`${XML}<worksheet xmlns="${MAIN}"><sheetData>`));
    this.add([header]);
  }

  get isFull(): boolean {
    return this.rows >= this.most;
  }

  /** @returns how many of the rows there was room for */
  add(rows: readonly (readonly unknown[])[]): number {
    const fitting = rows.slice(0, this.most - this.rows);
    const xml = fitting.map((row, i) => `<row r="${this.rows + i + 1}">${row.map(cell).join('')}</row>`).join('');
    this.rows += fitting.length;
    this.file.push(strToU8(xml));
    return fitting.length;
  }

  end(): void {
    this.file.push(strToU8('</sheetData></worksheet>'), true);
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined || value === '') return '<c/>';
  if (typeof value === 'number' && Number.isFinite(value)) return `<c><v>${value}</v></c>`;
  if (typeof value === 'boolean') return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** Characters that XML cannot hold are left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What a workbook consists of besides its sheets. */
function frame(title: string, sheets: number): readonly (readonly [path: string, content: string])[] {
  const numbers = Array.from({ length: sheets }, (_, i) => i + 1);
  const name = (number: number): string => escaped(number === 1 ? title : `${title} ${number}`);
  const related = (id: number, target: string, type: string): string =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  return [
    [
      'xl/workbook.xml',
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${numbers
        .map((n) => `<sheet name="${name(n)}" sheetId="${n}" r:id="rId${n}"/>`)
        .join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${PACKAGE}/relationships">${numbers
        .map((n) => related(n, `worksheets/sheet${n}.xml`, 'worksheet'))
        .join('')}</Relationships>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships">${related(1, 'xl/workbook.xml', 'officeDocument')}</Relationships>`,
    ],
    [
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/>${numbers
        .map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>`)
        .join('')}</Types>`,
    ],
  ];
}

function add(zip: Zip, path: string, content: string): void {
  const file = new ZipDeflate(path, { level: 6 });
  zip.add(file);
  file.push(strToU8(XML + content), true);
}
