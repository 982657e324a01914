import type { Actor, Role } from '#libs/access';
import { stableId } from '#libs/command-loop';
import type { DossierState, Entry } from '#libs/dossier';
import type { EvidenceDocument } from '#libs/evidence';
import type { LegalDate } from '#libs/rules';

/** What decides who may add to and see the documents of an entry. */
export interface EvidenceFacts {
  readonly subjectId: string;
  readonly state: DossierState;
  /** Absent while the entry is still to be made. */
  readonly entry: Entry | undefined;
  /** The unit that acts for the entry today. */
  readonly unitId: string | undefined;
  /** The unit that acts today for one that may have been merged. */
  readonly presentUnit: (unitId: string) => string;
  readonly today: LegalDate;
}

const CASE_ROLES: readonly Role[] = ['RECOGNIZING_UNIT', 'INITIATING_UNIT', 'DISPUTE_HANDLER'];

function has(actor: Actor, ...roles: readonly Role[]): boolean {
  return actor.roles.some((role) => roles.includes(role));
}

function ofTheUnit(actor: Actor, { unitId }: EvidenceFacts): boolean {
  return actor.kind === 'OFFICIAL' && unitId !== undefined && actor.unitId === unitId && has(actor, ...CASE_ROLES);
}

/** Handlers of objections sit in the unit or in the office (3.8). */
function handles(actor: Actor, { entry, state, unitId }: EvidenceFacts): boolean {
  if (actor.kind !== 'OFFICIAL' || entry === undefined || !has(actor, 'DISPUTE_HANDLER')) return false;
  const disputed = Object.values(state.cases).some((one) => one.entryId === entry.entryId);
  return disputed && (actor.unitId === unitId || has(actor, 'JOINT_CONFERENCE_OFFICE'));
}

function personRefOf(actor: Actor): string | undefined {
  if (actor.kind === 'OFFICIAL' || actor.kind === 'SYSTEM') return undefined;
  return actor.subjectRef ?? stableId('person', actor.userId);
}

/** The subject itself, or an agent whose authority runs today. */
function forTheSubject(actor: Actor, { subjectId, state, today }: EvidenceFacts): boolean {
  if (actor.kind === 'SUBJECT') return actor.subjectRef === subjectId;
  const agent = actor.kind === 'AGENT' && actor.subjectRef !== undefined ? state.agents[actor.subjectRef] : undefined;
  return agent !== undefined && agent.revokedOn === undefined && agent.validFrom <= today && today <= agent.validTo;
}

/** A responsible person, somebody who was given notice, or who objects. */
function hasOwnPart(actor: Actor, { entry, state }: EvidenceFacts): boolean {
  const ref = personRefOf(actor);
  if (entry === undefined || ref === undefined) return false;
  return (
    entry.persons.some((one) => one.personRef === ref) ||
    entry.notices.some((one) => one.recipientRef === ref) ||
    Object.values(state.cases).some((one) => one.entryId === entry.entryId && one.objectorRef === ref)
  );
}

/** The unit that was asked to verify. */
function isAsked(actor: Actor, { entry, state, presentUnit }: EvidenceFacts): boolean {
  return (
    actor.kind === 'OFFICIAL' &&
    actor.unitId !== undefined &&
    Object.values(state.cases).some(
      ({ entryId, providerUnitId }) =>
        entryId === entry?.entryId && providerUnitId !== undefined && presentUnit(providerUnitId) === actor.unitId,
    )
  );
}

/** Whether the entry has been told: to the subject by a notice or decision, or to everybody by publicity. */
export function wasTold({ entry }: EvidenceFacts): boolean {
  return (
    entry !== undefined &&
    (entry.notices.length > 0 || entry.publicity !== undefined || entry.recognition !== undefined)
  );
}

function wasShown({ entry }: EvidenceFacts): boolean {
  return entry !== undefined && (entry.publicity !== undefined || entry.publications.length > 0);
}

/** Who may add a document. Before the entry is made, an official of a recognising unit, who is about to make it. */
export function mayUpload(actor: Actor, facts: EvidenceFacts): boolean {
  if (facts.entry === undefined) return actor.kind === 'OFFICIAL' && has(actor, 'RECOGNIZING_UNIT');
  if (ofTheUnit(actor, facts) || handles(actor, facts) || isAsked(actor, facts)) return true;
  if (forTheSubject(actor, facts) || hasOwnPart(actor, facts)) return wasTold(facts);
  // Whoever may object to what is shown may prove it.
  return actor.kind === 'PUBLIC' && has(actor, 'THIRD_PARTY') && wasShown(facts);
}

/** Whether an official sees a document in the course of the case it belongs to. */
export function worksOn(actor: Actor, facts: EvidenceFacts, document: EvidenceDocument): boolean {
  if (document.uploadedBy === actor.userId || ofTheUnit(actor, facts) || handles(actor, facts)) return true;
  return (
    document.unitId !== undefined &&
    document.unitId === actor.unitId &&
    has(actor, ...CASE_ROLES, 'INFORMATION_PROVIDER')
  );
}

/** Who may see a document. */
export function maySee(actor: Actor, facts: EvidenceFacts, document: EvidenceDocument): boolean {
  const supervises = actor.kind === 'OFFICIAL' && has(actor, 'SUPERVISOR');
  // Hidden from everybody but audit after its retention (3.14).
  if (facts.entry?.expiredOn !== undefined) return supervises;
  if (document.uploadedBy === actor.userId) return true;
  if (actor.kind === 'OFFICIAL') {
    // Of a minor only for who works on such cases (6.4).
    if (facts.entry?.minor && !supervises && !has(actor, 'GUARDIAN_CASE_WORKER')) return false;
    return supervises || worksOn(actor, facts, document);
  }
  return !document.confidential && wasTold(facts) && forTheSubject(actor, facts);
}
