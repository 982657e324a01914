import { sameContent } from './canonical.js';
import { addDays, compareDates, isLegalDate } from './days.js';
import { RuleRefusal } from './refusal.js';
import { type BasisMode, checkStandard, isInForce } from './standards.js';
import type { LegalDate, RecognitionStandard, RulePack, StandardContent } from './types.js';

/*
 * The stream `standard-{standardId}` in its plain form (spec 4.2): draft → published → superseded by the next version,
 * or retired. Consultation and approval come between draft and published when they are built.
 */

/** Drafts the first version of a standard, or the next one of a standard that is published. */
export interface DraftStandard {
  readonly type: 'DraftStandard';
  readonly standardId: string;
  readonly content: StandardContent;
}

/** Puts another content in the place of the open draft. */
export interface ReviseStandardDraft {
  readonly type: 'ReviseStandardDraft';
  readonly content: StandardContent;
}

/** Publishes the open draft; a version before it ends on the day before `effectiveFrom`. */
export interface PublishStandard {
  readonly type: 'PublishStandard';
  readonly effectiveFrom: LegalDate;
}

/** Ends a standard; `effectiveTo` is its last day, today if absent. */
export interface RetireStandard {
  readonly type: 'RetireStandard';
  readonly effectiveTo?: LegalDate;
}

export type StandardCommand = DraftStandard | ReviseStandardDraft | PublishStandard | RetireStandard;

export type StandardEvent =
  | {
      readonly type: 'StandardDrafted';
      readonly data: { readonly standardId: string; readonly version: number; readonly content: StandardContent };
    }
  | {
      readonly type: 'StandardDraftChanged';
      readonly data: { readonly version: number; readonly content: StandardContent };
    }
  | {
      readonly type: 'StandardPublished';
      readonly data: {
        readonly standardId: string;
        readonly version: number;
        readonly publishedOn: LegalDate;
        readonly effectiveFrom: LegalDate;
        readonly basisInsufficient: boolean;
      };
    }
  | {
      /** Follows the publication of every version but the first; opens the review of entries (3.15). */
      readonly type: 'StandardRevised';
      readonly data: {
        readonly standardId: string;
        readonly oldVersion: number;
        /** Last day of the old version. */
        readonly oldEffectiveTo: LegalDate;
        readonly newVersion: number;
        readonly effectiveFrom: LegalDate;
        /** Fields of the content that changed. */
        readonly changes: readonly string[];
      };
    }
  | {
      readonly type: 'StandardRetired';
      readonly data: { readonly standardId: string; readonly version: number; readonly effectiveTo: LegalDate };
    };

/** All versions of one standard, oldest first; the last may be a draft. */
export interface StandardState {
  readonly versions: readonly RecognitionStandard[];
}

export interface StandardContext {
  readonly today: LegalDate;
  readonly packs: readonly RulePack[];
  readonly basisMode: BasisMode;
}

export const initialStandard: StandardState = { versions: [] };

export function draftOf(state: StandardState): RecognitionStandard | undefined {
  return state.versions.find(({ status }) => status === 'DRAFT');
}

