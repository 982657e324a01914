// `npm run torture`: installs and builds what is missing, then breaks everything it can. `npm run torture -- --help` says how.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { fail } = await import('./lib/failures.mjs');
try {
  const { runBesideBuild } = await import('./lib/beside-build.mjs');
  process.exitCode = await runBesideBuild('torture');
} catch (error) {
  fail(error);
}
