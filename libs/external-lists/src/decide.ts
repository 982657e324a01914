import type { ActorRef, CommandActor } from '#libs/dossier';
import { addDays, legalDateOf } from '#libs/rules';
import { personal } from '#libs/subjects';
import type { ExternalListCommand, ExternalListCommandMap, GivenTerms } from './commands.js';
import type { ExternalListContext } from './context.js';
import type { ExternalListEvent, ExternalListOrigin, ListTerms } from './events.js';
import { findingsOf, isReleasable } from './judging.js';
import { EXTERNAL_LIST_POLICY } from './policy.js';
import { ExternalListRefusal, type ExternalListRefusalCode } from './refusals.js';
import { knownDelivery, type AppliedDelivery, type ExternalList, type ExternalListState } from './state.js';
import { compareVersions } from './versions.js';

type Data<T extends ExternalListCommand['type']> = ExternalListCommandMap[T];
type Events = readonly ExternalListEvent[];

/** Scope of the key that the contact of a list is sealed under. */
export const CONTACT_SCOPE = 'contact';

/**
 * What a command on a list of somebody else comes to; what is so already comes to nothing.
 * @throws ExternalListRefusal
 */
export function decideExternalList(
  command: ExternalListCommand,
  state: ExternalListState,
  context: ExternalListContext,
): Events {
  const { type } = command;
  if (!EXTERNAL_LIST_POLICY[type].some((role) => role === context.actor.role)) refuse('EXTERNAL_ACT_NOT_ALLOWED');
  if (type === 'RegisterMirroredList') return register('EXTERNAL_MIRROR', command.data, state, context);
  if (type === 'RegisterReferenceList') return register('REFERENCE', command.data, state, context);
  const list = demandKept(state, context.actor);
  if (type === 'CloseExternalList') return close(command.data, list);
  demand(!list.closed, 'EXTERNAL_LIST_CLOSED');
  switch (type) {
    case 'ChangeExternalListTerms':
      demandBounds(command.data);
      return [
        { type: 'ExternalListTermsChanged', data: { listId: list.listId, ...termsOf(list.listId, command.data) } },
      ];
    case 'JudgeDelivery':
      return judge(command.data, list, context);
    case 'ReleaseDelivery':
      return release(command.data, list, context);
    case 'DiscardDelivery':
      return discard(command.data, list, context);
    case 'FinishDelivery':
      return finish(command.data, list, context);
    case 'ForwardObjection':
      return forward(command.data, list, context);
    case 'RecordOwnerOutcome':
      return recordOutcome(command.data, list, context);
  }
}

function register(
  origin: ExternalListOrigin,
  data: Data<'RegisterMirroredList'>,
  { list }: ExternalListState,
  context: ExternalListContext,
): Events {
  if (list !== undefined) return [];
  const { owner, title, listKind, legalSource, foreignRegion } = data;
  const { listId } = context;
  demandOwn(owner.unitId, origin, context.actor);
  demand(owner.unitId === undefined || context.isUnit(owner.unitId), 'OWNER_UNIT_UNKNOWN');
  demandBounds(data);
  const region = foreignRegion === undefined ? {} : { foreignRegion };
  const facts = { listId, origin, owner, title, listKind, legalSource, ...region };
  return [{ type: 'ExternalListRegistered', data: { ...facts, ...termsOf(listId, data) } }];
}

function close({ reason }: Data<'CloseExternalList'>, { listId, closed }: ExternalList): Events {
  return closed
    ? []
    : [{ type: 'ExternalListClosed', data: { listId, reason: personal(listId, CONTACT_SCOPE, reason) } }];
}

/**
 * Whether a delivery is one to be read at all, from this sender.
 *
 * @returns false for one that has come before under this version and with this content: it changes nothing
 * @throws ExternalListRefusal NOT_YOUR_LIST, VERSION_OLDER, VERSION_TAKEN, EXTERNAL_LIST_CLOSED, DELIVERY_UNDER_WAY
 */
