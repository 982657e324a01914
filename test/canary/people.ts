import { randomInt } from 'node:crypto';
import { makeCitizenId } from '#libs/subjects';
import type { Canaries } from './canaries.js';

export interface Person {
  readonly identifier: { readonly kind: 'CITIZEN_ID'; readonly value: string };
  readonly name: string;
}

/** A natural person who has never been heard of. */
export function stranger(canaries: Canaries, what: string): Person {
  const birthDate = `19${randomInt(60, 99)}-0${randomInt(1, 9)}-${randomInt(10, 28)}`;
  const value = canaries.given(`${what}: citizen id`, makeCitizenId(birthDate, randomInt(100, 999)));
  return { identifier: { kind: 'CITIZEN_ID', value }, name: canaries.name(`${what}: name`) };
}
