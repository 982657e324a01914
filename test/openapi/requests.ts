import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Body } from './document.js';

/** As `fetch` takes it; a form brings its own content type. */
export interface Sendable {
  readonly type?: string;
  readonly body?: string | FormData;
}

export const example = (name: string): Promise<Buffer> =>
  readFile(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)));

/** The body of a document, ready to be sent; a form with this file. */
export function sendable({ type, value }: Body, file: Uint8Array): Sendable {
  if (type === 'multipart/form-data') return { body: formOf(value as Readonly<Record<string, string>>, file) };
  return { type, body: typeof value === 'string' ? value : JSON.stringify(value) };
}

export function formOf(fields: Readonly<Record<string, string>>, file: Uint8Array | undefined): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(fields)) form.set(name, text);
  if (file !== undefined) form.set('file', new Blob([new Uint8Array(file)]), 'list.bin');
  return form;
}

/** Forms that are wrong, each in a way of its own. */
export function wrongForms(fields: Readonly<Record<string, string>>): readonly Sendable[] {
  const multipart = 'multipart/form-data; boundary=edge';
  const part = (name: string, text: string, more = ''): string =>
    `--edge\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`;
  const strangers = Array.from({ length: 30 }, (_, at) => [`field${at}`, 'x']);
  const other = new FormData();
  other.set('list', new Blob(['x']), 'list.csv');
  return [
    { type: 'application/json', body: '{}' },
    { type: 'multipart/form-data', body: 'no boundary' },
    { type: multipart, body: '' },
    { type: multipart, body: part('file', 'cut off in the middle', '; filename="a.csv"') },
    { type: multipart, body: 'nothing of the kind' },
    { body: formOf(fields, undefined) },
    { body: formOf({ ...fields, surprise: 'x' }, Buffer.from('x')) },
    { body: formOf({ ...fields, title: 'x'.repeat(20_000), standardId: 'x'.repeat(20_000) }, Buffer.from('x')) },
    { body: formOf({ ...fields, ...Object.fromEntries(strangers) }, Buffer.from('x')) },
    { body: formOf({}, Buffer.from('x')) },
    { body: formOf(fields, Buffer.of(0, 1, 2, 0xff)) },
    { body: formOf(fields, Buffer.of()) },
    { body: other },
  ];
}
