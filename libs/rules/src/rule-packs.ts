import { compareDates } from './days.js';
import { isSpecialField } from './data/fields.js';
import { favoursSubject, isMilderOrSameMode } from './favour.js';
import type {
  DishonestyGrade,
  FocusMode,
  LegalDate,
  RecognitionStandard,
  ResolvedRule,
  Rule,
  RulePack,
  RuleScope,
  StandardContent,
} from './types.js';

/** What of a standard decides which rule applies to it. */
export type RuleSubject = Pick<StandardContent, 'listKind' | 'field'> &
  Partial<Pick<StandardContent, 'grade' | 'region'>>;

export interface RuleContext {
  readonly standard: RecognitionStandard;
  readonly packs: readonly RulePack[];
  /** Region code of the unit that acts; without it the region of the standard. */
  readonly region?: string | undefined;
  readonly on: LegalDate;
}

/** No pack in force has the key: the data are incomplete, and nothing may be assumed in its place. */
export class RuleNotFound extends Error {
  constructor(
    readonly key: string,
    readonly on: LegalDate,
  ) {
    super(`no rule pack in force on ${on} has a rule ${key}`);
    this.name = 'RuleNotFound';
  }
}

/** `NDRC-36-2025@1`: how a decision pins the pack that it used. */
export function packRef(pack: Pick<RulePack, 'rulePackId' | 'version'>): string {
  return `${pack.rulePackId}@${pack.version}`;
}

/** Whether the day lies within the days of effect, both ends included. */
export function isEffective(
  span: { readonly effectiveFrom: LegalDate; readonly effectiveTo?: LegalDate | undefined },
  on: LegalDate,
): boolean {
  return compareDates(span.effectiveFrom, on) <= 0 && !(span.effectiveTo && compareDates(span.effectiveTo, on) < 0);
}

/** Of each pack the highest version in force on the day. */
export function packsInForce(packs: readonly RulePack[], on: LegalDate): readonly RulePack[] {
  const newest = new Map<string, RulePack>();
  for (const pack of packs) {
    const known = newest.get(pack.rulePackId);
    if (isEffective(pack, on) && (known?.version ?? 0) < pack.version) newest.set(pack.rulePackId, pack);
  }
  return [...newest.values()];
}

/** Whether a pack of region `640000` covers `640104`: codes of GB/T 2260, whose closing pairs of zeros stand for all below. */
export function regionCovers(packRegion: string, region: string): boolean {
  return region.startsWith(withoutZeroPairs(packRegion));
}

function withoutZeroPairs(region: string): string {
  return region.replace(/(?:00)+$/, '');
}

/** Which scope is asked first. */
export const SCOPE_ORDER: Readonly<Record<RuleScope, number>> = { SECTOR: 0, REGION: 1, NATIONAL: 2, DEFAULT: 3 };

function applies(pack: RulePack, standard: RuleSubject, region: string | undefined): boolean {
  switch (pack.scope) {
    case 'SECTOR':
      return pack.appliesTo === standard.field;
    case 'REGION':
      return pack.appliesTo !== undefined && region !== undefined && regionCovers(pack.appliesTo, region);
    case 'NATIONAL':
    case 'DEFAULT':
      return true;
  }
}

/** Packs in force that apply, the first to be asked first: sector, region (the smaller first), national, default. */
export function packsFor(
  standard: RuleSubject,
  packs: readonly RulePack[],
  on: LegalDate,
  region: string | undefined = standard.region,
): readonly RulePack[] {
  return packsInForce(packs, on)
    .filter((pack) => applies(pack, standard, region))
    .sort(
      (a, b) =>
        SCOPE_ORDER[a.scope] - SCOPE_ORDER[b.scope] ||
        withoutZeroPairs(b.appliesTo ?? '').length - withoutZeroPairs(a.appliesTo ?? '').length ||
        compareDates(b.effectiveFrom, a.effectiveFrom) ||
        compareDates(a.rulePackId, b.rulePackId),
    );
}

function variantsOf(key: string, standard: RuleSubject): readonly string[] {
  // What is on the black list counts as serious (严重失信) where its standard names no grade.
  const grade: DishonestyGrade | undefined = standard.grade ?? (standard.listKind === 'BLACK' ? 'SERIOUS' : undefined);
  return [
    ...(isSpecialField(standard.field) ? [`${key}.SPECIAL_FIELD`] : []),
    ...(grade ? [`${key}.${grade}`] : []),
    key,
  ];
}

/** The rule of the packs alone, whatever the standard itself says; `undefined` if none has the key. */
export function resolveFromPacks(
  key: string,
  standard: RuleSubject,
  packs: readonly RulePack[],
  on: LegalDate,
  region?: string,
): ResolvedRule | undefined {
  for (const pack of packsFor(standard, packs, on, region ?? standard.region)) {
    for (const variant of variantsOf(key, standard)) {
      const rule = pack.rules.find((one) => one.key === variant && isEffective(one, on));
      if (rule) return { key, value: rule.value, legalSource: rule.legalSource, from: packRef(pack) };
    }
  }
  return undefined;
}

