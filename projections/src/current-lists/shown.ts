import type { Row } from '#libs/read-store';
import type { ListedField } from './list-pages.js';

/** What a row of a list shows, besides the name and the identifier, to whoever may see the list. */
export const SHOWN_FIELDS = [
  ...(['entryId', 'subjectId', 'listKind', 'unitId', 'standardId', 'standardVersion', 'lifecycle'] as const),
  ...(['listedOn', 'decisionNo', 'decidedOn', 'validFrom', 'validTo', 'grade', 'measureState'] as const),
  ...(['measureItems', 'publicationState', 'publishedChannels', 'platformState', 'repairable'] as const),
  ...(['earliestRepairOn', 'repairState', 'focusMode', 'backdated', 'basisInsufficient', 'exitReason'] as const),
  ...(['exitEffectiveOn', 'causedByEntryId', 'origin', 'entryRevision', 'subjectType', 'disputed'] as const),
  'suspensionGrounds',
] as const satisfies readonly ListedField[];

/** How a text begins that is whole: of whom nothing is sealed. */
export const WHOLE = '{"name":';

interface Named {
  readonly subjectType: string;
  readonly name: unknown;
  readonly identifier: unknown;
}

/** Columns that hold JSON already. */
const RAW: ReadonlySet<string> = new Set<ListedField>(['measureItems', 'publishedChannels']);

const COLUMNS = SHOWN_FIELDS.map((field) => ({
  field,
  column: field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
}));

/**
 * A row of a list as the text of one JSON object, as it is answered: members that are null are left out. The name and the
 * identifier stand first, and only where both are in clear in the log: what is sealed is not copied, so that nothing has to
 * be erased here. It holds until the day ends the entry.
 */
export function shownText(row: Row, subject: Named): string {
  const { name, identifier, subjectType } = subject;
  const clear = typeof name === 'string' && typeof identifier === 'string';
  let text = clear ? `${WHOLE}${JSON.stringify(name)},"identifier":${JSON.stringify(identifier)}` : '';
  for (const { field, column } of COLUMNS) {
    const member = memberOf(field, row[column], row, subjectType);
    if (member !== undefined) text += `${text === '' ? '{' : ','}"${field}":${member}`;
  }
  return `${text}}`;
}

function memberOf(field: ListedField, value: unknown, row: Row, subjectType: string): string | undefined {
  if (field === 'subjectType') return JSON.stringify(subjectType);
  if (field === 'disputed') return String((row['dispute_marks'] as number) > 0);
  if (field === 'suspensionGrounds') return groundsText(row['suspension_grounds'] as string);
  if (value === null) return undefined;
  return RAW.has(field) ? (value as string) : JSON.stringify(value);
}

/** By what they rest is not for everybody. */
function groundsText(stored: string): string {
  if (stored === '[]') return stored;
  const grounds = JSON.parse(stored) as readonly { readonly ground: string; readonly scope: string }[];
  return JSON.stringify(grounds.map(({ ground, scope }) => ({ ground, scope })));
}