export function admits(
  list: ExternalList,
  delivery: Pick<AppliedDelivery, 'version' | 'sha256'>,
  actor: CommandActor,
): boolean {
  demandOwn(list.owner.unitId, list.origin, actor);
  demand(!list.closed, 'EXTERNAL_LIST_CLOSED');
  if (knownDelivery(list, delivery) !== undefined) return false;
  const { applied, open } = list;
  if (applied !== undefined) {
    const order = compareVersions(delivery.version, applied.version);
    demand(order >= 0, 'VERSION_OLDER');
    demand(order > 0, 'VERSION_TAKEN');
  }
  demand(open?.state !== 'APPLYING', 'DELIVERY_UNDER_WAY');
  return true;
}

function judge(data: Data<'JudgeDelivery'>, list: ExternalList, context: ExternalListContext): Events {
  const { deliveryId, version, sha256, fileId, figures } = data;
  if (!admits(list, { version, sha256 }, context.actor)) return [];
  const { listId, open, bounds } = list;
  const findings = findingsOf(figures, bounds);
  const judged = {
    ...{ listId, deliveryId, version, sha256, fileId, deliveredBy: actorRef(context) },
    ...{ counts: figures.counts, chunks: figures.chunks, faults: figures.faults },
  };
  const superseded: Events =
    open === undefined
      ? []
      : [{ type: 'ListDeliverySuperseded', data: { listId, deliveryId: open.deliveryId, byDeliveryId: deliveryId } }];
  const verdict: ExternalListEvent =
    findings.length > 0
      ? { type: 'ListDeliveryHeld', data: { ...judged, findings } }
      : { type: 'ListDeliveryAccepted', data: { ...judged, sequence: list.sequence + 1 } };
  return [...superseded, verdict];
}

function release(data: Data<'ReleaseDelivery'>, list: ExternalList, context: ExternalListContext): Events {
  const { deliveryId, reason } = data;
  const held = heldDelivery(list, deliveryId, context);
  demand(isReleasable(held.findings), 'DELIVERY_NOT_RELEASABLE');
  const { listId } = list;
  const { version, sha256, deliveredBy, fileId, counts, chunks, faults } = held;
  const released = { listId, deliveryId, releasedBy: actorRef(context), reason: personal(listId, deliveryId, reason) };
  const accepted = { listId, deliveryId, version, sha256, deliveredBy, fileId, counts, chunks, faults };
  return [
    { type: 'ListDeliveryReleased', data: released },
    { type: 'ListDeliveryAccepted', data: { ...accepted, sequence: list.sequence + 1 } },
  ];
}

function discard(data: Data<'DiscardDelivery'>, list: ExternalList, context: ExternalListContext): Events {
  const { deliveryId, reason } = data;
  heldDelivery(list, deliveryId, context);
  const { listId } = list;
  const about = { listId, deliveryId, discardedBy: actorRef(context), reason: personal(listId, deliveryId, reason) };
  return [{ type: 'ListDeliveryDiscarded', data: about }];
}

function heldDelivery({ open }: ExternalList, deliveryId: string, { actor }: ExternalListContext) {
  if (open?.state !== 'HELD' || open.deliveryId !== deliveryId) refuse('DELIVERY_NOT_HELD');
  demand(open.deliveredBy.userId !== actor.userId, 'DELIVERY_SECOND_PERSON');
  return open;
}

function finish({ deliveryId }: Data<'FinishDelivery'>, list: ExternalList, context: ExternalListContext): Events {
  const { listId, open, sequence } = list;
  // Another worker was first.
  if (open?.state !== 'APPLYING' || open.deliveryId !== deliveryId) return [];
  demand(context.chunksWritten >= open.chunks, 'DELIVERY_INCOMPLETE');
  const { version, sha256, counts } = open;
  return [{ type: 'ListDeliveryApplied', data: { listId, deliveryId, sequence, version, sha256, counts } }];
}

