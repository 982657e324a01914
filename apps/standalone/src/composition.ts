import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import type { Configuration, HealthRegistry, Logger, Metrics, ProblemMapper } from '#libs/platform';
import { CreateReadStore1763700000002, type DataSourceSettings } from '#libs/read-store';
import type { DemonstrationLogin, Link } from './banner.js';

/** What every part of the process is made from. */
export interface Foundation {
  readonly configuration: Configuration;
  /** `postgres://…`, of one's own or of the embedded server. */
  readonly databaseUrl: string;
  /** Open, its migrations done. */
  readonly dataSource: DataSource;
  readonly logger: Logger;
  readonly health: HealthRegistry;
  readonly metrics: Metrics;
}

/** The parts that make up the process. */
export interface Composition {
  readonly entities: DataSourceSettings['entities'];
  readonly migrations: DataSourceSettings['migrations'];
  /** Answers to errors of the domain and of libraries. */
  readonly mappers: readonly ProblemMapper[];
  readonly links: readonly Link[];
  /** Paths below which pages may style themselves inline. */
  readonly inlineStyleUnder: readonly string[];
  /** `close` is called when no request is under way any more. */
  modules(
    foundation: Foundation,
  ): Promise<{ readonly modules: readonly (Type | DynamicModule)[]; close(): Promise<void> }>;
  /** Last touches to the application before it listens. */
  prepare?(app: NestFastifyApplication): void;
  /** Fictitious persons to act as; asked only in the demonstration. */
  logins(foundation: Foundation): readonly DemonstrationLogin[];
}

export const composition: Composition = {
  entities: [],
  migrations: [CreateReadStore1763700000002],
  mappers: [],
  links: [
    { path: '/health/ready', zh: '运行状况', en: 'Health' },
    { path: '/metrics', zh: '指标', en: 'Metrics' },
  ],
  inlineStyleUnder: [],
  modules: async () => ({ modules: [], close: async () => undefined }),
  logins: () => [],
};
