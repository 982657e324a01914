import { Body } from '@nestjs/common';
import { NATIONAL_REGION } from '#libs/rules';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import {
  CALENDAR_PROBLEMS,
  CHANNEL_PROBLEMS,
  codesOf,
  KNOWN_CHANNEL_PROBLEMS,
  RULE_PACK_PROBLEMS,
} from '../http/rule-problems.js';
import {
  CalendarYearDto,
  ChannelChangeDto,
  ChannelClosureDto,
  ChannelDto,
  RulePackDto,
  UnitDto,
  UnitMergerDto,
  UnitNameDto,
} from './reference-dtos.js';
import { ReferenceAnswerDto, ReferenceDesk } from './reference-desk.js';

const REGISTRARS = ['JOINT_CONFERENCE_OFFICE', 'PLATFORM_OPERATOR'] as const;

/** Calendars, rule packs, channels and units (spec 3.2, 3.3, 3.5, 3.12). */
@CommandController('reference')
export class RegistersController {
  constructor(private readonly desk: ReferenceDesk) {}

  @PlainCommandRoute('LoadCalendarYear', 'POST', '/calendars/{region}/years', ReferenceAnswerDto, {
    zh: '加载节假日表',
    en: 'Load the holiday table of a year, national or of a region',
    clause: '3.2',
    roles: REGISTRARS,
    problems: codesOf(CALENDAR_PROBLEMS),
  })
  calendar(@Call() call: CommandCall, @Body() table: CalendarYearDto) {
    const region = call.param('region');
    const type = region === NATIONAL_REGION ? 'LoadCalendarYear' : 'LoadCalendarOverlay';
    return this.desk.issue(call, region, (by) => this.desk.commands.calendar(region, { type, table }, by));
  }

  @PlainCommandRoute('DraftRulePack', 'POST', '/rule-packs', ReferenceAnswerDto, {
    zh: '起草规则包或其下一版；已有草稿时代替草稿',
    en: 'Draft a rule pack or its next version, in the place of an open draft',
    clause: '3.3',
    roles: ['JOINT_CONFERENCE_OFFICE'],
    problems: ['ID_INVALID'],
  })
  draftRulePack(@Call() call: CommandCall, @Body() pack: RulePackDto) {
    return this.desk.issue(call, pack.rulePackId, (by) =>
      this.desk.commands.rulePack(pack.rulePackId, { type: 'DraftRulePack', pack }, by),
    );
  }

  @PlainCommandRoute('PublishRulePack', 'POST', '/rule-packs/{rulePackId}/publication', ReferenceAnswerDto, {
    zh: '公布规则包草稿',
    en: 'Publish the draft of a rule pack, as the second person',
    clause: '3.3, 2',
    roles: ['JOINT_CONFERENCE_OFFICE'],
    noBody: true,
    problems: codesOf(RULE_PACK_PROBLEMS),
  })
  publishRulePack(@Call() call: CommandCall) {
    const rulePackId = call.param('rulePackId');
    return this.desk.issue(call, rulePackId, (by) =>
      this.desk.commands.rulePack(rulePackId, { type: 'PublishRulePackDraft' }, by),
    );
  }

  @PlainCommandRoute('RegisterChannel', 'POST', '/channels', ReferenceAnswerDto, {
    zh: '登记展示渠道',
    en: 'Register a channel',
    clause: '3.12',
    roles: REGISTRARS,
    problems: codesOf(CHANNEL_PROBLEMS),
  })
  channel(@Call() call: CommandCall, @Body() channel: ChannelDto) {
    return this.desk.issue(call, channel.channelId, (by) =>
      this.desk.commands.channel({ type: 'RegisterChannel', channel }, by),
    );
  }

  @PlainCommandRoute('ChangeChannel', 'PUT', '/channels/{channelId}', ReferenceAnswerDto, {
    zh: '变更展示渠道',
    en: 'Change name, mode or legal source of a channel',
    clause: '3.12',
    roles: REGISTRARS,
    problems: [...codesOf(KNOWN_CHANNEL_PROBLEMS), 'CHANNEL_NAME_MISSING', 'CHANNEL_SOURCE_MISSING'],
  })
  changeChannel(@Call() call: CommandCall, @Body() content: ChannelChangeDto) {
    const channelId = call.param('channelId');
    return this.desk.issue(call, channelId, (by) =>
      this.desk.commands.channel({ type: 'ChangeChannel', channelId, content }, by),
    );
  }

  @PlainCommandRoute('CloseChannel', 'POST', '/channels/{channelId}/closure', ReferenceAnswerDto, {
    zh: '关闭展示渠道',
    en: 'Close a channel: nothing new is shown there; what it shows is still announced and taken down',
    clause: '3.12',
    roles: REGISTRARS,
    problems: codesOf(KNOWN_CHANNEL_PROBLEMS),
  })
  closeChannel(@Call() call: CommandCall, @Body() body: ChannelClosureDto) {
    const channelId = call.param('channelId');
    return this.desk.issue(call, channelId, (by) =>
      this.desk.commands.channel({ type: 'CloseChannel', channelId, ...body }, by),
    );
  }

  @PlainCommandRoute('RegisterUnit', 'POST', '/units', ReferenceAnswerDto, {
    zh: '登记单位',
    en: 'Register a unit',
    clause: '2, 3.5',
    roles: REGISTRARS,
    problems: ['UNIT_EXISTS', 'UNIT_NAME_MISSING', 'UNIT_UNKNOWN', 'QUERY_MATTER_EMPTY'],
  })
  unit(@Call() call: CommandCall, @Body() { unitId, queryMatters = [], ...content }: UnitDto) {
    return this.desk.issue(call, unitId, (by) =>
      this.desk.commands.unit(unitId, { type: 'RegisterUnit', unitId, content, queryMatters }, by),
    );
  }

  @PlainCommandRoute('RenameUnit', 'POST', '/units/{unitId}/names', ReferenceAnswerDto, {
    zh: '单位更名',
    en: 'Rename a unit',
    clause: '3.5',
    roles: REGISTRARS,
    problems: ['UNIT_UNKNOWN', 'UNIT_MERGED', 'UNIT_NAME_MISSING', 'DATE_IN_FUTURE'],
  })
  rename(@Call() call: CommandCall, @Body() body: UnitNameDto) {
    const unitId = call.param('unitId');
    return this.desk.issue(call, unitId, (by) => this.desk.commands.unit(unitId, { type: 'RenameUnit', ...body }, by));
  }

  @PlainCommandRoute('MergeUnit', 'POST', '/units/{unitId}/merger', ReferenceAnswerDto, {
    zh: '单位合并',
    en: 'Merge a unit into another, to which its entries pass',
    clause: '3.5',
    roles: REGISTRARS,
    problems: ['UNIT_UNKNOWN', 'UNIT_MERGED', 'UNIT_SUCCESSOR_INVALID', 'DATE_IN_FUTURE'],
  })
  merge(@Call() call: CommandCall, @Body() body: UnitMergerDto) {
    const unitId = call.param('unitId');
    return this.desk.issue(call, unitId, (by) => this.desk.commands.unit(unitId, { type: 'MergeUnit', ...body }, by));
  }
}
