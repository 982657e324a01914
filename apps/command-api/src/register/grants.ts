import { Body } from '@nestjs/common';
import type { Role } from '#libs/access';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { ReferenceAnswerDto } from '../reference/reference-desk.js';
import { GrantReasonDto, RequestGrantDto } from './grant-dtos.js';
import { RegisterDesk } from './register-desk.js';

/** Whoever looks up persons, and so may need more than the default. */
const APPLICANTS: readonly Role[] = [
  'RECOGNIZING_UNIT',
  'INITIATING_UNIT',
  'IMPLEMENTING_UNIT',
  'INFORMATION_PROVIDER',
  'JOINT_CONFERENCE_OFFICE',
  'DISPUTE_HANDLER',
  'SUPERVISOR',
  'SOCIAL_ORGANISATION',
];
const REVIEWERS: readonly Role[] = ['PRIVACY_REVIEWER'];
const PATH = '/grants/{grantId}';

/** Grants of the privacy reviewer: unmasked look-ups, look-ups in bulk, exports (spec 6.2). */
@CommandController('register')
export class GrantsController {
  constructor(private readonly desk: RegisterDesk) {}

  @PlainCommandRoute('RequestGrant', 'POST', '/grants', ReferenceAnswerDto, {
    zh: '申请查看未脱敏信息、批量查询或导出',
    en: 'Ask for a grant: unmasked, in bulk or to export',
    clause: '6.2',
    roles: APPLICANTS,
    problems: ['GRANT_MATTER_UNPUBLISHED', 'GRANT_PERIOD_INVALID', 'GRANT_PERIOD_TOO_LONG', 'GRANT_WITHOUT_UNIT'],
  })
  request(@Call() call: CommandCall, @Body() body: RequestGrantDto) {
    return this.desk.grant(call, this.desk.newGrantId(call), { type: 'RequestGrant', ...body });
  }

  @PlainCommandRoute('ApproveGrant', 'POST', `${PATH}/approval`, ReferenceAnswerDto, {
    zh: '批准（申请人和使用人以外的审查员）',
    en: 'Grant what was asked for; a reviewer who neither asked nor would use it',
    clause: '6.2',
    roles: REVIEWERS,
    problems: ['GRANT_UNKNOWN', 'GRANT_OWN_REQUEST', 'GRANT_DECIDED', 'GRANT_LAPSED', 'GRANT_MATTER_UNPUBLISHED'],
    noBody: true,
  })
  approve(@Call() call: CommandCall) {
    return this.desk.grant(call, call.param('grantId'), { type: 'ApproveGrant' });
  }

  @PlainCommandRoute('RefuseGrant', 'POST', `${PATH}/refusal`, ReferenceAnswerDto, {
    zh: '不予批准',
    en: 'Refuse it',
    clause: '6.2',
    roles: REVIEWERS,
    problems: ['GRANT_UNKNOWN', 'GRANT_OWN_REQUEST', 'GRANT_DECIDED'],
  })
  refuse(@Call() call: CommandCall, @Body() { reason }: GrantReasonDto) {
    return this.desk.grant(call, call.param('grantId'), { type: 'RefuseGrant', reason });
  }

  @PlainCommandRoute('RevokeGrant', 'POST', `${PATH}/revocation`, ReferenceAnswerDto, {
    zh: '撤销批准，立即失效',
    en: 'Revoke it: it stands no more from now on',
    clause: '6.2',
    roles: REVIEWERS,
    problems: ['GRANT_UNKNOWN', 'GRANT_OWN_REQUEST', 'GRANT_NOT_STANDING'],
  })
  revoke(@Call() call: CommandCall, @Body() { reason }: GrantReasonDto) {
    return this.desk.grant(call, call.param('grantId'), { type: 'RevokeGrant', reason });
  }
}
