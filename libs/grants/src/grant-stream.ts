import type { GrantKind, GrantQuestion } from '#libs/access';
import type { ActingOfficial } from '#libs/command-loop';
import { addDays, legalDateOf, type LegalDate } from '#libs/rules';
import { personal, type Personal } from '#libs/subjects';
import { GrantRefusal } from './refusals.js';

/* The stream `grant-{grantId}`: what a privacy reviewer allows beyond the default, to whom, for what and how long (6.2). */

export const GRANT_PREFIX = 'grant-';

/** Longest period of a grant in days, both ends counted [D]. */
export const LONGEST_DAYS: Readonly<Record<GrantKind, number>> = { UNMASKED: 31, BULK: 366, EXPORT: 366 };

export interface RequestGrant {
  readonly type: 'RequestGrant';
  readonly kind: GrantKind;
  /** Who would use it, in the unit of whoever asks; absent: whoever asks. */
  readonly userId?: string;
  readonly purposeCode: string;
  readonly matterNo: string;
  readonly legalBasis?: string;
  readonly from: LegalDate;
  /** Last day. */
  readonly until: LegalDate;
  readonly reason: string;
}
/** Grants what was asked for. */
export interface ApproveGrant {
  readonly type: 'ApproveGrant';
}
export interface RefuseGrant {
  readonly type: 'RefuseGrant';
  readonly reason: string;
}
export interface RevokeGrant {
  readonly type: 'RevokeGrant';
  readonly reason: string;
}
export type GrantCommand = RequestGrant | ApproveGrant | RefuseGrant | RevokeGrant;

interface Scope {
  readonly kind: GrantKind;
  readonly unitId: string;
  readonly userId: string;
  readonly purposeCode: string;
  readonly from: LegalDate;
  readonly until: LegalDate;
}

/** The stored formats: what stands here is in logs for ever. */
export interface GrantEventMap {
  GrantRequested: Scope & {
    readonly requestedBy: string;
    readonly matterNo: string;
    readonly legalBasis?: string;
    readonly reason: Personal;
  };
  /** Each names the scope that is in force from now on. */
  UnmaskGranted: Scope;
  BulkGranted: Scope;
  ExportApproved: Scope;
  GrantRefused: { readonly reason: Personal };
  GrantRevoked: { readonly reason: Personal };
}
export type GrantEvent = {
  [T in keyof GrantEventMap]: { readonly type: T; readonly data: GrantEventMap[T] };
}[keyof GrantEventMap];

/** How a grant of each kind is called in the log. */
const GRANTED = { UNMASKED: 'UnmaskGranted', BULK: 'BulkGranted', EXPORT: 'ExportApproved' } as const;

export type GrantStatus = 'REQUESTED' | 'GRANTED' | 'REFUSED' | 'REVOKED';

export interface Grant extends Scope {
  readonly requestedBy: string;
  readonly matterNo: string;
  readonly legalBasis?: string;
  readonly reason: Personal;
  readonly status: GrantStatus;
  /** Why it was refused or revoked. */
  readonly decisionReason?: Personal;
}

export interface GrantState {
  readonly grant?: Grant;
}

export interface GrantContext {
  readonly grantId: string;
  readonly actor: ActingOfficial;
  readonly today: LegalDate;
  /** Whether a unit has published a query matter. */
  readonly publishes: (unitId: string, purposeCode: string) => boolean;
}

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveGrant(state: GrantState, event: GrantEvent): GrantState {
  if (event.type === 'GrantRequested') return { grant: { ...event.data, status: 'REQUESTED' } };
  const { grant } = state;
  if (grant === undefined) return state;
  switch (event.type) {
    case 'UnmaskGranted':
    case 'BulkGranted':
    case 'ExportApproved':
      return { grant: { ...grant, ...event.data, status: 'GRANTED' } };
    case 'GrantRefused':
      return { grant: { ...grant, status: 'REFUSED', decisionReason: event.data.reason } };
    case 'GrantRevoked':
      return { grant: { ...grant, status: 'REVOKED', decisionReason: event.data.reason } };
  }
  return state;
}

