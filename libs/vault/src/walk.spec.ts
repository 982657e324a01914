import { personal } from '#libs/subjects';
import { asPlain, asSealed, replaceObjects, visitObjects } from './walk.js';

describe('walking JSON', () => {
  it('finds marked objects at any depth and leaves the rest as it is', () => {
    const value = { a: [1, null, { b: personal('p', 'e', 'x') }], c: 'text', d: true, e: personal('q', 'e', 'y') };
    const seen: string[] = [];
    visitObjects(value, (object) => {
      const plain = asPlain(object);
      if (plain !== undefined) seen.push(plain.value);
    });
    expect(seen).toEqual(['x', 'y']);
    expect(replaceObjects(value, (object) => asPlain(object)?.value)).toEqual({
      a: [1, null, { b: 'x' }],
      c: 'text',
      d: true,
      e: 'y',
    });
  });

  it('carries a property named __proto__ along as data', () => {
    const copy = replaceObjects(JSON.parse('{"__proto__":{"polluted":1}}'), () => undefined) as object;
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Object.hasOwn(copy, '__proto__')).toBe(true);
  });

  it.each([
    { $personal: { about: '', scope: 'e', value: 'x' } },
    { $personal: { about: 'p', value: 'x' } },
    { $personal: { about: 'p', scope: 'e', value: 7 } },
    { $personal: null },
    { $personal: { about: 'p', scope: 'e', value: 'x' }, beside: 1 },
  ])('refuses a mark that is not well-formed: %j', (object) => {
    expect(() => asPlain(object)).toThrow(TypeError);
  });

  it('refuses a sealed mark without a box', () => {
    expect(() => asSealed({ $sealed: { about: 'p', scope: 'e' } })).toThrow(TypeError);
  });
});
