import { EVENT_STORE } from '#test/product-log';
import { SCENARIOS, together } from '../together/scenarios.js';

/** What only asks more of the domain, which knows no store: with MINGDAN_LONG_TESTS=1 these run here too. */
const OF_THE_DOMAIN = ['deadlines', 'objections', 'persons', 'remedies', 'repair'].map((name) => `${name}.spec.ts`);
const scenarios = process.env['MINGDAN_LONG_TESTS']
  ? SCENARIOS
  : SCENARIOS.filter((name) => !OF_THE_DOMAIN.includes(name));

describe('the scenarios of the specification', () => {
  it('run with the log in EventStoreDB', () => {
    expect(EVENT_STORE).toBe('eventstoredb');
    expect(scenarios.length).toBeGreaterThan(5);
  });
});

await together(scenarios);
