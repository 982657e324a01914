import { checkUscc } from './identifiers.js';

/*
 * Free text before publication (S1 §19, spec 6.4): what identifies somebody is found, told to the clerk by its kind and
 * place, and replaced. A finding holds nothing of what was found, so that it may stand in an event and in an answer.
 */

export const SCRUB_KINDS = [
  'NAME',
  'CITIZEN_ID',
  'CITIZEN_ID_15',
  'USCC',
  'PHONE',
  'BANK_CARD',
  'EMAIL',
  'PLATE',
  'ADDRESS',
] as const;
export type ScrubKind = (typeof SCRUB_KINDS)[number];

/** What was found in a text. Places are counted in UTF-16 code units, as JavaScript does. */
export interface ScrubFinding {
  readonly kind: ScrubKind;
  readonly start: number;
  readonly length: number;
  /** What stands in its place. */
  readonly replacement: string;
}

/** What the text may not say, and what it may. */
export interface ScrubTerms {
  /** Third parties, victims, minors, trade secrets: they become 某某, however they are spaced or written. */
  readonly names: readonly string[];
  /** Unified social credit codes that the text is about; any other is a third party's. */
  readonly ownCodes: readonly string[];
}

/** What stands in a published text in the place of a name. */
export const SCRUBBED = '某某';
/** What stands in the place of a number or an address. */
const HIDDEN = '***';

/** How a finding is named when it is confirmed: `PHONE:12:11`. */
export function findingIdOf({ kind, start, length }: ScrubFinding): string {
  return `${kind}:${start}:${length}`;
}

/** Digits may be set apart by one space or hyphen each. */
const digits = (count: number | string): string => `(?:\\d[ -]?){${count}}`;
const ALONE = '(?<![0-9A-Za-z])';
const ENDS = '(?![0-9A-Za-z])';
const MONTH_AND_DAY = '(?:0[ -]?[1-9]|1[ -]?[0-2])[ -]?(?:0[ -]?[1-9]|[12][ -]?\\d|3[ -]?[01])';

const CITIZEN_ID = new RegExp(
  `${ALONE}${digits(6)}(?:1[ -]?[89]|2[ -]?0)[ -]?${digits(2)}${MONTH_AND_DAY}[ -]?${digits(3)}[\\dXx]${ENDS}`,
  'g',
);
const CITIZEN_ID_15 = new RegExp(`${ALONE}[1-9][ -]?${digits(7)}${MONTH_AND_DAY}(?:[ -]?\\d){3}${ENDS}`, 'g');
/** By form: some really issued codes fail the check of GB 32100. */
const USCC =
  /(?<![0-9A-Za-z])(?:[1-9ANYany][ -]?)(?:[1-9ANYany][ -]?)(?:\d[ -]?){6}(?:[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy][ -]?){9}[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy](?![0-9A-Za-z])/g;
const MOBILE = /(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[ -]?[3-9][ -]?(?:\d[ -]?){8}\d(?![0-9A-Za-z])/g;
const LANDLINE = /(?<![0-9A-Za-z-])(?:\(0\d{2,3}\)|0\d{2,3})[ -]?\d{7,8}(?:-\d{1,6})?(?![0-9A-Za-z])/g;
const CARD = new RegExp(`${ALONE}${digits('12,18')}\\d${ENDS}`, 'g');
const EMAIL = /[0-9A-Za-z._%+-]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+/g;
const PLATE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ -]?[A-HJ-NP-Za-hj-np-z][ ·•-]?(?:[0-9A-HJ-NP-Za-hj-np-z]{5,6}|[0-9A-HJ-NP-Za-hj-np-z]{4}[挂学警港澳领])(?![0-9A-Za-z])/g;
/** A street, village or estate with a number: nobody is found by a town alone. */
const ADDRESS =
  /[\p{Script=Han}0-9A-Za-z]{1,40}?(?:路|街|巷|弄|道|胡同|村|组|镇|乡|小区|社区|花园|苑|里|厂|大厦|广场)[\p{Script=Han}0-9A-Za-z]{0,10}?[0-9A-Za-z甲乙一二三四五六七八九十百零-]+(?:号楼|号|栋|幢|弄|单元|室|组|户)(?:[0-9A-Za-z甲乙一二三四五六七八九十百零-]+(?:号楼|号|栋|幢|单元|层|楼|室|户))*/gu;
/** Words before an address that are no part of it. */
const BEFORE_ADDRESS = /^.*(?:位于|住址|住所|地址|住|在|于|至|到|由|从|为|是|的|自)/u;

