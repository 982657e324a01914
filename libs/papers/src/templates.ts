import type { PaperKind } from '#libs/dossier';
import type { PaperTemplate } from './paper.js';
import { OBJECTION_DECISION_1, REPAIR_DECISION_1 } from './templates/case-decisions-1.js';
import { DECISION_1, REPAIR_GUIDE_1 } from './templates/decision-1.js';
import { EXIT_NOTICE_1, RESTORATION_NOTICE_1 } from './templates/notices-1.js';
import { PRIOR_NOTICE_1 } from './templates/prior-notice-1.js';

/** The versions of all templates: the newest of a kind is what new papers are made from, the others give old ones again. */
export class PaperTemplates {
  private readonly byVersion: ReadonlyMap<string, PaperTemplate>;
  private readonly newest = new Map<PaperKind, PaperTemplate>();

  /** @throws RangeError where a version is given twice */
  constructor(templates: readonly PaperTemplate[]) {
    this.byVersion = new Map(templates.map((one) => [`${one.id}@${one.version}`, one]));
    if (this.byVersion.size < templates.length) throw new RangeError('a version of a template is given twice');
    for (const one of templates)
      if (one.version > (this.newest.get(one.kind)?.version ?? 0)) this.newest.set(one.kind, one);
  }

  /** What a new paper is made from. */
  latest(kind: PaperKind): PaperTemplate | undefined {
    return this.newest.get(kind);
  }

  /** What a paper was made from. */
  version(id: string, version: number): PaperTemplate | undefined {
    return this.byVersion.get(`${id}@${version}`);
  }
}

/** Every version that was ever released. */
export const SHIPPED_TEMPLATES: readonly PaperTemplate[] = [
  PRIOR_NOTICE_1,
  DECISION_1,
  REPAIR_GUIDE_1,
  REPAIR_DECISION_1,
  OBJECTION_DECISION_1,
  EXIT_NOTICE_1,
  RESTORATION_NOTICE_1,
];

export const PAPER_TEMPLATES = new PaperTemplates(SHIPPED_TEMPLATES);
