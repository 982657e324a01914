/**
 * A personal datum or a free text inside an event (architecture D9). It is written in the domain as `$personal` and
 * stored as `$sealed`, encrypted under the key of (the person it is about, the entry). Folding never looks inside, so
 * a dossier whose keys are destroyed folds to the same state.
 */
export interface PlainPersonal {
  readonly $personal: {
    /** Opaque reference of the person or organisation it is about. */
    readonly about: string;
    /** The entry whose end of retention destroys the key, or `record` for the subject's own record. */
    readonly scope: string;
    readonly value: string;
  };
}

export interface SealedPersonal {
  readonly $sealed: {
    readonly about: string;
    readonly scope: string;
    /** Cipher text with all that is needed to open it but the key, base64url. */
    readonly box: string;
  };
}

export type Personal = PlainPersonal | SealedPersonal;

/** Scope of what belongs to the subject and not to one entry. */
export const RECORD_SCOPE = 'record';

/** Marks a text as personal: it is encrypted before it is stored. */
export function personal(about: string, scope: string, value: string): PlainPersonal {
  return { $personal: { about, scope, value } };
}
