import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { WorkActor, WorkItemRow } from '#projections';
import { deadlineName } from '#projections';
import { OptionalCode, PageDto } from '../http/parameters.js';

const ACTORS: readonly WorkActor[] = [
  ...(['HANDLER', 'PROVIDER', 'CLERK', 'APPROVER', 'REVIEWER', 'APPLICANT', 'NOBODY'] as const),
];
const ACTOR_TEXT = '由谁办理：异议处理人员、信息提供单位、经办人、审批人、复核机关、申请人 · who must act next';

/** What every queue is asked by. */
export class WorkQueueDto extends PageDto {
  @OptionalCode('单位；缺省为本单位 · unit, by default one’s own', 'unit-a')
  unit?: string;

  @OptionalCode('阶段 · stage', 'REFERRED')
  stage?: string;

  @ApiPropertyOptional({ enum: ACTORS, description: ACTOR_TEXT })
  @IsOptional()
  @IsIn(ACTORS)
  acts?: WorkActor;

  @OptionalCode('经办、审批或处理人员 · drafter, named approver or handler', 'a-drafter')
  official?: string;
}

export class WorkItemDto {
  @ApiProperty({ format: 'uuid', description: '案件、修复申请或拟办决定的编号 · the case, repair or proposal' })
  itemId!: string;
  @ApiProperty({ example: 'OBJECTION', description: '异议、核实、修复，或拟办决定的种类 · what it is' })
  what!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  entryId?: string;
  @ApiPropertyOptional({ type: String, example: 'unit-a' })
  unitId?: string;
  @ApiPropertyOptional({ enum: ['RED', 'BLACK', 'FOCUS'] })
  listKind?: string;
  @ApiProperty({ example: 'REFERRED', description: '阶段 · stage' })
  stage!: string;
  @ApiProperty({ enum: ACTORS, description: ACTOR_TEXT })
  acts!: WorkActor;
  @ApiPropertyOptional({ type: String, description: '转交核实的单位 · unit it was referred to' })
  providerUnitId?: string;
  @ApiProperty({ format: 'date' })
  filedOn!: string;
  @ApiProperty({ format: 'date', description: '进入本阶段之日 · day it came to its stage' })
  sinceOn!: string;
  @ApiPropertyOptional({ type: String, description: '处理人员 · handler' })
  handlerId?: string;
  @ApiPropertyOptional({ type: String, description: '经办人员（改派后为接办人员） · drafter, or who took over' })
  drafterId?: string;
  @ApiPropertyOptional({ type: String, description: '指定的审批人员 · approver by name' })
  approverId?: string;
  @ApiPropertyOptional({ type: String, example: 'EX_OFFICIO' })
  trigger?: string;
  @ApiPropertyOptional({ enum: ['SUBJECT', 'RESPONSIBLE_PERSON', 'THIRD_PARTY'] })
  standing?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '因何核实中止 · the verification it waits for' })
  heldBecause?: string;
  @ApiProperty({ type: 'boolean', description: '仅涉及责任人员本人部分 · about the part of one person' })
  ofPerson!: boolean;
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: '最早届满的未完成时限 · earliest deadline not met',
  })
  dueOn?: string;
  @ApiPropertyOptional({ type: String, example: 'objection.providerReply' })
  deadlineKey?: string;
  @ApiPropertyOptional({ type: String, example: '信息提供单位核实反馈' })
  deadlineZh?: string;
  @ApiPropertyOptional({ type: String, example: 'Reply of the provider' })
  deadlineEn?: string;
  @ApiPropertyOptional({ type: 'boolean', description: '时限中止 · the deadline is paused' })
  paused?: boolean;
  @ApiProperty({ type: 'boolean', description: '已逾期 · overdue' })
  overdue!: boolean;
}

export class WorkItemPageDto {
  @ApiProperty({ type: [WorkItemDto], description: '最早届满的在前 · earliest due first' })
  items!: readonly WorkItemDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
  @ApiProperty({ format: 'date' })
  today!: string;
}

/** A row as it is answered; what is absent is left out. */
export function workItemDto({ sortOn: _sort, queue: _queue, ...row }: WorkItemRow, today: string): WorkItemDto {
  const { dueOn, deadlineKey, paused } = row;
  const name = deadlineKey === null ? undefined : deadlineName(deadlineKey);
  const shown = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return {
    ...(shown as unknown as WorkItemDto),
    ...(name && { deadlineZh: name.zh, deadlineEn: name.en }),
    overdue: dueOn !== null && paused !== true && dueOn < today,
  };
}
