import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { LookupRow } from '#libs/access';

const MASK_LEVELS = ['PUBLIC', 'DEPARTMENT', 'UNMASKED', 'OWN'] as const;

/** A row of the look-up register: who looked, when, for what, and what was answered; never the answer itself. */
export class LookedUpDto {
  @ApiProperty({ format: 'uuid', description: '登记编号 · number in the register' })
  queryId!: string;
  @ApiProperty({ format: 'date-time', description: '查询时刻 · when' })
  at!: string;
  @ApiProperty({ description: '何人（编号）· who, by the issuer’s opaque id', example: 'a-handler' })
  userId!: string;
  @ApiPropertyOptional({ type: String, description: '为何单位 · for which unit', example: 'unit-a' })
  unitId?: string;
  @ApiPropertyOptional({ type: String, description: '单位名称 · its name', example: '示范市市场监管局' })
  unitName?: string;
  @ApiProperty({ example: 'DISPUTE_HANDLER' })
  role!: string;
  @ApiPropertyOptional({
    type: String,
    description: '被查询的人；查询不到或列表时不给出 · of whom; absent for nobody known',
  })
  subjectRef?: string;
  @ApiProperty({ description: '查询事项 · query matter', example: 'DISPUTE_HANDLING' })
  purposeCode!: string;
  @ApiPropertyOptional({ type: String, description: '事项名称 · its title', example: '异议处理' })
  purposeTitle?: string;
  @ApiProperty({ description: '案件或事项编号 · matter', example: '银信异〔2026〕15号' })
  matterNo!: string;
  @ApiPropertyOptional({ type: String, description: '依据或授权 · basis or authorisation' })
  legalBasis?: string;
  @ApiProperty({ type: [String], description: '返回的项目 · names of what was answered' })
  fieldsReturned!: readonly string[];
  @ApiProperty({ enum: MASK_LEVELS, description: '脱敏程度 · how far it was masked' })
  maskLevel!: string;
  @ApiProperty({ type: 'integer', description: '结果数 · results' })
  resultCount!: number;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '所依批准 · grant' })
  grantId?: string;
}

/** What the privacy reviewer sees beside it. */
export class RegisteredLookupDto extends LookedUpDto {
  @ApiPropertyOptional({ type: String, description: '客户端地址 · address of the client' })
  clientIp?: string;
  @ApiProperty({ format: 'date-time', description: '登记时刻 · recorded' })
  recordedAt!: string;
  @ApiProperty({ type: 'integer', description: '链内序号 · place in the chain' })
  seq!: number;
}

/** Names of units and of their query matters. */
export interface Named {
  unit(unitId: string): { readonly name?: string; readonly matters: Readonly<Record<string, string>> };
}

/** A row with names for its codes. What does not apply is left out. */
export function lookedUpDto(row: LookupRow, names: Named): LookedUpDto {
  const { queryId, at, userId, unitId, role, subjectRef, purposeCode, matterNo, legalBasis } = row;
  const { fieldsReturned, maskLevel, resultCount, grantId } = row;
  const unit = unitId === null ? undefined : names.unit(unitId);
  const all = {
    ...{ queryId, at, userId, unitId, unitName: unit?.name, role, subjectRef, purposeCode },
    ...{ purposeTitle: unit?.matters[purposeCode], matterNo, legalBasis, fieldsReturned, maskLevel, resultCount },
    grantId,
  };
  const shown = Object.entries(all).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(shown) as unknown as LookedUpDto;
}

export function registeredLookupDto(row: LookupRow, names: Named): RegisteredLookupDto {
  const { clientIp, recordedAt, seq } = row;
  return { ...lookedUpDto(row, names), ...(clientIp !== null && { clientIp }), recordedAt, seq };
}
