import { Body } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { STANDARD_CHANGE } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, QuestionRoute } from '../http/command-route.js';
import { Choice, Id, Nested, Whole } from '../http/fields.js';
import { contentFrom, StandardContentDto } from '../reference/standard-content.dto.js';
import { StandardTrials } from './standard-trials.js';

const DEFAULT_LIMIT = 100;

export class StandardTrialDto {
  @Choice('StandardChange', STANDARD_CHANGE, { zh: '拟作的变更', en: 'what is thought of', example: 'REVISED' })
  change!: keyof typeof STANDARD_CHANGE;

  @Nested(() => StandardContentDto, {
    zh: '拟修订的文本；缺省为现有草稿',
    en: 'the text thought of; absent: the open draft',
    optional: true,
  })
  content?: StandardContentDto;

  @Whole({ zh: '每页条数', en: 'entries a page', min: 1, max: 1_000, optional: true, example: 100 })
  limit?: number;

  @Id({ zh: '从此条目之后', en: 'after this entry', optional: true })
  after?: string;
}

export class TextDifferenceDto {
  @ApiProperty({ description: '字段 · field', example: 'criteria' })
  field!: string;
  @ApiProperty({ required: false, description: '原文 · as it stands' })
  before?: string;
  @ApiProperty({ required: false, description: '新文 · as it would be' })
  after?: string;
}

export class TrialProblemDto {
  @ApiProperty({ example: 'REMEDIES_MISSING' })
  code!: string;
  @ApiProperty({ example: 'remedies' })
  field!: string;
  @ApiProperty({ description: '中文说明' })
  zh!: string;
  @ApiProperty({ description: 'English' })
  en!: string;
  @ApiProperty({ description: '条款 · clause' })
  clause!: string;
}

export class TouchedCountDto {
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ type: 'integer', description: '在列、须逐条复核 · listed, each to be reviewed' })
  listed!: number;
  @ApiProperty({ type: 'integer', description: '认定前、须重新启动或撤回 · before recognition' })
  preparing!: number;
}

export class TouchedEntryDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ description: '地址 · address', example: '/subjects/…/entries/…' })
  href!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ type: 'integer' })
  standardVersion!: number;
  @ApiProperty({ example: 'ACTIVE' })
  lifecycle!: string;
  @ApiProperty({ enum: ['REVIEW', 'RESTART', 'RESTART_WITH_NEW_NOTICE', 'WITHDRAW'], description: '影响 · effect' })
  effect!: string;
  @ApiProperty({ description: '登记的金额低于新下限 · its recorded amount is below the new least amount' })
  belowAmount!: boolean;
}

export class StandardTrialAnswerDto {
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ type: 'integer', description: '现行版本 · version that would be changed' })
  oldVersion!: number;
  @ApiProperty({ type: [TextDifferenceDto], description: '条文对比 · rule text compared' })
  compared!: readonly TextDifferenceDto[];
  @ApiProperty({ description: '已作的告知是否继续有效 · whether notices given before would stand' })
  noticeStands!: boolean;
  @ApiProperty({ type: [TrialProblemDto], description: '公布前须解决 · what would keep it from being published' })
  problems!: readonly TrialProblemDto[];
  @ApiProperty({ description: '黑名单依据层级不足 · black on a basis below the five levels' })
  basisInsufficient!: boolean;
  @ApiProperty({ type: [TouchedCountDto], description: '按认定单位计 · by recognising unit' })
  counts!: readonly TouchedCountDto[];
  @ApiProperty({ type: [TouchedEntryDto] })
  entries!: readonly TouchedEntryDto[];
  @ApiProperty({ required: false, format: 'uuid', description: '下一页的 after · `after` of the next page' })
  next?: string;
}

/** A dry run: which stored entries a proposed revision would touch. It appends nothing. */
@CommandController('reference')
export class StandardTrialController {
  constructor(private readonly trials: StandardTrials) {}

  @QuestionRoute('TryStandardChange', '/standards/{standardId}/trial', StandardTrialAnswerDto, {
    zh: '试算标准变更的影响',
    en: 'Try what a change of a standard would touch; nothing is changed',
    clause: '3.15',
    roles: ['STANDARD_OWNER'],
    problems: ['NOT_YOUR_STANDARD', 'STANDARD_NOT_PUBLISHED', 'STANDARD_NO_DRAFT', 'STANDARD_RETIRED'],
  })
  async trial(@Call() call: CommandCall, @Body() body: StandardTrialDto): Promise<StandardTrialAnswerDto> {
    const standardId = call.param('standardId');
    const { change, content, limit = DEFAULT_LIMIT, after = '' } = body;
    const proposed = change === 'RETIRED' ? { change } : { change, ...(content && { content: contentFrom(content) }) };
    const { entries, ...trial } = await this.trials.try(standardId, call.actor.unitId ?? '', proposed, {
      limit,
      after,
    });
    const next = entries.length < limit ? undefined : entries.at(-1)?.entryId;
    return {
      standardId,
      ...trial,
      entries: entries.map(({ subjectId, entryId, unitId, standardVersion, lifecycle, effect, belowAmount }) => ({
        ...{ subjectId, entryId, unitId, standardVersion, lifecycle, effect, belowAmount },
        href: `/subjects/${subjectId}/entries/${entryId}`,
      })),
      ...(next !== undefined && { next }),
    };
  }
}
