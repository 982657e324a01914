import { createServer } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PublicRoute } from '#libs/access';
import {
  createFastifyAdapter,
  hardenHttp,
  HealthController,
  MetricsController,
  NEST_HTTP_OPTIONS,
  NestLogger,
  OperationsModule,
  type Configuration,
  type ProblemMapper,
} from '#libs/platform';
import type { Foundation } from './foundation.js';
import { documentOperations } from './operations-api.js';

// Whoever supervises the process has no token.
PublicRoute()(HealthController);
PublicRoute()(MetricsController);
documentOperations();

/** What a process puts on the wire, besides health and metrics. */
export interface HttpParts {
  readonly modules: readonly (Type | DynamicModule)[];
  /** Answers to errors of the domain and of libraries. */
  readonly mappers: readonly ProblemMapper[];
  /** Paths below which pages may style themselves inline. */
  readonly inlineStyleUnder?: readonly string[];
  /** Last touches to the application before it listens. */
  readonly prepare?: ((app: NestFastifyApplication) => void) | undefined;
}

/** The root; what it holds is given when it is made. */
class RootModule {}

/** A Nest application that is ready to listen. */
export async function createHttpApp(
  { configuration, logger, health, metrics }: Pick<Foundation, 'configuration' | 'logger' | 'health' | 'metrics'>,
  { modules, mappers, inlineStyleUnder = [], prepare }: HttpParts,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: RootModule, imports: [OperationsModule.forRoot({ health, metrics }), ...modules] },
    createFastifyAdapter({
      logger,
      bodyLimitBytes: configuration.bodyLimitBytes,
      trustProxy: configuration.trustProxy,
    }),
    { ...NEST_HTTP_OPTIONS, logger: new NestLogger(logger) },
  );
  await hardenHttp(app, { logger, metrics, mappers, inlineStyleUnder });
  prepare?.(app);
  return app;
}

/** @returns `http://127.0.0.1:3000`, with the port that was really taken */
export async function listen(app: NestFastifyApplication, { port, host }: Configuration): Promise<string> {
  await app.listen(port, host);
  const address = app.getHttpServer().address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

/** Tells at once that the port is taken, before anything is opened for nothing. */
export function probePort({ port, host }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve()));
  });
}
