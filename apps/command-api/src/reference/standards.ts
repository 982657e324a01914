import { Body } from '@nestjs/common';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { codesOf, STANDARD_CONTENT_PROBLEMS } from '../http/rule-problems.js';
import {
  CloseConsultationDto,
  DraftStandardDto,
  OpenConsultationDto,
  PublishStandardDto,
  RejectStandardApprovalDto,
  RetireStandardDto,
  ReviseStandardDraftDto,
  StandardEvaluationDto,
} from './reference-dtos.js';
import { ReferenceAnswerDto, ReferenceDesk } from './reference-desk.js';
import { contentFrom } from './standard-content.dto.js';

const OWNER = ['STANDARD_OWNER'] as const;
/** The second person: of the owner unit, or of its superior one. */
const APPROVER = ['APPROVER'] as const;

/** Recognition standards: draft, consult, approve, publish, revise, retire, evaluate (spec 4.2). */
@CommandController('reference')
export class StandardsController {
  constructor(private readonly desk: ReferenceDesk) {}

  @PlainCommandRoute('DraftStandard', 'POST', '/standards', ReferenceAnswerDto, {
    zh: '起草认定标准',
    en: 'Draft a standard, or the next version of one',
    clause: '4.1, 4.2',
    roles: OWNER,
    problems: ['NOT_YOUR_STANDARD', 'STANDARD_DRAFT_EXISTS', 'STANDARD_RETIRED', 'STANDARD_KIND_FIXED'],
  })
  draft(@Call() call: CommandCall, @Body() body: DraftStandardDto) {
    return this.desk.standard(call, body.standardId, {
      type: 'DraftStandard',
      standardId: body.standardId,
      content: contentFrom(body.content),
    });
  }

  @PlainCommandRoute('ReviseStandardDraft', 'PUT', '/standards/{standardId}/draft', ReferenceAnswerDto, {
    zh: '修改标准草稿',
    en: 'Replace the draft of a standard',
    clause: '4.2',
    roles: OWNER,
    problems: ['NOT_YOUR_STANDARD', 'STANDARD_NO_DRAFT', 'STANDARD_KIND_FIXED', 'STANDARD_IN_CONSULTATION'],
  })
  revise(@Call() call: CommandCall, @Body() body: ReviseStandardDraftDto) {
    return this.desk.standard(call, call.param('standardId'), {
      type: 'ReviseStandardDraft',
      content: contentFrom(body.content),
    });
  }

  @PlainCommandRoute('OpenConsultation', 'POST', '/standards/{standardId}/consultation', ReferenceAnswerDto, {
    zh: '就标准草稿公开征求意见',
    en: 'Open the draft of a standard to opinions',
    clause: '4.1, 4.2; S1 §1',
    roles: OWNER,
    problems: [
      ...(['NOT_YOUR_STANDARD', 'STANDARD_NO_DRAFT', 'CONSULTATION_EXISTS', 'CONSULTATION_BACKDATED'] as const),
      ...(['DATE_INVALID', 'DATE_IN_FUTURE'] as const),
    ],
  })
  openConsultation(@Call() call: CommandCall, @Body() body: OpenConsultationDto) {
    return this.desk.standard(call, call.param('standardId'), { type: 'OpenConsultation', ...body });
  }

  @PlainCommandRoute('CloseConsultation', 'POST', '/standards/{standardId}/consultation/closing', ReferenceAnswerDto, {
    zh: '结束征求意见，并按意见修改文本',
    en: 'Close the consultation, with the text as amended upon the opinions',
    clause: '4.2; 国办发〔2020〕49号 七',
    roles: OWNER,
    problems: [
      ...(['NOT_YOUR_STANDARD', 'STANDARD_NO_DRAFT', 'CONSULTATION_NOT_OPEN', 'CONSULTATION_TOO_SHORT'] as const),
      ...(['CONSULTATION_SUMMARY_MISSING', 'STANDARD_KIND_FIXED', 'DATE_INVALID', 'DATE_IN_FUTURE'] as const),
    ],
  })
  closeConsultation(@Call() call: CommandCall, @Body() { content, ...body }: CloseConsultationDto) {
    const amended = content && { content: contentFrom(content) };
    return this.desk.standard(call, call.param('standardId'), { type: 'CloseConsultation', ...body, ...amended });
  }

