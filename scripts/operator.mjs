// `npm run operator -- <command>`: installs and builds what is missing, then runs the operator's command line.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { fail } = await import('./lib/failures.mjs');
try {
  const { build, install, runNode } = await import('./lib/workspace.mjs');
  const { NODE_FLAGS } = await import('./lib/serve.mjs');
  // Standard output belongs to the command.
  await install(console.error);
  await build(console.error);
  process.exitCode = await runNode([...NODE_FLAGS, 'dist/apps/operator/src/main.js', ...process.argv.slice(2)]);
} catch (error) {
  fail(error);
}
