import { CONCEPT_LABELS } from './data/concept-labels.js';
import { FIELDS } from './data/fields.js';
import { RULE_KEYS } from './data/rule-keys.js';
import { STATE_LABELS } from './data/state-labels.js';

/** How a value of an enumeration is called. */
export interface Label {
  readonly zh: string;
  readonly en: string;
}

function plain(table: Readonly<Record<string, Label>>): Readonly<Record<string, Label>> {
  return Object.fromEntries(Object.entries(table).map(([value, { zh, en }]) => [value, { zh, en }]));
}

/** Chinese and English labels: enumeration → value → label (spec 1.1, 1.2, 2, 3.1, 3.9, 4). */
export const LABELS: Readonly<Record<string, Readonly<Record<string, Label>>>> = {
  ...STATE_LABELS,
  Concept: CONCEPT_LABELS,
  Field: plain(FIELDS),
  RuleKey: plain(RULE_KEYS),
};

/** The label of a value; the value itself where there is none, so that nothing is ever shown empty. */
export function labelOf(enumeration: string, value: string): Label {
  const values = Object.hasOwn(LABELS, enumeration) ? LABELS[enumeration] : undefined;
  const label = values && Object.hasOwn(values, value) ? values[value] : undefined;
  return label ?? { zh: value, en: value };
}
