import { canonicalText, sameContent } from './canonical.js';
import type { StandardContent } from './types.js';

/** One field of a standard in two versions: the rule text compared (spec 3.15). */
export interface StandardDifference {
  /** Field of the content: `criteria`, `validity`, … */
  readonly field: string;
  /** Text as it stands, everything else as canonical JSON; absent where the version has no such field. */
  readonly before?: string;
  readonly after?: string;
}

/** What a notice announces to a subject: where one of these fields changed, a notice given before is no longer true. */
const ANNOUNCED: readonly (keyof StandardContent)[] = [
  'listKind',
  'legalBasis',
  'criteria',
  'grade',
  'validity',
  'notice',
  'repair',
  'focusAfterExit',
  'personsExtend',
  'naturalPersonPublication',
  'minors',
  'removalConditions',
  'removalProcedure',
  'remedies',
  'ruleOverrides',
];

/** The fields in which two versions differ, by name. */
export function changedFields(before: StandardContent, after: StandardContent): readonly string[] {
  return fieldsOf(before, after).filter((field) => !sameContent(before[field], after[field]));
}

/** The rule text of every field in which two versions differ. */
export function compareStandards(before: StandardContent, after: StandardContent): readonly StandardDifference[] {
  return changedFields(before, after).map((field) => {
    const [old, now] = [before, after].map((content) => textOf(content[field as keyof StandardContent]));
    return { field, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) };
  });
}

/** Whether a notice given under one version stands under the other. */
export function noticeStands(changes: readonly string[]): boolean {
  return !changes.some((field) => (ANNOUNCED as readonly string[]).includes(field));
}

function fieldsOf(before: StandardContent, after: StandardContent): readonly (keyof StandardContent)[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort() as (keyof StandardContent)[];
}

function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : canonicalText(value);
}
