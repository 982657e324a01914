import { randomBytes } from 'node:crypto';

/** Crockford's letters: none is taken for another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 28;

/** A fresh code, 140 bits of chance: `7K3M-…` in groups of four. */
export function newReportCode(): string {
  const letters = Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte % LETTERS.length] ?? '').join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** The code as it was given out, from what somebody has typed: spaces, dashes and small letters do not matter. */
export function normalReportCode(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return (letters.match(/.{1,4}/g) ?? []).join('-');
}
