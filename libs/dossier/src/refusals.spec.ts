import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.js';
import { CATALOGUE, type RefusalCode } from './refusals.js';

const CODES = Object.keys(CATALOGUE) as RefusalCode[];

/** Codes that a specification of the domain expects from a command: `.refuse('CODE')`. */
function expectedSomewhere(): ReadonlySet<string> {
  const folder = import.meta.dirname;
  const specs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.spec.ts'));
  const text = specs.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  return new Set([...text.matchAll(/\.refuse\(\s*'([A-Z_]+)'/g)].map(([, code]) => code ?? ''));
}

describe('the catalogue of refusals', () => {
  it('holds no code that no command of a test is refused by', () => {
    const expected = expectedSomewhere();
    expect(CODES.filter((code) => !expected.has(code))).toEqual([]);
  });

  it.each(CODES)('%s has a status, a rule, a clause and a text in both languages', (code) => {
    const { status, rule, clause, zh, en } = CATALOGUE[code];
    expect([403, 404, 409, 422]).toContain(status);
    expect(rule).not.toBe('');
    expect(clause).toMatch(/^(spec|issue) /);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).toMatch(/^[\p{ASCII}’]+\.?$/u);
    const named = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    expect(named(zh)).toEqual(named(en));
  });

  it('fills its text in both languages', () => {
    const refusal = new Refusal('VALIDITY_OVER', { date: '2029-09-18' });
    expect(refusal.zh).toBe('原有效期已于2029-09-18届满。');
    expect(refusal.en).toBe('The original validity ended on 2029-09-18.');
  });
});
