import { holdsIdentifier, withoutIdentifiers } from './identifier-like.js';

describe('telling identifiers in a text', () => {
  it.each(['640100199001010012', '11010519491231002X', '91640100MA00TE5T0A', '91640100ma00te5t0a', '640100900101001'])(
    'finds %s, alone, in a text, and in full width',
    (identifier) => {
      expect(holdsIdentifier(identifier)).toBe(true);
      expect(withoutIdentifiers(`关于${identifier}的核查`)).toBe('关于[***]的核查');
      const wide = [...identifier].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');
      expect(withoutIdentifiers(`关于${wide}`)).toBe('关于[***]');
    },
  );

  it.each([
    '银信异〔2026〕15号',
    '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
    'a-drafter',
    '/subjects/:subjectId',
    '01J9ZQX8Y7N5M3K2H1G0FEDCBA',
  ])('leaves %s as it is', (text) => {
    expect(holdsIdentifier(text)).toBe(false);
    expect(withoutIdentifiers(text)).toBe(text);
  });
});
