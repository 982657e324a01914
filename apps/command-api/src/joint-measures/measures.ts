import { Body } from '@nestjs/common';
import { TRIGGER_POLICY, type RoutedTriggerCommand } from '#libs/joint-measures';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute, type CommandText } from '../http/command-route.js';
import type { ProblemCode } from '../http/problem-catalogue.js';
import {
  ApplyMeasureDto,
  CaseReportDto,
  DesignateImplementingUnitsDto,
  MeasureAnswerDto,
  MeasureFeedbackDto,
  MeasureViolationFindingsDto,
  NotDoneDto,
  ProposeImplementingUnitsDto,
  ReportUnlistedMeasureDto,
} from './measure-dtos.js';
import { MeasureDesk } from './measure-desk.js';

const MEASURES = '/subjects/{subjectId}/entries/{entryId}/measures';
const RECORD = `${MEASURES}/records/{pushId}`;
const OWN_RECORD = ['MEASURE_RECORD_UNKNOWN', 'NOT_YOUR_MEASURE'] as const;
const WHEN = ['APPLIED_IN_FUTURE', 'APPLIED_BEFORE_TRIGGER'] as const;

/** The route of a command on the loop; its roles are those of the domain. */
function MeasureRoute(
  type: RoutedTriggerCommand,
  path: string,
  text: CommandText,
  problems: readonly ProblemCode[] = [],
): MethodDecorator {
  return PlainCommandRoute(type, 'POST', path, MeasureAnswerDto, {
    ...text,
    roles: TRIGGER_POLICY[type],
    problems: ['TRIGGER_UNKNOWN', 'RETENTION_OVER', ...problems],
  });
}

/** The loop of joint measures: 发起、响应、实施、反馈、案例报送 (spec 5.2). */
@CommandController('measures')
export class MeasuresController {
  constructor(private readonly desk: MeasureDesk) {}

  @MeasureRoute(
    'ProposeImplementingUnits',
    `${MEASURES}/proposals`,
    { zh: '提出实施单位', en: 'Propose implementing units', clause: '5.2; S1 §17' },
    [
      'NOT_THE_INITIATOR',
      'MEASURES_STOPPED',
      'DESIGNATION_TWICE',
      'DESIGNATION_UNIT_UNKNOWN',
      'DESIGNATION_ITEM_UNKNOWN',
    ],
  )
  propose(@Call() call: CommandCall, @Body() body: ProposeImplementingUnitsDto) {
    return this.desk.issue(call, 'ProposeImplementingUnits', body);
  }

  @MeasureRoute(
    'DesignateImplementingUnits',
    `${MEASURES}/designation`,
    { zh: '会同发起单位确定实施单位并推送', en: 'Designate what was proposed, and push it', clause: '5.2; S1 §17' },
    ['DESIGNATION_UNKNOWN', 'MEASURES_STOPPED'],
  )
  designate(@Call() call: CommandCall, @Body() body: DesignateImplementingUnitsDto) {
    return this.desk.issue(call, 'DesignateImplementingUnits', body);
  }

  @MeasureRoute(
    'AcknowledgeTrigger',
    `${RECORD}/acknowledgement`,
    { zh: '响应推送的措施', en: 'Acknowledge a measure', clause: '5.2', noBody: true },
    OWN_RECORD,
  )
  acknowledge(@Call() call: CommandCall) {
    return this.desk.issue(call, 'AcknowledgeTrigger', pushOf(call));
  }

  @MeasureRoute(
    'ApplyMeasure',
    `${RECORD}/application`,
    {
      zh: '登记措施的实施；暂停期间或退出后实施的记为违规',
      en: 'Record an application; one while suspended or after the exit is recorded as a violation',
      clause: '5.2, 7.2 F7',
    },
    [...OWN_RECORD, ...WHEN, 'MEASURES_STOPPED'],
  )
  apply(@Call() call: CommandCall, @Body() body: ApplyMeasureDto) {
    return this.desk.issue(call, 'ApplyMeasure', { ...pushOf(call), ...body });
  }

