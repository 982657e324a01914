import fc from 'fast-check';
import {
  ageOn,
  birthDateOf,
  checkCitizenId,
  checkIdentifier,
  checkUscc,
  citizenIdCheckDigit,
  type Identifier,
  makeCitizenId,
  makeUscc,
  organisationCheckDigit,
  usccCheckDigit,
} from '#libs/subjects';
import { addDays, type SubjectType } from '#libs/rules';

const TODAY = '2026-11-21';
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

describe('unified social credit code (spec 1.3, GB 32100-2015)', () => {
  it.each([
    '91350100M000100Y43',
    '91512081MA62K0260E',
    '9131000063159284XQ',
    '91640100MA00TE5T0A',
    '91640100MA00TE5T1D',
    '91640100MA00TE5T2G',
    '52640000MJX000001P',
    '11640100000000001W',
    '12640100000000001R',
  ])('%s is right', (code) => expect(checkUscc(code)).toEqual({ ok: true, value: code }));

  it.each(['91350100M000100Y4Z', '91350211M0000XUF46'])('%j has no or a wrong check digit', (code) => {
    expect(checkUscc(code).ok).toBe(false);
  });

  it('91350211M0000XUF46 would end in R', () => expect(usccCheckDigit('91350211M0000XUF4')).toBe('R'));

  it.each(['91640100MA00TE5T0', '91640100MA00TE5T0AA', '91640100MA00TE5TOA', '91640100MA00TE5I0A', '', '９１'])(
    '%j has not the form',
    (code) => expect(checkUscc(code)).toEqual({ ok: false, reason: 'FORMAT' }),
  );

  it('full-width characters, spaces and lower case are normalised', () => {
    expect(checkUscc(' ９１640100　ma00te5t0ａ\u200B')).toEqual({ ok: true, value: '91640100MA00TE5T0A' });
  });

  it('any single wrong character, and any two neighbours swapped, are found', () => {
    fc.assert(
      fc.property(fc.nat(31 ** 6 - 1), fc.nat(17), fc.nat(30), (seed, at, by) => {
        const code = makeUscc(seed);
        const other = USCC_ALPHABET.charAt((USCC_ALPHABET.indexOf(code.charAt(at)) + 1 + (by % 30)) % 31);
        expect(checkUscc(code.slice(0, at) + other + code.slice(at + 1))).toEqual({ ok: false, reason: 'CHECK_DIGIT' });
        const swapped = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
        if (at < 17 && swapped !== code) expect(checkUscc(swapped).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses to compute from what is not 17 characters of the alphabet', () => {
    expect(() => usccCheckDigit('123')).toThrow(RangeError);
    expect(() => usccCheckDigit('9135021IM0000XUF4')).toThrow(RangeError);
  });
});

describe('citizen id (spec 1.3, GB 11643-1999)', () => {
  it.each([
    '11010519491231002X',
    '440524188001010014',
    '640100199001010012',
    '640100198506150024',
    '640100201009010033',
  ])('%s is right', (id) => expect(checkCitizenId(id, TODAY)).toEqual({ ok: true, value: id }));

  it('a lower-case x is stored in upper case, full-width digits as digits', () => {
    expect(checkCitizenId('11010519491231002x', TODAY)).toEqual({ ok: true, value: '11010519491231002X' });
    expect(checkCitizenId('１1010519491231 002ｘ', TODAY)).toEqual({ ok: true, value: '11010519491231002X' });
  });

  it.each([
    ['640100900101001', 'FIFTEEN_DIGITS'],
    ['640100199001010013', 'CHECK_DIGIT'],
    ['64010019900101001', 'FORMAT'],
    ['040100199001010012', 'FORMAT'],
    ['64010019900101001A', 'FORMAT'],
    [`64010019900230001${citizenIdCheckDigit('64010019900230001')}`, 'BIRTH_DATE'],
    [`64010020261122001${citizenIdCheckDigit('64010020261122001')}`, 'BIRTH_DATE'],
  ])('%s is refused: %s', (id, reason) => {
    expect(checkCitizenId(id, TODAY)).toEqual({ ok: false, reason });
  });

  it('who is born today may be registered today', () => {
    expect(checkCitizenId(makeCitizenId(TODAY, 1), TODAY).ok).toBe(true);
    expect(checkCitizenId(makeCitizenId(TODAY, 1), addDays(TODAY, -1)).ok).toBe(false);
  });

  it('any single wrong digit, and any two neighbours swapped, are found', () => {
    const birthDates = fc.nat(20_000).map((n) => addDays('1950-01-01', n));
    fc.assert(
      fc.property(birthDates, fc.nat(999), fc.nat(17), fc.integer({ min: 1, max: 9 }), (born, sequence, at, by) => {
        const id = makeCitizenId(born, sequence);
        expect(checkCitizenId(id, TODAY)).toEqual({ ok: true, value: id });
        expect(birthDateOf(id)).toBe(born);
        const digits = at === 17 ? '0123456789X' : '0123456789';
        const other = digits.charAt((digits.indexOf(id.charAt(at)) + by) % digits.length);
        expect(checkCitizenId(id.slice(0, at) + other + id.slice(at + 1), TODAY).ok).toBe(false);
        const swapped = id.slice(0, at) + id.charAt(at + 1) + id.charAt(at) + id.slice(at + 2);
        if (at < 17 && swapped !== id) expect(checkCitizenId(swapped, TODAY).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('age in full years (3.14)', () => {
  it.each([
    ['2010-09-01', '2026-08-31', 15],
    ['2010-09-01', '2026-09-01', 16],
    ['2008-11-22', TODAY, 17],
    ['2008-11-21', TODAY, 18],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
    ['2026-11-21', '2026-11-20', -1],
  ])('born %s, on %s: %i', (born, on, age) => expect(ageOn(born, on)).toBe(age));

  it('M of the scenarios is a minor', () => {
    expect(birthDateOf('640100201009010033')).toBe('2010-09-01');
    expect(birthDateOf('640100201013010033')).toBeUndefined();
    expect(birthDateOf('123')).toBeUndefined();
  });
});

describe('the identifier of a subject (spec 1.3, 河南 16, 深圳 24)', () => {
  const uscc: Identifier = { kind: 'USCC', value: '91640100ma00te5t0a' };
  const citizen: Identifier = { kind: 'CITIZEN_ID', value: '640100199001010012' };
  const passport: Identifier = { kind: 'OTHER', value: 'e 1234 5678', certificateType: 'passport' };

  it.each<SubjectType>(['ENTERPRISE', 'SELF_EMPLOYED', 'SOCIAL_ORG', 'INSTITUTION'])(
    'given %s, then it has a credit code and nothing else',
    (type) => {
      expect(checkIdentifier(uscc, type, TODAY)).toEqual({
        ok: true,
        normalized: { kind: 'USCC', value: '91640100MA00TE5T0A' },
      });
      for (const other of [citizen, passport]) {
        expect(checkIdentifier(other, type, TODAY)).toMatchObject({ ok: false, code: 'IDENTIFIER_KIND_MISMATCH' });
      }
    },
  );

  it('given a natural person, then a citizen id or another certificate, never a credit code', () => {
    expect(checkIdentifier(citizen, 'NATURAL_PERSON', TODAY)).toEqual({ ok: true, normalized: citizen });
    expect(checkIdentifier(passport, 'NATURAL_PERSON', TODAY)).toEqual({
      ok: true,
      normalized: { kind: 'OTHER', value: 'E12345678', certificateType: 'PASSPORT' },
    });
    expect(checkIdentifier(uscc, 'NATURAL_PERSON', TODAY)).toMatchObject({ code: 'IDENTIFIER_KIND_MISMATCH' });
  });

  it.each<[string, Identifier, SubjectType]>([
    ['IDENTIFIER_CHECK_DIGIT', { kind: 'USCC', value: '91640100MA00TE5T0B' }, 'ENTERPRISE'],
    ['IDENTIFIER_FORMAT', { kind: 'USCC', value: '640100199001010012X' }, 'ENTERPRISE'],
    ['IDENTIFIER_CHECK_DIGIT', { kind: 'CITIZEN_ID', value: '640100199001010013' }, 'NATURAL_PERSON'],
    ['IDENTIFIER_FORMAT', { kind: 'CITIZEN_ID', value: '640100900101001' }, 'NATURAL_PERSON'],
    ['BIRTH_DATE_INVALID', { kind: 'CITIZEN_ID', value: makeCitizenId('2026-11-22', 1) }, 'NATURAL_PERSON'],
    ['IDENTIFIER_FORMAT', { kind: 'OTHER', value: 'E12345678' }, 'NATURAL_PERSON'],
    ['IDENTIFIER_FORMAT', { kind: 'OTHER', value: ' ', certificateType: 'PASSPORT' }, 'NATURAL_PERSON'],
    ['IDENTIFIER_FORMAT', { kind: 'OTHER', value: '1'.repeat(65), certificateType: 'PASSPORT' }, 'NATURAL_PERSON'],
  ])('refuses with %s and never repeats the identifier: %j', (code, identifier, type) => {
    const check = checkIdentifier(identifier, type, TODAY);
    expect(check).toMatchObject({ ok: false, code });
    if (identifier.value.trim() !== '') expect(JSON.stringify(check)).not.toContain(identifier.value);
  });

  it('a supervised exception admits a code whose check digit alone is wrong (A-24)', () => {
    const options = { checksumException: true };
    const wrong = { kind: 'USCC', value: '91350211m0000xuf46' } as const;
    expect(checkIdentifier(wrong, 'ENTERPRISE', TODAY, options)).toEqual({
      ok: true,
      normalized: { kind: 'USCC', value: '91350211M0000XUF46' },
    });
    expect(checkIdentifier({ kind: 'USCC', value: '9135' }, 'ENTERPRISE', TODAY, options).ok).toBe(false);
    expect(
      checkIdentifier({ kind: 'CITIZEN_ID', value: '640100199001010013' }, 'NATURAL_PERSON', TODAY, options).ok,
    ).toBe(false);
  });
});

describe('fictitious identifiers', () => {
  it('are right in their check digits, differ, and can belong to nobody', () => {
    const codes = Array.from({ length: 2000 }, (_, n) => makeUscc(n));
    expect(new Set(codes).size).toBe(2000);
    for (const code of codes) {
      expect(checkUscc(code).ok).toBe(true);
      expect(organisationCheckDigit(code.slice(8, 16))).not.toBe(code.charAt(16));
    }
    expect(makeUscc(7)).toBe(makeUscc(7));
    expect(checkUscc(makeUscc(31 ** 6 - 1, { prefix: '52', division: '640000' }))).toMatchObject({ ok: true });
  });

  it('the check digit of an organisation code is that of GB 11714, as in the codes really issued', () => {
    expect(organisationCheckDigit('63159284')).toBe('X');
    expect(organisationCheckDigit('M000100Y')).toBe('4');
    expect(organisationCheckDigit('MA62K026')).toBe('0');
  });

  it('refuses numbers and dates out of range', () => {
    for (const seed of [-1, 0.5, 31 ** 6]) expect(() => makeUscc(seed)).toThrow(RangeError);
    expect(() => makeCitizenId('1990-02-30', 1)).toThrow(RangeError);
    expect(() => makeCitizenId('1990-02-28', 1000)).toThrow(RangeError);
  });
});
