import { Body } from '@nestjs/common';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { codesOf, STANDARD_CONTENT_PROBLEMS } from '../http/rule-problems.js';
import { DraftStandardDto, PublishStandardDto, RetireStandardDto, ReviseStandardDraftDto } from './reference-dtos.js';
import { ReferenceAnswerDto, ReferenceDesk } from './reference-desk.js';

/** Recognition standards in their plain form: draft, publish, revise, retire (spec 4.2). */
@CommandController('reference')
export class StandardsController {
  constructor(private readonly desk: ReferenceDesk) {}

  @PlainCommandRoute('DraftStandard', 'POST', '/standards', ReferenceAnswerDto, {
    zh: '起草认定标准',
    en: 'Draft a standard, or the next version of one',
    clause: '4.1, 4.2',
    roles: ['STANDARD_OWNER'],
    problems: ['NOT_YOUR_STANDARD', 'STANDARD_DRAFT_EXISTS', 'STANDARD_RETIRED', 'STANDARD_KIND_FIXED'],
  })
  draft(@Call() call: CommandCall, @Body() body: DraftStandardDto) {
    return this.desk.standard(call, body.standardId, { type: 'DraftStandard', ...body });
  }

  @PlainCommandRoute('ReviseStandardDraft', 'PUT', '/standards/{standardId}/draft', ReferenceAnswerDto, {
    zh: '修改标准草稿',
    en: 'Replace the draft of a standard',
    clause: '4.2',
    roles: ['STANDARD_OWNER'],
    problems: ['NOT_YOUR_STANDARD', 'STANDARD_NO_DRAFT', 'STANDARD_KIND_FIXED'],
  })
  revise(@Call() call: CommandCall, @Body() body: ReviseStandardDraftDto) {
    return this.desk.standard(call, call.param('standardId'), { type: 'ReviseStandardDraft', ...body });
  }

  @PlainCommandRoute('PublishStandard', 'POST', '/standards/{standardId}/publication', ReferenceAnswerDto, {
    zh: '公布认定标准',
    en: 'Publish the draft of a standard',
    clause: '4.2, 3.15',
    roles: ['STANDARD_OWNER'],
    problems: [
      'NOT_YOUR_STANDARD',
      'STANDARD_NO_DRAFT',
      'STANDARD_RETIRED',
      'STANDARD_RETROACTIVE',
      'DATE_INVALID',
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
    roles: ['STANDARD_OWNER'],
    problems: ['NOT_YOUR_STANDARD', 'STANDARD_NOT_PUBLISHED', 'STANDARD_RETIRED', 'STANDARD_RETROACTIVE'],
  })
  retire(@Call() call: CommandCall, @Body() body: RetireStandardDto) {
    return this.desk.standard(call, call.param('standardId'), { type: 'RetireStandard', ...body });
  }
}
