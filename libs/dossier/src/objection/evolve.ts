import { withGround, withoutGround } from '../entry/evolve.js';
import type { DossierEvent } from '../events.js';
import { withMember } from '../members.js';
import type { Case, DossierState, Entry, OpenGround } from '../state.js';

/** Folds objections and verifications, and the ground of suspension that each may open on its entry. */
export function evolveCase(state: DossierState, event: DossierEvent): DossierState {
  switch (event.type) {
    case 'ObjectionFiled': {
      const { objectionId, entryId, objectorRef, standing, grounds, newEvidence, filedOn, joinedTo } = event.data;
      const status = joinedTo === undefined ? 'FILED' : 'JOINED';
      return put(state, {
        caseId: objectionId,
        kind: 'OBJECTION',
        entryId,
        status,
        filedOn,
        objectorRef,
        standing,
        grounds,
        newEvidence,
      });
    }
    case 'ObjectionAccepted': {
      const { objectionId, handler, suspend } = event.data;
      const next = change(state, objectionId, { status: 'ACCEPTED', handler });
      const objection = next.cases[objectionId];
      return suspend && objection ? onEntry(next, objection.entryId, (entry) => openedBy(entry, objection)) : next;
    }
    case 'ObjectionIntakeRefused':
      return change(state, event.data.objectionId, {
        status: 'INTAKE_REFUSED',
        handler: event.data.handler,
        closedOn: event.data.refusedOn,
      });
    case 'VerificationOpened': {
      const { verificationId, entryId, trigger, openedOn, openedBy, suspend } = event.data;
      const next = put(state, {
        caseId: verificationId,
        kind: 'VERIFICATION',
        entryId,
        status: 'ACCEPTED',
        filedOn: openedOn,
        grounds: [],
        newEvidence: true,
        trigger,
        handler: openedBy,
      });
      if (!suspend) return next;
      return onEntry(next, entryId, (entry) =>
        withGround(entry, { ground: 'VERIFICATION', groundRef: verificationId, scope: 'ALL' }),
      );
    }
    case 'VerificationRequested':
      return change(state, event.data.caseId, { status: 'REFERRED', providerUnitId: event.data.providerUnitId });
    case 'VerificationReplied':
      return change(state, event.data.caseId, { status: 'REPLIED', finding: event.data.finding });
    case 'ObjectionDecided':
      return close(state, event.data.objectionId, 'DECIDED', event.data);
    case 'VerificationDecided':
      return close(state, event.data.verificationId, 'DECIDED', event.data);
    case 'ReviewRequested': {
      const { caseId, reviewId, by, entryId } = event.data;
      const next = change(state, caseId, { status: 'IN_REVIEW', reviewId });
      if (by !== 'RULE') return next;
      // Nobody could tell: suspended until the office or the superior unit decides (3.8, UNDETERMINED).
      const known = next.cases[caseId];
      return onEntry(next, entryId, (entry) => (known ? withGround(entry, verificationGround(entry, known)) : entry));
    }
    case 'ReviewDecided':
      return close(state, event.data.caseId, 'REVIEWED', event.data);
    case 'ObjectionWithdrawn': {
      const next = change(state, event.data.objectionId, { status: 'WITHDRAWN', closedOn: event.data.withdrawnOn });
      return onEntry(next, event.data.entryId, (entry) => withoutGround(entry, event.data.objectionId));
    }
    default:
      return state;
  }
}

function put(state: DossierState, entered: Case): DossierState {
  return withMember(state, 'cases', entered.caseId, entered);
}

function change(state: DossierState, caseId: string, changes: Partial<Case>): DossierState {
  const known = state.cases[caseId];
  return known ? put(state, { ...known, ...changes }) : state;
}

function close(
  state: DossierState,
  caseId: string,
  status: 'DECIDED' | 'REVIEWED',
  decision: {
    readonly outcome: NonNullable<Case['outcome']>;
    readonly decidedOn: string;
    readonly decider: NonNullable<Case['decider']>;
  },
): DossierState {
  const { outcome, decidedOn, decider } = decision;
  const next = change(state, caseId, { status, outcome, decidedOn, decider, closedOn: decidedOn });
  const known = next.cases[caseId];
  if (!known) return next;
  return onEntry(next, known.entryId, (entry) => withoutGround(entry, caseId));
}

function onEntry(state: DossierState, entryId: string, fold: (entry: Entry) => Entry): DossierState {
  const entry = state.entries[entryId];
  return entry ? withMember(state, 'entries', entryId, fold(entry)) : state;
}

/** Key of the automatic suspension that each objector has once per ground. */
export function groundKey(objection: Pick<Case, 'objectorRef' | 'standing'>, ground: string): string {
  return `${objection.objectorRef ?? objection.standing ?? ''}:${ground}`;
}

/** The objection of a responsible person about their own role suspends only that person's measures (3.8). */
export function personOf(entry: Entry, objection: Case): string | undefined {
  if (objection.standing !== 'RESPONSIBLE_PERSON') return undefined;
  if (!objection.grounds.every((g) => g === 'NOT_RESPONSIBLE' || g === 'IDENTITY_WRONG')) return undefined;
  return entry.persons.find((p) => p.personRef === objection.objectorRef)?.personRef;
}

function verificationGround(entry: Entry, known: Case): OpenGround {
  const personRef = personOf(entry, known);
  const ground = { ground: 'VERIFICATION', groundRef: known.caseId } as const;
  return personRef === undefined ? { ...ground, scope: 'ALL' } : { ...ground, scope: 'PERSON', personRef };
}

function openedBy(entry: Entry, objection: Case): Entry {
  const opened = withGround(entry, verificationGround(entry, objection));
  const used = objection.grounds.map((ground) => groundKey(objection, ground));
  return { ...opened, suspendedGrounds: [...new Set([...opened.suspendedGrounds, ...used])] };
}
