import type { BatchFileRefused } from '#libs/batches';
import type { ProblemSpec } from '#libs/platform';
import { PROBLEMS, type DocumentedProblem } from '../http/problem-catalogue.js';

const p = (status: number, zh: string, en: string): DocumentedProblem => ({ status, zh, en });

/** What uploading a list answers with, beside the common problems. */
export const BATCH_FILE_PROBLEMS = {
  BATCH_FILE_EMPTY: p(422, '文件中没有内容。', 'There is nothing in the file.'),
  BATCH_FILE_TOO_LARGE: p(413, '文件超过允许的大小。', 'The file is larger than allowed.'),
  BATCH_TOO_MANY_ROWS: p(413, '文件行数超过允许的数目。', 'The file has more rows than allowed.'),
  BATCH_ENCODING: p(422, '文件既不是 UTF-8 也不是 GB18030 编码。', 'The file is neither UTF-8 nor GB18030.'),
  BATCH_CSV: p(422, '文件不是有效的 CSV，行号见 line。', 'The file is not valid CSV; `line` says where.'),
  BATCH_XLSX: p(422, '文件不是可以读取的 XLSX 工作簿。', 'The file is no XLSX workbook that can be read.'),
  BATCH_COLUMNS: p(422, '首行的列名有误。', 'The header is wrong.'),
  STANDARD_UNKNOWN: PROBLEMS.STANDARD_UNKNOWN,
  NOT_YOUR_STANDARD: PROBLEMS.NOT_YOUR_STANDARD,
} as const satisfies Record<string, DocumentedProblem>;

export const BATCH_PROBLEMS = {
  BATCH_UNKNOWN: p(404, '没有此批次，或不属于贵单位。', 'There is no such batch, or it is not one of your unit.'),
} as const satisfies Record<string, DocumentedProblem>;

/** What the second person is answered with. */
export const CONFIRMATION_PROBLEMS = {
  BATCH_NOT_HELD: p(409, '此批次无需确认，或已不在等待。', 'The batch waits for no confirmation.'),
  SECOND_PERSON_NEEDED: p(
    409,
    '须由本单位另一名工作人员确认。',
    'It has to be confirmed by another official of the unit than the one who asked for it.',
  ),
} as const satisfies Record<string, DocumentedProblem>;

export const IDEMPOTENCY_PROBLEMS = {
  IDEMPOTENCY_KEY_INVALID: p(400, 'Idempotency-Key 必须是一个 UUID。', 'Idempotency-Key must be one UUID.'),
  IDEMPOTENCY_KEY_REUSED: p(
    422,
    '同一 Idempotency-Key 已用于内容不同的请求。',
    'The Idempotency-Key was used for another request.',
  ),
} as const satisfies Record<string, DocumentedProblem>;

/** What an act on a list answers with. */
export const LIST_ACT_PROBLEMS = {
  LIST_EMPTY: p(422, '没有符合条件的条目。', 'No entry fits.'),
  LIST_TOO_LONG: p(413, '条目数超过允许的数目。', 'There are more entries than allowed.'),
  TEXTS_NOT_APPROVED: p(
    422,
    '公示、发布须逐条填写 approvedContentHash，或以 renderedTextsApproved 核准全部展示文字。',
    'Showing a list needs `approvedContentHash` for each entry, or `renderedTextsApproved` for all of them.',
  ),
} as const satisfies Record<string, DocumentedProblem>;

/** What rows can be refused with beside the refusals of the commands. */
export const ROW_TEXTS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  ROW_FIELD_MISSING: { zh: '缺少必填内容，列名见 field。', en: 'A required cell is empty; see field.' },
  ROW_FIELD_INVALID: { zh: '内容不符合要求，列名见 field。', en: 'A cell is not as it has to be; see field.' },
  ROW_DIGITS_LOST: {
    zh: '号码以数字格式保存，末尾数字已丢失；请将该列设为文本后重新填写。',
    en: 'The number was kept as a number and has lost its last digits; make the column text and fill it in again.',
  },
  ALREADY_SO: { zh: '此前已是如此。', en: 'It was so already.' },
  INTERNAL_ERROR: {
    zh: '处理该行时发生意外错误，请告知运维人员。',
    en: 'Something unexpected happened; tell the operators.',
  },
};

export function batchFileProblem({ code, status, zh, en, line }: BatchFileRefused): ProblemSpec {
  return { status, code, zh, en, ...(line === undefined ? {} : { more: { line } }) };
}
