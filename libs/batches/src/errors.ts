export type BatchFileCode =
  | 'BATCH_FILE_EMPTY'
  | 'BATCH_FILE_TOO_LARGE'
  | 'BATCH_TOO_MANY_ROWS'
  | 'BATCH_ENCODING'
  | 'BATCH_CSV'
  | 'BATCH_XLSX'
  | 'BATCH_COLUMNS';

/** A list was refused whole; nothing of it was stored. Names lines and columns, never what stood in them. */
export class BatchFileRefused extends Error {
  readonly status: 413 | 422;

  constructor(
    readonly code: BatchFileCode,
    readonly zh: string,
    readonly en: string,
    /** Line of the file, counted from 1; for a workbook the row of its sheet. */
    readonly line?: number,
  ) {
    super(en);
    this.name = 'BatchFileRefused';
    this.status = code === 'BATCH_FILE_TOO_LARGE' || code === 'BATCH_TOO_MANY_ROWS' ? 413 : 422;
  }
}
