const TEXT_OID = 25;
const HEADER_BYTES = 20;
const NULL_SIZE = -1;

/**
 * A `text[]` as PostgreSQL takes it in binary: no quote or backslash of the JSON in it has to be escaped and read back,
 * which costs more than all else that is done to it on its way. What is not `text` in the end is cast there:
 * `unnest($1::text[]) as u(x)`, `u.x::jsonb`.
 */
export function textArray(texts: readonly (string | null)[]): Buffer {
  return shortAsciiArray(texts) ?? anyArray(texts);
}

function anyArray(texts: readonly (string | null)[]): Buffer {
  const sizes = texts.map((text) => (text === null ? NULL_SIZE : Buffer.byteLength(text)));
  const buffer = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + Math.max(size, 0), HEADER_BYTES));
  // One dimension, nulls or none, of text, so many, counted from 1.
  const nulls = sizes.includes(NULL_SIZE) ? 1 : 0;
  let at = 0;
  for (const number of [1, nulls, TEXT_OID, texts.length, 1]) at = buffer.writeInt32BE(number, at);
  for (const [index, text] of texts.entries()) {
    at = buffer.writeInt32BE(sizes[index] ?? 0, at);
    if (text !== null) at += buffer.write(text, at);
  }
  return buffer;
}

const ASCII = /^[\0-\x7f]*$/;
const bytesOf = (number: number): string =>
  String.fromCharCode(number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255);
const NULL_BYTES = bytesOf(NULL_SIZE);
/** By length. */
const SIZE_BYTES = Array.from({ length: 256 }, (_, length) => bytesOf(length));

/** Ids, codes and days, put together as one text of a character a byte: two calls for each text cost three times as much. */
function shortAsciiArray(texts: readonly (string | null)[]): Buffer | undefined {
  let body = '';
  let nulls = 0;
  for (const text of texts) {
    if (text === null) {
      body += NULL_BYTES;
      nulls = 1;
    } else {
      const size = SIZE_BYTES[text.length];
      if (size === undefined || !ASCII.test(text)) return undefined;
      body += size + text;
    }
  }
  const header = [1, nulls, TEXT_OID, texts.length, 1].map(bytesOf).join('');
  return Buffer.from(header + body, 'latin1');
}

/** An array of what needs no quotes: numbers, UUIDs. */
export function plainArray(values: readonly (string | number | bigint)[]): string {
  return `{${values.join()}}`;
}
