import { Body } from '@nestjs/common';
import type { Role } from '#libs/access';
import { problem } from '#libs/platform';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { httpProblem } from '../http/problem-catalogue.js';
import { QueryMatterDto } from './reference-dtos.js';
import { ReferenceAnswerDto, ReferenceDesk } from './reference-desk.js';

/** For every unit; a unit's own head publishes for it. */
const FOR_ALL: readonly Role[] = ['JOINT_CONFERENCE_OFFICE', 'PLATFORM_OPERATOR'];
const PUBLISHERS: readonly Role[] = [...FOR_ALL, 'UNIT_HEAD'];
const PATH = '/units/{unitId}/query-matters';

/** For what the officials of a unit look up persons (spec 6.2). */
@CommandController('reference')
export class QueryMattersController {
  constructor(private readonly desk: ReferenceDesk) {}

  @PlainCommandRoute('PublishQueryMatter', 'POST', PATH, ReferenceAnswerDto, {
    zh: '公布查询事项',
    en: 'Publish a query matter of a unit, or its new wording',
    clause: '6.2',
    roles: PUBLISHERS,
    problems: ['UNIT_UNKNOWN', 'UNIT_MERGED', 'QUERY_MATTER_EMPTY', 'NOT_YOUR_UNIT'],
  })
  publish(@Call() call: CommandCall, @Body() matter: QueryMatterDto) {
    const unitId = unitOf(call);
    return this.desk.issue(call, unitId, (by) =>
      this.desk.commands.unit(unitId, { type: 'PublishQueryMatter', matter }, by),
    );
  }

  @PlainCommandRoute('WithdrawQueryMatter', 'POST', `${PATH}/{purposeCode}/withdrawal`, ReferenceAnswerDto, {
    zh: '撤回查询事项，此后不得以此查询个人信息',
    en: 'Withdraw a query matter: nobody is looked up for it from then on',
    clause: '6.2',
    roles: PUBLISHERS,
    problems: ['UNIT_UNKNOWN', 'UNIT_MERGED', 'NOT_YOUR_UNIT'],
    noBody: true,
  })
  withdraw(@Call() call: CommandCall) {
    const [unitId, purposeCode] = [unitOf(call), call.param('purposeCode')];
    return this.desk.issue(call, unitId, (by) =>
      this.desk.commands.unit(unitId, { type: 'WithdrawQueryMatter', purposeCode }, by),
    );
  }
}

/** @throws ProblemException NOT_YOUR_UNIT */
function unitOf(call: CommandCall): string {
  const unitId = call.param('unitId');
  if (call.actor.unitId !== unitId && !FOR_ALL.some((role) => role === call.actor.role))
    throw problem(httpProblem('NOT_YOUR_UNIT'));
  return unitId;
}
