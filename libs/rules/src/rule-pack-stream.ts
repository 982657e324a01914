import { sameContent } from './canonical.js';
import { compareDates } from './days.js';
import { RuleRefusal } from './refusal.js';
import { checkRulePack } from './rule-pack-check.js';
import type { RulePack } from './types.js';

/* The stream `rulepack-{rulePackId}`: versions, each published whole. */

/** Publishes the next version of a pack; its number is given here, whatever the command says. */
export interface PublishRulePack {
  readonly type: 'PublishRulePack';
  readonly pack: Omit<RulePack, 'version'>;
}

export type RulePackEvent = { readonly type: 'RulePackPublished'; readonly data: { readonly pack: RulePack } };

/** All versions of one pack, oldest first. */
export interface RulePackState {
  readonly versions: readonly RulePack[];
}

export interface RulePackContext {
  /** The other packs, against which a sector or region pack is measured. */
  readonly packs: readonly RulePack[];
}

export const initialRulePack: RulePackState = { versions: [] };

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveRulePack(state: RulePackState, event: RulePackEvent): RulePackState {
  return event.type === 'RulePackPublished' ? { versions: [...state.versions, event.data.pack] } : state;
}

/**
 * What a command on a rule pack comes to; the same pack again comes to nothing.
 * @throws RuleRefusal, with every problem of the pack.
 */
export function decideRulePack(
  command: PublishRulePack,
  state: RulePackState,
  context: RulePackContext,
): readonly RulePackEvent[] {
  const last = state.versions[state.versions.length - 1];
  const pack: RulePack = { ...command.pack, version: (last?.version ?? 0) + 1 };
  if (last && sameContent({ ...pack, version: last.version }, last)) return [];
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
  return [{ type: 'RulePackPublished', data: { pack } }];
}
