export { ActJob, LIST_ACT, type ActJobOptions, type ListActPayload } from './act-job.js';
export * from './errors.js';
export {
  DEFAULT_LIMITS,
  fileTooLarge,
  readTable,
  type CsvEncoding,
  type FileFormat,
  type FileLimits,
  type RawRow,
  type RawTable,
  type ReadTable,
} from './file/table.js';
export {
  IMPORT,
  IMPORT_DRY_RUN,
  ImportJob,
  openFile,
  type ImportJobOptions,
  type ImportPayload,
} from './import-job.js';
export {
  ADDING_ACTS,
  LIST_ACTS,
  type ActOnEntry,
  type ActParameters,
  type ListAct,
  type ListActRequest,
  type Shown,
} from './list-acts.js';
export { isOutage, RowRefusals, type OnDenied } from './results.js';
export { candidateOf, isFault, type Candidate, type RowFault } from './rows/candidate.js';
export { CellFaultFound, Cells, type CellFault, type RowFaultCode } from './rows/cells.js';
export {
  CHINESE_HEADERS,
  COLUMNS,
  columnsOf,
  columnsUnder,
  REQUIRED_COLUMNS,
  type Column,
  type ColumnSet,
} from './rows/columns.js';
export { Trial, type TrialOptions } from './trial.js';