  @MeasureRoute(
    'DeclineMeasure',
    `${RECORD}/declination`,
    {
      zh: '不予实施；强制性措施须有法定理由',
      en: 'Decline a measure; a mandatory one for a legal reason',
      clause: '5.2',
    },
    [...OWN_RECORD, 'DECLINE_REASON_REQUIRED', 'MEASURES_STOPPED', 'MEASURE_STATE'],
  )
  decline(@Call() call: CommandCall, @Body() body: NotDoneDto) {
    return this.desk.issue(call, 'DeclineMeasure', { ...pushOf(call), ...body });
  }

  @MeasureRoute(
    'LiftMeasure',
    `${RECORD}/lifting`,
    { zh: '自行解除措施', en: 'Lift a measure of one’s own accord', clause: '5.2' },
    [...OWN_RECORD, 'LIFT_REASON_REQUIRED', 'MEASURES_STOPPED', 'MEASURE_STATE'],
  )
  lift(@Call() call: CommandCall, @Body() body: NotDoneDto) {
    return this.desk.issue(call, 'LiftMeasure', { ...pushOf(call), ...body });
  }

  @MeasureRoute(
    'SubmitMeasureFeedback',
    `${RECORD}/feedback`,
    { zh: '执行反馈', en: 'Give feedback', clause: '5.2; S1 §17' },
    [...OWN_RECORD, 'MEASURE_STATE'],
  )
  feedback(@Call() call: CommandCall, @Body() body: MeasureFeedbackDto) {
    return this.desk.issue(call, 'SubmitMeasureFeedback', { ...pushOf(call), ...body });
  }

  @MeasureRoute(
    'ConfirmInstruction',
    `${MEASURES}/instructions/{instructionId}/confirmation`,
    {
      zh: '确认已暂停、恢复或停止',
      en: 'Confirm that measures are suspended, resumed or stopped',
      clause: '5.2; S1 §4',
      noBody: true,
    },
    ['INSTRUCTION_UNKNOWN', 'INSTRUCTION_OVERTAKEN', 'NOT_YOUR_MEASURE'],
  )
  confirm(@Call() call: CommandCall) {
    return this.desk.issue(call, 'ConfirmInstruction', { instructionId: call.param('instructionId') });
  }

  @MeasureRoute(
    'ReportUnlistedMeasure',
    `${MEASURES}/unlisted-applications`,
    {
      zh: '登记未推送给本单位或不在清单上的措施，记为违规',
      en: 'Record a measure that was not pushed, or is on no list: a violation',
      clause: '5.1, 7.2 F8',
    },
    ['MEASURE_ALREADY_PUSHED', ...WHEN],
  )
  unlisted(@Call() call: CommandCall, @Body() body: ReportUnlistedMeasureDto) {
    return this.desk.issue(call, 'ReportUnlistedMeasure', body);
  }

  @MeasureRoute(
    'FileCaseReport',
    `${MEASURES}/case-reports`,
    { zh: '报送联合奖惩案例', en: 'File a case with the office', clause: '5.2; S1 §17' },
    ['NOT_THE_INITIATOR', 'CASE_WITHOUT_FEEDBACK'],
  )
  caseReport(@Call() call: CommandCall, @Body() body: CaseReportDto) {
    return this.desk.issue(call, 'FileCaseReport', body);
  }

  @MeasureRoute(
    'CloseMeasureViolation',
    `${MEASURES}/violations/{violationId}/closing`,
    { zh: '违规查处办结', en: 'Close a violation', clause: '7.2 F7, F8' },
    ['VIOLATION_UNKNOWN'],
  )
  close(@Call() call: CommandCall, @Body() body: MeasureViolationFindingsDto) {
    return this.desk.issue(call, 'CloseMeasureViolation', { violationId: call.param('violationId'), ...body });
  }
}

function pushOf(call: CommandCall): { readonly pushId: string } {
  return { pushId: call.param('pushId') };
}
