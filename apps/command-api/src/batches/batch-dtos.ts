import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { LIST_ACTS, type FileFormat } from '#libs/batches';
import { JOB_STATES, ROW_STATES, type JobState, type RowState } from '#libs/jobs';
import { ProblemDto } from '../http/api-problem.js';
import { Code } from '../http/fields.js';

/** Beside the batches of units, what a supervisor sees: deliveries of lists elsewhere, and what follows from an event. */
const KINDS = ['IMPORT', 'IMPORT_DRY_RUN', 'LIST_ACT', 'EXTERNAL_DELIVERY', 'CALENDAR_RECOMPUTE', 'STANDARD_REVIEW'];

export class UploadListDto {
  @Code({ zh: '认定标准', en: 'standard', example: 'BLK-1' })
  standardId!: string;

  @ApiProperty({ enum: ['dryRun', 'import'], description: '试运行或导入 · dry run or import' })
  @IsIn(['dryRun', 'import'])
  mode!: 'dryRun' | 'import';

  @ApiProperty({ enum: ['utf-8', 'gb18030'], required: false, description: 'CSV 的编码 · encoding of a CSV file' })
  @IsOptional()
  @IsIn(['utf-8', 'gb18030'])
  encoding?: 'utf-8' | 'gb18030';
}

export class UnusualShareDto {
  @ApiProperty({ type: 'integer', description: '拟增减的条目数 · entries that are added or removed', example: 40 })
  entries!: number;

  @ApiProperty({
    type: 'integer',
    description: '本单位该名单现有条目数 · entries of the unit on the list',
    example: 12,
  })
  listed!: number;
}

export class BatchDto {
  @ApiProperty({ format: 'uuid', description: '批次编号 · batch' })
  batchId!: string;

  @ApiProperty({ enum: KINDS, description: '种类 · kind' })
  kind!: string;

  @ApiProperty({ required: false, description: '认定标准 · standard', example: 'BLK-1' })
  standardId?: string;

  @ApiProperty({ required: false, enum: Object.keys(LIST_ACTS), description: '整批操作 · act on the list' })
  act?: string;

  @ApiProperty({ description: '单位；system 为系统自身 · unit; system is the product itself', example: 'unit-a' })
  unitId!: string;

  @ApiProperty({ required: false, enum: ['csv', 'xlsx'], description: '文件格式 · format of the file' })
  format?: FileFormat;

  @ApiProperty({ required: false, description: '文件编码 · encoding of the file', example: 'utf-8' })
  encoding?: string;

  @ApiProperty({ enum: JOB_STATES, description: '状态；HELD 待另一人确认 · state; HELD waits for a second person' })
  state!: JobState;

  @ApiProperty({ type: 'integer', description: '总行数 · rows' })
  total!: number;

  @ApiProperty({ type: 'integer', description: '已处理 · done' })
  done!: number;

  @ApiProperty({ type: 'integer', description: '已接受（试运行：将被接受） · accepted, or in a dry run would be' })
  accepted!: number;

  @ApiProperty({ type: 'integer', description: '已拒绝 · refused' })
  refused!: number;

  @ApiProperty({ type: 'integer', description: '重复 · duplicates' })
  duplicate!: number;

  @ApiProperty({
    required: false,
    type: UnusualShareDto,
    description: '因占名单比例异常而须另一人确认 · why it had to be confirmed by a second person',
  })
  heldFor?: UnusualShareDto;

  @ApiProperty({ required: false, description: '确认人 · who confirmed it', example: 'a-head' })
  confirmedBy?: string;

  @ApiProperty({ required: false, description: '失败原因代码 · code of why it failed' })
  failure?: string;

  @ApiProperty({ format: 'date-time', description: '提交时刻 · when it was asked for' })
  createdAt!: string;

  @ApiProperty({ required: false, format: 'date-time', description: '开始时刻 · when it began' })
  startedAt?: string;

  @ApiProperty({ required: false, format: 'date-time', description: '结束时刻 · when it ended' })
  finishedAt?: string;

  @ApiProperty({ required: false, format: 'date-time', description: '文件保存至 · when the file is destroyed' })
  fileKeptUntil?: string;
}

/** Where a file is wrong. */
export class BatchFileProblemDto extends ProblemDto {
  @ApiProperty({ type: 'integer', required: false, description: '文件中的行号 · line of the file', example: 5 })
  line?: number;
}

export class BatchListDto {
  @ApiProperty({ type: [BatchDto], description: '批次，最新的在前 · batches, newest first' })
  items!: BatchDto[];
}

export class BatchRowDto {
  @ApiProperty({ type: 'integer', description: '行序号 · number of the row' })
  row!: number;

  @ApiProperty({ type: 'integer', required: false, description: '文件中的行号 · line of the file' })
  line?: number;

  @ApiProperty({ enum: ROW_STATES, description: '结果 · result' })
  state!: RowState;

  @ApiProperty({ required: false, description: '代码 · code of the refusal', example: 'IDENTIFIER_CHECK_DIGIT' })
  code?: string;

  @ApiProperty({ required: false, description: '有误的列 · column that is wrong', example: 'basisDate' })
  field?: string;

  @ApiProperty({ required: false, description: '中文说明' })
  detail?: string;

  @ApiProperty({ required: false, description: 'English' })
  detailEn?: string;

  @ApiProperty({ required: false, description: '主体编号 · subject' })
  subjectId?: string;

  @ApiProperty({ required: false, description: '条目编号 · entry' })
  entryId?: string;
}

export class BatchRowsDto {
  @ApiProperty({ type: [BatchRowDto], description: '按行序号 · by number' })
  items!: BatchRowDto[];

  @ApiProperty({ required: false, description: '下一页游标 · cursor of the next page' })
  next?: string;
}

export class RowsQueryDto {
  @ApiProperty({ enum: ROW_STATES, required: false, description: '只看此结果 · only this result' })
  @IsOptional()
  @IsIn(ROW_STATES)
  state?: RowState;

  @ApiProperty({ required: false, description: '上一页给出的游标 · cursor', pattern: '^[0-9]{1,9}$' })
  @IsOptional()
  @Matches(/^[0-9]{1,9}$/)
  cursor?: string;

  @ApiProperty({ required: false, description: '每页行数，至多 1000 · rows a page', pattern: '^[0-9]{1,4}$' })
  @IsOptional()
  @Matches(/^([1-9][0-9]{0,2}|1000)$/)
  limit?: string;
}