  @PlainCommandRoute(
    'ProposeStandardApproval',
    'POST',
    '/standards/{standardId}/approval-proposal',
    ReferenceAnswerDto,
    {
      zh: '提请批准标准',
      en: 'Put the draft of a standard forward for approval',
      clause: '4.2, 2',
      roles: OWNER,
      noBody: true,
      problems: ['NOT_YOUR_STANDARD', 'STANDARD_NO_DRAFT', 'CONSULTATION_MISSING', 'CONSULTATION_OPEN'],
    },
  )
  propose(@Call() call: CommandCall) {
    return this.desk.standard(call, call.param('standardId'), { type: 'ProposeStandardApproval' });
  }

  @PlainCommandRoute('ApproveStandard', 'POST', '/standards/{standardId}/approval', ReferenceAnswerDto, {
    zh: '批准标准',
    en: 'Approve the draft of a standard, as the second person',
    clause: '4.2, 2',
    roles: APPROVER,
    noBody: true,
    problems: ['NOT_YOUR_STANDARD', 'STANDARD_NO_DRAFT', 'STANDARD_NOT_PROPOSED', 'SECOND_PERSON_REQUIRED'],
  })
  approve(@Call() call: CommandCall) {
    return this.desk.standard(call, call.param('standardId'), { type: 'ApproveStandard' });
  }

  @PlainCommandRoute(
    'RejectStandardApproval',
    'POST',
    '/standards/{standardId}/approval-rejection',
    ReferenceAnswerDto,
    {
      zh: '退回提请批准的标准',
      en: 'Send a draft back that was put forward for approval',
      clause: '4.2, 2',
      roles: APPROVER,
      problems: [
        ...(['NOT_YOUR_STANDARD', 'STANDARD_NO_DRAFT', 'STANDARD_NOT_PROPOSED', 'SECOND_PERSON_REQUIRED'] as const),
        'REASON_MISSING',
      ],
    },
  )
  reject(@Call() call: CommandCall, @Body() body: RejectStandardApprovalDto) {
    return this.desk.standard(call, call.param('standardId'), { type: 'RejectStandardApproval', ...body });
  }

  @PlainCommandRoute('PublishStandard', 'POST', '/standards/{standardId}/publication', ReferenceAnswerDto, {
    zh: '公布已批准的认定标准',
    en: 'Publish the approved draft of a standard',
    clause: '4.2, 3.15',
    roles: OWNER,
    problems: [
      'NOT_YOUR_STANDARD',
      'STANDARD_NO_DRAFT',
      'STANDARD_RETIRED',
      'STANDARD_RETROACTIVE',
      'DATE_INVALID',
      ...(['CONSULTATION_MISSING', 'CONSULTATION_OPEN', 'STANDARD_NOT_APPROVED'] as const),
      ...codesOf(STANDARD_CONTENT_PROBLEMS),
    ],
  })
  publish(@Call() call: CommandCall, @Body() body: PublishStandardDto) {
    return this.desk.standard(call, call.param('standardId'), { type: 'PublishStandard', ...body });
  }

  @PlainCommandRoute('RetireStandard', 'POST', '/standards/{standardId}/retirement', ReferenceAnswerDto, {
    zh: '废止认定标准',
    en: 'Retire a standard',
    clause: '4.2',
    roles: OWNER,
    problems: ['NOT_YOUR_STANDARD', 'STANDARD_NOT_PUBLISHED', 'STANDARD_RETIRED', 'STANDARD_RETROACTIVE'],
  })
  retire(@Call() call: CommandCall, @Body() body: RetireStandardDto) {
    return this.desk.standard(call, call.param('standardId'), { type: 'RetireStandard', ...body });
  }

  @PlainCommandRoute('RecordStandardEvaluation', 'POST', '/standards/{standardId}/evaluations', ReferenceAnswerDto, {
    zh: '登记第三方评估',
    en: 'Record what a third party found of a standard',
    clause: '4.1; 国办发〔2020〕49号 七',
    roles: OWNER,
    problems: [
      ...([
        'NOT_YOUR_STANDARD',
        'STANDARD_NOT_PUBLISHED',
        'EVALUATOR_MISSING',
        'DATE_INVALID',
        'DATE_IN_FUTURE',
      ] as const),
    ],
  })
  evaluate(@Call() call: CommandCall, @Body() body: StandardEvaluationDto) {
    return this.desk.standard(call, call.param('standardId'), { type: 'RecordStandardEvaluation', ...body });
  }
}
