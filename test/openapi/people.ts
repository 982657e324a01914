import type { Product } from '#test/product';

/**
 * Who tries every route: each stands for a role and for how somebody with it is related to an entry of unit A about
 * `self`. With accounts of the demonstration, and with tokens where it has none.
 */
export const PEOPLE = [
  'nobody',
  'a-drafter',
  'a-approver',
  'a-handler',
  'a-head',
  'a-guardian',
  'b-drafter',
  'b-approver',
  'b-handler',
  'b-head',
  'c-implementer',
  'c-provider',
  'o-officer',
  'supervisor',
  'privacy-reviewer',
  'platform-operator',
  'social',
  'court',
  'organ',
  'self',
  'subject-y',
  'third-party',
] as const;
export type Person = (typeof PEOPLE)[number];

const OFFICIALS = { social: 'SOCIAL_ORGANISATION', court: 'COURT', organ: 'RECONSIDERATION_ORGAN' } as const;

/** A token of everybody; none for nobody. `uscc` is that of `self`. */
export async function tokensOf(product: Product, uscc: string): Promise<ReadonlyMap<Person, string | undefined>> {
  const token = (person: Person): Promise<string | undefined> => {
    switch (person) {
      case 'nobody':
        return Promise.resolve(undefined);
      case 'social':
      case 'court':
      case 'organ':
        return product.sign({ sub: person, unit: `unit-${person}`, roles: [OFFICIALS[person]], name: '某人' });
      case 'self':
        return product.sign({ sub: person, roles: ['SUBJECT'], identifier: { type: 'USCC', value: uscc } });
      default:
        return product.token(person);
    }
  };
  return new Map(await Promise.all(PEOPLE.map(async (person) => [person, await token(person)] as const)));
}
