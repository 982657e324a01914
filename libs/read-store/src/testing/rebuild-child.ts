import { MemoryEventStore } from '#libs/event-store';
import { ProjectionRunner } from '../runner.js';
import { Totals, fillLog } from './fixtures.js';

// A process that rebuilds, and hangs in the middle of a batch until somebody kills it; some of it is in memory only.
const [url = '', events = '0', hangAfter = '0'] = process.argv.slice(2);
const store = new MemoryEventStore();
await fillLog(store, Number(events));
const totals = new Totals();
let batches = 0;
totals.before = async (_, tx) => {
  batches += 1;
  if (batches <= Number(hangAfter)) return;
  await tx.upsert('totals', [{ account: 'half done', total: 1, events: 1, last_position: null }]);
  process.stdout.write('hanging\n');
  await new Promise(() => undefined);
};
const runner = new ProjectionRunner({
  url,
  store,
  projections: [totals],
  rebuildBatchSize: 25,
  rebuildFlushEvents: 50,
});
await runner.rebuild('totals');
