import type { DossierEvent, DossierState, Named } from '#libs/dossier';
import type { SubjectType } from '#libs/rules';

/** What the shell has to find again in a dossier and the domain has no use for; texts as they are stored. */
export interface SubjectRecord {
  readonly subjectId: string;
  readonly subjectType: SubjectType;
  readonly identifierKind: 'USCC' | 'CITIZEN_ID' | 'OTHER';
  readonly certificateType?: string;
  readonly name: Named;
  readonly identifier: Named;
  /** Identifiers that were corrected: somebody else's, perhaps. */
  readonly formerIdentifiers: readonly Named[];
}

/** A dossier as the shell folds it. */
export interface DossierView {
  readonly dossier: DossierState;
  readonly record?: SubjectRecord;
}

/** The pure domain, as the shell calls it. */
export interface DossierFold {
  readonly initialState: DossierState;
  readonly evolve: (state: DossierState, event: DossierEvent) => DossierState;
  /** What `evolve` makes of all of them, one after the other. */
  readonly fold: (state: DossierState, events: readonly DossierEvent[]) => DossierState;
}

export function evolveView({ evolve }: DossierFold, view: DossierView, event: DossierEvent): DossierView {
  return viewOf(evolve(view.dossier, event), evolveRecord(view.record, event));
}

/** As `evolveView` of one after the other. */
export function foldViews({ fold }: DossierFold, view: DossierView, events: readonly DossierEvent[]): DossierView {
  return viewOf(fold(view.dossier, events), events.reduce(evolveRecord, view.record));
}

function viewOf(dossier: DossierState, record: SubjectRecord | undefined): DossierView {
  return record === undefined ? { dossier } : { dossier, record };
}

function evolveRecord(record: SubjectRecord | undefined, { type, data }: DossierEvent): SubjectRecord | undefined {
  if (type === 'SubjectRegistered') {
    const { subjectId, subjectType, identifierKind, certificateType, name, identifier } = data;
    const certificate = certificateType === undefined ? {} : { certificateType };
    return { subjectId, subjectType, identifierKind, ...certificate, name, identifier, formerIdentifiers: [] };
  }
  if (type === 'SubjectRenamed') return record && { ...record, name: data.name };
  if (type === 'SubjectIdentifierCorrected') {
    return (
      record && {
        ...record,
        identifier: data.identifier,
        formerIdentifiers: [...record.formerIdentifiers, record.identifier],
      }
    );
  }
  return record;
}
