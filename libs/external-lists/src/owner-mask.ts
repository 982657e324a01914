import { maskCertificate, maskPersonName } from '#libs/subjects';
import type { OwnerMask } from './events.js';

const CITIZEN_ID_LENGTH = 18;

/** A natural person's name as the owner of the list shows it (6.4). */
export function maskNameAsOwner(name: string, { wholeName }: OwnerMask): string {
  return wholeName ? name : maskPersonName(name, 'PUBLIC');
}

/** A citizen id as the owner shows it; another certificate as the public sees it. */
export function maskIdentifierAsOwner(value: string, { identifierHead, identifierTail }: OwnerMask): string {
  if (value.length !== CITIZEN_ID_LENGTH) return maskCertificate(value, 'PUBLIC');
  const hidden = Math.max(0, CITIZEN_ID_LENGTH - identifierHead - identifierTail);
  return value.slice(0, identifierHead) + '*'.repeat(hidden) + value.slice(CITIZEN_ID_LENGTH - identifierTail);
}
