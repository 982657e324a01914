import { readFileSync } from 'node:fs';
import { Secret } from './secret.js';

/** A variable of the environment; an empty one counts as absent. */
export type Variables = (name: string) => string | undefined;

/**
 * A secret by its variable, or by the file that the variable with `_FILE` names (a mounted secret).
 *
 * @param unread stands for what a file that cannot be read would have held, so that nothing else is found wrong with it
 */
export function readSecret(name: string, variable: Variables, problems: string[], unread = ''): Secret | undefined {
  const file = variable(`${name}_FILE`);
  const value = variable(name);
  if (file === undefined) return value === undefined ? undefined : new Secret(value);
  if (value !== undefined) problems.push(`give ${name} or ${name}_FILE, not both`);
  try {
    return new Secret(readFileSync(file, 'utf8').trim());
  } catch (error) {
    problems.push(`${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
    return new Secret(unread);
  }
}
