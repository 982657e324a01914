// `npm run bench`: installs and builds what is missing, then measures. `npm run bench -- --help` says how.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { fail } = await import('./lib/failures.mjs');
try {
  const { runBesideBuild } = await import('./lib/beside-build.mjs');
  process.exitCode = await runBesideBuild('bench');
} catch (error) {
  fail(error);
}
