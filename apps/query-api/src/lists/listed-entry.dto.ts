import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ASKED_FROM, SHOWN_FIELDS, type ListedEntry, type ListedField, type ListRow } from '#projections';
import type { ShownName } from '../reading/personal-data.js';

export const LIST_KINDS = ['RED', 'BLACK', 'FOCUS'] as const;
export const LIFECYCLES = [
  ...['DRAFT', 'SCREENED', 'NOTICE_SERVED', 'IN_PUBLICITY', 'READY', 'ACTIVE', 'EXITED'],
  ...['SCREENED_OUT', 'NOT_RECOGNIZED', 'WITHDRAWN'],
] as const;
export const MEASURE_STATES = ['NOT_TRIGGERED', 'IN_FORCE', 'SUSPENDED', 'STOPPED'] as const;

export class SuspensionGroundDto {
  @ApiProperty({ enum: ['VERIFICATION', 'STAY', 'BANKRUPTCY', 'IMPROPER_USE'], description: '暂停理由 · ground' })
  ground!: string;
  @ApiProperty({ enum: ['ALL', 'INCENTIVES', 'PERSON'], description: '范围 · scope' })
  scope!: string;
}

/** One entry of a list. */
export class ListedEntryDto {
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ format: 'uuid', description: '主体编号，不含证件号码 · opaque' })
  subjectId!: string;
  @ApiProperty({ description: '主体名称；自然人脱敏 · masked for persons', example: '宁夏甲商贸有限公司' })
  name!: string;
  @ApiProperty({ description: '识别码；自然人脱敏 · masked for persons', example: '91640100MA00TE5T0A' })
  identifier!: string;
  @ApiProperty({ enum: ['ENTERPRISE', 'SELF_EMPLOYED', 'SOCIAL_ORG', 'INSTITUTION', 'NATURAL_PERSON'] })
  subjectType!: string;
  @ApiProperty({ enum: LIST_KINDS, description: '红名单、黑名单、重点关注名单' })
  listKind!: string;
  @ApiProperty({ description: '认定单位 · recognising unit', example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ description: '认定标准 · standard', example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  standardVersion!: number;
  @ApiProperty({ enum: LIFECYCLES, description: '状态；有效期届满即为 EXITED · ended by its date', example: 'ACTIVE' })
  lifecycle!: string;
  @ApiProperty({ format: 'date', description: '决定日期，决定前为生成日期 · day of decision, before it of generation' })
  listedOn!: string;
  @ApiPropertyOptional({ type: String, description: '决定文号', example: '市监失信〔2026〕7号' })
  decisionNo?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  decidedOn?: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '有效期起 · first day' })
  validFrom?: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '有效期止（当日24时）· last day' })
  validTo?: string;
  @ApiPropertyOptional({ enum: ['MINOR', 'GENERAL', 'SERIOUS'] })
  grade?: string;
  @ApiProperty({ enum: MEASURE_STATES, description: '联合奖惩措施状态 · measures' })
  measureState!: string;
  @ApiProperty({ type: [String], description: '措施项 · items' })
  measureItems!: readonly string[];
  @ApiProperty({ type: [SuspensionGroundDto], description: '暂不执行的理由 · why measures rest' })
  suspensionGrounds!: readonly SuspensionGroundDto[];
  @ApiProperty({ type: 'boolean', description: '异议核实中 · disputed' })
  disputed!: boolean;
  @ApiProperty({ enum: ['NOT_PUBLIC', 'INITIAL_SHOWN', 'PUBLISHED', 'EXIT_ANNOUNCED', 'TAKEN_DOWN'] })
  publicationState!: string;
  @ApiProperty({ type: [String], description: '发布渠道 · channels' })
  publishedChannels!: readonly string[];
  @ApiProperty({ enum: ['NOT_REPORTED', 'REPORTED', 'CONFIRMED', 'DELETE_REQUESTED', 'DELETED'] })
  platformState!: string;
  @ApiPropertyOptional({ type: 'boolean', description: '能否修复 · repair possible' })
  repairable?: boolean;
  @ApiPropertyOptional({ type: String, format: 'date', description: '最早修复日 · first day of repair' })
  earliestRepairOn?: string;
  @ApiProperty({
    enum: ['NONE', 'APPLIED', 'IN_REVIEW', 'HELD', 'AGREED', 'REFUSED', 'INTAKE_REFUSED', 'WITHDRAWN', 'LAPSED'],
  })
  repairState!: string;
  @ApiPropertyOptional({ enum: ['FULL', 'MONITOR_ONLY', 'NONE'], description: '重点关注方式 · focus mode' })
  focusMode?: string;
  @ApiProperty({ type: 'boolean', description: '补录 · recorded late' })
  backdated!: boolean;
  @ApiProperty({ type: 'boolean', description: '依据层级不足 · basis below the level required' })
  basisInsufficient!: boolean;
  @ApiPropertyOptional({ type: String, description: '退出原因 · why it left', example: 'REPAIRED' })
  exitReason?: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '自此日不再列入 · no longer counts from' })
  exitEffectiveOn?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '由何条目引起 · entry that caused it' })
  causedByEntryId?: string;
  @ApiProperty({ enum: ['INITIAL', 'AFTER_BLACK_EXIT', 'TRANSFERRED_FROM_FOCUS'] })
  origin!: string;
  @ApiProperty({ type: 'integer', description: '条目修订号，用于 If-Match · revision', example: 8 })
  entryRevision!: number;
}

/** A row with its name as the reader sees it. What does not apply is left out. */
export function listedEntryDto(entry: ListedEntry, { name, identifier }: ShownName): ListedEntryDto {
  const {
    streamRevision: _stream,
    identifierKind: _kind,
    minor: _minor,
    hidden: _hidden,
    disputeMarks,
    ...row
  } = entry;
  const { publishedOn: _on, publishUntil: _until, formerBlackEntryId: _former, suspensionGrounds, ...rest } = row;
  const shown = {
    ...{ ...rest, name, identifier, disputed: disputeMarks > 0 },
    suspensionGrounds: suspensionGrounds.map(({ ground, scope }) => ({ ground, scope })),
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null)) as unknown as ListedEntryDto;
}

/** What a row of a list shows, besides the name and the identifier: what {@link listedEntryDto} leaves. */
export const LISTED_FIELDS: readonly (Exclude<keyof ListedEntryDto, 'name' | 'identifier'> & ListedField)[] =
  SHOWN_FIELDS;

/** A row as the database wrote it with {@link LISTED_FIELDS}, and the JSON texts of its name and identifier. */
export function itemText(row: ListRow, [name, identifier]: readonly string[] = []): string {
  const text = row[ASKED_FROM] as string;
  return `${text.slice(0, -1)},"name":${name},"identifier":${identifier}}`;
}

/** Columns before the name and the identifier of an export, and after them. */
const BEFORE_NAME = ['entryId', 'subjectId'] as const;
const AFTER_NAME = [
  ...['listKind', 'unitId', 'standardId', 'lifecycle', 'decisionNo', 'decidedOn', 'validFrom', 'validTo'],
  ...['measureState', 'disputed', 'exitReason', 'exitEffectiveOn', 'entryRevision'],
] as readonly (keyof ListedEntryDto & ListedField)[];

/** Cells of an export that the database gives, and where among them the name and the identifier stand. */
export const CSV_CELLS: readonly ListedField[] = [...BEFORE_NAME, ...AFTER_NAME];
export const NAME_AT = BEFORE_NAME.length;
/** Titles of an export. */
export const CSV_HEADER: readonly string[] = [...BEFORE_NAME, 'name', 'identifier', ...AFTER_NAME];
