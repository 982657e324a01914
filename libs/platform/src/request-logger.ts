import type { FastifyBaseLogger } from 'fastify';

type Bindings = Parameters<FastifyBaseLogger['child']>[0];
type Options = Parameters<FastifyBaseLogger['child']>[1];
type Write = (...said: unknown[]) => void;

/**
 * The logger of a request, with its id: a child of another that is made when it is first written to. Making one costs more
 * than all else that a request does to logs, and hardly any request has a line of its own.
 */
class RequestLogger implements FastifyBaseLogger {
  private made: FastifyBaseLogger | undefined;

  constructor(
    private readonly parent: FastifyBaseLogger,
    private readonly bindings: Bindings,
    private readonly options: Options,
  ) {}

  private get own(): FastifyBaseLogger &
    Readonly<Record<'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', Write>> {
    return (this.made ??= this.parent.child(this.bindings, this.options));
  }

  get level(): string {
    return this.own.level;
  }

  set level(level: string) {
    this.own.level = level;
  }

  child(bindings: Bindings, options?: Options): FastifyBaseLogger {
    return this.own.child(bindings, options);
  }

  fatal(...said: unknown[]): void {
    this.own.fatal(...said);
  }

  error(...said: unknown[]): void {
    this.own.error(...said);
  }

  warn(...said: unknown[]): void {
    this.own.warn(...said);
  }

  info(...said: unknown[]): void {
    this.own.info(...said);
  }

  debug(...said: unknown[]): void {
    this.own.debug(...said);
  }

  trace(...said: unknown[]): void {
    this.own.trace(...said);
  }

  silent(): void {
    // Nothing is written at this level.
  }
}

/** As Fastify asks for the logger of each request. */
export function requestLogger(parent: FastifyBaseLogger, bindings: Bindings, options: Options): FastifyBaseLogger {
  return new RequestLogger(parent, bindings, options);
}
