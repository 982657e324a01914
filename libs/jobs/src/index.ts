export { CreateJobs1763700005001 } from './create-jobs.migration.js';
export { HoldJobs1763700010004 } from './hold-jobs.migration.js';
export { OrderJobs1763700036001 } from './order-jobs.migration.js';
export * from './job.js';
export { JobStore, type Lease, type NewJob, type RowFilter } from './job-store.js';
export { JobWorker, type JobHandler, type JobWorkerOptions, type OpenJob } from './job-worker.js';
export { jobMetrics } from './metrics.js';
export { DEFAULT_PACE, Pacer, type PacerSettings } from './pacer.js';
export { Targets } from './targets.js';
