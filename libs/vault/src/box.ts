import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { SealBroken } from './errors.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const NONCES_AT_ONCE = 340;
const FORMAT = 1;

/** A fresh 256-bit key. */
export function newKey(): Buffer {
  return randomBytes(32);
}

/** HKDF-SHA256 to 256 bits; one secret so serves one purpose only. */
export function deriveKey(secret: Uint8Array, salt: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, purpose, 32));
}

/**
 * Encrypts with AES-256-GCM under a random nonce.
 * @param context what the box belongs to; it opens only with the same.
 * @param plain bytes, or a text, which is taken in UTF-8.
 * @returns format byte, nonce, cipher text, tag.
 */
export function closeBox(key: Uint8Array, context: readonly string[], plain: Uint8Array | string): Buffer {
  const iv = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad(context));
  const secret = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final(); // GCM has given out every byte by now.
  const box = Buffer.allocUnsafe(1 + IV_BYTES + secret.length + TAG_BYTES);
  box[0] = FORMAT;
  box.set(iv, 1);
  box.set(secret, 1 + IV_BYTES);
  box.set(cipher.getAuthTag(), box.length - TAG_BYTES);
  return box;
}

/** @throws SealBroken when the box, the key or the context is not the one it was closed with. */
export function openBox(key: Uint8Array, context: readonly string[], box: Uint8Array): Buffer {
  const what = context[0] ?? 'box';
  if (box.length < 1 + IV_BYTES + TAG_BYTES || box[0] !== FORMAT) throw new SealBroken(what);
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(1, 1 + IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad(context)).setAuthTag(box.subarray(box.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(box.subarray(1 + IV_BYTES, box.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw new SealBroken(what);
  }
}

/** Random bytes fetched for many nonces at once: for twelve alone the way there costs more than the cipher. */
let nonces = Buffer.alloc(0);

/** Bytes that were never given out before. */
function nextNonce(): Buffer {
  if (nonces.length < IV_BYTES) nonces = randomBytes(IV_BYTES * NONCES_AT_ONCE);
  const nonce = nonces.subarray(0, IV_BYTES);
  nonces = nonces.subarray(IV_BYTES);
  return nonce;
}

/** JSON keeps the parts apart: ('a', 'bc') and ('ab', 'c') never make the same bytes. */
function aad(context: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, ...context]));
}
