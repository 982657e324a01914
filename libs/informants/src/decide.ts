import type { ActorRef, CommandActor, Role } from '#libs/dossier';
import { legalDateOf, type Instant } from '#libs/rules';
import { ReportRefusal, type ReportRefusalCode } from './refusals.js';
import type {
  Report,
  ReportCommand,
  ReportCommandMap,
  ReportContext,
  ReportEvent,
  ReportEventMap,
  ReportEventType,
  ReportState,
} from './report.js';

/** Commands of officials, with the roles they are for (spec 6.3); the others are the informant's, who needs none. */
export const REPORT_POLICY = {
  ForwardReport: ['JOINT_CONFERENCE_OFFICE'],
  RecordReportResult: ['RECOGNIZING_UNIT', 'DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE'],
  ProposeUnsealing: ['RECOGNIZING_UNIT', 'DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'],
  GrantUnsealing: ['PRIVACY_REVIEWER'],
} as const satisfies Partial<Record<keyof ReportCommandMap, readonly Role[]>>;
export type RoutedReportCommand = keyof typeof REPORT_POLICY;

/** Roles that read what was reported, in the unit that deals with it. */
export const FACTS_READERS = REPORT_POLICY.RecordReportResult;

/** How long the two persons of an unsealing may look, in hours. */
const UNSEALED_HOURS = 24;

/**
 * What a command on a report comes to; what is so already comes to nothing.
 * @throws ReportRefusal
 */
export function decideReport(
  command: ReportCommand,
  { report }: ReportState,
  context: ReportContext,
): readonly ReportEvent[] {
  const today = legalDateOf(context.now);
  if (command.type === 'ReceiveReport') {
    if (report !== undefined) return [];
    const { kind, channel, identity } = command.data;
    return [
      event('ReportReceived', {
        ...{ informantRef: context.newId('informant'), anonymous: identity === undefined, kind, channel },
        ...{ factsId: context.newId('facts'), receivedOn: today },
      }),
    ];
  }
  if (report === undefined) throw new ReportRefusal('REPORT_UNKNOWN');
  switch (command.type) {
    case 'AddReportFacts':
      demand(report.status !== 'CONCLUDED', 'REPORT_CONCLUDED');
      return [event('ReportFactsAdded', { factsId: context.newId('facts'), addedOn: today })];
    case 'ForwardReport': {
      const { unitId } = command.data;
      demand(report.status !== 'CONCLUDED', 'REPORT_CONCLUDED');
      demand(context.isUnit(unitId), 'REPORT_UNIT_UNKNOWN');
      if (report.unitId === unitId) return [];
      return [event('ReportForwarded', { unitId, forwardedOn: today, forwardedBy: official(context) })];
    }
    case 'RecordReportResult': {
      demandHandler(report, context);
      demand(report.status !== 'CONCLUDED', 'REPORT_CONCLUDED');
      const { result } = command.data;
      const textId = context.newId('text');
      return [event('ReportResult', { result, textId, decidedOn: today, decidedBy: official(context) })];
    }
    case 'ProposeUnsealing': {
      if (!context.actor?.roles.includes('SUPERVISOR')) demandHandler(report, context);
      demand(!report.anonymous, 'INFORMANT_ANONYMOUS');
      const [proposalId, reasonId] = [context.newId('proposal'), context.newId('reason')];
      return [event('UnsealProposed', { proposalId, reasonId, proposer: official(context), proposedAt: context.now })];
    }
    case 'GrantUnsealing':
      return [grant(command.data, report, context)];
  }
}

function grant(
  { proposalId }: ReportCommandMap['GrantUnsealing'],
  report: Report,
  context: ReportContext,
): ReportEvent {
  const proposal = report.proposals.find((one) => one.proposalId === proposalId);
  demand(proposal !== undefined, 'UNSEALING_UNKNOWN');
  const { proposer, reasonId } = proposal;
  const approver = official(context);
  demand(approver.userId !== proposer.userId, 'UNSEALING_SAME_PERSON');
  const until = new Date(Date.parse(context.now) + UNSEALED_HOURS * 3_600_000).toISOString();
  return event('UnsealGranted', { proposalId, reasonId, twoPersons: { proposer, approver }, until });
}

/** Whether somebody may read the facts: of the unit that deals with the report; before it is forwarded, of the office. */
export function handles(
  actor: Pick<CommandActor, 'unitId' | 'roles'>,
  { unitId }: Pick<Report, 'unitId'>,
  unitNow: (unitId: string) => string,
): boolean {
  if (unitId === undefined) return actor.roles.includes('JOINT_CONFERENCE_OFFICE');
  return unitNow(unitId) === actor.unitId && FACTS_READERS.some((role) => actor.roles.includes(role));
}

/** Whether somebody is one of two persons whose unsealing has not run out. */
export function mayResolve(userId: string, { unsealings }: Pick<Report, 'unsealings'>, now: Instant): boolean {
  return unsealings.some(
    ({ twoPersons: { proposer, approver }, until }) =>
      [proposer.userId, approver.userId].includes(userId) && Date.parse(now) < Date.parse(until),
  );
}

function demandHandler(report: Report, { actor, unitNow }: ReportContext): void {
  demand(actor !== undefined && handles(actor, report, unitNow), 'REPORT_NOT_YOURS');
}

function demand(holds: boolean, code: ReportRefusalCode): asserts holds {
  if (!holds) throw new ReportRefusal(code);
}

function event<T extends ReportEventType>(type: T, data: ReportEventMap[T]): ReportEvent {
  return { type, data } as unknown as ReportEvent;
}

function official({ actor }: ReportContext): ActorRef {
  if (actor === undefined) throw new ReportRefusal('REPORT_NOT_YOURS');
  const { userId, unitId, role } = actor;
  return { userId, role, ...(unitId !== undefined && { unitId }) };
}
