import { Body } from '@nestjs/common';
import { NATIONAL_REGION } from '#libs/rules';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { CALENDAR_PROBLEMS, CHANNEL_PROBLEMS, codesOf, RULE_PACK_PROBLEMS } from '../http/rule-problems.js';
import { CalendarYearDto, ChannelDto, RulePackDto, UnitDto, UnitMergerDto, UnitNameDto } from './reference-dtos.js';
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

  @PlainCommandRoute('PublishRulePack', 'POST', '/rule-packs', ReferenceAnswerDto, {
    zh: '公布规则包',
    en: 'Publish a rule pack, or its next version',
    clause: '3.3',
    roles: ['JOINT_CONFERENCE_OFFICE'],
    problems: codesOf(RULE_PACK_PROBLEMS),
  })
  rulePack(@Call() call: CommandCall, @Body() pack: RulePackDto) {
    return this.desk.issue(call, pack.rulePackId, (by) =>
      this.desk.commands.rulePack({ type: 'PublishRulePack', pack }, by),
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
