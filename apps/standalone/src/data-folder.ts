import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartProblem } from '#libs/composition';

const MARKER = 'mingdan-data.json';
const FORMAT = 1;

/** The data folder cannot be used. The message is one line, for the person at the terminal. */
export class DataFolderProblem extends StartProblem {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DataFolderProblem';
  }
}

/**
 * Makes the data folder if it is not there, and sees that it is ours: a folder with other things in it is refused, so
 * that `--fresh` can never empty a folder that was not made here.
 *
 * @throws DataFolderProblem
 */
export function openDataFolder(folder: string): void {
  const marker = join(folder, MARKER);
  try {
    mkdirSync(folder, { recursive: true });
    if (existsSync(marker)) {
      const { format } = JSON.parse(readFileSync(marker, 'utf8')) as { format?: unknown };
      if (format !== FORMAT) {
        throw new DataFolderProblem(`${folder} was written by another version of Mingdan (format ${String(format)}).`);
      }
    } else if (readdirSync(folder).length > 0) {
      throw new DataFolderProblem(`${folder} is not empty and not a data folder of Mingdan: name another with --data.`);
    } else writeFileSync(marker, `${JSON.stringify({ product: 'mingdan', format: FORMAT })}\n`);
    // PostgreSQL does not run as root: its own user must be able to pass through to its folder, but not to look around.
    chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    if (error instanceof DataFolderProblem) throw error;
    if (error instanceof SyntaxError) throw new DataFolderProblem(`${marker} is damaged.`, { cause: error });
    throw error;
  }
}

/** Removes everything in a data folder that {@link openDataFolder} has accepted. Nothing may be using it. */
export function emptyDataFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== MARKER) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
