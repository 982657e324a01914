import { compareDates } from './days.js';
import type { RuleProblem } from './refusal.js';
import type { LegalDate, Provenance } from './types.js';

/* 脱敏方案: what of personal data and trade secrets stands in a text for the public (spec 6.4). */

/** What is masked, one row of the table of 6.4 each. */
export const MASK_FIELDS = [
  'ORGANISATION_NAME',
  'USCC',
  'LEGAL_REPRESENTATIVE',
  'PERSON_NAME',
  'CITIZEN_ID',
  'OTHER_CERTIFICATE',
  'PHONE',
  'ADDRESS',
  'BIRTH_DATE',
  'BANK_ACCOUNT',
  'DECISION',
  'AMOUNT',
  'FACTS',
] as const;
export type MaskField = (typeof MASK_FIELDS)[number];

/** Who reads: the public, or a department that has no granted unmask. */
export type MaskReader = 'PUBLIC' | 'DEPARTMENT';

/**
 * FULL: as it is. HIDDEN: not at all. SURNAME: the surname and a star for each further character. ENDS: `head` characters
 * at the beginning and `tail` at the end. COUNTY: of an address, down to the county. YEAR: of a date. RANGE: of an amount,
 * the powers of ten between which it lies. SCRUBBED: free text without identifiers and names of others.
 */
export const MASKS = ['FULL', 'HIDDEN', 'SURNAME', 'ENDS', 'COUNTY', 'YEAR', 'RANGE', 'SCRUBBED'] as const;
export type Mask = (typeof MASKS)[number];

export interface MaskRow {
  readonly field: MaskField;
  readonly reader: MaskReader;
  readonly mask: Mask;
  /** Characters kept at the beginning; of ENDS only. */
  readonly head?: number;
  /** Characters kept at the end; of ENDS only. */
  readonly tail?: number;
}

export interface MaskProfileContent {
  readonly title: string;
  readonly legalSource: string;
  readonly provenance: Provenance;
  /** Each field once for each reader. */
  readonly rows: readonly MaskRow[];
}

/** One version of a mask profile, as a publication pins it. */
export interface MaskProfile extends MaskProfileContent {
  readonly maskProfileId: string;
  readonly version: number;
  readonly status: 'DRAFT' | 'PUBLISHED' | 'SUPERSEDED';
  readonly publishedOn?: LegalDate;
  readonly effectiveFrom?: LegalDate;
  /** Last day. */
  readonly effectiveTo?: LegalDate;
}

/** The profile of a standard that names none. */
export const DEFAULT_MASK_PROFILE = 'SPEC-6.4';

/** How a version is pinned: `SPEC-6.4@1`. */
export function maskProfileRef({ maskProfileId, version }: Pick<MaskProfile, 'maskProfileId' | 'version'>): string {
  return `${maskProfileId}@${version}`;
}

/** The version that a publication pinned, of whatever age; a draft was never used. */
export function maskProfileOf(profiles: readonly MaskProfile[], ref: string): MaskProfile | undefined {
  return profiles.find((one) => one.status !== 'DRAFT' && maskProfileRef(one) === ref);
}

/** The version of a profile that is in force on a day. */
export function maskProfileInForce(
  profiles: readonly MaskProfile[],
  on: LegalDate,
  maskProfileId = DEFAULT_MASK_PROFILE,
): MaskProfile | undefined {
  return profiles.find(
    ({ status, effectiveFrom, effectiveTo, maskProfileId: id }) =>
      id === maskProfileId &&
      status !== 'DRAFT' &&
      effectiveFrom !== undefined &&
      compareDates(effectiveFrom, on) <= 0 &&
      (effectiveTo === undefined || compareDates(on, effectiveTo) <= 0),
  );
}

/** The row of a field for a reader; HIDDEN where there is none. */
export function maskRowOf({ rows }: MaskProfileContent, field: MaskField, reader: MaskReader): MaskRow {
  return rows.find((row) => row.field === field && row.reader === reader) ?? { field, reader, mask: 'HIDDEN' };
}

/** The masks that make sense for a field. */
const FITTING: Readonly<Record<MaskField, readonly Mask[]>> = {
  ORGANISATION_NAME: ['FULL'],
  USCC: ['FULL'],
  LEGAL_REPRESENTATIVE: ['FULL', 'SURNAME', 'HIDDEN'],
  PERSON_NAME: ['FULL', 'SURNAME', 'HIDDEN'],
  CITIZEN_ID: ['FULL', 'ENDS', 'HIDDEN'],
  OTHER_CERTIFICATE: ['FULL', 'ENDS', 'HIDDEN'],
  PHONE: ['FULL', 'ENDS', 'HIDDEN'],
  ADDRESS: ['FULL', 'COUNTY', 'HIDDEN'],
  BIRTH_DATE: ['FULL', 'YEAR', 'HIDDEN'],
  BANK_ACCOUNT: ['FULL', 'ENDS', 'HIDDEN'],
  DECISION: ['FULL'],
  AMOUNT: ['FULL', 'RANGE', 'HIDDEN'],
  FACTS: ['FULL', 'SCRUBBED', 'HIDDEN'],
};
/** What identifies a natural person is never shown whole to the public (S1 §19, 个保法 25). */
const NEVER_WHOLE: readonly MaskField[] = [
  'PERSON_NAME',
  'CITIZEN_ID',
  'OTHER_CERTIFICATE',
  'PHONE',
  'ADDRESS',
  'BIRTH_DATE',
  'BANK_ACCOUNT',
  'FACTS',
];
/** Most characters of a number that the public sees. */
const MOST_SHOWN = 8;

/** What keeps a profile from being published, each with its field and clause. */
export function checkMaskProfile(content: MaskProfileContent): readonly RuleProblem[] {
  const problems: RuleProblem[] = [];
  const demand = (holds: boolean, code: string, field: string, zh: string, en: string) => {
    if (!holds) problems.push({ code, field, zh, en, clause: '6.4' });
  };
  demand(content.title.trim() !== '', 'MASK_PROFILE_TITLE_MISSING', 'title', '缺少方案名称', 'Title missing');
  const source = content.legalSource.trim() !== '';
  demand(source, 'MASK_PROFILE_SOURCE_MISSING', 'legalSource', '缺少法律来源', 'Legal source missing');
  for (const field of MASK_FIELDS) {
    for (const reader of ['PUBLIC', 'DEPARTMENT'] as const) {
      const rows = content.rows.filter((row) => row.field === field && row.reader === reader);
      demand(
        rows.length === 1,
        'MASK_ROW_NOT_ONCE',
        `rows.${field}.${reader}`,
        '每个字段对每类读者须恰好规定一次',
        'Each field is ruled once for each reader',
      );
    }
  }
  content.rows.forEach(({ field, reader, mask, head, tail }, index) => {
    const at = `rows.${index}`;
    demand(
      FITTING[field].includes(mask) && (mask === 'ENDS') === (head !== undefined && tail !== undefined),
      'MASK_NOT_FIT',
      `${at}.mask`,
      '该字段不能这样脱敏',
      'The field cannot be masked like this',
    );
    const tooOpen = mask === 'FULL' ? NEVER_WHOLE.includes(field) : (head ?? 0) + (tail ?? 0) > MOST_SHOWN;
    demand(
      reader !== 'PUBLIC' || !tooOpen,
      'MASK_TOO_OPEN',
      `${at}.mask`,
      '自然人的身份信息不得向公众完整展示',
      'What identifies a person is never shown whole to the public',
    );
  });
  return problems;
}
