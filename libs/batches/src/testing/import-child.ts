import { openParts } from './parts.js';

// A process that works on jobs until somebody kills it.
const [url = '', folder = ''] = process.argv.slice(2);
const parts = await openParts(url, folder);
parts.worker({ chunk: 7, leaseMs: 1_500 }).start();
process.stdout.write('working\n');
