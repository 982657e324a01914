import { sameContent } from './canonical.js';
import { compareDates } from './days.js';
import { RuleRefusal } from './refusal.js';
import { checkRulePack } from './rule-pack-check.js';
import type { Official, RulePack } from './types.js';

/*
 * The stream `rulepack-{rulePackId}` (spec 3.3): draft → published; the next version takes its place from its own first
 * day on. Every rule in it names its legal source and its provenance.
 */

type PackContent = Omit<RulePack, 'version'>;

/** Drafts the first version of a pack, or the next one; in the place of an open draft. */
export interface DraftRulePack {
  readonly type: 'DraftRulePack';
  readonly pack: PackContent;
}

/** Publishes the open draft; whoever drafted it may not. */
export interface PublishRulePackDraft {
  readonly type: 'PublishRulePackDraft';
}

/** By SYSTEM: publishes a pack that comes with the service; its number is given here, whatever the command says. */
export interface PublishRulePack {
  readonly type: 'PublishRulePack';
  readonly pack: PackContent;
}

export type RulePackCommand = DraftRulePack | PublishRulePackDraft | PublishRulePack;

/** The stored formats: what stands here is in logs for ever. */
export interface RulePackEventMap {
  RulePackDrafted: { pack: RulePack; draftedBy: Official };
  RulePackPublished: { pack: RulePack; draftedBy?: Official; publishedBy?: Official };
}
export type RulePackEvent = {
  [T in keyof RulePackEventMap]: { readonly type: T; readonly data: RulePackEventMap[T] };
}[keyof RulePackEventMap];

/** All published versions of one pack, oldest first, and the open draft. */
export interface RulePackState {
  readonly versions: readonly RulePack[];
  readonly draft?: { readonly pack: RulePack; readonly draftedBy: Official };
}

export interface RulePackContext {
  readonly actor: Official;
  /** The other packs, against which a sector or region pack is measured. */
  readonly packs: readonly RulePack[];
}

export const initialRulePack: RulePackState = { versions: [] };

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveRulePack(state: RulePackState, event: RulePackEvent): RulePackState {
  switch (event.type) {
    case 'RulePackDrafted':
      return { ...state, draft: event.data };
    case 'RulePackPublished':
      return { versions: [...state.versions, event.data.pack] };
  }
  return state;
}

/**
 * What a command on a rule pack comes to; the same pack again comes to nothing.
 * @throws RuleRefusal, with every problem of the pack.
 */
export function decideRulePack(
  command: RulePackCommand,
  state: RulePackState,
  context: RulePackContext,
): readonly RulePackEvent[] {
  switch (command.type) {
    case 'DraftRulePack':
      return draft(command.pack, state, context);
    case 'PublishRulePackDraft':
      return publishDraft(state, context);
    case 'PublishRulePack':
      return publishWhole(command.pack, state, context);
  }
}

const lastOf = ({ versions }: RulePackState): RulePack | undefined => versions[versions.length - 1];

function draft(content: PackContent, state: RulePackState, context: RulePackContext): readonly RulePackEvent[] {
  const pack: RulePack = { ...content, version: (lastOf(state)?.version ?? 0) + 1 };
  const { actor } = context;
  if (state.draft && sameContent(state.draft.pack, pack) && state.draft.draftedBy.userId === actor.userId) return [];
  return [{ type: 'RulePackDrafted', data: { pack, draftedBy: actor } }];
}

function publishDraft(state: RulePackState, context: RulePackContext): readonly RulePackEvent[] {
  if (!state.draft) {
    throw new RuleRefusal('RULE_PACK_NO_DRAFT', '3.3', '没有待公布的规则包草稿', 'There is no open draft');
  }
  const { pack, draftedBy } = state.draft;
  const { actor } = context;
  if (draftedBy.userId === actor.userId) {
    throw new RuleRefusal('RULE_PACK_SAME_PERSON', '2', '起草人不得自行公布', 'Who drafted it does not publish it');
  }
  demandPublishable(pack, state, context);
  return [{ type: 'RulePackPublished', data: { pack, draftedBy, publishedBy: actor } }];
}

function publishWhole(content: PackContent, state: RulePackState, context: RulePackContext): readonly RulePackEvent[] {
  const last = lastOf(state);
  const pack: RulePack = { ...content, version: (last?.version ?? 0) + 1 };
  if (last && sameContent({ ...pack, version: last.version }, last)) return [];
  demandPublishable(pack, state, context);
  return [{ type: 'RulePackPublished', data: { pack } }];
}

function demandPublishable(pack: RulePack, state: RulePackState, context: RulePackContext): void {
  const last = lastOf(state);
  const problems = checkRulePack(
    pack,
    context.packs.filter(({ rulePackId }) => rulePackId !== pack.rulePackId),
  );
  const first = problems[0];
  if (first) throw new RuleRefusal(first.code, first.clause, first.zh, first.en, problems);
  if (last && (last.rulePackId !== pack.rulePackId || last.scope !== pack.scope || last.appliesTo !== pack.appliesTo)) {
    throw new RuleRefusal(
      'RULE_PACK_SCOPE_FIXED',
      '3.3',
      '规则包的编号和适用范围不得改变',
      'Id and scope of a rule pack cannot change',
    );
  }
  if (last && compareDates(pack.effectiveFrom, last.effectiveFrom) < 0) {
    throw new RuleRefusal(
      'RULE_PACK_RETROACTIVE',
      '3.3',
      '新版本的生效日期不得早于前一版本',
      'A new version cannot take effect before the version before it',
    );
  }
}
