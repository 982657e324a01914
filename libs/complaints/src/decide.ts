import type { ActorRef, EvidenceInput, EvidenceRef, Role } from '#libs/dossier';
import { addDuration, legalDateOf, resolveFromPacks, wasOverBefore, type LegalDate } from '#libs/rules';
import { personal, type PlainPersonal } from '#libs/subjects';
import type {
  Complaint,
  ComplaintCommand,
  ComplaintCommandMap,
  ComplaintContext,
  ComplaintEventMap,
  ComplaintEventType,
  ComplaintState,
  ProducedComplaintEvent,
} from './complaint.js';
import { ComplaintRefusal, type ComplaintRefusalCode } from './refusals.js';

/** Commands that come over HTTP, with the roles they are for (spec 2, 6.1); the rest are SYSTEM's. */
export const COMPLAINT_POLICY = {
  FileComplaint: ['SUBJECT', 'THIRD_PARTY', 'DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE'],
  AssignComplaint: ['JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'],
  DecideComplaint: ['DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'],
  WithdrawComplaint: ['SUBJECT', 'THIRD_PARTY'],
} as const satisfies Partial<Record<keyof ComplaintCommandMap, readonly Role[]>>;
export type RoutedComplaintCommand = keyof typeof COMPLAINT_POLICY;

/** Marks the deadlines of complaints among all deadlines; the id of the complaint follows. */
export const COMPLAINT_DEADLINE = 'complaint/';
const ANSWER = 'complaint.answer';

type Events = readonly ProducedComplaintEvent[];
type Rescheduled = Extract<ProducedComplaintEvent, { type: 'DeadlineRescheduled' }>;

/**
 * What a command on a complaint comes to; what is so already comes to nothing.
 * @throws ComplaintRefusal
 */
export function decideComplaint(
  command: ComplaintCommand,
  { complaint }: ComplaintState,
  context: ComplaintContext,
): Events {
  if (command.type === 'FileComplaint') return file(command.data, complaint, context);
  if (complaint === undefined) throw new ComplaintRefusal('COMPLAINT_UNKNOWN');
  switch (command.type) {
    case 'AssignComplaint':
      return assign(command.data, complaint, context);
    case 'DecideComplaint':
      return answer(command.data, complaint, context);
    case 'WithdrawComplaint':
      return withdraw(command.data, complaint, context);
    case 'RecordComplaintVerification':
      return recordVerification(command.data, complaint);
    case 'SettleComplaintDeadline':
      return settle(complaint, context);
    case 'RecomputeComplaintDeadline':
      return recompute(complaint, context);
  }
}

function file(
  data: ComplaintCommandMap['FileComplaint'],
  complaint: Complaint | undefined,
  context: ComplaintContext,
): Events {
  demand(complaint === undefined, 'COMPLAINT_STATE');
  const { unitId, conduct, standing, complainantRef, text, contact, evidence, matter, wrongData, channel } = data;
  demand(context.isUnit(unitId), 'COMPLAINT_UNIT_UNKNOWN');
  demand(wrongData === undefined || matter?.entryId !== undefined, 'COMPLAINT_ENTRY_REQUIRED');
  demandStanding(data, context);
  const { complaintId } = context;
  const seal = (value: string): PlainPersonal => personal(complainantRef, complaintId, value);
  const filedOn = legalDateOf(context.now);
  const filed = event('ComplaintFiled', {
    ...{ complaintId, unitId, conduct, standing, complainantRef, text: seal(text) },
    ...(contact !== undefined && { contact: seal(contact) }),
    evidence: (evidence ?? []).map((one) => refOf(one, seal)),
    ...(matter && { matter }),
    ...(wrongData && { wrongData: { fields: wrongData.fields, allegedError: seal(wrongData.allegedError) } }),
    ...{ channel, filedOn, filedBy: refOnly(context) },
  });
  return [filed, ...answerDue(unitId, filedOn, context)];
}

