import { compareDates, isLegalDate, type LegalDate, partsOf, type SubjectType } from '#libs/rules';

/** How a subject is identified: 统一社会信用代码, 公民身份号码, or another certificate with its type (spec 1.3). */
export interface Identifier {
  readonly kind: 'USCC' | 'CITIZEN_ID' | 'OTHER';
  readonly value: string;
  /** Of OTHER: what kind of certificate, for example `PASSPORT`. */
  readonly certificateType?: string;
}

export type IdentifierFault = 'FORMAT' | 'CHECK_DIGIT' | 'FIFTEEN_DIGITS' | 'BIRTH_DATE';
export type IdentifierCheck =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: IdentifierFault };

const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const USCC_FORM = new RegExp(`^[${USCC_ALPHABET}]{18}$`);
const CITIZEN_ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CITIZEN_ID_CHECKS = '10X98765432';
const CITIZEN_ID_FORM = /^[1-9]\d{16}[\dX]$/;
const LONGEST_CERTIFICATE_NUMBER = 64;

/** Full-width characters made half-width, spaces (also inside) taken out, letters upper-cased. */
export function normalizeIdentifierText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200D\u2060\uFEFF]+/gu, '')
    .toUpperCase();
}

function weightedSum(values: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * (values[at] ?? 0), 0);
}

/**
 * The 18th character of a unified social credit code (GB 32100-2015) from the 17 before it.
 * @throws RangeError if they are not 17 characters of its alphabet.
 */
export function usccCheckDigit(first17: string): string {
  const values = [...first17].map((character) => USCC_ALPHABET.indexOf(character));
  if (values.length !== 17 || values.includes(-1)) throw new RangeError('not 17 characters of GB 32100');
  return USCC_ALPHABET.charAt((31 - (weightedSum(values, USCC_WEIGHTS) % 31)) % 31);
}

/** Normalises and checks a unified social credit code: its alphabet and its 18th character. */
export function checkUscc(text: string): IdentifierCheck {
  const value = normalizeIdentifierText(text);
  if (!USCC_FORM.test(value)) return { ok: false, reason: 'FORMAT' };
  if (usccCheckDigit(value.slice(0, 17)) !== value.charAt(17)) return { ok: false, reason: 'CHECK_DIGIT' };
  return { ok: true, value };
}

/**
 * The 18th character of a citizen id (GB 11643-1999) from the 17 digits before it.
 * @throws RangeError if they are not 17 digits.
 */
export function citizenIdCheckDigit(first17: string): string {
  if (!/^\d{17}$/.test(first17)) throw new RangeError('not 17 digits');
  return CITIZEN_ID_CHECKS.charAt(weightedSum([...first17].map(Number), CITIZEN_ID_WEIGHTS) % 11);
}

/** Normalises and checks a citizen id: 18 characters, the last one, and a birth date that exists and is not to come. */
export function checkCitizenId(text: string, today: LegalDate): IdentifierCheck {
  const value = normalizeIdentifierText(text);
  if (/^\d{15}$/.test(value)) return { ok: false, reason: 'FIFTEEN_DIGITS' };
  if (!CITIZEN_ID_FORM.test(value)) return { ok: false, reason: 'FORMAT' };
  if (citizenIdCheckDigit(value.slice(0, 17)) !== value.charAt(17)) return { ok: false, reason: 'CHECK_DIGIT' };
  const birthDate = birthDateOf(value);
  if (!birthDate || compareDates(birthDate, today) > 0) return { ok: false, reason: 'BIRTH_DATE' };
  return { ok: true, value };
}

/** The birth date in a citizen id (digits 7 to 14); `undefined` if it has none that exists. */
export function birthDateOf(citizenId: string): LegalDate | undefined {
  const digits = normalizeIdentifierText(citizenId);
  const date = `${digits.slice(6, 10)}-${digits.slice(10, 12)}-${digits.slice(12, 14)}`;
  return digits.length === 18 && isLegalDate(date) ? date : undefined;
}

/**
 * Full years of age (周岁) on a date: one more on each birthday; who is born on 29 February has it on 1 March in other
 * years. Negative before birth.
 */
