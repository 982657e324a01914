import { Body } from '@nestjs/common';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { codesOf, MEASURE_LIST_PROBLEMS } from '../http/rule-problems.js';
import { ReferenceAnswerDto, ReferenceDesk } from '../reference/reference-desk.js';
import { DraftMeasureListDto, PublishMeasureListDto } from './measure-list-dtos.js';

const OFFICE = ['JOINT_CONFERENCE_OFFICE'] as const;

/** 措施清单, kept by the office and changed by version (spec 5.1, S1 §16). */
@CommandController('measures')
export class MeasureListsController {
  constructor(private readonly desk: ReferenceDesk) {}

  @PlainCommandRoute('DraftMeasureList', 'POST', '/measure-lists', ReferenceAnswerDto, {
    zh: '起草措施清单或其下一版；已有草稿时代替草稿',
    en: 'Draft a measure list or its next version, in the place of an open draft',
    clause: '5.1',
    roles: OFFICE,
    problems: ['ID_INVALID'],
  })
  draft(@Call() call: CommandCall, @Body() { measureListId, content }: DraftMeasureListDto) {
    const command = { type: 'DraftMeasureList', measureListId, content } as const;
    return this.desk.issue(call, measureListId, (by) => this.desk.commands.measureList(measureListId, command, by));
  }

  @PlainCommandRoute('PublishMeasureList', 'POST', '/measure-lists/{measureListId}/publication', ReferenceAnswerDto, {
    zh: '公布措施清单草稿',
    en: 'Publish the draft of a measure list',
    clause: '5.1',
    roles: OFFICE,
    problems: ['DATE_INVALID', ...codesOf(MEASURE_LIST_PROBLEMS)],
  })
  publish(@Call() call: CommandCall, @Body() { effectiveFrom }: PublishMeasureListDto) {
    const measureListId = call.param('measureListId');
    const command = { type: 'PublishMeasureList', effectiveFrom } as const;
    return this.desk.issue(call, measureListId, (by) => this.desk.commands.measureList(measureListId, command, by));
  }
}
