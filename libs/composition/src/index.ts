export {
  checkEventStore,
  openCursorCodec,
  openEventStore,
  openEvidenceStore,
  openInformantStore,
  openPool,
  type OpenEventStore,
} from './adapters.js';
export type { Foundation } from './foundation.js';
export { createHttpApp, listen, probePort, type HttpParts } from './http-app.js';
export { migrationsWith, pendingMigrations, requireMigrated } from './migrations.js';
export { documentApi, openApiOf, type ApiDescription } from './open-api.js';
export { runProcess, startProcess, type ProcessPlan, type Running } from './process.js';
export { projectionsCheck } from './projections-check.js';
export { openRuntime, type Runtime, type RuntimeOptions } from './runtime.js';
export { RuntimeModule } from './runtime.module.js';
export { SIDE_PROCESSES, watchedProcess } from './side-processes.js';
export { errorChain, explainStart, StartProblem, type Explaining } from './start-failure.js';
export { Started } from './started.js';
export { Stopper, type StopperOptions } from './stopper.js';
export { openVerifier } from './verifier.js';
