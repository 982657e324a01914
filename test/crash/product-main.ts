import { readConfiguration } from '#libs/platform';
import { bootstrap } from '../../apps/standalone/src/bootstrap.js';
import { composition } from '../../apps/standalone/src/composition.js';
import { Stopper } from '#libs/composition';

// The program of `npm start`, but that it begins empty: what stands in the log is what the test has done.
const configuration = readConfiguration({ env: process.env, args: process.argv.slice(2), root: process.cwd() });
const say = (text: string): void => console.log(text);
const stopper = new Stopper({ say, exit: (code) => process.exit(code) });
process.on('SIGINT', () => stopper.ask());
process.on('uncaughtException', (error) => stopper.crash(error));
process.on('unhandledRejection', (error) => stopper.crash(error));

const running = await bootstrap(configuration, composition, { say, signal: stopper.starting });
await stopper.started(() => running.stop());
