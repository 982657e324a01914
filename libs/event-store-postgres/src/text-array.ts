const TEXT_OID = 25;
const HEADER_BYTES = 20;

/**
 * A `text[]` as PostgreSQL takes it in binary: no quote or backslash of the JSON in it has to be escaped and read back,
 * which costs more than all else that is done to an event on its way.
 */
export function textArray(texts: readonly string[]): Buffer {
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const buffer = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + size, HEADER_BYTES));
  // One dimension, no nulls, of text, so many, counted from 1.
  let at = 0;
  for (const number of [1, 0, TEXT_OID, texts.length, 1]) at = buffer.writeInt32BE(number, at);
  for (const [index, text] of texts.entries()) {
    at = buffer.writeInt32BE(sizes[index] ?? 0, at);
    at += buffer.write(text, at);
  }
  return buffer;
}

/** An array of what needs no quotes: numbers, UUIDs. */
export function plainArray(values: readonly (string | number | bigint)[]): string {
  return `{${values.join()}}`;
}
