import { Canaries } from './canaries.js';

describe('the search for canaries', () => {
  const canaries = new Canaries();
  const name = canaries.name('name');
  const text = canaries.text('text');
  const number = canaries.given('number', '640100199001010012');
  const noise = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 31 + (at >> 3)) % 256));

  it('finds each form of each, in the middle of anything', () => {
    for (const { what, form, bytes } of canaries.forms()) {
      expect(canaries.in(Buffer.concat([noise, bytes, noise]))).toContainEqual({ what, form });
      expect(canaries.in(bytes)).toContainEqual({ what, form });
    }
  });

  it('finds what programs really write', () => {
    const written = (value: string) => canaries.in(value).map(({ what }) => what);
    expect(written(JSON.stringify({ deep: { facts: `前${text}后` } }))).toEqual(['text', 'text']);
    expect(written(`GET /x?name=${encodeURIComponent(`王${name}`)}`)).toEqual(['name']);
    expect(written(Buffer.from(`{"n":"${name}"}`).toString('base64'))).toEqual(['name']);
    expect(written(Buffer.from(`x${number}`).toString('base64url'))).toEqual(['number']);
    expect(written(`\\x${Buffer.from(`a${name}`).toString('hex')}`)).toEqual(['name']);
  });

  it('takes nothing else for one', () => {
    expect(canaries.in(noise)).toEqual([]);
    expect(canaries.in(`${name.slice(0, 1)}**, 6401**********0012, ${text.slice(0, 5)}`)).toEqual([]);
    expect(canaries.in('')).toEqual([]);
    expect(canaries.in(Buffer.from(name).subarray(0, -1))).toEqual([]);
  });
});
