import fc from 'fast-check';
import { canonicalize } from 'json-canonicalize';
import { canonicalText, sameContent } from './canonical.js';

describe('the canonical text of a JSON value', () => {
  it('is that of RFC 8785, whatever the value', () => {
    const strings = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(strings, fc.array(strings))), (value) => {
        expect(canonicalText(value)).toBe(canonicalize(value));
      }),
    );
  });

  it.each(['', '"', '\\', '\n', '\u007f', '\u2028', '\ud800', '𠮷', '，。', '市监失信〔2026〕7号'])(
    'writes the text %j as JSON does',
    (text) => expect(canonicalText([text])).toBe(JSON.stringify([text])),
  );

  it('leaves out fields that are undefined, and has null where JSON has nothing to say', () => {
    expect(canonicalText({ b: undefined, a: [undefined, Number.NaN] })).toBe('{"a":[null,null]}');
  });

  it('is the same in whatever order the fields are, and another for another order of a list', () => {
    expect(sameContent({ b: 1, a: { 9: 1, 10: 2 } }, { a: { 10: 2, 9: 1 }, b: 1 })).toBe(true);
    expect(sameContent([1, 2], [2, 1])).toBe(false);
  });
});
