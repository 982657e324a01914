import { NODE_FLAGS } from './serve.mjs';
import { build, install, runNode } from './workspace.mjs';

/**
 * Installs and builds what is missing, compiles a program of `test/` on top of the build and beside it, and runs it with
 * the arguments of this process. Standard output is left to the program.
 *
 * @param {'bench' | 'torture'} name its folder in `test/`, with `main.ts` and `tsconfig.<name>.json`
 * @returns its exit code, or that of the compiler
 */
export async function runBesideBuild(name) {
  await install(console.error);
  await build(console.error);
  const compiled = await runNode(['node_modules/typescript/bin/tsc', '-p', `test/${name}/tsconfig.${name}.json`]);
  if (compiled !== 0) return compiled;
  return runNode([...NODE_FLAGS, `dist/test/${name}/main.js`, ...process.argv.slice(2)]);
}
