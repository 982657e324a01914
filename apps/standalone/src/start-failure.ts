import { explainStart as explain } from '#libs/composition';
import { EmbeddedPostgresError } from '#libs/embedded-postgres';
import type { Configuration } from '#libs/platform';

/** Why the server could not start, in one line without secrets, for the person at the terminal. */
export function explainStart(error: unknown, configuration?: Configuration): string {
  const dataDir = configuration?.dataDir ?? 'the data folder';
  return explain(error, configuration, {
    command: 'npm start --',
    ownWords: (at) => {
      if (!(at instanceof EmbeddedPostgresError)) return undefined;
      return at.failure === 'DISK_FULL' ? `Disk full: no space left for ${dataDir}.` : sentence(at.message);
    },
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
