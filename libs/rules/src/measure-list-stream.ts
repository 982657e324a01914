import { sameContent } from './canonical.js';
import { addDays, compareDates, isLegalDate } from './days.js';
import { checkMeasureList, type MeasureList, type MeasureListContent } from './measure-lists.js';
import { RuleRefusal } from './refusal.js';
import type { LegalDate } from './types.js';

/*
 * The stream `measurelist-{measureListId}` (spec 5.1): draft → published → superseded by the next version. Items are
 * added, changed and taken out with a version; nobody changes one that is published.
 */

/** Drafts the first version of a list, or the next one; in the place of an open draft. */
export interface DraftMeasureList {
  readonly type: 'DraftMeasureList';
  readonly measureListId: string;
  readonly content: MeasureListContent;
}

/** Publishes the open draft; a version before it ends on the day before `effectiveFrom`. */
export interface PublishMeasureList {
  readonly type: 'PublishMeasureList';
  readonly effectiveFrom: LegalDate;
}

export type MeasureListCommand = DraftMeasureList | PublishMeasureList;

/** The stored formats: what stands here is in logs for ever. */
export interface MeasureListEventMap {
  MeasureListDrafted: { measureListId: string; version: number; content: MeasureListContent };
  MeasureListDraftChanged: { measureListId: string; version: number; content: MeasureListContent };
  MeasureListPublished: {
    measureListId: string;
    version: number;
    publishedOn: LegalDate;
    effectiveFrom: LegalDate;
    /** Last day of the version before it. */
    formerEffectiveTo?: LegalDate;
  };
  /** 动态更新 (S1 §16): follows the publication of every version but the first, once for each item that differs. */
  MeasureItemChanged: {
    measureListId: string;
    version: number;
    measureItemId: string;
    change: 'ADDED' | 'CHANGED' | 'REMOVED';
  };
}
export type MeasureListEvent = {
  [T in keyof MeasureListEventMap]: { readonly type: T; readonly data: MeasureListEventMap[T] };
}[keyof MeasureListEventMap];

/** All versions of one list, oldest first; the last may be a draft. */
export interface MeasureListState {
  readonly versions: readonly MeasureList[];
}

export interface MeasureListContext {
  readonly today: LegalDate;
  /** All versions of all lists that the shell knows. */
  readonly lists: readonly MeasureList[];
}

export const initialMeasureList: MeasureListState = { versions: [] };

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveMeasureList(state: MeasureListState, event: MeasureListEvent): MeasureListState {
  const { versions } = state;
  switch (event.type) {
    case 'MeasureListDrafted': {
      const { measureListId, version, content } = event.data;
      return { versions: [...versions, { ...content, measureListId, version, status: 'DRAFT' }] };
    }
    case 'MeasureListDraftChanged': {
      const { version, content } = event.data;
      return { versions: versions.map((one) => (one.version === version ? { ...one, ...content } : one)) };
    }
    case 'MeasureListPublished': {
      const { version, publishedOn, effectiveFrom, formerEffectiveTo } = event.data;
      return {
        versions: versions.map((one) => {
          if (one.version === version) return { ...one, status: 'PUBLISHED', publishedOn, effectiveFrom };
          if (one.status !== 'PUBLISHED' || formerEffectiveTo === undefined) return one;
          return { ...one, status: 'SUPERSEDED', effectiveTo: formerEffectiveTo };
        }),
      };
    }
    case 'MeasureItemChanged':
      return state;
  }
  return state;
}

/**
 * What a command on a measure list comes to; what is so already comes to nothing.
 * @throws RuleRefusal, with every problem of the content where it cannot be published
 */
export function decideMeasureList(
  command: MeasureListCommand,
  state: MeasureListState,
  context: MeasureListContext,
): readonly MeasureListEvent[] {
  switch (command.type) {
    case 'DraftMeasureList':
      return draft(command, state);
    case 'PublishMeasureList':
      return publish(command, state, context);
  }
}

const draftIn = ({ versions }: MeasureListState) => versions.find(({ status }) => status === 'DRAFT');
const publishedIn = ({ versions }: MeasureListState) => versions.findLast(({ status }) => status === 'PUBLISHED');

/** What is written in a version, without what its life has added. */
export function measureListContentOf({ title, source, items }: MeasureList): MeasureListContent {
  return { title, source, items };
}

function draft({ measureListId, content }: DraftMeasureList, state: MeasureListState): readonly MeasureListEvent[] {
  const open = draftIn(state);
  if (open === undefined) {
    const version = (publishedIn(state)?.version ?? 0) + 1;
    return [{ type: 'MeasureListDrafted', data: { measureListId, version, content } }];
  }
  if (sameContent(measureListContentOf(open), content)) return [];
  return [{ type: 'MeasureListDraftChanged', data: { measureListId, version: open.version, content } }];
}

function publish(
  { effectiveFrom }: PublishMeasureList,
  state: MeasureListState,
  { today, lists }: MeasureListContext,
): readonly MeasureListEvent[] {
  const open = draftIn(state);
  const former = publishedIn(state);
  if (open === undefined) {
    if (former?.effectiveFrom === effectiveFrom) return [];
    throw new RuleRefusal('MEASURE_LIST_NO_DRAFT', '5.1', '没有待公布的清单草稿', 'There is no open draft');
  }
  if (!isLegalDate(effectiveFrom))
    throw new RuleRefusal('DATE_INVALID', '5.1', '生效日期无效', 'The first day of effect is not a date');
  // A first version may record a list that has long been in force on paper; a later one may not reach back.
  if (former && (effectiveFrom < today || compareDates(effectiveFrom, former.effectiveFrom ?? effectiveFrom) <= 0)) {
    throw new RuleRefusal(
      'MEASURE_LIST_RETROACTIVE',
      '5.1',
      '新版清单不得溯及既往',
      'A new version takes effect today or later, and after the version before it',
    );
  }
  const problems = checkMeasureList(open, idsOfOthers(open.measureListId, lists));
  const [first] = problems;
  if (first) throw new RuleRefusal(first.code, first.clause, first.zh, first.en, problems);
  const { measureListId, version } = open;
  const formerEffectiveTo = former === undefined ? {} : { formerEffectiveTo: addDays(effectiveFrom, -1) };
  return [
    {
      type: 'MeasureListPublished',
      data: { measureListId, version, publishedOn: today, effectiveFrom, ...formerEffectiveTo },
    },
    ...(former === undefined ? [] : changesBetween(former, open)),
  ];
}

/** An id names one measure in all lists: a decision that names it is to be understood years later. */
function idsOfOthers(measureListId: string, lists: readonly MeasureList[]): ReadonlySet<string> {
  const others = lists.filter((list) => list.measureListId !== measureListId && list.status !== 'DRAFT');
  return new Set(others.flatMap(({ items }) => items.map((item) => item.measureItemId)));
}

function changesBetween(before: MeasureList, after: MeasureList): readonly MeasureListEvent[] {
  const { measureListId, version } = after;
  const [old, fresh] = [before, after].map(({ items }) => new Map(items.map((item) => [item.measureItemId, item])));
  const ids = [...new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])].sort();
  return ids.flatMap((measureItemId): readonly MeasureListEvent[] => {
    const [was, is] = [old?.get(measureItemId), fresh?.get(measureItemId)];
    if (sameContent(was, is)) return [];
    const change = was === undefined ? 'ADDED' : is === undefined ? 'REMOVED' : 'CHANGED';
    return [{ type: 'MeasureItemChanged', data: { measureListId, version, measureItemId, change } }];
  });
}
