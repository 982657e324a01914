import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MEASURE_REFUSALS, MeasureRefusal, type MeasureRefusalCode } from './refusals.js';

const CODES = Object.keys(MEASURE_REFUSALS) as MeasureRefusalCode[];

describe('the refusals of joint measures', () => {
  it('are each expected from a command by a spec', () => {
    const specs = readdirSync(import.meta.dirname, { encoding: 'utf8' }).filter((name) => name.endsWith('.spec.ts'));
    const text = specs.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
    const expected = new Set([...text.matchAll(/\.refuse\(\s*'([A-Z_]+)'/g)].map(([, code]) => code));
    expect(CODES.filter((code) => !expected.has(code))).toEqual([]);
  });

  it.each(CODES)('%s has a status, a rule, a clause and a text in both languages', (code) => {
    const { status, rule, clause, zh, en } = new MeasureRefusal(code);
    expect([403, 404, 409, 422]).toContain(status);
    expect(rule).not.toBe('');
    expect(clause).toMatch(/^spec /);
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(en).toMatch(/^[A-Z].*\.$/);
  });
});
