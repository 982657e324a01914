import { isInForce, isPublished } from './standards.js';
import type { StandardDifference } from './standard-compare.js';
import type { LegalDate, Official, RecognitionStandard, StandardContent, StandardEvaluation } from './types.js';

/*
 * The stream `standard-{standardId}` (spec 4.2): draft → consulting → approved → published → in effect → superseded by
 * the next version, or retired. What may follow what is decided in `standard-decisions.ts`.
 */

/** The stored formats: what stands here is in logs for ever. */
export interface StandardEventMap {
  StandardDrafted: { standardId: string; version: number; content: StandardContent };
  /** Whatever was consulted on or approved before has to be so anew. */
  StandardDraftChanged: { version: number; content: StandardContent };
  ConsultationOpened: {
    version: number;
    openedOn: LegalDate;
    /** Last day on which opinions are taken. */
    endsOn: LegalDate;
    /** Where the length comes from: `NDRC@1`, `standard:BLK-1@2`. */
    ruleFrom: string;
    legalSource: string;
  };
  ConsultationClosed: {
    version: number;
    closedOn: LegalDate;
    summary: string;
    /** The text as amended upon the opinions; absent where it stands. */
    content?: StandardContent;
  };
  StandardApprovalProposed: { version: number; proposedBy: Official };
  StandardApproved: { version: number; proposedBy: Official; approvedBy: Official; approvedOn: LegalDate };
  StandardApprovalRejected: { version: number; rejectedBy: Official; reason: string };
  StandardPublished: {
    standardId: string;
    version: number;
    publishedOn: LegalDate;
    effectiveFrom: LegalDate;
    basisInsufficient: boolean;
    transition?: string;
  };
  /** Follows the publication of every version but the first (3.15). */
  StandardRevised: {
    standardId: string;
    oldVersion: number;
    /** Last day of the old version. */
    oldEffectiveTo: LegalDate;
    newVersion: number;
    effectiveFrom: LegalDate;
    /** Fields of the content that changed. */
    changes: readonly string[];
    /** The rule text of these fields, before and after. */
    compared?: readonly StandardDifference[];
    transition?: string;
  };
  /** Its first day of effect has come: from now on entries listed under the version before it are reviewed. */
  StandardTookEffect: { standardId: string; version: number; effectiveFrom: LegalDate; supersedes?: number };
  StandardRetired: { standardId: string; version: number; effectiveTo: LegalDate; reason?: string };
  /** The last day of a retired standard is over: from now on its entries are reviewed. */
  StandardEnded: { standardId: string; version: number; lastDay: LegalDate };
  StandardEvaluated: StandardEvaluation & { standardId: string; version: number };
}
export type StandardEvent = {
  [T in keyof StandardEventMap]: { readonly type: T; readonly data: StandardEventMap[T] };
}[keyof StandardEventMap];

/** All versions of one standard, oldest first; the last may be a draft. */
export interface StandardState {
  readonly versions: readonly RecognitionStandard[];
}

export const initialStandard: StandardState = { versions: [] };

/** The version that is being made: drafted, consulted on or approved, and not yet published. */
export function draftOf(state: StandardState): RecognitionStandard | undefined {
  return state.versions.find((version) => !isPublished(version));
}

/** The version published last, also if it is not yet or no longer in force. */
export function publishedOf(state: StandardState): RecognitionStandard | undefined {
  return state.versions.findLast(isPublished);
}