/**
 * Everything in a text that identifies somebody, in its order; findings never overlap.
 * Pure, and the same for the same text and terms, for ever: a changed rule shows in the findings that are recorded.
 */
export function scrubFindings(text: string, { names, ownCodes }: ScrubTerms): readonly ScrubFinding[] {
  const plain = halfWidth(text);
  const own = new Set(ownCodes.map(bare));
  const found: ScrubFinding[] = [
    ...matches(plain, namePattern(names), 'NAME', SCRUBBED),
    ...matches(plain, CITIZEN_ID, 'CITIZEN_ID', HIDDEN),
    ...matches(plain, CITIZEN_ID_15, 'CITIZEN_ID_15', HIDDEN),
    ...matches(plain, USCC, 'USCC', HIDDEN, (hit) => !own.has(bare(hit)) && isCode(hit)),
    ...matches(plain, MOBILE, 'PHONE', HIDDEN),
    ...matches(plain, LANDLINE, 'PHONE', HIDDEN),
    ...matches(plain, CARD, 'BANK_CARD', HIDDEN, isLuhn),
    ...matches(plain, EMAIL, 'EMAIL', HIDDEN),
    ...matches(plain, PLATE, 'PLATE', HIDDEN),
    ...addresses(plain),
  ];
  return withoutOverlaps(found);
}

/** The text with every finding replaced: with the findings of an event, the very text that was published. */
export function applyFindings(text: string, findings: readonly ScrubFinding[]): string {
  let shown = '';
  let at = 0;
  for (const { start, length, replacement } of findings) {
    shown += text.slice(at, start) + replacement;
    at = start + length;
  }
  return shown + text.slice(at);
}

/** Full-width signs as half-width ones, each in its place: places found here are places of the text. */
function halfWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E\u3000]/g, (sign) =>
    sign === '\u3000' ? ' ' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
  );
}

const bare = (text: string): string => text.replace(/[ -]/g, '').toUpperCase();

/** A code that checks, or one that only its form tells and that is no plain number. */
function isCode(hit: string): boolean {
  return checkUscc(bare(hit)).ok || /[A-Za-z]/.test(hit);
}

function isLuhn(hit: string): boolean {
  const reversed = [...bare(hit)].reverse().map(Number);
  const sum = reversed.reduce((total, digit, at) => {
    const value = at % 2 === 0 ? digit : digit * 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Any of the names, the longer first: a name may begin with another. */
function namePattern(names: readonly string[]): RegExp | undefined {
  const patterns = [...new Set(names.map((name) => halfWidth(name).replace(/[\s·•・‧∙]+/gu, '')))]
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length)
    .map((name) => [...name].map(escaped).join('[\\s·•・‧∙]*'));
  return patterns.length === 0 ? undefined : new RegExp(patterns.join('|'), 'giu');
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function matches(
  text: string,
  pattern: RegExp | undefined,
  kind: ScrubKind,
  replacement: string,
  holds: (hit: string) => boolean = () => true,
): readonly ScrubFinding[] {
  if (pattern === undefined) return [];
  return [...text.matchAll(pattern)]
    .filter(([hit]) => holds(hit))
    .map((match) => ({ kind, start: match.index, length: match[0].length, replacement }));
}

function addresses(text: string): readonly ScrubFinding[] {
  return [...text.matchAll(ADDRESS)].map((match) => {
    const before =
      BEFORE_ADDRESS.exec(/^.*?(?=路|街|巷|弄|道|胡同|村|小区|社区)/u.exec(match[0])?.[0] ?? '')?.[0] ?? '';
    const [start, length] = [match.index + before.length, match[0].length - before.length];
    return { kind: 'ADDRESS', start, length, replacement: HIDDEN };
  });
}

/** Findings that overlap are one, of the kind that stands first in {@link SCRUB_KINDS}, over all that they cover. */
function withoutOverlaps(found: readonly ScrubFinding[]): readonly ScrubFinding[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.length - a.length);
  const merged: ScrubFinding[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last === undefined || next.start >= last.start + last.length) {
      merged.push(next);
      continue;
    }
    const stronger = SCRUB_KINDS.indexOf(next.kind) < SCRUB_KINDS.indexOf(last.kind) ? next : last;
    const end = Math.max(last.start + last.length, next.start + next.length);
    merged[merged.length - 1] = { ...stronger, start: last.start, length: end - last.start };
  }
  return merged;
}