export function ageOn(birthDate: LegalDate, date: LegalDate): number {
  const [born, on] = [partsOf(birthDate), partsOf(date)];
  const years = on.year - born.year;
  return compareDates(date.slice(5), birthDate.slice(5)) < 0 ? years - 1 : years;
}

export interface IdentifierRefusal {
  readonly ok: false;
  readonly code: 'IDENTIFIER_CHECK_DIGIT' | 'IDENTIFIER_FORMAT' | 'IDENTIFIER_KIND_MISMATCH' | 'BIRTH_DATE_INVALID';
  readonly zh: string;
  readonly en: string;
}

function refuse(code: IdentifierRefusal['code'], zh: string, en: string): IdentifierRefusal {
  return { ok: false, code, zh, en };
}

function refuseFault(fault: IdentifierFault, zh: string, en: string): IdentifierRefusal {
  switch (fault) {
    case 'CHECK_DIGIT':
      return refuse('IDENTIFIER_CHECK_DIGIT', `${zh}校验位不符`, `The check digit of the ${en} is wrong`);
    case 'FORMAT':
      return refuse('IDENTIFIER_FORMAT', `${zh}格式不符`, `The ${en} has not the right form`);
    case 'FIFTEEN_DIGITS':
      return refuse(
        'IDENTIFIER_FORMAT',
        '十五位身份号码须升为十八位',
        'A citizen id of 15 digits must be upgraded to 18',
      );
    case 'BIRTH_DATE':
      return refuse('BIRTH_DATE_INVALID', `${zh}中的出生日期无效`, `The birth date in the ${en} is not valid`);
  }
}

/**
 * Checks an identifier for a subject of a type: organisations and the self-employed have a unified social credit code,
 * natural persons a citizen id or another certificate. `normalized` is the form to store and to match by. The answer
 * never repeats the identifier.
 *
 * `checksumException` lets a unified social credit code pass whose form is right and whose check digit is not: some
 * really issued codes are such, and a supervised exception admits them.
 */
export function checkIdentifier(
  identifier: Identifier,
  subjectType: SubjectType,
  today: LegalDate,
  options: { readonly checksumException?: boolean } = {},
): { readonly ok: true; readonly normalized: Identifier } | IdentifierRefusal {
  const isPerson = subjectType === 'NATURAL_PERSON';
  if (isPerson === (identifier.kind === 'USCC')) {
    return isPerson
      ? refuse(
          'IDENTIFIER_KIND_MISMATCH',
          '自然人不使用统一社会信用代码',
          'A natural person has no unified social credit code',
        )
      : mismatchOfOrganisation();
  }
  switch (identifier.kind) {
    case 'USCC': {
      const check = checkUscc(identifier.value);
      if (check.ok) return { ok: true, normalized: { kind: 'USCC', value: check.value } };
      if (check.reason === 'CHECK_DIGIT' && options.checksumException) {
        return { ok: true, normalized: { kind: 'USCC', value: normalizeIdentifierText(identifier.value) } };
      }
      return refuseFault(check.reason, '统一社会信用代码', 'unified social credit code');
    }
    case 'CITIZEN_ID': {
      const check = checkCitizenId(identifier.value, today);
      if (check.ok) return { ok: true, normalized: { kind: 'CITIZEN_ID', value: check.value } };
      return refuseFault(check.reason, '公民身份号码', 'citizen id');
    }
    case 'OTHER': {
      const value = normalizeIdentifierText(identifier.value);
      const certificateType = normalizeIdentifierText(identifier.certificateType ?? '');
      if (value === '' || value.length > LONGEST_CERTIFICATE_NUMBER || certificateType === '') {
        return refuse(
          'IDENTIFIER_FORMAT',
          '其他证件须写明证件类型和号码',
          'Another certificate needs its type and number',
        );
      }
      return { ok: true, normalized: { kind: 'OTHER', value, certificateType } };
    }
  }
}

function mismatchOfOrganisation(): IdentifierRefusal {
  return refuse(
    'IDENTIFIER_KIND_MISMATCH',
    '法人、其他组织和个体工商户使用统一社会信用代码',
    'Organisations and the self-employed are identified by their unified social credit code',
  );
}