/** The version in force on a day. */
export function standardOn(state: StandardState, on: LegalDate): RecognitionStandard | undefined {
  return state.versions.findLast((version) => isInForce(version, on));
}

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveStandard(state: StandardState, event: StandardEvent): StandardState {
  switch (event.type) {
    case 'StandardDrafted': {
      const { standardId, version, content } = event.data;
      const draft: RecognitionStandard = { ...content, standardId, version, status: 'DRAFT', basisInsufficient: false };
      return { versions: [...state.versions, draft] };
    }
    case 'StandardDraftChanged': {
      const { version, content } = event.data;
      return change(state, version, ({ standardId }) => {
        return { ...content, standardId, version, status: 'DRAFT', basisInsufficient: false };
      });
    }
    case 'ConsultationOpened': {
      const { version, openedOn, endsOn } = event.data;
      return change(state, version, (draft) => ({
        ...draft,
        status: 'CONSULTING',
        consultation: { openedOn, endsOn },
      }));
    }
    case 'ConsultationClosed': {
      const { version, closedOn, summary, content } = event.data;
      return change(state, version, (draft) => {
        const { openedOn, endsOn } = draft.consultation ?? { openedOn: closedOn, endsOn: closedOn };
        const { standardId, status, basisInsufficient } = draft;
        return {
          ...(content ?? contentOf(draft)),
          ...{ standardId, version, status, basisInsufficient },
          consultation: { openedOn, endsOn, closedOn, summary },
        };
      });
    }
    case 'StandardApprovalProposed': {
      const { version, proposedBy } = event.data;
      return change(state, version, (draft) => ({ ...draft, proposedBy }));
    }
    case 'StandardApproved': {
      const { version, proposedBy, approvedBy } = event.data;
      return change(state, version, (draft) => ({ ...draft, status: 'APPROVED', proposedBy, approvedBy }));
    }
    case 'StandardApprovalRejected':
      return change(state, event.data.version, ({ proposedBy: _sentBack, ...draft }) => draft);
    case 'StandardPublished': {
      const { version, publishedOn, effectiveFrom, basisInsufficient, transition } = event.data;
      return change(state, version, (draft) => ({
        ...draft,
        status: 'PUBLISHED',
        ...{ publishedOn, effectiveFrom, basisInsufficient },
        ...(transition !== undefined && { transition }),
      }));
    }
    case 'StandardRevised': {
      const { oldVersion, oldEffectiveTo } = event.data;
      return change(state, oldVersion, (old) => ({ ...old, status: 'SUPERSEDED', effectiveTo: oldEffectiveTo }));
    }
    case 'StandardTookEffect':
      return change(state, event.data.version, (version) =>
        version.status === 'PUBLISHED' ? { ...version, status: 'EFFECTIVE' } : version,
      );
    case 'StandardRetired': {
      const { version, effectiveTo } = event.data;
      return change(state, version, (last) => ({ ...last, status: 'RETIRED', effectiveTo }));
    }
    case 'StandardEnded':
      return change(state, event.data.version, (last) => ({ ...last, ended: true }));
    case 'StandardEvaluated': {
      const { version, evaluatedOn, evaluator, conclusion, reportNo } = event.data;
      const lastEvaluation = { evaluatedOn, evaluator, conclusion, reportNo };
      return change(state, version, (evaluated) => ({ ...evaluated, lastEvaluation }));
    }
  }
  return state;
}

function change(
  state: StandardState,
  version: number,
  to: (standard: RecognitionStandard) => RecognitionStandard,
): StandardState {
  return { versions: state.versions.map((standard) => (standard.version === version ? to(standard) : standard)) };
}

const LIFE_FIELDS: Readonly<Record<Exclude<keyof RecognitionStandard, keyof StandardContent>, true>> = {
  standardId: true,
  version: true,
  status: true,
  publishedOn: true,
  effectiveFrom: true,
  effectiveTo: true,
  basisInsufficient: true,
  consultation: true,
  proposedBy: true,
  approvedBy: true,
  transition: true,
  lastEvaluation: true,
  ended: true,
};

/** What is written in a version, without what its life has added. */
export function contentOf(standard: RecognitionStandard): StandardContent {
  const written = Object.entries(standard).filter(([field]) => !Object.hasOwn(LIFE_FIELDS, field));
  return Object.fromEntries(written) as unknown as StandardContent;
}
