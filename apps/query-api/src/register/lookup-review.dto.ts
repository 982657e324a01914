import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { REVIEW_ACTIONS, REVIEW_RESULTS } from '#libs/lookup-review';
import type { LookupReview } from '#projections';
import type { PersonalData } from '../reading/personal-data.js';

/** What the review of a look-up found. */
export class LookupReviewDto {
  @ApiProperty({ format: 'uuid', description: '登记编号 · number in the register' })
  queryId!: string;
  @ApiProperty({ example: '2026-08' })
  month!: string;
  @ApiProperty({
    enum: REVIEW_RESULTS,
    description: '结论；IMPROPER 同时为已报告的安全事件 · improper: reported as a breach',
  })
  result!: string;
  @ApiProperty({ enum: REVIEW_ACTIONS, description: '处理 · what follows' })
  action!: string;
  @ApiProperty({ type: 'boolean', description: '是否在样本中 · in the sample' })
  sampled!: boolean;
  @ApiProperty({ description: '查询人 · who looked up' })
  userId!: string;
  @ApiPropertyOptional({ type: String, description: '查询单位 · for which unit' })
  unitId?: string;
  @ApiPropertyOptional({ type: String, description: '认定的事实 · what was found' })
  finding?: string;
  @ApiProperty({ description: '审查员 · reviewer' })
  reviewedBy!: string;
  @ApiProperty({ format: 'date-time' })
  reviewedAt!: string;
}

/** A review with its finding opened. */
export async function lookupReviewDto(review: LookupReview, people: PersonalData): Promise<LookupReviewDto> {
  const { unitId, finding, ...shown } = review;
  const [opened] = finding === null ? [] : await people.texts([finding]);
  return { ...shown, ...(unitId !== null && { unitId }), ...(opened !== undefined && { finding: opened }) };
}
