import { ApiProperty } from '@nestjs/swagger';
import { findingIdOf, SCRUB_KINDS, type ScrubFinding } from '#libs/subjects';
import { SCRUB_KIND } from '../enums.js';
import { Code, enumSchema, Text } from '../http/fields.js';

/** Longest list of names that a clerk gives, and of findings that are confirmed. */
const MOST_NAMES = 100;
const MOST_FINDINGS = 500;

/** What every text for the public is scrubbed by, beside what the dossier knows. */
export class ScrubTermsDto {
  @Text({
    zh: '不得出现的姓名、商业秘密（第三人、受害人、未成年人等），以“某某”代替',
    en: 'names and trade secrets that may not stand in the text',
    max: 100,
    upTo: MOST_NAMES,
    optional: true,
    example: ['王小明'],
  })
  names?: string[];
}

/** … and what of the findings the clerk has confirmed. */
export class ConfirmedTermsDto extends ScrubTermsDto {
  @Code({
    zh: '已确认替换的内容，预览中的 findingId',
    en: 'findings whose replacement is confirmed, by their `findingId` in the preview',
    upTo: MOST_FINDINGS,
    atLeast: 0,
    optional: true,
    example: [],
  })
  confirmedFindings?: string[];
}

export class ScrubFindingDto {
  @ApiProperty({ description: '编号，确认时使用 · id, to confirm it by', example: 'PHONE:12:11' })
  findingId!: string;

  @ApiProperty({ ...enumSchema('ScrubKind', SCRUB_KIND), example: SCRUB_KINDS[4] })
  kind!: string;

  @ApiProperty({ type: 'integer', description: '起始位置（UTF-16）· place in the text as it was written', example: 12 })
  start!: number;

  @ApiProperty({ type: 'integer', description: '长度 · length', example: 11 })
  length!: number;

  @ApiProperty({ description: '替换为 · what stands in its place', example: '***' })
  replacement!: string;
}

/** Findings as the clerk sees them: kind and place, never what was found. */
export function findingsShown(findings: readonly ScrubFinding[]): ScrubFindingDto[] {
  return findings.map((finding) => ({ findingId: findingIdOf(finding), ...finding }));
}
