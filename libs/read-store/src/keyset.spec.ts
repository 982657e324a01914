import { MalformedCursor } from './errors.js';
import { CursorCodec, keysetAfter, keysetOrder } from './keyset.js';

const codec = new CursorCodec('a secret that is long enough');

describe('a cursor', () => {
  it('gives back what went in, under the same secret and scope', () => {
    const values = ['2026-09-18', 42, true, '名单'];
    expect(
      new CursorCodec('a secret that is long enough').decode('list:RED', codec.encode('list:RED', values)),
    ).toEqual(values);
  });

  it('tells nothing', () => {
    const cursor = codec.encode('list', ['110101199003070011']);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('1101011990');
    expect(cursor).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['of other filters', codec.encode('list:BLACK', ['a'])],
    ['of another secret', new CursorCodec('another secret, long enough').encode('list:RED', ['a'])],
    ['cut short', codec.encode('list:RED', ['a']).slice(0, -2)],
    ['empty', ''],
    ['made up', Buffer.from('["a"]').toString('base64url')],
    ['with foreign characters', "' or 1=1 --"],
    ['too long', 'a'.repeat(100_000)],
  ])('%s is refused', (_, cursor) => {
    expect(() => codec.decode('list:RED', cursor)).toThrow(MalformedCursor);
  });

  it('is refused when any bit of it is changed', () => {
    const bytes = Buffer.from(codec.encode('list', ['a', 1]), 'base64url');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => codec.decode('list', changed.toString('base64url'))).toThrow(MalformedCursor);
    }
  });

  it('needs a secret of some length', () => {
    expect(() => new CursorCodec('short')).toThrow('shorter than 16 bytes');
  });
});

describe('the condition after a cursor', () => {
  it('is one row comparison for keys of one direction', () => {
    const keys = [
      { column: 'decided_on', direction: 'desc' },
      { column: 'id', direction: 'desc' },
    ] as const;
    expect(keysetAfter(keys, ['2026-09-18', 'x'], 3)).toBe('("decided_on", "id") < ($3, $4)');
    expect(keysetOrder(keys)).toBe('"decided_on" desc, "id" desc');
  });

  it('is spelled out for mixed directions', () => {
    const keys = [
      { column: 'decided_on', direction: 'desc' },
      { column: 'id', direction: 'asc' },
    ] as const;
    expect(keysetAfter(keys, ['2026-09-18', 'x'], 1)).toBe(
      '(("decided_on" < $1) or ("decided_on" = $1 and "id" > $2))',
    );
  });

  it('refuses a cursor with another number of values', () => {
    expect(() => keysetAfter([{ column: 'id', direction: 'asc' }], ['a', 'b'], 1)).toThrow(MalformedCursor);
  });
});
