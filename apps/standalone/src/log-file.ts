import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, type Configuration, type Logger } from '#libs/platform';
import { pino } from 'pino';

const ROTATE_AT_BYTES = 50 * 1024 * 1024;

/**
 * Production logs to standard output, for whoever collects it. The demonstration logs into its data folder and shows
 * only errors, so that the terminal stays readable.
 */
export function openLog(configuration: Configuration): { readonly logger: Logger; close(): void } {
  if (configuration.mode === 'production') {
    return {
      logger: createLogger(configuration.logLevel, [{ stream: process.stdout, level: configuration.logLevel }]),
      close: () => undefined,
    };
  }
  const folder = join(configuration.dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'mingdan.log');
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_AT_BYTES) renameSync(path, `${path}.1`);
  const file = pino.destination({ dest: path, sync: true, mode: 0o600 });
  // A full disk must not end the process by way of its log.
  file.on('error', () => undefined);
  return {
    logger: createLogger(configuration.logLevel, [
      { stream: file, level: configuration.logLevel },
      { stream: process.stderr, level: 'error' },
    ]),
    close: () => file.end(),
  };
}
