import type { DeadlineEvents } from './events/deadline.js';
import type { DecisionEvents } from './events/decision.js';
import type { ListingEvents } from './events/listing.js';
import type { MeasureEvents } from './events/measures.js';
import type { ObjectionEvents } from './events/objection.js';
import type { PreparationEvents } from './events/preparation.js';
import type { RemedyEvents } from './events/remedy.js';
import type { RepairEvents } from './events/repair.js';
import type { RetentionEvents } from './events/retention.js';
import type { SubjectEvents } from './events/subject.js';

export type { DeadlineEvents } from './events/deadline.js';
export type { DecisionEvents } from './events/decision.js';
export type { MeasureEvents } from './events/measures.js';
export type { ObjectionEvents } from './events/objection.js';
export type { RemedyEvents } from './events/remedy.js';
export type { RepairEvents } from './events/repair.js';
export type { EducationKind, RetentionEvents } from './events/retention.js';
export type { SubjectEvents } from './events/subject.js';
export type { ProposalContent, RevocationGround } from './events/decision.js';
export type { ChannelShown, CorrectedField, Named, Rendering } from './events/parts.js';

/*
 * The stored formats. What stands here is in logs for ever: a type never changes its meaning, a field is never
 * renamed. A new shape is a new schemaVersion with an upcaster and a golden file.
 *
 * Everything a person could be recognised by, and every free text, is `Personal`. Names and identifiers of
 * organisations are public facts and stand in clear; those of self-employed and natural persons do not.
 */

/** Everything that happens to an entry itself. */
export interface EntryEvents extends PreparationEvents, ListingEvents {}

export interface DossierEventMap
  extends
    SubjectEvents,
    DecisionEvents,
    EntryEvents,
    MeasureEvents,
    ObjectionEvents,
    RemedyEvents,
    RepairEvents,
    RetentionEvents,
    DeadlineEvents {}

export type DossierEventType = keyof DossierEventMap;
export type DossierEvent = {
  [T in DossierEventType]: { readonly type: T; readonly data: DossierEventMap[T] };
}[DossierEventType];
export type EventData<T extends DossierEventType> = DossierEventMap[T];

/** An event with what only this event knows of its envelope (3.4); the rest of the envelope is the command's. */
export type ProducedEvent = DossierEvent & {
  /** Set where SYSTEM acts and not the actor of the command: the rule it acts by. */
  readonly system?: string;
  /** When it took effect, where that is not the instant of recording. */
  readonly occurredAt?: string;
};
