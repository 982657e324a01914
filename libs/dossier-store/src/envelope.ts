import type { ActorRef, CommandActor, DossierEvent, ProducedEvent } from '#libs/dossier';
import type { LegalBasis, Instant, LegalDate, ListKind } from '#libs/rules';
import { RECORD_SCOPE } from '#libs/subjects';
import type { DossierView } from './dossier-view.js';
import { legalDateOfEvent } from './legal-dates.js';

/** Who acts in an event: an official or subject, or SYSTEM by a rule. */
export type EnvelopeActor = ActorRef | { readonly role: 'SYSTEM'; readonly rule: string };

/** The envelope of spec 3.4 but for what the command loop adds (see `LoopMetadata`). Holds nothing personal. */
export interface DossierMetadata {
  readonly subjectId: string;
  readonly entryId?: string;
  readonly listKind?: ListKind;
  readonly standardId?: string;
  readonly standardVersion?: number;
  readonly rulePackId?: string;
  readonly legalDate: LegalDate;
  readonly occurredAt: Instant;
  readonly actor: EnvelopeActor;
  readonly approver?: ActorRef;
  readonly legalBasisRefs: readonly string[];
  readonly evidenceRefs: readonly { readonly docId: string; readonly sha256: string }[];
}

export interface EnvelopeFacts {
  readonly subjectId: string;
  readonly actor: CommandActor;
  readonly commandType: string;
  /** The rule SYSTEM acts by, where SYSTEM gave the command. */
  readonly systemRule?: string;
  readonly now: Instant;
}

type Loose = Readonly<Record<string, unknown>>;

/** @param after the dossier with this event folded in */
export function envelopeOf(event: ProducedEvent, after: DossierView, facts: EnvelopeFacts): DossierMetadata {
  const data = event.data as Loose;
  const occurredAt = event.occurredAt ?? facts.now;
  const entryId = entryIdOfData(data);
  const entry = entryId === undefined ? undefined : after.dossier.entries[entryId];
  const rulePackId = typeof data['rulePackId'] === 'string' ? data['rulePackId'] : entry?.recognition?.rulePackId;
  const approver = approverOf(event);
  return {
    subjectId: facts.subjectId,
    ...(entryId === undefined ? {} : { entryId }),
    ...(entry === undefined
      ? {}
      : { listKind: entry.listKind, standardId: entry.standardId, standardVersion: entry.standardVersion }),
    ...(rulePackId === undefined ? {} : { rulePackId }),
    legalDate: legalDateOfEvent(event, occurredAt),
    occurredAt,
    actor: actorOf(event, facts),
    ...(approver === undefined ? {} : { approver }),
    legalBasisRefs: legalBasisOf(data).map(refOf),
    evidenceRefs: documentsOf(data),
  };
}

/** The entry that something is about; none where it is about the subject as such. */
export function entryIdOfData(data: object): string | undefined {
  const { entryId } = data as { entryId?: unknown };
  return typeof entryId === 'string' && entryId !== RECORD_SCOPE ? entryId : undefined;
}

function actorOf(event: ProducedEvent, { actor, commandType, systemRule }: EnvelopeFacts): EnvelopeActor {
  if (event.system !== undefined) return { role: 'SYSTEM', rule: event.system };
  if (actor.role === 'SYSTEM') return { role: 'SYSTEM', rule: systemRule ?? commandType };
  return refOnly(actor);
}

function approverOf(event: DossierEvent): ActorRef | undefined {
  return 'approver' in event.data ? refOnly(event.data.approver) : undefined;
}

function refOnly({ userId, unitId, role }: ActorRef): ActorRef {
  return { userId, ...(unitId === undefined ? {} : { unitId }), role };
}

function legalBasisOf(data: Loose): readonly LegalBasis[] {
  const content = (data['content'] ?? {}) as Loose;
  return [data['legalBasis'], data['authority'], content['legalBasis']].flatMap((given) =>
    given === undefined ? [] : (given as LegalBasis | readonly LegalBasis[]),
  );
}

function refOf({ docNo, title, article }: LegalBasis): string {
  return [docNo ?? title, ...(article === undefined ? [] : [article])].join(' ');
}

function documentsOf(data: Loose): DossierMetadata['evidenceRefs'] {
  const content = (data['content'] ?? {}) as Loose;
  const given = [data['evidence'], data['materials'], content['evidence']].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  return (given as { docId: string; sha256: string }[]).map(({ docId, sha256 }) => ({ docId, sha256 }));
}
