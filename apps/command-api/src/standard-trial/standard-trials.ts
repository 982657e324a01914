import { Injectable } from '@nestjs/common';
import { touchedBy, touchedCounts, type TouchedEntry } from '#projections';
import { Refusal } from '#libs/dossier';
import { Clock } from '#libs/platform';
import { ReferenceData } from '#libs/reference-data';
import {
  checkStandard,
  compareStandards,
  contentOf,
  isPublished,
  legalDateOf,
  noticeStands,
  RuleRefusal,
  type RecognitionStandard,
  type RuleProblem,
  type StandardContent,
  type StandardDifference,
} from '#libs/rules';
import { BatchPool } from '../batches/index.js';

/** A revision that is thought of, or the end of the standard. */
export type ProposedChange =
  { readonly change: 'REVISED'; readonly content?: StandardContent } | { readonly change: 'RETIRED' };

/** What would become of an entry. */
export type TrialEffect = 'REVIEW' | 'RESTART' | 'RESTART_WITH_NEW_NOTICE' | 'WITHDRAW';

export interface StandardTrial {
  readonly oldVersion: number;
  readonly compared: readonly StandardDifference[];
  readonly noticeStands: boolean;
  readonly problems: readonly RuleProblem[];
  readonly basisInsufficient: boolean;
  readonly counts: Awaited<ReturnType<typeof touchedCounts>>;
  readonly entries: readonly (TouchedEntry & { readonly effect: TrialEffect; readonly belowAmount: boolean })[];
}

/** Says what a change of a standard would touch, by the read model, and changes nothing (spec 3.15). */
@Injectable()
export class StandardTrials {
  constructor(
    private readonly db: BatchPool,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /**
   * @param unitId the unit that asks: only the owner may
   * @throws Refusal NOT_YOUR_STANDARD
   * @throws RuleRefusal STANDARD_NOT_PUBLISHED, STANDARD_NO_DRAFT, STANDARD_RETIRED
   */
  async try(
    standardId: string,
    unitId: string,
    proposed: ProposedChange,
    page: { readonly after: string; readonly limit: number },
  ): Promise<StandardTrial> {
    const { standards, rulePacks, basisMode } = this.reference.snapshot();
    const versions = standards.filter((one) => one.standardId === standardId);
    if (versions.some(({ ownerUnitId }) => ownerUnitId !== unitId))
      throw new Refusal('NOT_YOUR_STANDARD', { unit: unitId, standard: standardId });
    const published = publishedOf(versions);
    const today = legalDateOf(this.clock.now());
    const before = contentOf(published);
    const after = proposed.change === 'RETIRED' ? undefined : (proposed.content ?? draftOf(versions));
    const compared = after ? compareStandards(before, after) : [];
    const stands = noticeStands(compared.map(({ field }) => field));
    const check = after && checkStandard(after, { basisMode, packs: rulePacks, on: today });
    const { pool } = this.db;
    const entries = await touchedBy(pool, standardId, today, page.after, page.limit);
    const least = after?.criteria.amountAtLeast;
    return {
      oldVersion: published.version,
      compared,
      noticeStands: stands,
      problems: check?.problems ?? [],
      basisInsufficient: check?.basisInsufficient ?? false,
      counts: await touchedCounts(pool, standardId, today),
      entries: entries.map((entry) => {
        const belowAmount = least !== undefined && (entry.amountInvolved ?? 0) < least;
        return { ...entry, belowAmount, effect: effectOn(entry, after === undefined || belowAmount, stands) };
      }),
    };
  }
}

function effectOn({ lifecycle }: TouchedEntry, cannotGoOn: boolean, stands: boolean): TrialEffect {
  if (lifecycle === 'ACTIVE') return 'REVIEW';
  if (cannotGoOn) return 'WITHDRAW';
  return stands ? 'RESTART' : 'RESTART_WITH_NEW_NOTICE';
}

function publishedOf(versions: readonly RecognitionStandard[]): RecognitionStandard {
  const published = versions.findLast(isPublished);
  if (!published)
    throw new RuleRefusal('STANDARD_NOT_PUBLISHED', '4.2', '标准尚未公布', 'The standard is not published');
  if (published.status === 'RETIRED')
    throw new RuleRefusal('STANDARD_RETIRED', '4.2', '标准已废止', 'The standard is retired');
  return published;
}

function draftOf(versions: readonly RecognitionStandard[]): StandardContent {
  const draft = versions.find((one) => !isPublished(one));
  if (draft) return contentOf(draft);
  throw new RuleRefusal('STANDARD_NO_DRAFT', '4.2', '没有待公布的草稿', 'There is no open draft');
}
