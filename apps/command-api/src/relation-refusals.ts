import type { RefusalCode, Relation } from '#libs/dossier';

/** By who the actor is to the dossier. */
export const BY_RELATION: Readonly<Record<Relation, readonly RefusalCode[]>> = {
  OWN_ENTRY: ['NOT_YOUR_ENTRY'],
  OWN_OR_SUPERIOR: ['NOT_YOUR_ENTRY'],
  OWN_OR_OFFICE: ['NOT_YOUR_ENTRY'],
  ANY: [],
  SUPERIOR: ['NOT_SUPERIOR'],
  PROVIDER: ['NOT_THE_PROVIDER'],
  SELF: ['NOT_THE_SUBJECT'],
  CONCERNED: ['NOT_THE_SUBJECT'],
  OBJECTOR: ['NOT_THE_SUBJECT'],
  APPLICANT: ['NOT_THE_SUBJECT'],
};
