import { openRecompute } from './recompute.js';

// A process that recomputes deadlines until somebody kills it.
const [url = '', folder = ''] = process.argv.slice(2);
const { jobs } = await openRecompute(url, folder, { chunk: 7, leaseMs: 1_500 });
jobs.start();
process.stdout.write('working\n');