/** Values that have a field of their own in a standard. */
function ownField(key: string, standard: StandardContent): Rule['value'] | undefined {
  switch (key) {
    case 'red.publicity':
      return standard.listKind === 'RED' ? standard.publicity.period : undefined;
    case 'black.publicity':
      return standard.listKind === 'BLACK' ? standard.publicity.period : undefined;
    case 'notice.statement':
      return standard.notice.statementPeriod;
    case 'repair.minPublicity':
      return standard.repair?.minTimeBeforeRepair;
    case 'focus.validity':
      return standard.focusAfterExit?.validity;
    case 'retention.disclosure':
      return { value: standard.disclosureYears, unit: 'YEAR' };
    default:
      return undefined;
  }
}

/**
 * What a rule key comes to for a standard on a date (spec 3.3): the standard's own value, else the sector's, the
 * region's, the national one, the default; of packs and rules only those in force that day.
 * @throws RuleNotFound
 */
export function resolveRule(key: string, context: RuleContext): ResolvedRule {
  const { standard, packs, on } = context;
  const value = standard.ruleOverrides.find((one) => one.key === key)?.value ?? ownField(key, standard);
  if (value) {
    return { key, value, legalSource: standard.title, from: `standard:${standard.standardId}@${standard.version}` };
  }
  const found = resolveFromPacks(key, standard, packs, on, context.region);
  if (!found) throw new RuleNotFound(key, on);
  return found;
}

/**
 * The mildest way of listing on the focus list that a pack in force asks for (spec 3.3, A-05): FULL, MONITOR_ONLY or
 * NONE, the last also where no pack asks for any.
 */
export function mildestFocusMode(packs: readonly RulePack[], on: LegalDate, standard: RuleSubject): FocusMode {
  const modes = packsFor(standard, packs, on).flatMap((pack) => pack.focusAfterExitMode ?? []);
  return (
    modes.reduce<FocusMode | undefined>(
      (mildest, mode) => (mildest && isMilderOrSameMode(mildest, mode) ? mildest : mode),
      undefined,
    ) ?? 'NONE'
  );
}

/**
 * The focus mode after an exit from this black standard: its own, else that of the pack it follows if that is in force,
 * else the mildest of the packs in force.
 */
export function focusModeOf(
  standard: RuleSubject & Pick<StandardContent, 'focusAfterExit'>,
  packs: readonly RulePack[],
  on: LegalDate,
): FocusMode {
  const { mode, followsPack } = standard.focusAfterExit ?? {};
  if (mode) return mode;
  const followed = packsInForce(packs, on).find(({ rulePackId }) => rulePackId === followsPack);
  return followed?.focusAfterExitMode ?? mildestFocusMode(packs, on, standard);
}

/**
 * The national pack that governs a case on a date, with its version: the one that came into force last, or the default
 * pack where there is none. Listing conditions and validity: on the recognition date; procedure of a repair: on the
 * application date (spec 3.3).
 * @throws RuleNotFound if no such pack is in force.
 */
export function governingPackId(context: Pick<RuleContext, 'packs' | 'on'>): string {
  const governing = packsInForce(context.packs, context.on)
    .filter(({ scope }) => scope === 'NATIONAL' || scope === 'DEFAULT')
    .sort((a, b) => SCOPE_ORDER[a.scope] - SCOPE_ORDER[b.scope] || compareDates(b.effectiveFrom, a.effectiveFrom))[0];
  if (!governing) throw new RuleNotFound('*', context.on);
  return packRef(governing);
}

/** Whether a pack that applies allows a red subject to leave at its own wish (深圳 39). */
export function allowsOptOut(context: RuleContext): boolean {
  const { standard, packs, on, region } = context;
  return packsFor(standard, packs, on, region ?? standard.region).some((pack) => pack.allowsOptOut === true);
}

/** Whether the sector's pack allows the validity of a black entry to be extended (B15). */
export function allowsValidityExtension(context: RuleContext): boolean {
  const { standard, packs, on, region } = context;
  return packsFor(standard, packs, on, region ?? standard.region).some(
    (pack) => pack.scope === 'SECTOR' && pack.allowsValidityExtension === true,
  );
}

/**
 * How long an entry must have been listed before a repair (最短公示期): of the packs in force at recognition and at the
 * application whichever is more favourable to the subject (从旧兼从轻, A-01); where they are alike, the older.
 * @throws RuleNotFound if neither date has the rule.
 */
export function repairPeriod(
  context: Omit<RuleContext, 'on'> & { readonly recognizedOn: LegalDate; readonly appliedOn: LegalDate },
): ResolvedRule {
  const { standard, packs, region } = context;
  const at = (on: LegalDate): ResolvedRule => resolveRule('repair.minPublicity', { standard, packs, region, on });
  const older = at(context.recognizedOn);
  const newer = at(context.appliedOn);
  return favoursSubject(older.key, older.value, newer.value) ? older : newer;
}
