import { PostgresEventStore } from '#libs/event-store-postgres';
import { ProjectionRunner } from '../runner.js';
import { Totals } from './fixtures.js';

// A process that follows a log in PostgreSQL, and tells what it does. Before it writes an event named Pause it rests.
const [url = '', leaseMs = '0'] = process.argv.slice(2);
const say = (what: string): void => void process.stdout.write(`${what}\n`);
const totals = new Totals();
totals.before = async (events) => {
  if (!events.some(({ eventType }) => eventType === 'Pause')) return;
  say('in a batch');
  await new Promise((resolve) => setTimeout(resolve, 100));
};
const log = { info: (_: object, message: string) => say(message), warn: () => undefined, error: () => undefined };
new ProjectionRunner({
  ...{ url, store: new PostgresEventStore({ connectionString: url, max: 2 }), projections: [totals], log },
  ...{ pollMs: 50, leaseMs: Number(leaseMs), retry: { attempts: 3, pauseMs: 5, maxPauseMs: 50 } },
}).start();
say('started');
