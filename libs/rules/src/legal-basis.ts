import type { LegalBasis, LegalBasisLevel } from './types.js';

/** Who may create a black list: law down to department rule, or a local regulation (国办发〔2020〕49号 六). */
export const SUFFICIENT_BASIS_LEVELS: readonly LegalBasisLevel[] = [
  'LAW',
  'ADMIN_REGULATION',
  'PARTY_STATE_COUNCIL_DOC',
  'DEPARTMENT_RULE',
  'LOCAL_REGULATION',
];

/** 法律、法规或党中央、国务院政策文件: what may rule a repair out (36号 Art 2, A-06). */
export const IRREPARABLE_BASIS_LEVELS: readonly LegalBasisLevel[] = [
  'LAW',
  'ADMIN_REGULATION',
  'LOCAL_REGULATION',
  'PARTY_STATE_COUNCIL_DOC',
];

/** What may list somebody who was under age at the act (3.14): a law or an administrative regulation. */
export const MINOR_BASIS_LEVELS: readonly LegalBasisLevel[] = ['LAW', 'ADMIN_REGULATION'];

/** Whether one of the bases stands on one of the levels and is named. */
export function hasBasis(bases: readonly LegalBasis[] | undefined, levels: readonly LegalBasisLevel[]): boolean {
  return (bases ?? []).some(({ title, level }) => title.trim() !== '' && levels.includes(level));
}
