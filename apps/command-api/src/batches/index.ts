export { BatchesModule, BatchLog, BatchPool, BatchSettings, type BatchesOptions } from './batches.module.js';
export { BatchWorker } from './batch-worker.js';
export { BATCH_FILE_PROBLEMS, BATCH_PROBLEMS, LIST_ACT_PROBLEMS, ROW_TEXTS } from './batch-problems.js';
