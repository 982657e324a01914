/** What is taken as evidence. */
export const MEDIA_TYPES = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/plain': 'txt',
} as const;
export type MediaType = keyof typeof MEDIA_TYPES;

const starts = (bytes: Buffer, ...signature: readonly number[]): boolean =>
  signature.every((byte, at) => bytes[at] === byte);

/**
 * The type of a document by what it holds, whatever its name says: PDF, PNG, JPEG, DOCX, XLSX, or plain text (CSV is
 * text) in UTF-8 or GB18030. Undefined for everything else.
 */
export function mediaTypeOf(bytes: Buffer): MediaType | undefined {
  if (starts(bytes, 0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf';
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (starts(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04)) return officeTypeOf(bytes);
  return isText(bytes) ? 'text/plain' : undefined;
}

/** Names of members stand in clear in the directory of a ZIP file, which is at its end. A document with macros is refused. */
function officeTypeOf(bytes: Buffer): MediaType | undefined {
  const names = memberNames(bytes);
  if (!names.has('[Content_Types].xml') || [...names].some((name) => /vbaProject\.bin$/i.test(name))) return undefined;
  if (names.has('word/document.xml')) return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  if (names.has('xl/workbook.xml')) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return undefined;
}

const DIRECTORY_ENTRY = Buffer.of(0x50, 0x4b, 0x01, 0x02);
const DIRECTORY_END = Buffer.of(0x50, 0x4b, 0x05, 0x06);
const MAX_MEMBERS = 5_000;

function memberNames(bytes: Buffer): ReadonlySet<string> {
  const names = new Set<string>();
  const end = bytes.lastIndexOf(DIRECTORY_END);
  if (end < 0 || end + 22 > bytes.length) return names;
  let at = bytes.readUInt32LE(end + 16);
  while (names.size < MAX_MEMBERS && at + 46 <= end && bytes.subarray(at, at + 4).equals(DIRECTORY_ENTRY)) {
    const length = bytes.readUInt16LE(at + 28);
    names.add(bytes.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

/** Text without control characters that does not begin like a page or a program. */
function isText(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  const beginning = bytes
    .toString('latin1', 0, 512)
    .replace(/^\xEF\xBB\xBF/, '')
    .trimStart();
  if (beginning === '' || /^(<|#!|\{\\rtf|%!)/.test(beginning)) return false;
  return decodes('utf-8', bytes) || decodes('gb18030', bytes);
}

function decodes(encoding: string, bytes: Buffer): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
