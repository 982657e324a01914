import { EVENT_STORE } from '#test/product-log';
import { SCENARIOS, together } from '../together/scenarios.js';

/** The numbered scenarios of lists, standards, measures, minors and look-ups; all others with MINGDAN_LONG_TESTS=1. */
const NUMBERED = ['black', 'deadlines', 'focus', 'integrity', 'lookups', 'measures', 'minors', 'red', 'standards'];
const scenarios = process.env['MINGDAN_LONG_TESTS']
  ? SCENARIOS
  : SCENARIOS.filter((name) => NUMBERED.includes(name.replace('.spec.ts', '')));

describe('the scenarios of the specification', () => {
  it('run with the log in EventStoreDB', () => {
    expect(EVENT_STORE).toBe('eventstoredb');
    expect(scenarios.length).toBeGreaterThan(5);
  });
});

await together(scenarios);
