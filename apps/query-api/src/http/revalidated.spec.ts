import { etagOf, isFresh, lastModifiedOf } from './revalidated.js';

const at = (time: string) => new Date(`2026-09-18T${time}Z`);
const DAY = at('00:00:00.000');

describe('what caches hold of a public answer', () => {
  it('has an ETag by its content alone', () => {
    expect(etagOf({ a: 1 })).toBe(etagOf({ a: 1 }));
    expect(etagOf({ a: 1 })).not.toBe(etagOf({ a: 2 }));
    expect(etagOf({ items: [], next: 'x' })).toBe(etagOf({ items: [], next: 'y' }));
    expect(etagOf({ items: [], next: 'x' })).not.toBe(etagOf({ items: [] }));
    expect(etagOf({})).toMatch(/^W\/"[0-9a-f]{40}"$/);
  });

  it.each<[string, Date | undefined, string, Date | undefined]>([
    ['is as old as the last change, to the second after it', at('08:00:00.250'), '09:00:00.000', at('08:00:01.000')],
    ['is as old as the day, where nothing has changed today', new Date('2026-09-01'), '09:00:00.000', DAY],
    ['is as old as the day before anything was recorded', undefined, '09:00:00.000', DAY],
    ['has no time while another change could have the same', at('08:59:59.000'), '09:00:00.000', undefined],
    ['has no time on a day that is yet to come', undefined, '00:00:00.000', undefined],
  ])('%s', (_, changedAt, now, expected) => {
    expect(lastModifiedOf(changedAt, DAY, at(now))).toEqual(expected);
  });

  it('is fresh by its ETag, and by its time only where no ETag was sent', () => {
    const since = at('09:00:00.000').toUTCString();
    const modified = at('08:00:00.000');
    expect(isFresh({ ifNoneMatch: '"b", W/"a"' }, 'W/"a"', undefined)).toBe(true);
    expect(isFresh({ ifNoneMatch: '"a"' }, 'W/"a"', undefined)).toBe(true);
    expect(isFresh({ ifNoneMatch: '*' }, '"a"', undefined)).toBe(true);
    expect(isFresh({ ifNoneMatch: '"b"', ifModifiedSince: since }, '"a"', modified)).toBe(false);
    expect(isFresh({ ifModifiedSince: since }, '"a"', modified)).toBe(true);
    expect(isFresh({ ifModifiedSince: since }, '"a"', at('09:00:01.000'))).toBe(false);
    expect(isFresh({ ifModifiedSince: since }, '"a"', undefined)).toBe(false);
    expect(isFresh({ ifModifiedSince: 'yesterday' }, '"a"', modified)).toBe(false);
    expect(isFresh({}, '"a"', modified)).toBe(false);
  });
});
