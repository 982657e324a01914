import { PROBLEMS, type DocumentedProblem } from '../http/problem-catalogue.js';

const p = (status: number, zh: string, en: string, rule?: string): DocumentedProblem => ({
  ...{ status, zh, en },
  ...(rule === undefined ? {} : { rule }),
});

/** What the routes of evidence answer with, beside the common problems. */
export const EVIDENCE_PROBLEMS = {
  SUBJECT_UNKNOWN: PROBLEMS.SUBJECT_UNKNOWN,
  ENTRY_UNKNOWN: PROBLEMS.ENTRY_UNKNOWN,
  EVIDENCE_NOT_ALLOWED: p(403, '您不能为该条目上传材料。', 'You may not add documents to this entry.'),
  EVIDENCE_NOT_VISIBLE: p(403, '没有此材料，或您无权查看。', 'There is no such document, or you may not see it.'),
  PURPOSE_REQUIRED: p(
    422,
    '查看涉及自然人的材料须写明查询事项和编号。',
    'Documents about a natural person are seen for a purpose and matter only.',
  ),
  PURPOSE_NOT_PUBLISHED: PROBLEMS.PURPOSE_NOT_PUBLISHED,
  GRANT_MISSING: PROBLEMS.GRANT_MISSING,
  EVIDENCE_TYPE: p(
    422,
    '不接受此类文件；类型按内容判断。',
    'This type of file is not taken; the content decides.',
    'D17',
  ),
  EVIDENCE_EMPTY: p(422, '文件为空。', 'The file is empty.', 'D17'),
  EVIDENCE_TOO_LARGE: p(413, '文件超过允许的大小。', 'The file is larger than allowed.', 'D17'),
  EVIDENCE_DAMAGED: p(
    500,
    '所存文件与登记的散列值不符或已丢失，不予提供。',
    'The stored file is missing or not the one that was registered.',
    'D17',
  ),
  ERASED: p(410, '保存期限已满，该文件已删除。', 'The keeping of this file is over; it has been erased.', 'D9'),
  RETENTION_OVER: PROBLEMS.RETENTION_OVER,
} as const satisfies Record<string, DocumentedProblem>;
