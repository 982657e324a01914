import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What the process measures of itself, in the Prometheus text format. Labels never hold data of a subject. */
export class Metrics {
  readonly registry = new Registry();
  /** Seconds a request took, by method, route pattern and status. */
  readonly httpDuration = new Histogram({
    name: 'mingdan_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor(options: { readonly processMetrics?: boolean } = {}) {
    if (options.processMetrics ?? true) collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
