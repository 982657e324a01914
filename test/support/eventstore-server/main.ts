import { parseArgs } from 'node:util';
import { EventStoreServer } from './server.js';

// The stand-in as a program of its own, so that a test can kill it: `main.ts --folder <folder> [--port <port>]`. Says where it listens.
const { values } = parseArgs({ options: { folder: { type: 'string' }, port: { type: 'string', default: '0' } } });
const server = await EventStoreServer.start({
  port: Number(values.port),
  ...(values.folder === undefined ? {} : { folder: values.folder }),
});
process.once('SIGTERM', () => void server.stop());
console.log(`listening on ${server.url}`);