/** The version published last, also if it is not yet or no longer in force. */
export function publishedOf(state: StandardState): RecognitionStandard | undefined {
  return state.versions.findLast(({ status }) => status !== 'DRAFT');
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
      const { content } = event.data;
      return change(state, event.data.version, ({ standardId, version, status, basisInsufficient }) => ({
        ...content,
        standardId,
        version,
        status,
        basisInsufficient,
      }));
    }
    case 'StandardPublished': {
      const { version, publishedOn, effectiveFrom, basisInsufficient } = event.data;
      return change(state, version, (draft) => ({
        ...draft,
        status: 'PUBLISHED',
        publishedOn,
        effectiveFrom,
        basisInsufficient,
      }));
    }
    case 'StandardRevised': {
      const { oldVersion, oldEffectiveTo } = event.data;
      return change(state, oldVersion, (old) => ({
        ...old,
        status: 'SUPERSEDED',
        effectiveTo: oldEffectiveTo,
      }));
    }
    case 'StandardRetired': {
      const { version, effectiveTo } = event.data;
      return change(state, version, (last) => ({ ...last, status: 'RETIRED', effectiveTo }));
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

/**
 * What a command on a standard comes to.
 * @throws RuleRefusal, with every problem of the content where it cannot be published.
 */
export function decideStandard(
  command: StandardCommand,
  state: StandardState,
  context: StandardContext,
): readonly StandardEvent[] {
  switch (command.type) {
    case 'DraftStandard':
      return decideDraft(command, state);
    case 'ReviseStandardDraft':
      return decideRevision(command, state);
    case 'PublishStandard':
      return decidePublication(command, state, context);
    case 'RetireStandard':
      return decideRetirement(command, state, context);
  }
}

function decideDraft({ standardId, content }: DraftStandard, state: StandardState): readonly StandardEvent[] {
  const draft = draftOf(state);
  const published = publishedOf(state);
  if (draft) {
    if (sameContent(contentOf(draft), content)) return [];
    throw new RuleRefusal('STANDARD_DRAFT_EXISTS', '4.2', '该标准已有草稿', 'The standard has an open draft');
  }
  refuseRetired(published);
  refuseOtherKind(published, content);
  return [{ type: 'StandardDrafted', data: { standardId, version: (published?.version ?? 0) + 1, content } }];
}

function decideRevision({ content }: ReviseStandardDraft, state: StandardState): readonly StandardEvent[] {
  const draft = draftOf(state);
  if (!draft) throw noDraft();
  refuseOtherKind(publishedOf(state), content);
  if (sameContent(contentOf(draft), content)) return [];
  return [{ type: 'StandardDraftChanged', data: { version: draft.version, content } }];
}

function decidePublication(
  { effectiveFrom }: PublishStandard,
  state: StandardState,
  { today, packs, basisMode }: StandardContext,
): readonly StandardEvent[] {
  const draft = draftOf(state);
  const published = publishedOf(state);
  if (!draft) {
    if (published?.status === 'PUBLISHED' && published.effectiveFrom === effectiveFrom) return [];
    throw noDraft();
  }
  refuseRetired(published);
  if (!isLegalDate(effectiveFrom)) {
    throw new RuleRefusal('DATE_INVALID', '4.1', '生效日期无效', 'The first day of effect is not a date');
  }
  // A first version may record a standard that has long been in force on paper; a later one may not reach back.
  const earliest = published?.effectiveFrom ? addDays(published.effectiveFrom, 1) : undefined;
  if (earliest && (compareDates(effectiveFrom, today) < 0 || compareDates(effectiveFrom, earliest) < 0)) {
    throw new RuleRefusal(
      'STANDARD_RETROACTIVE',
      '3.15',
      '修订后的标准不得溯及既往',
      'A revised standard takes effect today or later, and after the version before it',
    );
  }
  const { problems, basisInsufficient } = checkStandard(contentOf(draft), { basisMode, packs, on: effectiveFrom });
  const first = problems[0];
  if (first) throw new RuleRefusal(first.code, first.clause, first.zh, first.en, problems);
  const { standardId, version } = draft;
  return [
    {
      type: 'StandardPublished',
      data: { standardId, version, publishedOn: today, effectiveFrom, basisInsufficient },
    },
    ...(published
      ? [
          {
            type: 'StandardRevised' as const,
            data: {
              standardId,
              oldVersion: published.version,
              oldEffectiveTo: addDays(effectiveFrom, -1),
              newVersion: version,
              effectiveFrom,
              changes: changedFields(contentOf(published), contentOf(draft)),
            },
          },
        ]
      : []),
  ];
}

function decideRetirement(
  { effectiveTo }: RetireStandard,
  state: StandardState,
  { today }: StandardContext,
): readonly StandardEvent[] {
  const published = publishedOf(state);
  if (!published) {
    throw new RuleRefusal('STANDARD_NOT_PUBLISHED', '4.2', '标准尚未公布', 'The standard is not published');
  }
  const lastDay = effectiveTo ?? today;
  if (published.status === 'RETIRED') {
    if (effectiveTo === undefined || effectiveTo === published.effectiveTo) return [];
    refuseRetired(published);
  }
  if (!isLegalDate(lastDay) || compareDates(lastDay, today) < 0) {
    throw new RuleRefusal(
      'STANDARD_RETROACTIVE',
      '3.15',
      '废止日期不得早于当日',
      'The last day cannot lie in the past',
    );
  }
  const { standardId, version } = published;
  return [{ type: 'StandardRetired', data: { standardId, version, effectiveTo: lastDay } }];
}

const LIFE_FIELDS: ReadonlySet<string> = new Set<Exclude<keyof RecognitionStandard, keyof StandardContent>>([
  'standardId',
  'version',
  'status',
  'publishedOn',
  'effectiveFrom',
  'effectiveTo',
  'basisInsufficient',
]);

/** What is written in a version, without what its life has added. */
export function contentOf(standard: RecognitionStandard): StandardContent {
  const written = Object.entries(standard).filter(([field]) => !LIFE_FIELDS.has(field));
  return Object.fromEntries(written) as unknown as StandardContent;
}

function changedFields(before: StandardContent, after: StandardContent): readonly string[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort() as (keyof StandardContent)[];
  return fields.filter((field) => !sameContent(before[field], after[field]));
}

function noDraft(): RuleRefusal {
  return new RuleRefusal('STANDARD_NO_DRAFT', '4.2', '没有待公布的草稿', 'There is no open draft');
}

function refuseRetired(published: RecognitionStandard | undefined): void {
  if (published?.status !== 'RETIRED') return;
  throw new RuleRefusal('STANDARD_RETIRED', '4.2', '标准已废止', 'The standard is retired');
}

function refuseOtherKind(published: RecognitionStandard | undefined, content: StandardContent): void {
  if (!published || published.listKind === content.listKind) return;
  throw new RuleRefusal('STANDARD_KIND_FIXED', '4.1', '名单类型不得改变', 'The kind of list cannot change');
}