/** Whether what is asked for is granted: the same kind, unit, user and purpose, at a time within its days. */
export function standsFor({ grant }: GrantState, { at, ...asked }: GrantQuestion): boolean {
  if (grant?.status !== 'GRANTED') return false;
  const day = legalDateOf(new Date(at).toISOString());
  return (
    grant.kind === asked.kind &&
    grant.unitId === asked.unitId &&
    grant.userId === asked.userId &&
    grant.purposeCode === asked.purposeCode &&
    grant.from <= day &&
    day <= grant.until
  );
}

/**
 * What a command on a grant comes to; what is so already comes to nothing.
 * @throws GrantRefusal
 */
export function decideGrant(command: GrantCommand, state: GrantState, context: GrantContext): readonly GrantEvent[] {
  if (command.type === 'RequestGrant') return request(command, state, context);
  const { grant } = state;
  if (grant === undefined) throw new GrantRefusal('GRANT_UNKNOWN');
  const { actor, today, grantId } = context;
  if (actor.userId === grant.requestedBy || actor.userId === grant.userId) throw new GrantRefusal('GRANT_OWN_REQUEST');
  switch (command.type) {
    case 'ApproveGrant': {
      if (grant.status === 'GRANTED') return [];
      if (grant.status !== 'REQUESTED') throw new GrantRefusal('GRANT_DECIDED');
      if (grant.until < today) throw new GrantRefusal('GRANT_LAPSED');
      const { kind, unitId, userId, purposeCode, from, until } = grant;
      // The unit may have withdrawn the matter since it was asked for.
      if (!context.publishes(unitId, purposeCode)) throw new GrantRefusal('GRANT_MATTER_UNPUBLISHED');
      return [{ type: GRANTED[kind], data: { kind, unitId, userId, purposeCode, from, until } }];
    }
    case 'RefuseGrant':
      if (grant.status === 'REFUSED') return [];
      if (grant.status !== 'REQUESTED') throw new GrantRefusal('GRANT_DECIDED');
      return [{ type: 'GrantRefused', data: { reason: sealable(grantId, command.reason) } }];
    case 'RevokeGrant':
      if (grant.status === 'REVOKED') return [];
      if (grant.status !== 'GRANTED') throw new GrantRefusal('GRANT_NOT_STANDING');
      return [{ type: 'GrantRevoked', data: { reason: sealable(grantId, command.reason) } }];
  }
}

function request(
  { kind, purposeCode, matterNo, legalBasis, from, until, reason, ...command }: RequestGrant,
  { grant }: GrantState,
  { grantId, actor, today, publishes }: GrantContext,
): readonly GrantEvent[] {
  if (grant !== undefined) throw new GrantRefusal('GRANT_EXISTS');
  const { unitId, userId: requestedBy } = actor;
  if (unitId === undefined) throw new GrantRefusal('GRANT_WITHOUT_UNIT');
  if (!publishes(unitId, purposeCode)) throw new GrantRefusal('GRANT_MATTER_UNPUBLISHED');
  if (until < from || until < today) throw new GrantRefusal('GRANT_PERIOD_INVALID');
  if (until >= addDays(from, LONGEST_DAYS[kind])) throw new GrantRefusal('GRANT_PERIOD_TOO_LONG');
  const userId = command.userId ?? requestedBy;
  const asked = { kind, unitId, userId, requestedBy, purposeCode, matterNo, from, until };
  const data = { ...asked, ...(legalBasis === undefined ? {} : { legalBasis }), reason: sealable(grantId, reason) };
  return [{ type: 'GrantRequested', data }];
}

/** Reasons are free text: sealed under a key of the grant's own. */
function sealable(grantId: string, reason: string): Personal {
  return personal(grantId, GRANT_SCOPE, reason);
}

const GRANT_SCOPE = 'grant';
