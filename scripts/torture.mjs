// `npm run torture`: installs and builds what is missing, then breaks everything it can. `npm run torture -- --help` says how.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { fail } = await import('./lib/failures.mjs');
try {
  const { build, install, runNode } = await import('./lib/workspace.mjs');
  const { NODE_FLAGS } = await import('./lib/serve.mjs');
  // Standard output belongs to the summary.
  await install(console.error);
  await build(console.error);
  // On top of the build and beside it; what is there already is not compiled again.
  const compiled = await runNode(['node_modules/typescript/bin/tsc', '-p', 'test/torture/tsconfig.torture.json']);
  process.exitCode =
    compiled === 0 ? await runNode([...NODE_FLAGS, 'dist/test/torture/main.js', ...process.argv.slice(2)]) : compiled;
} catch (error) {
  fail(error);
}
