import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Complaint } from '#libs/complaints';
import type { ComplaintRow } from '#projections';

export const COMPLAINT_STATUSES = ['FILED', 'ASSIGNED', 'DECIDED', 'WITHDRAWN'] as const;

/** 投诉, without its texts. */
export class ComplaintDto {
  @ApiProperty({ format: 'uuid' })
  complaintId!: string;
  @ApiProperty({
    enum: COMPLAINT_STATUSES,
    description: '已提出、办理中、已答复、已撤回 · filed, assigned, decided, withdrawn',
  })
  status!: string;
  @ApiProperty({ description: '被投诉单位 · unit complained of', example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ type: [String], description: '事由 · conduct', example: ['DELAY'] })
  conduct!: readonly string[];
  @ApiProperty({
    enum: ['SUBJECT', 'RESPONSIBLE_PERSON', 'AGENT', 'THIRD_PARTY'],
    description: '投诉人身份 · standing',
  })
  standing!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '所涉主体 · subject' })
  subjectId?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '所涉条目 · entry' })
  entryId?: string;
  @ApiProperty({ format: 'date' })
  filedOn!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '答复期限 · last day for the answer' })
  dueOn?: string;
  @ApiProperty({ type: 'boolean', description: '逾期未答复 · not answered in time' })
  overdue!: boolean;
  @ApiPropertyOptional({ type: String, description: '办理单位 · unit that handles it', example: 'unit-s' })
  handlerUnitId?: string;
  @ApiPropertyOptional({ type: String, description: '承办人 · official', example: 'supervisor' })
  handlerId?: string;
  @ApiProperty({ type: 'boolean', description: '称名单信息有误 · says that data are wrong' })
  allegesWrongData!: boolean;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '由此启动的核实 · verification it led to' })
  verificationId?: string;
  @ApiPropertyOptional({
    type: String,
    description: '未启动核实的原因 · why none was opened',
    example: 'ENTRY_UNKNOWN',
  })
  verificationRefused?: string;
  @ApiPropertyOptional({
    enum: ['SUBSTANTIATED', 'PARTLY_SUBSTANTIATED', 'UNSUBSTANTIATED'],
    description: '属实、部分属实、不属实 · result',
  })
  result?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  decidedOn?: string;
  @ApiPropertyOptional({ type: Boolean, description: '逾期答复 · answered late (7.2 R7)' })
  late?: boolean;
  @ApiProperty({ type: 'integer', description: '修订号 · revision', example: 3 })
  revision!: number;
}

export class ComplaintPageDto {
  @ApiProperty({ type: [ComplaintDto], description: '最早提出的在前 · oldest first' })
  items!: readonly ComplaintDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

/** The texts of a complaint. */
export class ComplaintFileDto extends ComplaintDto {
  @ApiProperty({ description: '投诉内容 · text', example: '申请修复已逾期，窗口多次拒绝答复。' })
  text!: string;
  @ApiPropertyOptional({ type: String, description: '联系方式 · contact', example: '13800000000' })
  contact?: string;
  @ApiPropertyOptional({ type: String, description: '信息何处有误 · what is said to be wrong' })
  allegedError?: string;
  @ApiPropertyOptional({ type: String, description: '理由 · reasons' })
  reasons?: string;
  @ApiPropertyOptional({ type: String, description: '救济途径告知 · remedies, as told' })
  remedyInfo?: string;
  @ApiProperty({ format: 'uuid', description: '查询登记编号 · registered as' })
  queryId!: string;
}

/** What of a complaint is no text. */
export function complaintDto({ complaint, complaintId, revision }: ComplaintRow, today: string): ComplaintDto {
  const { status, unitId, conduct, standing, matter, filedOn, deadline, decision } = complaint;
  const open = status === 'FILED' || status === 'ASSIGNED';
  return {
    ...{ complaintId, status, unitId, conduct, standing, ...matter, filedOn },
    ...(deadline && { dueOn: deadline.dueOn }),
    overdue: open && deadline !== undefined && deadline.dueOn < today,
    ...handlerOf(complaint),
    ...verificationOf(complaint),
    ...(decision && { result: decision.result, decidedOn: decision.decidedOn, late: decision.late }),
    revision,
  };
}

function handlerOf({ handler }: Complaint): Pick<ComplaintDto, 'handlerUnitId' | 'handlerId'> {
  if (handler === undefined) return {};
  return { handlerUnitId: handler.unitId, ...(handler.userId !== undefined && { handlerId: handler.userId }) };
}

function verificationOf({
  wrongData,
  verification,
}: Complaint): Pick<ComplaintDto, 'allegesWrongData' | 'verificationId' | 'verificationRefused'> {
  const allegesWrongData = wrongData !== undefined;
  if (verification === undefined) return { allegesWrongData };
  if ('verificationId' in verification) return { allegesWrongData, verificationId: verification.verificationId };
  return { allegesWrongData, verificationRefused: verification.refusedBecause };
}
