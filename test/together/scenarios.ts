import { readdirSync } from 'node:fs';

const folder = new URL('../scenarios/', import.meta.url);

/** Names of the scenario files, in alphabetical order. */
export const SCENARIOS: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.spec.ts'))
  .sort();

/**
 * Declares the tests of these scenario files in the file that calls it: loading the product takes longer than most
 * scenarios do.
 */
export async function together(names: readonly string[]): Promise<void> {
  for (const name of names) await import(new URL(name, folder).href);
}
