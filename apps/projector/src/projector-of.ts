import { openEvidenceStore, projectionsCheck, type Foundation, type Runtime } from '#libs/composition';
import { Documents } from '#libs/evidence';
import { JobStore, jobMetrics } from '#libs/jobs';
import type { HealthRegistry } from '#libs/platform';
import { prometheusMetrics } from '#libs/read-store';
import { Projector } from './projector.js';
import { webhookDeliveriesOf } from './webhook-deliveries.js';

/** The projector over a runtime, shown in health and metrics; not yet started. */
export function projectorOf(
  runtime: Runtime,
  foundation: Pick<Foundation, 'configuration' | 'databaseUrl' | 'logger' | 'health' | 'metrics'>,
): Projector {
  const { pool, store, executor, triggers, complaints, reference, referenceCommands, clock, vault } = runtime;
  const { configuration, databaseUrl, logger, health, metrics } = foundation;
  const projector = new Projector({
    ...{ databaseUrl, pool, store, executor, triggers, complaints, reference, referenceCommands, clock },
    erasing: { vault, documents: new Documents({ pool, vault, store: openEvidenceStore(configuration) }) },
    log: logger,
    metrics: prometheusMetrics(metrics.registry),
    deliveries: webhookDeliveriesOf(runtime, foundation),
  });
  const jobs = new JobStore(pool);
  jobMetrics(metrics.registry, jobs);
  watch(projector, health, jobs);
  return projector;
}

function watch(projector: Projector, health: HealthRegistry, jobs: JobStore): void {
  health.register(projectionsCheck(projector.runner));
  health.register({
    name: 'clock',
    critical: false,
    run: async () => {
      const { ok, error } = projector.clockProcess.health();
      return ok ? { state: 'up' } : { state: 'down', detail: error ?? 'failed' };
    },
  });
  health.register({
    name: 'jobs',
    critical: false,
    run: async () => {
      const failed = await jobs.failedOfTheProduct();
      return failed === 0 ? { state: 'up' } : { state: 'down', detail: `${failed} failed: see operator jobs` };
    },
  });
}
