import { readdirSync } from 'node:fs';
import { EVENT_STORE } from '#test/product-log';

// In one file: loading the product takes longer than most scenarios do.
const folder = new URL('../scenarios/', import.meta.url);
const scenarios = readdirSync(folder).filter((name) => name.endsWith('.spec.ts'));

describe('the scenarios of the specification', () => {
  it('run with the log in EventStoreDB', () => {
    expect(EVENT_STORE).toBe('eventstoredb');
    expect(scenarios.length).toBeGreaterThan(5);
  });
});

for (const name of scenarios) await import(new URL(name, folder).href);
