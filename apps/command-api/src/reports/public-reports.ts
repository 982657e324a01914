import { Body } from '@nestjs/common';
import { Call, CommandCall } from '../http/call.js';
import { OpenController, OpenRoute } from '../http/command-route.js';
import { ReportDesk } from './report-desk.js';
import {
  AddReportFactsDto,
  ReceiveReportDto,
  ReportCodeDto,
  ReportReceivedDto,
  ReportStandDto,
} from './report-dtos.js';

/** 举报: open to everybody, without a token and without a name (spec 6.3, 3.5 R9). */
@OpenController('report')
export class PublicReportsController {
  constructor(private readonly desk: ReportDesk) {}

  @OpenRoute('ReceiveReport', '/public/reports', 201, ReportReceivedDto, {
    zh: '举报；可以匿名，答复含查询码',
    en: 'Report something, anonymously if one likes; the answer has the code to follow it by',
    clause: '6.3; S0 §11, S1 §14; 3.5 R9',
  })
  receive(@Call() call: CommandCall, @Body() body: ReceiveReportDto): Promise<ReportReceivedDto> {
    return this.desk.receive(call, body);
  }

  @OpenRoute('AddReportFacts', '/public/reports/facts', 201, ReportStandDto, {
    zh: '凭查询码补充举报内容',
    en: 'Add facts to a report, by its code',
    clause: '6.3',
    problems: ['REPORT_CODE_UNKNOWN', 'REPORT_CONCLUDED'],
  })
  add(@Call() call: CommandCall, @Body() body: AddReportFactsDto): Promise<ReportStandDto> {
    return this.desk.addFacts(call, body);
  }

  @OpenRoute('FollowReport', '/public/reports/state', 200, ReportStandDto, {
    zh: '凭查询码查询举报的办理情况',
    en: 'How a report stands, by its code',
    clause: '6.3',
    problems: ['REPORT_CODE_UNKNOWN'],
  })
  follow(@Body() { reportCode }: ReportCodeDto): Promise<ReportStandDto> {
    return this.desk.standOf(reportCode);
  }
}
