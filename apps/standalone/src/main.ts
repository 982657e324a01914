import { ConfigurationError, readConfiguration, SERVER_FLAGS, type Configuration } from '#libs/platform';
import { bootstrap } from './bootstrap.js';
import { composition } from './composition.js';
import { explainStart } from './start-failure.js';
import { Stopper } from '#libs/composition';

function help(): string {
  const width = Math.max(...SERVER_FLAGS.map(([flag]) => flag.length));
  return ['npm start -- [flags]', ...SERVER_FLAGS.map(([flag, meaning]) => `  ${flag.padEnd(width)}  ${meaning}`)].join(
    '\n',
  );
}

function fail(error: unknown, configuration?: Configuration): never {
  console.error(`Mingdan: ${explainStart(error, configuration)}`);
  process.exit(1);
}

function configure(): Configuration {
  try {
    return readConfiguration({ env: process.env, args: process.argv.slice(2), root: process.cwd() });
  } catch (error) {
    if (error instanceof ConfigurationError) return fail(error);
    throw error;
  }
}

// A reader of our output that goes away is no reason to end.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

if (process.argv.includes('--help')) {
  console.log(help());
  process.exit(0);
}
const configuration = configure();
const stopper = new Stopper({ say: (text) => console.log(text), exit: (code) => process.exit(code) });
process.on('SIGINT', () => stopper.ask('person'));
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopper.ask());
process.on('disconnect', () => stopper.ask());
process.on('uncaughtException', (error) => stopper.crash(error));
process.on('unhandledRejection', (error) => stopper.crash(error));

try {
  const running = await bootstrap(configuration, composition, {
    say: (text) => console.log(text),
    signal: stopper.starting,
    demonstrationData: true,
  });
  await stopper.started(() => running.stop());
} catch (error) {
  if (stopper.starting.aborted) process.exit(stopper.exitCode);
  fail(error, configuration);
}
