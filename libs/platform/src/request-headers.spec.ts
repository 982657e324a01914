import { ProblemException } from './problem.js';
import { formatETag, parseIdempotencyKey, parseIfMatch } from './request-headers.js';

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemException) return error.problem.code;
  }
  return undefined;
};

describe('Idempotency-Key', () => {
  const key = '0196f1c0-7d52-7c3a-9a52-4f7f6d1b2c3d';

  it.each([key, key.toUpperCase(), `"${key}"`, ` ${key} `])('reads %p', (value) => {
    expect(parseIdempotencyKey({ 'idempotency-key': value })).toBe(key);
  });

  it('may be absent', () => expect(parseIdempotencyKey({})).toBeUndefined());

  it.each(['', 'abc', `${key}x`, `${key}, ${key}`, '00000000-0000-0000-0000-000000000000'])('refuses %p', (value) => {
    expect(codeOf(() => parseIdempotencyKey({ 'idempotency-key': value }))).toBe('IDEMPOTENCY_KEY_INVALID');
  });
});

describe('If-Match', () => {
  it.each<[string, bigint]>([
    ['"0"', 0n],
    ['"12"', 12n],
    ['"9223372036854775807"', 9223372036854775807n],
  ])('reads %s', (value, revision) => {
    expect(parseIfMatch({ 'if-match': value })).toBe(revision);
    expect(formatETag(revision)).toBe(value);
  });

  it('may be absent', () => expect(parseIfMatch({})).toBeUndefined());

  it.each(['12', 'W/"12"', '*', '"1", "2"', '"01"', '"-1"', '"x"', '""', '"9223372036854775808"'])(
    'refuses %p',
    (value) => expect(codeOf(() => parseIfMatch({ 'if-match': value }))).toBe('IF_MATCH_INVALID'),
  );
});
