import { plainArray, textArray } from './pg-arrays.js';

describe('textArray', () => {
  it('lays the texts out as PostgreSQL does', () => {
    expect(textArray(['a', '名', '']).toString('hex')).toBe(
      ['00000001', '00000000', '00000019', '00000003', '00000001', '0000000161', '00000003e5908d', '00000000'].join(''),
    );
  });
});

describe('plainArray', () => {
  it.each([
    [[], '{}'],
    [[1, 2n, 'x-1'], '{1,2,x-1}'],
  ])('writes %p as %s', (values, text) => expect(plainArray(values)).toBe(text));
});
