import { isLegalDate, type LegalDate } from '#libs/rules';
import { citizenIdCheckDigit, usccCheckDigit } from './identifiers.js';

/*
 * Identifiers for demonstrations and tests: their check digits are right, and they belong to nobody. Credit codes carry
 * in positions 9 to 17 an organisation code whose own check digit (GB 11714) is wrong on purpose, so none can have been
 * issued; citizen ids carry a city's division code, where issued ones have a county's.
 */

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const BODY_LENGTH = 6;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

export interface FictitiousUsccOptions {
  /** Positions 1 and 2, department and class: 91 enterprise, 92 self-employed, 52 social body, 11 and 12 institutions. */
  readonly prefix?: string;
  /** Positions 3 to 8. */
  readonly division?: string;
}

/**
 * A fictitious unified social credit code; each number from 0 to 887,503,680 gives another.
 * @throws RangeError for any other number.
 */
export function makeUscc(seedNumber: number, options: FictitiousUsccOptions = {}): string {
  if (!Number.isInteger(seedNumber) || seedNumber < 0 || seedNumber >= 31 ** BODY_LENGTH) {
    throw new RangeError(`no fictitious code for ${seedNumber}`);
  }
  let body = '';
  for (let rest = seedNumber, n = 0; n < BODY_LENGTH; n++, rest = Math.floor(rest / 31)) {
    body = ALPHABET.charAt(rest % 31) + body;
  }
  const organisation = `MA${body}`;
  const wrong = organisationCheckDigit(organisation) === '0' ? '1' : '0';
  const first17 = `${options.prefix ?? '91'}${options.division ?? '640100'}${organisation}${wrong}`;
  return first17 + usccCheckDigit(first17);
}

/** GB 11714: the ninth character of an organisation code. */
export function organisationCheckDigit(first8: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce((total, weight, at) => total + weight * parseInt(first8.charAt(at), 36), 0);
  return '0X987654321'.charAt(sum % 11);
}

/**
 * A fictitious citizen id for a birth date; `sequence` 0 to 999 tells those born on one day apart (odd: male).
 * @throws RangeError if the date does not exist or the sequence is out of range.
 */
export function makeCitizenId(birthDate: LegalDate, sequence: number, division = '640100'): string {
  if (!isLegalDate(birthDate)) throw new RangeError(`not a date: ${String(birthDate)}`);
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > 999) throw new RangeError(`no sequence ${sequence}`);
  const first17 = `${division}${birthDate.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  return first17 + citizenIdCheckDigit(first17);
}
