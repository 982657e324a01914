import { Body } from '@nestjs/common';
import { SHIPPED_MASK_PROFILE, type Mask, type MaskField, type MaskReader, type Provenance } from '#libs/rules';
import { MASK, MASK_FIELD, MASK_READER, PROVENANCE } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { Choice, Code, DateOn, DocNo, Nested, Text, Whole } from '../http/fields.js';
import { codesOf, MASK_PROFILE_PROBLEMS } from '../http/rule-problems.js';
import { ReferenceAnswerDto, ReferenceDesk } from './reference-desk.js';

/** Two rows a field; more is refused by the rules, not by the form. */
const MOST_ROWS = 60;

export class MaskRowDto {
  @Choice('MaskField', MASK_FIELD, { zh: '字段', en: 'field', example: 'CITIZEN_ID' })
  field!: MaskField;

  @Choice('MaskReader', MASK_READER, { zh: '读者', en: 'reader', example: 'PUBLIC' })
  reader!: MaskReader;

  @Choice('Mask', MASK, { zh: '脱敏方式', en: 'mask', example: 'ENDS' })
  mask!: Mask;

  @Whole({
    zh: '保留的首部字符数',
    en: 'characters kept at the beginning',
    min: 0,
    max: 18,
    optional: true,
    example: 4,
  })
  head?: number;

  @Whole({ zh: '保留的尾部字符数', en: 'characters kept at the end', min: 0, max: 18, optional: true, example: 4 })
  tail?: number;
}

export class MaskProfileContentDto {
  @Text({ zh: '名称', en: 'title', max: 200, example: '示范市名单信息发布脱敏方案' })
  title!: string;

  @DocNo({ zh: '法律来源', en: 'legal source', max: 500, example: '《XX 市社会信用条例》第三十八条' })
  legalSource!: string;

  @Choice('Provenance', PROVENANCE, { zh: '出处', en: 'provenance', example: 'EXTERNAL' })
  provenance!: Provenance;

  @Nested(() => MaskRowDto, {
    zh: '各字段的脱敏规则',
    en: 'what each reader sees of each field',
    upTo: MOST_ROWS,
    example: SHIPPED_MASK_PROFILE.rows,
  })
  rows!: MaskRowDto[];
}

export class DraftMaskProfileDto {
  @Code({ zh: '脱敏方案编号', en: 'id of the profile', example: 'SPEC-6.4' })
  maskProfileId!: string;

  @Nested(() => MaskProfileContentDto, { zh: '内容', en: 'content' })
  content!: MaskProfileContentDto;
}

export class PublishMaskProfileDto {
  @DateOn({ zh: '生效日期', en: 'first day of effect', example: '2099-01-01' })
  effectiveFrom!: string;
}

/** 脱敏方案: drafted by the office, signed off by the privacy reviewer (spec 2, 6.4). */
@CommandController('reference')
export class MaskProfilesController {
  constructor(private readonly desk: ReferenceDesk) {}

  @PlainCommandRoute('DraftMaskProfile', 'POST', '/mask-profiles', ReferenceAnswerDto, {
    zh: '起草脱敏方案或其下一版；已有草稿时代替草稿',
    en: 'Draft a mask profile or its next version, in the place of an open draft',
    clause: '6.4',
    roles: ['JOINT_CONFERENCE_OFFICE'],
    problems: ['ID_INVALID'],
  })
  draft(@Call() call: CommandCall, @Body() { maskProfileId, content }: DraftMaskProfileDto) {
    const command = { type: 'DraftMaskProfile', maskProfileId, content, by: call.actor.userId } as const;
    return this.desk.issue(call, maskProfileId, (by) => this.desk.commands.maskProfile(maskProfileId, command, by));
  }

  @PlainCommandRoute('PublishMaskProfile', 'POST', '/mask-profiles/{maskProfileId}/publication', ReferenceAnswerDto, {
    zh: '签批并公布脱敏方案草稿',
    en: 'Sign off and publish the draft of a mask profile; not by who drafted it',
    clause: '2, 6.4',
    roles: ['PRIVACY_REVIEWER', 'JOINT_CONFERENCE_OFFICE'],
    problems: ['DATE_INVALID', ...codesOf(MASK_PROFILE_PROBLEMS)],
  })
  publish(@Call() call: CommandCall, @Body() { effectiveFrom }: PublishMaskProfileDto) {
    const maskProfileId = call.param('maskProfileId');
    const command = { type: 'PublishMaskProfile', effectiveFrom, by: call.actor.userId } as const;
    return this.desk.issue(call, maskProfileId, (by) => this.desk.commands.maskProfile(maskProfileId, command, by));
  }
}
