import type { Duration, DurationUnit, Provenance, Rule, RulePack } from '../types.js';

export type DurationText = `${number} ${DurationUnit}`;

/** Key, value, legal source, provenance. */
export type RuleRow = readonly [string, DurationText, string, Provenance];

/** `'5 WD'` → `{ value: 5, unit: 'WD' }`: how the shipped tables are written. */
export function duration(text: DurationText): Duration {
  const [value = '', unit = ''] = text.split(' ');
  return { value: Number(value), unit: unit as DurationUnit };
}

/** A pack from rows, each rule in force as long as the pack. */
export function packFrom(head: Omit<RulePack, 'rules' | 'version'>, rows: readonly RuleRow[]): RulePack {
  const { effectiveFrom, effectiveTo } = head;
  const rules = rows.map(([key, value, legalSource, provenance]): Rule => ({
    key,
    value: duration(value),
    legalSource,
    provenance,
    effectiveFrom,
    ...(effectiveTo ? { effectiveTo } : {}),
  }));
  return { ...head, version: 1, rules };
}
