export { copyLog, type CopyOptions, type CopyProgress, type CopyResult } from './copy-log.js';
export { describeDifference, type Difference } from './difference.js';
export * from './errors.js';
export type { LogDigest } from './log-reading.js';
export { verifyLogs, type LogVerification, type VerifyOptions } from './verify-logs.js';
