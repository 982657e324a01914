import { makeCitizenId, makeUscc, type Identifier } from '#libs/subjects';
import type { Step, Story } from './story.js';

/** Fictitious subjects: names that nobody bears, identifiers with valid check digits that were never issued. */

type Tail = readonly (Step | readonly Step[])[];

/** @param number tells the identifiers apart; stable for ever */
export function enterprise(number: number, key: string, name: string, ...steps: Tail): Story {
  return {
    key,
    name: `示范市${name}`,
    subjectType: 'ENTERPRISE',
    identifier: { kind: 'USCC', value: makeUscc(7_000 + number) },
    steps: steps.flat(),
  };
}

export function socialBody(number: number, key: string, name: string, ...steps: Tail): Story {
  return {
    ...enterprise(number, key, name, ...steps),
    subjectType: 'SOCIAL_ORG',
    identifier: { kind: 'USCC', value: makeUscc(7_000 + number, { prefix: '52' }) },
  };
}

export function selfEmployed(number: number, key: string, name: string, ...steps: Tail): Story {
  return {
    ...enterprise(number, key, name, ...steps),
    subjectType: 'SELF_EMPLOYED',
    identifier: { kind: 'USCC', value: makeUscc(7_000 + number, { prefix: '92' }) },
  };
}

export function person(number: number, key: string, name: string, ...steps: Tail): Story {
  return { key, name, subjectType: 'NATURAL_PERSON', identifier: citizen(number), steps: steps.flat() };
}

export function citizen(number: number): Identifier {
  return {
    kind: 'CITIZEN_ID',
    value: makeCitizenId(`19${70 + (number % 25)}-0${1 + (number % 9)}-15`, number % 1_000),
  };
}

/** The subject whom one can log in as. */
export function account(officialId: string, identifier: Identifier, story: Story): Story {
  return { ...story, account: officialId, identifier };
}
