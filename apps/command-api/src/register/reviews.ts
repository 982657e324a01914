import { Body } from '@nestjs/common';
import type { Role } from '#libs/access';
import type { ReviewAction, ReviewResult } from '#libs/lookup-review';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { Choice, Month, Text } from '../http/fields.js';
import { ReferenceAnswerDto } from '../reference/reference-desk.js';
import { RegisterDesk } from './register-desk.js';

const REVIEWERS: readonly Role[] = ['PRIVACY_REVIEWER'];

const REVIEW_RESULT = { PROPER: '正当', IMPROPER: '不当' } as const satisfies Record<ReviewResult, string>;
const REVIEW_ACTION = {
  NONE: '不需处理',
  REMINDER: '提醒',
  ACCESS_WITHDRAWN: '收回查询权限',
  RECTIFICATION: '责成单位整改',
  REFERRED: '移送追责',
} as const satisfies Record<ReviewAction, string>;

export class DrawSampleDto {
  @Month({ zh: '月份（已结束）', en: 'month, which is over', example: '2026-08' })
  month!: string;
}

export class ReviewLookupDto {
  @Choice('ReviewResult', REVIEW_RESULT, { zh: '审查结论', en: 'result', example: 'PROPER' })
  result!: ReviewResult;

  @Choice('ReviewAction', REVIEW_ACTION, { zh: '处理', en: 'what follows', example: 'NONE' })
  action!: ReviewAction;

  @Text({
    zh: '审查认定的事实，加密保存；不当查询必填',
    en: 'what was found, sealed; needed for an improper one',
    max: 2_000,
    optional: true,
    example: '与所列案件一致',
  })
  finding?: string;
}

/** The monthly review of look-ups (spec 6.2). */
@CommandController('register')
export class ReviewsController {
  constructor(private readonly desk: RegisterDesk) {}

  @PlainCommandRoute('DrawSample', 'POST', '/lookup-samples', ReferenceAnswerDto, {
    zh: '抽取某月的审查样本：5%，加全部未脱敏与非工作时间的查询',
    en: 'Draw the sample of a month: 5 %, and all that was unmasked or out of hours',
    clause: '6.2',
    roles: REVIEWERS,
    problems: ['SAMPLE_MONTH_OPEN', 'SAMPLE_MONTH_INVALID'],
  })
  draw(@Call() call: CommandCall, @Body() { month }: DrawSampleDto) {
    return this.desk.draw(call, month);
  }

  @PlainCommandRoute('ReviewLookup', 'POST', '/lookups/{queryId}/review', ReferenceAnswerDto, {
    zh: '审查一次查询；认定不当的同时报告个人信息安全事件',
    en: 'Review a look-up; an improper one is reported as a breach at once',
    clause: '6.2',
    roles: REVIEWERS,
    problems: ['LOOKUP_UNKNOWN', 'REVIEW_OWN_LOOKUP', 'REVIEW_DONE', 'REVIEW_ACTION'],
  })
  review(@Call() call: CommandCall, @Body() body: ReviewLookupDto) {
    return this.desk.review(call, call.param('queryId'), { type: 'ReviewLookup', ...body });
  }
}