/** SUBJECT, agent and responsible person are what the record says they are; everybody may complain as a third party. */
function demandStanding(
  { standing, matter }: ComplaintCommandMap['FileComplaint'],
  { relation }: ComplaintContext,
): void {
  if (matter !== undefined)
    demand(relation !== undefined && (matter.entryId === undefined || relation.entryKnown), 'COMPLAINT_MATTER_UNKNOWN');
  switch (standing) {
    case 'SUBJECT':
      return demand(relation?.isSubject === true, 'COMPLAINT_STANDING_NOT_SHOWN');
    case 'AGENT':
      return demand(relation?.isAgent === true, 'COMPLAINT_STANDING_NOT_SHOWN');
    case 'RESPONSIBLE_PERSON':
      return demand(relation?.isResponsible === true, 'COMPLAINT_STANDING_NOT_SHOWN');
    case 'THIRD_PARTY':
      return undefined;
  }
}

/** 3.3: the answer is due by the rules of the region of the unit complained of; where no pack knows the key there is no day. */
function answerDue(unitId: string, startOn: LegalDate, context: ComplaintContext): Events {
  const { calendar, rulePacks, complaintId } = context;
  const region = context.regionOf(unitId);
  // A complaint is about conduct and belongs to no field and no list: only regional and national rules apply.
  const rule = resolveFromPacks(ANSWER, { listKind: 'RED', field: '' }, rulePacks, startOn, region);
  if (rule === undefined) return [];
  const { dueOn, provisional } = addDuration(calendar, startOn, rule.value, { rollOver: true });
  return [
    event('DeadlineSet', {
      ...{ deadlineId: `${COMPLAINT_DEADLINE}${complaintId}`, key: ANSWER, ownerRef: complaintId },
      ...{ startOn, dueOn, provisional, duration: rule.value, calendarVersion: calendar.version },
      ...{ ruleFrom: rule.from, legalSource: rule.legalSource },
    }),
  ];
}

function assign(
  { unitId, handlerId }: ComplaintCommandMap['AssignComplaint'],
  complaint: Complaint,
  context: ComplaintContext,
): Events {
  demand(!accused(complaint, context.actor.unitId, context), 'COMPLAINT_OWN_UNIT');
  demandOpen(complaint);
  demand(context.isUnit(unitId), 'COMPLAINT_UNIT_UNKNOWN');
  demand(!accused(complaint, unitId, context), 'COMPLAINT_HANDLER_ACCUSED');
  const { handler } = complaint;
  if (handler?.unitId === unitId && handler.userId === handlerId) return [];
  const assignedOn = legalDateOf(context.now);
  const to = { unitId, ...(handlerId !== undefined && { handlerId }) };
  return [event('ComplaintAssigned', { ...to, assignedOn, assignedBy: refOnly(context) })];
}

function answer(
  { result, reasons, remedyInfo }: ComplaintCommandMap['DecideComplaint'],
  complaint: Complaint,
  context: ComplaintContext,
): Events {
  demand(!accused(complaint, context.actor.unitId, context), 'COMPLAINT_OWN_UNIT');
  demandOpen(complaint);
  const { handler, deadline, complainantRef, complaintId } = complaint;
  demand(handler !== undefined, 'COMPLAINT_STATE');
  const { userId, unitId } = context.actor;
  const own = context.unitNow(handler.unitId) === unitId && (handler.userId ?? userId) === userId;
  demand(own, 'COMPLAINT_NOT_YOURS');
  const decidedOn = legalDateOf(context.now);
  const moved = recompute(complaint, context);
  const late = deadline !== undefined && decidedOn > (moved[0]?.data ?? deadline).dueOn;
  const seal = (value: string): PlainPersonal => personal(complainantRef, complaintId, value);
  const decided = event('ComplaintDecided', {
    ...{ result, reasons: seal(reasons), remedyInfo: seal(remedyInfo), decidedOn, late },
    decidedBy: refOnly(context),
  });
  if (deadline === undefined) return [decided];
  return [...moved, decided, event('DeadlineMet', { deadlineId: deadline.deadlineId, metOn: decidedOn, late })];
}

