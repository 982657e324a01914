import type { Pool } from 'pg';
import type { Configuration, HealthRegistry, Logger, Metrics } from '#libs/platform';

/** What every part of a process is made from. */
export interface Foundation {
  readonly configuration: Configuration;
  /** `postgres://…`, of one's own or of the embedded server. Its migrations are done. */
  readonly databaseUrl: string;
  /** Connections to that database for everything that needs none of its own. Whoever opened it closes it. */
  readonly pool: Pool;
  readonly logger: Logger;
  readonly health: HealthRegistry;
  readonly metrics: Metrics;
}
