import { maskRowOf, type MaskField, type MaskProfileContent, type MaskReader } from '#libs/rules';
import { maskMiddle, maskPersonName, toCounty } from './masking.js';

/**
 * A value as a version of a mask profile shows it to a reader (spec 6.4).
 * @returns undefined where the reader does not see the field at all
 */
export function maskBy(
  profile: MaskProfileContent,
  field: MaskField,
  reader: MaskReader,
  value: string,
): string | undefined {
  const { mask, head = 0, tail = 0 } = maskRowOf(profile, field, reader);
  switch (mask) {
    case 'FULL':
      return value;
    case 'HIDDEN':
      return undefined;
    case 'SURNAME':
      return maskPersonName(value, 'PUBLIC');
    case 'ENDS':
      return endsOf(value, head, tail, reader);
    case 'COUNTY':
      return toCounty(value);
    case 'YEAR':
      return `${value.slice(0, 4)}-**-**`;
    case 'RANGE':
      return rangeOf(Number(value));
    case 'SCRUBBED':
      throw new TypeError('free text is scrubbed, with its findings, before it is shown');
  }
}

/** A number too short for what the row keeps shows no more than half of itself; to departments, two thirds. */
function endsOf(value: string, head: number, tail: number, reader: MaskReader): string {
  const characters = [...value];
  const most = (characters.length * (reader === 'PUBLIC' ? 3 : 4)) / 6;
  if (head + tail > most) return maskMiddle(value, head, tail);
  const hidden = characters.length - head - tail;
  return characters.slice(0, head).join('') + '*'.repeat(hidden) + characters.slice(head + hidden).join('');
}

/** The powers of ten between which an amount in yuan lies: `100000–1000000`. */
function rangeOf(amount: number): string {
  if (!Number.isFinite(amount) || amount < 1) return '<1';
  const floor = 10 ** Math.floor(Math.log10(amount));
  return `${floor}–${floor * 10}`;
}
