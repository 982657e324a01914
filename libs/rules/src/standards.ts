import { compareDates } from './days.js';
import { hasBasis, SUFFICIENT_BASIS_LEVELS } from './legal-basis.js';
import type { RuleProblem } from './refusal.js';
import { StandardContentCheck } from './standard-content-check.js';
import type { LegalDate, RecognitionStandard, RulePack, StandardContent } from './types.js';

/** What a black standard without sufficient basis comes to: published with a flag, or not at all. */
export type BasisMode = 'WARN' | 'BLOCK';

export interface StandardCheckOptions {
  readonly basisMode: BasisMode;
  readonly packs: readonly RulePack[];
  /** The day on which it would take effect. */
  readonly on: LegalDate;
}

export interface StandardCheck {
  /** All that keeps it from being published; empty if it may be. */
  readonly problems: readonly RuleProblem[];
  /** Black, and none of its bases is of the five sufficient levels. */
  readonly basisInsufficient: boolean;
}

/** Whether a version has been published: a draft, one that is consulted on and one that is approved have not. */
export function isPublished({ status }: Pick<RecognitionStandard, 'status'>): boolean {
  return status !== 'DRAFT' && status !== 'CONSULTING' && status !== 'APPROVED';
}

/** Whether a version is in force on a day: from its first day to its last, whether or not it was followed by another. */
export function isInForce(standard: RecognitionStandard, on: LegalDate): boolean {
  const { effectiveFrom, effectiveTo } = standard;
  if (!isPublished(standard) || !effectiveFrom || compareDates(effectiveFrom, on) > 0) return false;
  return effectiveTo === undefined || compareDates(on, effectiveTo) <= 0;
}

/** What keeps a standard from being published (spec 4.1, 4.2), each with the field and the clause. */
export function checkStandard(content: StandardContent, options: StandardCheckOptions): StandardCheck {
  const basisInsufficient = content.listKind === 'BLACK' && !hasBasis(content.legalBasis, SUFFICIENT_BASIS_LEVELS);
  const check = new StandardContentCheck(content, options.packs, options.on);
  check.general();
  if (basisInsufficient && options.basisMode === 'BLOCK') {
    check.add(
      'BASIS_INSUFFICIENT',
      'legalBasis',
      '黑名单须以法律、行政法规、党中央国务院文件、部门规章或地方性法规为依据',
      'A black list needs a law, an administrative regulation, a Party or State Council document, a department rule or a local regulation',
      '国办发〔2020〕49号 六',
    );
  }
  check.publicityAndNotice();
  if (content.listKind === 'BLACK') {
    check.repair();
    check.focusAfterExit();
  }
  check.persons();
  check.numbers();
  return { problems: check.problems, basisInsufficient };
}
