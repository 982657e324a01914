import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import { blackList, redList, type Sheet } from './initial-lists.js';
import { workbook } from '../../../../libs/batches/src/testing/workbook.js';

/** The files of `examples/`, by name. */
export function exampleFiles(): Readonly<Record<string, Uint8Array>> {
  const red = redList();
  return {
    'initial-list-red.csv': Buffer.from(csv(red)),
    'initial-list-red.gb18030.csv': iconv.encode(csv(red), 'gb18030'),
    'initial-list-red.xlsx': workbook(red),
    'initial-list-black.csv': Buffer.from(csv(blackList())),
  };
}

function csv(sheet: Sheet): string {
  return stringify([...sheet.map((row) => [...row])], { record_delimiter: 'windows' });
}
