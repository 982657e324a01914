import { plainArray, textArray } from './pg-arrays.js';

describe('textArray', () => {
  it('lays the texts out as PostgreSQL does', () => {
    expect(textArray(['a', '名', '']).toString('hex')).toBe(
      ['00000001', '00000000', '00000019', '00000003', '00000001', '0000000161', '00000003e5908d', '00000000'].join(''),
    );
  });

  it('lays short ASCII out as it does the rest', () => {
    const ascii = ['abc', '', 'x'.repeat(255), '\x7f'];
    const whole = textArray([...ascii, null, '名']);
    const part = textArray([...ascii, null]);
    expect(part.subarray(20)).toEqual(whole.subarray(20, part.length));
    expect(part.subarray(0, 12)).toEqual(whole.subarray(0, 12));
    expect([part.readInt32BE(12), whole.readInt32BE(12)]).toEqual([5, 6]);
  });
});

describe('plainArray', () => {
  it.each([
    [[], '{}'],
    [[1, 2n, 'x-1'], '{1,2,x-1}'],
  ])('writes %p as %s', (values, text) => expect(plainArray(values)).toBe(text));
});