function forward(data: Data<'ForwardObjection'>, list: ExternalList, context: ExternalListContext): Events {
  const { objectorRef, text, contact } = data;
  const { listId, origin, owner, answerWithinDays, forwardings } = list;
  const { actor, now, entry = refuse('MIRRORED_ENTRY_UNKNOWN') } = context;
  demand(origin === 'EXTERNAL_MIRROR', 'REFERENCE_NOT_FORWARDED');
  demand(actor.role !== 'SUBJECT' || actor.subjectId === entry.subjectRef, 'OBJECTION_NOT_OWN');
  const open = Object.values(forwardings).some(
    (one) => !one.closed && one.entryId === entry.entryId && one.objectorRef === objectorRef,
  );
  demand(!open, 'OBJECTION_ALREADY_FORWARDED');
  const filedOn = legalDateOf(now);
  return [
    {
      type: 'ObjectionForwarded',
      data: {
        ...{ listId, forwardingId: context.newId('forwarding'), ...entry, owner: owner.name, objectorRef, filedOn },
        text: personal(objectorRef, entry.entryId, text),
        ...(contact !== undefined && { objectorContact: personal(objectorRef, entry.entryId, contact) }),
        ...(answerWithinDays !== undefined && { answerExpectedOn: addDays(filedOn, answerWithinDays) }),
      },
    },
  ];
}

function recordOutcome(data: Data<'RecordOwnerOutcome'>, list: ExternalList, context: ExternalListContext): Events {
  const { forwardingId, outcome, docNo, decidedOn, note } = data;
  const forwarding = list.forwardings[forwardingId] ?? refuse('FORWARDING_UNKNOWN');
  demand(!forwarding.closed, 'OUTCOME_ALREADY_RECORDED');
  // What is being written would stand beside what the owner decided.
  demand(list.open?.state !== 'APPLYING', 'DELIVERY_UNDER_WAY');
  demand(forwarding.filedOn <= decidedOn && decidedOn <= legalDateOf(context.now), 'OUTCOME_DATE');
  const { entryId, ref, subjectRef } = forwarding;
  return [
    {
      type: 'OwnerOutcomeRecorded',
      data: {
        ...{ listId: list.listId, forwardingId, entryId, ref, outcome, docNo, decidedOn, recordedAt: context.now },
        ...(note !== undefined && { note: personal(subjectRef, entryId, note) }),
      },
    },
  ];
}

function termsOf(listId: string, { source, bounds, ownerMask, answerWithinDays, contact }: GivenTerms): ListTerms {
  return {
    ...{ source, bounds, ownerMask, contact: personal(listId, CONTACT_SCOPE, contact) },
    ...(answerWithinDays !== undefined && { answerWithinDays }),
  };
}

function demandBounds({ bounds: { minRows, maxRows } }: GivenTerms): void {
  demand(minRows <= maxRows, 'LIST_BOUNDS_INVALID');
}

/** Whether somebody acts on a list that is there, and is his to keep. @throws ExternalListRefusal */
export function demandKept({ list }: ExternalListState, actor: CommandActor): ExternalList {
  if (list === undefined) refuse('EXTERNAL_LIST_UNKNOWN');
  demandOwn(list.owner.unitId, list.origin, actor);
  return list;
}

/** A social organisation acts on what it supplies itself, and on nothing else. */
function demandOwn(unitId: string | undefined, origin: ExternalListOrigin, actor: CommandActor): void {
  if (actor.role !== 'SOCIAL_ORGANISATION') return;
  demand(origin === 'REFERENCE' && unitId !== undefined && unitId === actor.unitId, 'NOT_YOUR_LIST');
}

function actorRef({ actor: { userId, unitId, role } }: ExternalListContext): ActorRef {
  return { userId, role, ...(unitId !== undefined && { unitId }) };
}

function refuse(code: ExternalListRefusalCode): never {
  throw new ExternalListRefusal(code);
}

function demand(holds: boolean, code: ExternalListRefusalCode): asserts holds {
  if (!holds) refuse(code);
}
