import type { ProblemSpec } from '#libs/platform';
import { EvidenceErased, EvidenceMissing, EvidenceRefused, EvidenceTampered } from './errors.js';

/** How the errors of evidence are answered; for the problem filter. */
export function evidenceProblem(error: unknown): ProblemSpec | undefined {
  if (error instanceof EvidenceRefused) {
    const { status, code, zh, en } = error;
    return { status, code, rule: 'D17', zh, en };
  }
  if (error instanceof EvidenceErased)
    return {
      status: 410,
      code: 'ERASED',
      rule: 'D9',
      zh: '保存期限已满，该文件已删除。',
      en: 'The keeping of this file is over; it has been erased.',
    };
  if (error instanceof EvidenceMissing || error instanceof EvidenceTampered || isBrokenSeal(error))
    return {
      status: 500,
      code: 'EVIDENCE_DAMAGED',
      rule: 'D17',
      zh: '所存文件与登记的散列值不符或已丢失，不予提供，请告知运维人员。',
      en: 'The stored file is missing or not the one that was registered; it is not given out. Tell the operators.',
    };
  return undefined;
}

function isBrokenSeal(error: unknown): boolean {
  return error instanceof Error && error.name === 'SealBroken';
}
