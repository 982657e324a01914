// `npm start`: installs and builds what is missing, then serves everything in one process of its own.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { fail } = await import('./lib/failures.mjs');
try {
  const { build, install } = await import('./lib/workspace.mjs');
  const { serve } = await import('./lib/serve.mjs');
  await install();
  await build();
  process.exitCode = await serve(process.argv.slice(2));
} catch (error) {
  fail(error);
}
