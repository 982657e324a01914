// `npm test`: installs what is missing, then runs jest. Arguments go to jest: `npm test -- libs/rules`.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { fail } = await import('./lib/failures.mjs');
try {
  const { install, runNode } = await import('./lib/workspace.mjs');
  const { JEST } = await import('./lib/tools.mjs');
  await install();
  process.exitCode = await runNode([...JEST, ...process.argv.slice(2)]);
} catch (error) {
  fail(error);
}
