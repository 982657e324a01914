import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { deriveKey } from './box.js';
import { SealBroken, WrongPassphrase } from './errors.js';

/**
 * One line of JSON that says how the key comes from the passphrase, then frames of AES-256-GCM: length (4 bytes), cipher
 * text, tag. A frame's nonce is its number and whether it is the last, so frames can be neither dropped, exchanged nor
 * cut off. Inside are lines of JSON.
 */
const FORMAT = 'mingdan-vault-backup';
const FRAME_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const MAX_HEADER_BYTES = 1024;
const SCRYPT = { N: 2 ** 17, r: 8, p: 1 };

interface Header {
  readonly format: typeof FORMAT;
  readonly version: 1;
  readonly kdf: {
    readonly name: 'scrypt';
    readonly N: number;
    readonly r: number;
    readonly p: number;
    readonly salt: string;
  };
  /** Tells a wrong passphrase from a damaged file; as hard to guess from as the frames themselves. */
  readonly verifier: string;
}

/** @param cost work that a guess at the passphrase costs, a power of two. */
export async function* encryptLines(
  passphrase: string,
  records: AsyncIterable<object>,
  cost = SCRYPT.N,
): AsyncGenerator<Buffer> {
  const salt = randomBytes(16);
  const kdf = { ...SCRYPT, N: cost };
  const secret = await stretch(passphrase, salt, kdf);
  const header: Header = {
    format: FORMAT,
    version: 1,
    kdf: { name: 'scrypt', ...kdf, salt: salt.toString('base64') },
    verifier: deriveKey(secret, '', 'verifier').toString('base64'),
  };
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  yield line;

  const key = deriveKey(secret, '', 'frames');
  const aad = createHash('sha256').update(line).digest();
  let number = 0;
  const frame = (plain: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(number, last)).setAAD(aad);
    number += 1;
    const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(sealed.length);
    return Buffer.concat([length, sealed]);
  };

  let pending: Buffer[] = [];
  let size = 0;
  for await (const record of records) {
    const bytes = Buffer.from(`${JSON.stringify(record)}\n`);
    pending.push(bytes);
    size += bytes.length;
    if (size >= FRAME_BYTES) {
      yield frame(Buffer.concat(pending), false);
      pending = [];
      size = 0;
    }
  }
  yield frame(Buffer.concat(pending), true);
}

/** @throws WrongPassphrase; SealBroken for a file that is no backup, was altered, or is cut off. */
export async function* decryptLines(passphrase: string, file: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  const reader = new ByteReader(file);
  const line = await reader.line(MAX_HEADER_BYTES);
  const header = parseHeader(line);
  const secret = await stretch(passphrase, Buffer.from(header.kdf.salt, 'base64'), header.kdf);
  const verifier = Buffer.from(header.verifier, 'base64');
  const expected = deriveKey(secret, '', 'verifier');
  if (verifier.length !== expected.length || !timingSafeEqual(verifier, expected)) throw new WrongPassphrase();

  const key = deriveKey(secret, '', 'frames');
  const aad = createHash('sha256').update(line).digest();
  for (let number = 0, last = false; !last; number += 1) {
    const length = (await reader.take(4)).readUInt32BE();
    if (length < TAG_BYTES || length > 64 * FRAME_BYTES) throw broken();
    const sealed = await reader.take(length);
    last = await reader.atEnd();
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(number, last), { authTagLength: TAG_BYTES });
    decipher.setAAD(aad).setAuthTag(sealed.subarray(length - TAG_BYTES));
    let plain: string;
    try {
      plain = Buffer.concat([decipher.update(sealed.subarray(0, length - TAG_BYTES)), decipher.final()]).toString();
    } catch {
      throw broken();
    }
    for (const text of plain.split('\n')) if (text !== '') yield JSON.parse(text) as unknown;
  }
}

function broken(): SealBroken {
  return new SealBroken('the backup');
}

function nonce(number: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(number, 5, 6);
  bytes.writeUInt8(last ? 1 : 0, 11);
  return bytes;
}

function stretch(passphrase: string, salt: Buffer, { N, r, p }: typeof SCRYPT): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function parseHeader(line: Buffer): Header {
  try {
    const header = JSON.parse(line.toString('utf8')) as Header;
    const { kdf } = header;
    // Bounded, so that a forged header cannot take all memory.
    const sound =
      header.format === FORMAT && header.version === 1 && kdf.name === 'scrypt' && typeof header.verifier === 'string';
    if (sound && kdf.N >= 2 ** 14 && kdf.N <= 2 ** 20 && kdf.r === 8 && kdf.p === 1) return header;
  } catch {
    // Told below: it is no backup.
  }
  throw broken();
}

class ByteReader {
  private readonly source: AsyncIterator<Buffer>;
  private held: Buffer = Buffer.alloc(0);

  constructor(file: AsyncIterable<Buffer>) {
    this.source = file[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const parts = [this.held];
    let size = this.held.length;
    while (size < length) {
      const next = await this.source.next();
      if (next.done === true) throw broken();
      parts.push(next.value);
      size += next.value.length;
    }
    const all = Buffer.concat(parts);
    this.held = all.subarray(length);
    return all.subarray(0, length);
  }

  async line(limit: number): Promise<Buffer> {
    for (;;) {
      const end = this.held.indexOf(0x0a);
      if (end >= 0 && end < limit) return this.take(end + 1);
      if (this.held.length >= limit || (await this.atEnd(this.held.length + 1))) throw broken();
    }
  }

  /** Whether fewer than `ahead` bytes are left. */
  async atEnd(ahead = 1): Promise<boolean> {
    while (this.held.length < ahead) {
      const next = await this.source.next();
      if (next.done === true) return true;
      this.held = Buffer.concat([this.held, next.value]);
    }
    return false;
  }
}
