import { Injectable } from '@nestjs/common';
import { IdentifierRefused, SubjectRegistry } from '#libs/dossier-store';
import { Clock, problem } from '#libs/platform';
import { legalDateOf, type SubjectType } from '#libs/rules';
import { checkIdentifier, type Identifier } from '#libs/subjects';
import type { CommandCall } from './http/call.js';
import { httpProblem } from './http/problem-catalogue.js';

/** From the people a request names to the opaque references that events hold (D9). */
@Injectable()
export class People {
  constructor(
    private readonly registry: SubjectRegistry,
    private readonly clock: Clock,
  ) {}

  /** The reference of a person or organisation, made when it was never met. @throws IdentifierRefused; VaultUnavailable */
  refOf(identifier: Identifier): Promise<string> {
    return this.registry.personRefFor(identifier, typeOf(identifier));
  }

  /**
   * The reference of an identifier that is known already; of a subject whose dossiers were joined that of the one that
   * goes on, and after it the others.
   *
   * @throws IdentifierRefused; VaultUnavailable
   */
  async find(identifier: Identifier): Promise<readonly string[]> {
    return this.registry.findAll(this.checked(identifier));
  }

  /** The identifier in the form to store and match by. @throws IdentifierRefused */
  checked(identifier: Identifier): Identifier {
    const check = checkIdentifier(identifier, typeOf(identifier), legalDateOf(this.clock.now()));
    if (!check.ok) throw new IdentifierRefused(check);
    return check.normalized;
  }

  /** For whom an official records an act. Whoever acts in person is known by the token alone. */
  async speaker(call: CommandCall, onBehalfOf?: Identifier): Promise<{ readonly onBehalfOf?: string }> {
    if (onBehalfOf === undefined) return {};
    refuseInPerson(call);
    return { onBehalfOf: await this.refOf(onBehalfOf) };
  }

  /** Who acts: by the token, an agent too; or for an official who records an act, by the body. */
  async whoActs(call: CommandCall, given?: Identifier): Promise<string> {
    if (given !== undefined) {
      refuseInPerson(call);
      return this.refOf(given);
    }
    const inPerson = call.actor.subjectId ?? call.actor.personRef;
    if (inPerson === undefined) throw problem(httpProblem('PERSON_REQUIRED'));
    return inPerson;
  }

  /** Who objects: by the token, or for an official who records an objection, by the body. */
  async objector(call: CommandCall, given?: Identifier): Promise<string> {
    // An agent objects for the subject of the dossier; that it may is decided in the domain.
    return given === undefined && call.kind === 'AGENT' ? call.subjectId : this.whoActs(call, given);
  }
}

function typeOf({ kind }: Identifier): SubjectType {
  return kind === 'USCC' ? 'ENTERPRISE' : 'NATURAL_PERSON';
}

function refuseInPerson(call: CommandCall): void {
  if (call.kind !== 'OFFICIAL') throw problem(httpProblem('PERSON_FROM_TOKEN'));
}
