import type { DossierEventMap, DossierEventType } from '#libs/dossier';
import type { IdentifierKind } from './paper.js';
import type { ErasedField } from './engine.js';
import type { Personal } from '#libs/subjects';

/** A text of the dossier, or the mark that it is gone. */
export type Text = string | ErasedField;

type Open<T> = T extends Personal
  ? Text
  : T extends readonly (infer Item)[]
    ? readonly Open<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Open<T[K]> }
      : T;

/** Data of an event with its texts in clear. */
export type OpenData<T extends DossierEventType> = Open<DossierEventMap[T]>;
/** An event with its texts in clear. */
export type OpenEvent = {
  [T in DossierEventType]: { readonly type: T; readonly data: OpenData<T> };
}[DossierEventType];

/** Types of events that papers speak of. */
export const PAPER_FACTS: ReadonlySet<string> = new Set<DossierEventType>([
  ...(['SubjectRegistered', 'SubjectRenamed', 'SubjectIdentifierCorrected'] as const),
  ...(['InitialEntryGenerated', 'ResponsiblePersonRecorded', 'DecisionProposed', 'EntryRecognized'] as const),
  ...(['EntryCorrected', 'ValidityExtended', 'ValidityChanged', 'RepairApplied', 'ObjectionFiled'] as const),
  ...(['EntryExited', 'EntryRevoked', 'EntryAnnulledAfterExit'] as const),
  // The acts that papers go out with.
  ...(['PriorNoticeServed', 'DecisionServed', 'RepairAgreed', 'RepairRefused', 'ObjectionDecided'] as const),
  ...(['ExitAnnounced', 'ReputationRestorationNoticePublished'] as const),
]);

/** What a paper may say of its entry, as it stood when the paper was made. */
export interface PaperFacts {
  readonly natural: boolean;
  readonly name: Text;
  readonly identifier: Text;
  readonly identifierKind: IdentifierKind;
  readonly initial: OpenData<'InitialEntryGenerated'>;
  readonly facts: Text;
  readonly basis: OpenData<'InitialEntryGenerated'>['basis'];
  readonly recognition?: OpenData<'EntryRecognized'>;
  readonly persons: ReadonlyMap<string, Text>;
  readonly repairs: ReadonlyMap<string, OpenData<'RepairApplied'>>;
  readonly objections: ReadonlyMap<string, OpenData<'ObjectionFiled'>>;
  readonly exit?: OpenData<'EntryExited'>;
  /** Day on which it was found wrong. */
  readonly wrongOn?: string;
}

/**
 * Gathers what papers may say of an entry, corrections applied.
 *
 * @throws RangeError where the events hold no such entry
 */
export function gather(events: readonly OpenEvent[], entryId: string): PaperFacts {
  let facts: Partial<PaperFacts> = {};
  const persons = new Map<string, Text>();
  const repairs = new Map<string, OpenData<'RepairApplied'>>();
  const objections = new Map<string, OpenData<'ObjectionFiled'>>();
  for (const event of events) {
    if ('entryId' in event.data && event.data.entryId !== entryId) continue;
    if (event.type === 'ResponsiblePersonRecorded') persons.set(event.data.personRef, event.data.name);
    else if (event.type === 'RepairApplied') repairs.set(event.data.repairId, event.data);
    else if (event.type === 'ObjectionFiled') objections.set(event.data.objectionId, event.data);
    else facts = taken(facts, event);
  }
  const { name, identifier, identifierKind, natural, initial, basis } = facts;
  const found = name !== undefined && identifier !== undefined && identifierKind !== undefined;
  if (!found || natural === undefined || initial === undefined || basis === undefined || facts.facts === undefined)
    throw new RangeError(`the events hold no entry ${entryId}`);
  return {
    ...facts,
    name,
    identifier,
    identifierKind,
    natural,
    initial,
    basis,
    facts: facts.facts,
    persons,
    repairs,
    objections,
  };
}

function taken(facts: Partial<PaperFacts>, event: OpenEvent): Partial<PaperFacts> {
  const { recognition } = facts;
  switch (event.type) {
    case 'SubjectRegistered': {
      const { name, identifier, identifierKind, subjectType } = event.data;
      return { ...facts, name, identifier, identifierKind, natural: subjectType === 'NATURAL_PERSON' };
    }
    case 'SubjectRenamed':
      return { ...facts, name: event.data.name };
    case 'SubjectIdentifierCorrected':
      return { ...facts, identifier: event.data.identifier };
    case 'InitialEntryGenerated':
      return { ...facts, initial: event.data, facts: event.data.facts, basis: event.data.basis };
    case 'EntryRecognized':
      return { ...facts, recognition: event.data };
    case 'ValidityExtended':
    case 'ValidityChanged': {
      if (recognition === undefined) return facts;
      const terms = { ...recognition.terms, validTo: event.data.newValidTo };
      return { ...facts, recognition: { ...recognition, terms } };
    }
    case 'EntryCorrected':
      return event.data.changes.reduce(corrected, facts);
    case 'EntryExited':
      return { ...facts, exit: event.data };
    case 'EntryRevoked':
      return { ...facts, wrongOn: event.data.revokedOn };
    case 'EntryAnnulledAfterExit':
      return { ...facts, wrongOn: event.data.annulledOn };
    default:
      return facts;
  }
}

type Change = OpenData<'EntryCorrected'>['changes'][number];

function corrected(facts: Partial<PaperFacts>, { field, newValue }: Change): Partial<PaperFacts> {
  const { recognition, basis = [] } = facts;
  const [principal, ...others] = basis;
  const value = typeof newValue === 'number' ? String(newValue) : newValue;
  switch (field) {
    case 'FACTS':
      return { ...facts, facts: value };
    case 'DECISION_NO':
      return recognition === undefined
        ? facts
        : { ...facts, recognition: { ...recognition, decisionNo: clear(value) } };
    case 'BASIS_DOC_NO':
      return principal ? { ...facts, basis: [{ ...principal, docNo: clear(value) }, ...others] } : facts;
    case 'BASIS_ISSUER':
      return principal ? { ...facts, basis: [{ ...principal, issuer: clear(value) }, ...others] } : facts;
    case 'BASIS_DATE':
      return principal ? { ...facts, basis: [{ ...principal, date: clear(value) }, ...others] } : facts;
    case 'AMOUNT_INVOLVED':
    case 'ACT_ENDED_ON':
      return facts;
  }
}

/** Numbers and names of documents stand in events in clear; one that does not is gone. */
function clear(value: Text): string {
  return typeof value === 'string' ? value : '';
}