function withdraw(
  { reason }: ComplaintCommandMap['WithdrawComplaint'],
  complaint: Complaint,
  context: ComplaintContext,
): Events {
  const { complainantRef, complaintId, deadline } = complaint;
  demand(context.ownRefs.includes(complainantRef), 'COMPLAINT_NOT_COMPLAINANT');
  if (complaint.status === 'WITHDRAWN') return [];
  demandOpen(complaint);
  const withdrawn = event('ComplaintWithdrawn', {
    ...(reason !== undefined && { reason: personal(complainantRef, complaintId, reason) }),
    withdrawnOn: legalDateOf(context.now),
  });
  if (deadline === undefined) return [withdrawn];
  return [withdrawn, event('DeadlineLapsed', { deadlineId: deadline.deadlineId, because: 'ComplaintWithdrawn' })];
}

function recordVerification(
  { verificationId, refusedBecause }: ComplaintCommandMap['RecordComplaintVerification'],
  { verification, matter }: Complaint,
): Events {
  if (verification !== undefined || matter === undefined) return [];
  if (verificationId !== undefined) return [event('ComplaintVerificationOpened', { ...matter, verificationId })];
  return refusedBecause === undefined ? [] : [event('ComplaintVerificationRefused', { ...matter, refusedBecause })];
}

/** Whose last day is over is missed; it can still be answered, late. A new calendar counts from the day it came (3.2). */
function settle(complaint: Complaint, context: ComplaintContext): Events {
  const { deadline } = complaint;
  const today = legalDateOf(context.now);
  if (deadline?.status !== 'OPEN' || deadline.dueOn >= today) return [];
  const moved = recompute(complaint, context);
  const { dueOn } = moved[0]?.data ?? deadline;
  if (dueOn >= today) return moved;
  const { deadlineId } = deadline;
  return [...moved, { ...event('DeadlineMissed', { deadlineId, dueOn }), system: 'deadline.missed' }];
}

/** 3.2: computed again where it was computed with another calendar, unless it was over when this one came. */
function recompute({ deadline }: Complaint, { now, calendar }: ComplaintContext): readonly Rescheduled[] {
  if (deadline?.status !== 'OPEN' || deadline.calendarVersion === calendar.version) return [];
  if (wasOverBefore(calendar, deadline.dueOn, legalDateOf(now))) return [];
  const { dueOn, provisional } = addDuration(calendar, deadline.startOn, deadline.duration, { rollOver: true });
  if (dueOn === deadline.dueOn && provisional === deadline.provisional) return [];
  const data = { deadlineId: deadline.deadlineId, dueOn, provisional, calendarVersion: calendar.version };
  return [{ type: 'DeadlineRescheduled', data, system: 'calendar.update' }];
}

/** Whether a unit is the one complained of, or goes on for it. */
function accused({ unitId }: Complaint, other: string | undefined, context: ComplaintContext): boolean {
  return other !== undefined && context.unitNow(other) === context.unitNow(unitId);
}

function demandOpen({ status }: Complaint): void {
  demand(status === 'FILED' || status === 'ASSIGNED', 'COMPLAINT_STATE');
}

function demand(holds: boolean, code: ComplaintRefusalCode): asserts holds {
  if (!holds) throw new ComplaintRefusal(code);
}

function event<T extends ComplaintEventType>(type: T, data: ComplaintEventMap[T]): ProducedComplaintEvent {
  return { type, data } as unknown as ProducedComplaintEvent;
}

function refOnly({ actor: { userId, unitId, role } }: ComplaintContext): ActorRef {
  return { userId, role, ...(unitId !== undefined && { unitId }) };
}

function refOf({ docId, sha256, title }: EvidenceInput, seal: (value: string) => PlainPersonal): EvidenceRef {
  return { docId, sha256, title: seal(title) };
}
