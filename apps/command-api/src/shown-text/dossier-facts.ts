import type { DossierEvent, EventData } from '#libs/dossier';
import { Refusal } from '#libs/dossier';
import type { SubjectType } from '#libs/rules';
import type { ScrubTerms } from '#libs/subjects';
import type { Opened } from '#libs/vault';

/** What of one entry can be shown, with all texts opened. */
export interface EntryFacts {
  readonly subjectType: SubjectType;
  readonly identifierKind: 'USCC' | 'CITIZEN_ID' | 'OTHER';
  readonly certificateType?: string;
  readonly name: string;
  readonly identifier: string;
  readonly initial: Opened<EventData<'InitialEntryGenerated'>>;
  readonly facts: string;
  readonly basis: { readonly docNo: string; readonly issuer: string; readonly date: string };
  readonly decision?: {
    readonly decisionNo: string;
    readonly decidedOn: string;
    readonly validFrom: string;
    readonly validTo: string;
  };
}

/** The data of a personal field is gone: its key was destroyed at the end of the retention. */
export class RetentionOver extends Error {
  constructor() {
    super('a text that would be shown has been erased');
    this.name = 'RetentionOver';
  }
}

type Event = { [T in DossierEvent['type']]: { type: T; data: Opened<EventData<T>> } }[DossierEvent['type']];

const text = (value: unknown): string => {
  if (typeof value === 'string') return value;
  throw new RetentionOver();
};

/** Types of events that {@link factsOf} looks at. */
export const FACT_EVENTS: ReadonlySet<string> = new Set<DossierEvent['type']>([
  'SubjectRegistered',
  'SubjectRenamed',
  'SubjectIdentifierCorrected',
  'AgentAuthorized',
  'InitialEntryGenerated',
  'ResponsiblePersonRecorded',
  'ObjectionFiled',
  'EntryCorrected',
  'EntryRecognized',
  'ValidityExtended',
  'ValidityChanged',
]);

/**
 * Gathers what can be shown of an entry from the opened events of its dossier, corrections applied.
 *
 * @throws Refusal SUBJECT_UNKNOWN, ENTRY_UNKNOWN
 * @throws RetentionOver
 */
export function factsOf(
  opened: readonly { readonly type: string; readonly data: unknown }[],
  entryId: string,
): EntryFacts {
  let subject: Pick<EntryFacts, 'subjectType' | 'identifierKind' | 'certificateType'> | undefined;
  let [name, identifier]: unknown[] = [];
  let initial: EntryFacts['initial'] | undefined;
  let facts: unknown;
  let basis: EntryFacts['basis'] | undefined;
  let decision: EntryFacts['decision'];
  for (const event of opened as readonly Event[]) {
    if ('entryId' in event.data && event.data.entryId !== entryId) continue;
    if (event.type === 'SubjectRegistered') {
      const { subjectType, identifierKind, certificateType } = event.data;
      subject = { subjectType, identifierKind, ...(certificateType === undefined ? {} : { certificateType }) };
      ({ name, identifier } = event.data);
    } else if (event.type === 'SubjectRenamed') ({ name } = event.data);
    else if (event.type === 'SubjectIdentifierCorrected') ({ identifier } = event.data);
    else if (event.type === 'InitialEntryGenerated') {
      initial = event.data;
      ({ facts } = event.data);
      basis = event.data.basis[0];
    } else if (event.type === 'EntryRecognized') {
      const { decisionNo, decidedOn, terms } = event.data;
      decision = { decisionNo, decidedOn, validFrom: terms.validFrom, validTo: terms.validTo };
    } else if ((event.type === 'ValidityExtended' || event.type === 'ValidityChanged') && decision !== undefined) {
      decision = { ...decision, validTo: event.data.newValidTo };
    } else if (event.type === 'EntryCorrected') {
      for (const { field, newValue } of event.data.changes) {
        if (field === 'FACTS') facts = newValue;
        else if (field === 'DECISION_NO' && decision !== undefined)
          decision = { ...decision, decisionNo: text(newValue) };
        else if (basis !== undefined) basis = correctedBasis(basis, field, newValue);
      }
    }
  }
  if (subject === undefined) throw new Refusal('SUBJECT_UNKNOWN');
  if (initial === undefined || basis === undefined) throw new Refusal('ENTRY_UNKNOWN', { entryId });
  return {
    ...subject,
    name: text(name),
    identifier: text(identifier),
    initial,
    facts: text(facts),
    basis,
    ...(decision === undefined ? {} : { decision }),
  };
}

/**
 * Whom a published text may not name, and which codes it may: the natural persons of the dossier, and the subject's own
 * codes. Names whose keys are destroyed are not known any more, and so do not stand in any text that is left.
 */
export function termsOf(
  opened: readonly { readonly type: string; readonly data: unknown }[],
  names: readonly string[] = [],
): ScrubTerms {
  const persons: unknown[] = [...names];
  const codes: unknown[] = [];
  let [organisation, person] = [true, false];
  for (const event of opened as readonly Event[]) {
    if (event.type === 'SubjectRegistered') {
      organisation = isOrganisation(event.data.subjectType);
      person = event.data.subjectType === 'NATURAL_PERSON';
      codes.push(event.data.identifier);
    }
    if (event.type === 'SubjectIdentifierCorrected') codes.push(event.data.identifier);
    if (event.type === 'SubjectRegistered' || event.type === 'SubjectRenamed') {
      if (!organisation) persons.push(event.data.name);
    } else if (event.type === 'AgentAuthorized') persons.push(event.data.agentName);
    else if (event.type === 'ResponsiblePersonRecorded') persons.push(event.data.name);
    else if (event.type === 'ObjectionFiled') persons.push(event.data.objectorName);
  }
  const texts = (values: readonly unknown[]) => values.filter((value) => typeof value === 'string');
  return { names: texts(persons), ownCodes: person ? [] : texts(codes) };
}

/** The self-employed go by a person's name. */
export function isOrganisation(subjectType: SubjectType): boolean {
  return subjectType !== 'NATURAL_PERSON' && subjectType !== 'SELF_EMPLOYED';
}

function correctedBasis(basis: EntryFacts['basis'], field: string, value: unknown): EntryFacts['basis'] {
  switch (field) {
    case 'BASIS_DOC_NO':
      return { ...basis, docNo: text(value) };
    case 'BASIS_ISSUER':
      return { ...basis, issuer: text(value) };
    case 'BASIS_DATE':
      return { ...basis, date: text(value) };
    default:
      return basis;
  }
}
