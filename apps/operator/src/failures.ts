import type { Configuration } from '#libs/platform';
import { describeError } from '#libs/read-store';
import { IndexIncomplete } from '#libs/vault';
import { explainStart } from '../../standalone/src/start-failure.js';
import { OperatorFailure } from './terminal.js';

/** Schema, table and function that are not there. */
const NOT_MIGRATED = new Set(['3F000', '42P01', '42883']);

/** Why a command failed, in one line for the person at the terminal. Holds no secret and nothing personal. */
export function explainFailure(error: unknown, configuration?: Configuration): string {
  if (error instanceof OperatorFailure) return error.message;
  if ((error as Error | null)?.name === 'AbortError')
    return 'Stopped before the end. Nothing is lost: give the command again.';
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (NOT_MIGRATED.has(String((at as { code?: unknown }).code))) {
      return 'The database is not migrated: npm run operator -- migrate';
    }
  }
  if (error instanceof IndexIncomplete) {
    return (
      `The log holds no identifier for ${error.missing} references of the index, so the old index stays in use. ` +
      'Agents and objectors are such, and claims that never came to an event; --drop-missing forgets them.'
    );
  }
  const general = explainStart(error, configuration);
  return general.startsWith('Could not start') ? sentence(describeError(error)) : general;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
