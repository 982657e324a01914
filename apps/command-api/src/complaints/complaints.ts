import { Body } from '@nestjs/common';
import { COMPLAINT_POLICY, type RoutedComplaintCommand } from '#libs/complaints';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute, type CommandText } from '../http/command-route.js';
import type { ProblemCode } from '../http/problem-catalogue.js';
import { ReferenceAnswerDto } from '../reference/reference-desk.js';
import { ComplaintDesk } from './complaint-desk.js';
import { AssignComplaintDto, DecideComplaintDto, FileComplaintDto, WithdrawComplaintDto } from './complaint-dtos.js';

const ON_COMPLAINT = '/complaints/{complaintId}';

/** The route of a command on complaints; its roles are those of the domain. */
function ComplaintRoute(
  type: RoutedComplaintCommand,
  path: string,
  text: CommandText,
  problems: readonly ProblemCode[],
): MethodDecorator {
  return PlainCommandRoute(type, 'POST', path, ReferenceAnswerDto, {
    ...text,
    roles: COMPLAINT_POLICY[type],
    problems,
  });
}

/** 投诉: improper conduct of a unit, with its answer (spec 6.1, A-26). */
@CommandController('complaint')
export class ComplaintsController {
  constructor(private readonly desk: ComplaintDesk) {}

  @ComplaintRoute('FileComplaint', '/complaints', { zh: '提出投诉', en: 'File a complaint', clause: '6.1; S0 §19' }, [
    ...(['COMPLAINT_UNIT_UNKNOWN', 'COMPLAINT_MATTER_UNKNOWN', 'COMPLAINT_ENTRY_REQUIRED'] as const),
    ...(['COMPLAINT_STANDING_NOT_SHOWN', 'PERSON_FROM_TOKEN', 'PERSON_REQUIRED'] as const),
    ...(['IDENTIFIER_CHECK_DIGIT', 'IDENTIFIER_FORMAT', 'IDENTIFIER_KIND_MISMATCH', 'BIRTH_DATE_INVALID'] as const),
  ])
  file(@Call() call: CommandCall, @Body() body: FileComplaintDto) {
    return this.desk.file(call, body);
  }

  @ComplaintRoute(
    'AssignComplaint',
    `${ON_COMPLAINT}/assignment`,
    {
      zh: '分派投诉；称信息有误的同时转核实',
      en: 'Assign a complaint; what is said to be wrong is verified from then on',
      clause: '6.1; A-26',
    },
    [
      ...(['COMPLAINT_UNKNOWN', 'COMPLAINT_STATE', 'COMPLAINT_UNIT_UNKNOWN'] as const),
      ...(['COMPLAINT_OWN_UNIT', 'COMPLAINT_HANDLER_ACCUSED'] as const),
    ],
  )
  assign(@Call() call: CommandCall, @Body() data: AssignComplaintDto) {
    return this.desk.issue(call, call.param('complaintId'), { type: 'AssignComplaint', data });
  }

  @ComplaintRoute(
    'DecideComplaint',
    `${ON_COMPLAINT}/decision`,
    { zh: '答复投诉', en: 'Answer a complaint', clause: '6.1; 7.2 R7' },
    ['COMPLAINT_UNKNOWN', 'COMPLAINT_STATE', 'COMPLAINT_OWN_UNIT', 'COMPLAINT_NOT_YOURS', 'RETENTION_OVER'],
  )
  decide(@Call() call: CommandCall, @Body() data: DecideComplaintDto) {
    return this.desk.issue(call, call.param('complaintId'), { type: 'DecideComplaint', data });
  }

  @ComplaintRoute(
    'WithdrawComplaint',
    `${ON_COMPLAINT}/withdrawal`,
    { zh: '撤回投诉', en: 'Withdraw a complaint', clause: '6.1' },
    ['COMPLAINT_UNKNOWN', 'COMPLAINT_STATE', 'COMPLAINT_NOT_COMPLAINANT', 'RETENTION_OVER'],
  )
  withdraw(@Call() call: CommandCall, @Body() data: WithdrawComplaintDto) {
    return this.desk.issue(call, call.param('complaintId'), { type: 'WithdrawComplaint', data });
  }
}
