import type { LoggerService } from '@nestjs/common';
import {
  pino,
  multistream,
  type DestinationStream,
  type Level,
  type Logger as PinoLogger,
  type LoggerOptions,
} from 'pino';
import type { LogLevel } from './configuration.js';
import { safeError } from './safe-error.js';

export type Logger = PinoLogger;

/** Members that never reach a log, at the top and one and two levels down. */
const sensitive = [
  ...['authorization', 'cookie', 'password', 'secret', 'token', 'accessToken', 'assertion', 'databaseUrl'],
  ...['headers', 'body', 'query', 'payload', 'parameters', 'detail'],
  ...['name', 'identifier', 'identifiers', 'idNumber', 'uscc', 'phone', 'address', 'text', 'reason', 'statement'],
];

export interface LogTarget {
  readonly stream: DestinationStream;
  /** Least level this stream receives. */
  readonly level: LogLevel;
}

/** Options shared by every logger of the product: what is left out is left out everywhere. */
export function loggerOptions(level: LogLevel): LoggerOptions {
  return {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['', '*.', '*.*.'].flatMap((prefix) =>
        // `name` at the top names a part of the program, never a person.
        sensitive.filter((key) => prefix !== '' || key !== 'name').map((key) => prefix + key),
      ),
      censor: '[redacted]',
    },
    serializers: {
      err: (error: unknown) => renamed(error),
      error: (error: unknown) => renamed(error),
      req: (request: { method?: string; routeOptions?: { url?: string } }) => ({
        method: request.method,
        route: request.routeOptions?.url ?? 'unmatched',
      }),
      res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
    },
  };
}

/** `name` is redacted wherever it may be a person's, so the class of an error goes by another word. */
function renamed(error: unknown): Record<string, unknown> {
  const shape = (safe: ReturnType<typeof safeError>): Record<string, unknown> => {
    const { name, cause, ...rest } = safe;
    return { type: name, ...rest, ...(cause === undefined ? {} : { cause: shape(cause) }) };
  };
  return shape(safeError(error));
}

/**
 * A pino logger that writes one JSON object a line. Errors are logged under `err` and lose their texts where these may
 * quote input; requests are logged by route pattern, without headers, query or body.
 */
export function createLogger(level: LogLevel, targets: readonly LogTarget[]): Logger {
  const streams = targets
    .filter((target) => target.level !== 'silent')
    .map((target) => ({ stream: target.stream, level: target.level as Level }));
  return pino(loggerOptions(level), multistream(streams));
}

/** Nest's own lines, through pino. Nest's start-up chatter goes to `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' && !last.includes('\n') ? last : undefined;
    const error = [message, ...rest].find((part) => part instanceof Error);
    this.logger[level](
      { ...(context === undefined ? {} : { context }), ...(error === undefined ? {} : { err: error }) },
      typeof message === 'string' ? message : (context ?? 'nest'),
    );
  }
}
