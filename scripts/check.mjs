// `npm run check`: formatting, lint, types and tests, all of them also when one fails. Arguments go to jest.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { fail } = await import('./lib/failures.mjs');
try {
  const { install, runNode } = await import('./lib/workspace.mjs');
  const { CHECKS } = await import('./lib/tools.mjs');
  await install();
  const run = async ([name, args]) => {
    const started = Date.now();
    const code = await runNode(name === 'tests' ? [...args, ...process.argv.slice(2)] : args);
    return { name, code, seconds: Math.round((Date.now() - started) / 1000) };
  };
  // The tests take every core; what comes before them takes one each, and goes side by side.
  const alone = CHECKS.filter(([name]) => name === 'tests');
  const together = CHECKS.filter((one) => !alone.includes(one));
  const results = [];
  for (const group of [together, alone]) {
    console.log(`— ${group.map(([name]) => name).join(', ')}`);
    results.push(...(await Promise.all(group.map(run))));
    if (results.some(({ code }) => code === 130)) break;
  }
  console.log(
    `Check: ${results.map(({ name, code, seconds }) => `${name} ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`).join(', ')}`,
  );
  process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1;
} catch (error) {
  fail(error);
}
