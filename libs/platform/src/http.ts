import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import Fastify, { LogController, type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { HttpAnswer } from './http-answer.js';
import type { Logger } from './logging.js';
import type { Metrics } from './metrics.js';
import { ProblemFilter, problemOfStatus, type ProblemMapper } from './problem-filter.js';
import { PROBLEM_CONTENT_TYPE, problemBody } from './problem.js';
import { requestLogger } from './request-logger.js';
import { createValidationPipe } from './validation.js';

export interface HttpOptions {
  readonly logger: Logger;
  /** Largest JSON body, in bytes. Default 1 MiB. */
  readonly bodyLimitBytes?: number;
  readonly trustProxy?: boolean;
}

/** The options for `NestFactory.create` that go with the adapter: JSON is parsed by Fastify itself, which is stricter. */
export const NEST_HTTP_OPTIONS = { bodyParser: false, abortOnError: false, forceCloseConnections: true } as const;

function rawProblem(status: number, fastifyCode?: string): string {
  return JSON.stringify(
    problemBody(problemOfStatus(status, fastifyCode) ?? { status, code: 'ERROR', zh: '错误', en: 'Error' }),
  );
}

/** Fastify for Nest: limits, request ids of our own, problem+json also for what never reaches a route. */
export function createFastifyAdapter({ logger, bodyLimitBytes, trustProxy }: HttpOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    // One line a request is written at its end, by hardenHttp.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: requestLogger,
    bodyLimit: bodyLimitBytes ?? 1_048_576,
    trustProxy: trustProxy ?? false,
    forceCloseConnections: true,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    requestTimeout: 60_000,
    return503OnClosing: true,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      const status = error.statusCode ?? 400;
      void reply.status(status).header('content-type', PROBLEM_CONTENT_TYPE).send(rawProblem(status, error.code));
    },
    clientErrorHandler(error, socket: Socket) {
      if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
        socket.destroy();
        return;
      }
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
      const body = rawProblem(status);
      socket.end(
        `HTTP/1.1 ${status} Error\r\nContent-Type: ${PROBLEM_CONTENT_TYPE}\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    },
  });
  // Fastify takes text bodies unless told not to; nothing here does.
  adapter.getInstance().removeContentTypeParser('text/plain');
  return adapter;
}

export interface HardenOptions {
  readonly logger: Logger;
  readonly metrics?: Metrics;
  readonly mappers?: readonly ProblemMapper[];
  /** Paths below which pages may style themselves inline, as the API documentation does. */
  readonly inlineStyleUnder?: readonly string[];
}

/**
 * What every HTTP application of the product has in common: validation, problem answers, security headers, the request
 * id in the answer, one log line and one measurement a request. Call it before `init` or `listen`.
 */
export async function hardenHttp(app: NestFastifyApplication, options: HardenOptions): Promise<void> {
  const { logger, metrics, mappers = [], inlineStyleUnder = [] } = options;
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter(logger, mappers));
  const fastify = app.getHttpAdapter().getInstance();

  const [strict, styled] = await Promise.all([securityHeaders(), securityHeaders("'unsafe-inline'")]);
  const styles = (path: string): boolean =>
    inlineStyleUnder.some((under) => path === under || path.startsWith(`${under}/`));
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).headers(styles(pathOf(request.url)) ? styled : strict);
    done();
  });
  fastify.addHook('preSerialization', (_request, reply, payload, done) => {
    if (!(payload instanceof HttpAnswer)) return done(null, payload);
    payload.putHead(reply);
    done(null, payload.body);
  });
  // Only routes that ask for it have a limit. Addresses are counted in memory and written nowhere.
  await app.register(rateLimit, { global: false });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const seconds = reply.elapsedTime / 1000;
    metrics?.httpDuration.observe({ method: request.method, route, status: reply.statusCode }, seconds);
    logger.info(
      {
        reqId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(seconds * 1e5) / 100,
      },
      'request',
    );
    done();
  });
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** What helmet sends. It is the same for each answer, and making it anew costs more than all else that is done to headers. */
async function securityHeaders(...styles: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const asked = Fastify();
  try {
    await asked.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy(...styles) },
      strictTransportSecurity: false,
      referrerPolicy: { policy: 'no-referrer' },
    });
    asked.get('/', (_request, reply) => reply.send());
    const { headers } = await asked.inject('/');
    const own = new Set(['content-length', 'content-type', 'date', 'connection']);
    return Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (own.has(name) ? [] : [[name, String(value)]])),
    );
  } finally {
    await asked.close();
  }
}

function contentSecurityPolicy(...styles: readonly string[]): Record<string, readonly string[]> {
  return {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", ...styles],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
}
