import { Body, Ip, Param } from '@nestjs/common';
import { CurrentActor, type Actor } from '#libs/access';
import { FACTS_READERS, REPORT_POLICY, type RoutedReportCommand } from '#libs/informants';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute, QuestionRoute, type CommandText } from '../http/command-route.js';
import type { ProblemCode } from '../http/problem-catalogue.js';
import { ReportDesk } from './report-desk.js';
import {
  ForwardReportDto,
  GrantUnsealingDto,
  ProposeUnsealingDto,
  RecordReportResultDto,
  ReportAnswerDto,
  ReportFactsDto,
  ReportPurposeDto,
  UnsealedInformantDto,
  UnsealingsDto,
} from './report-dtos.js';
import { ReportQuestions, UNSEALING_READERS } from './report-questions.js';

const ON_REPORT = '/reports/{reportId}';

/** The route of an official's act on a report; its roles are those of the domain. */
function ReportRoute(
  type: RoutedReportCommand,
  path: string,
  text: CommandText,
  problems: readonly ProblemCode[],
): MethodDecorator {
  return PlainCommandRoute(type, 'POST', `${ON_REPORT}${path}`, ReportAnswerDto, {
    ...text,
    roles: REPORT_POLICY[type],
    problems: ['REPORT_UNKNOWN', ...problems],
  });
}

/** 举报 as units deal with it: facts and results, never who reports; and the unsealing by two persons (spec 6.3). */
@CommandController('report')
export class ReportsController {
  constructor(
    private readonly desk: ReportDesk,
    private readonly questions: ReportQuestions,
  ) {}

  @ReportRoute('ForwardReport', '/forwarding', { zh: '交办举报', en: 'Forward a report', clause: '6.3; S1 §14' }, [
    'REPORT_CONCLUDED',
    'REPORT_UNIT_UNKNOWN',
  ])
  forward(@Call() call: CommandCall, @Body() data: ForwardReportDto) {
    return this.desk.issue(call, { type: 'ForwardReport', data });
  }

  @ReportRoute('RecordReportResult', '/result', { zh: '办结举报', en: 'Conclude a report', clause: '6.3; 3.17' }, [
    'REPORT_NOT_YOURS',
    'REPORT_CONCLUDED',
  ])
  conclude(@Call() call: CommandCall, @Body() data: RecordReportResultDto) {
    return this.desk.issue(call, { type: 'RecordReportResult', data });
  }

  @ReportRoute(
    'ProposeUnsealing',
    '/proposals/unsealing',
    { zh: '申请启封举报人信息', en: 'Propose to unseal the informant', clause: '6.3' },
    ['REPORT_NOT_YOURS', 'INFORMANT_ANONYMOUS'],
  )
  propose(@Call() call: CommandCall, @Body() data: ProposeUnsealingDto) {
    return this.desk.issue(call, { type: 'ProposeUnsealing', data });
  }

  @ReportRoute(
    'GrantUnsealing',
    '/unsealing',
    { zh: '批准启封，期限 24 小时', en: 'Grant an unsealing, for 24 hours', clause: '6.3' },
    ['UNSEALING_UNKNOWN', 'UNSEALING_SAME_PERSON'],
  )
  grant(@Call() call: CommandCall, @Body() data: GrantUnsealingDto) {
    return this.desk.issue(call, { type: 'GrantUnsealing', data });
  }

  @QuestionRoute('ReadReportFacts', `${ON_REPORT}/facts`, ReportFactsDto, {
    zh: '举报内容（须登记）',
    en: 'What was reported; registered',
    clause: '6.3, 6.2',
    roles: FACTS_READERS,
    problems: ['REPORT_UNKNOWN', 'REPORT_NOT_YOURS', 'PURPOSE_NOT_PUBLISHED'],
  })
  facts(
    @Param('reportId') reportId: string,
    @CurrentActor() actor: Actor,
    @Ip() clientIp: string,
    @Body() { purpose }: ReportPurposeDto,
  ): Promise<ReportFactsDto> {
    return this.questions.facts({ reportId, actor, clientIp, purpose });
  }

  @QuestionRoute('ReadUnsealings', `${ON_REPORT}/unsealings`, UnsealingsDto, {
    zh: '启封的申请、批准和理由（须登记）',
    en: 'Unsealings that were proposed and granted, and why; registered',
    clause: '6.3, 6.2',
    roles: UNSEALING_READERS,
    problems: ['REPORT_UNKNOWN', 'PURPOSE_NOT_PUBLISHED'],
  })
  unsealings(
    @Param('reportId') reportId: string,
    @CurrentActor() actor: Actor,
    @Ip() clientIp: string,
    @Body() { purpose }: ReportPurposeDto,
  ): Promise<UnsealingsDto> {
    return this.questions.unsealings({ reportId, actor, clientIp, purpose });
  }

  @QuestionRoute('ReadInformant', `${ON_REPORT}/informant`, UnsealedInformantDto, {
    zh: '举报人信息：仅启封的两人在期限内（须登记）',
    en: 'Who reported: for the two persons of an unsealing while it lasts; registered',
    clause: '6.3, 6.2',
    roles: [...new Set([...REPORT_POLICY.ProposeUnsealing, ...REPORT_POLICY.GrantUnsealing])],
    problems: ['REPORT_UNKNOWN', 'INFORMANT_SEALED', 'PURPOSE_NOT_PUBLISHED'],
  })
  informant(
    @Param('reportId') reportId: string,
    @CurrentActor() actor: Actor,
    @Ip() clientIp: string,
    @Body() { purpose }: ReportPurposeDto,
  ): Promise<UnsealedInformantDto> {
    return this.questions.informant({ reportId, actor, clientIp, purpose });
  }
}
