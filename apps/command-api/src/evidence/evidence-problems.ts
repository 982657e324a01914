import type { DocumentedProblem } from '../http/problem-catalogue.js';

const p = (status: number, zh: string, en: string): DocumentedProblem => ({ status, zh, en });

/** What the routes of evidence answer with, beside the common problems. */
export const EVIDENCE_PROBLEMS = {
  SUBJECT_UNKNOWN: p(404, '没有此主体的档案。', 'There is no dossier of this subject.'),
  ENTRY_UNKNOWN: p(404, '档案中没有此条目。', 'The dossier has no such entry.'),
  EVIDENCE_NOT_ALLOWED: p(403, '您不能为该条目上传材料。', 'You may not add documents to this entry.'),
  EVIDENCE_NOT_VISIBLE: p(403, '没有此材料，或您无权查看。', 'There is no such document, or you may not see it.'),
  PURPOSE_REQUIRED: p(
    422,
    '查看涉及自然人的材料须写明查询事项和编号。',
    'Documents about a natural person are seen for a purpose and matter only.',
  ),
  EVIDENCE_TYPE: p(422, '不接受此类文件；类型按内容判断。', 'This type of file is not taken; the content decides.'),
  EVIDENCE_EMPTY: p(422, '文件为空。', 'The file is empty.'),
  EVIDENCE_TOO_LARGE: p(413, '文件超过允许的大小。', 'The file is larger than allowed.'),
  EVIDENCE_DAMAGED: p(
    500,
    '所存文件与登记的散列值不符或已丢失，不予提供。',
    'The stored file is missing or not the one that was registered.',
  ),
  ERASED: p(410, '保存期限已满，该文件已删除。', 'The keeping of this file is over; it has been erased.'),
  RETENTION_OVER: p(410, '保存期限已满，个人信息已删除。', 'The retention is over and the personal data erased.'),
} as const satisfies Record<string, DocumentedProblem>;
