export { CreateFollowedLog1763700007001 } from './create-followed-log.js';
export { CreateReadStore1763700000002 } from './create-read-store.js';
export * from './data-source.js';
export * from './errors.js';
export * from './exports.js';
export {
  ensureFollowedLog,
  ensureNoServers,
  followedLog,
  followedPositions,
  identityOf,
  moveToLog,
  type LogIdentity,
  type LogMove,
} from './followed-log.js';
export { indexMigration } from './index-migration.js';
export * from './keyset.js';
export { Leases } from './leases.js';
export { prometheusMetrics, type RunnerMetrics } from './metrics.js';
export * from './projection.js';
export {
  type ColumnSpec,
  type ColumnType,
  type IndexSpec,
  type TableSpec,
  READ_SCHEMA,
  checkTables,
  createIndexesSql,
  createTableSql,
  entityOf,
  projectionMigration,
} from './tables.js';
export type { FollowerError } from './checkpoints.js';
export type { RetrySettings } from './applier.js';
export type { FollowerLog } from './follow-loop.js';
export { shareOf, type RebuildPhase, type RebuildProgress } from './fill.js';
export type { RebuildResult } from './rebuild.js';
export type { RowDifference, TableVerification, Verification } from './verify.js';
export { CheckpointWaiter, type WaiterSettings } from './waiting.js';
export * from './runner.js';
