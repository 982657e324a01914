import { NationalListSource } from '#libs/cross-check';
import type { Command, CommandActor, ExternalAnswer } from '#libs/dossier';
import {
  ContextBuilder,
  dossierDecider,
  DossierRepository,
  dossierStreamOf,
  IdentifierRefused,
  SubjectRegistry,
  type DossierView,
  type ContextSources,
} from '#libs/dossier-store';
import type { Clock } from '#libs/platform';
import { legalDateOf } from '#libs/rules';
import { checkIdentifier, type Identifier } from '#libs/subjects';
import type { Candidate } from './rows/candidate.js';

export interface TrialOptions {
  readonly repository: Pick<DossierRepository, 'load' | 'registeredAt'>;
  readonly registry: Pick<SubjectRegistry, 'findRef'>;
  readonly sources: Omit<ContextSources, 'lists' | 'dossiers'>;
  readonly clock: Clock;
}

export interface TrialInput {
  readonly candidate: Candidate;
  readonly standardId: string;
  readonly actor: CommandActor;
  readonly commandId: string;
  /** The subject that has a dossier by the identifier, or that there is none, where that was just looked up. */
  readonly known?: { readonly subjectId: string | undefined };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A candidate is listed without any source outside being asked. */
class NotAsked extends NationalListSource {
  readonly sourceId = 'not-asked';

  async ask(): Promise<ExternalAnswer> {
    return { available: false, sourceId: this.sourceId };
  }
}

/** Decides what an import would decide, on the dossier as it is now, and records nothing. */
export class Trial {
  private readonly contexts: ContextBuilder;

  constructor(private readonly options: TrialOptions) {
    this.contexts = new ContextBuilder({
      ...options.sources,
      lists: new NotAsked(),
      dossiers: options.repository,
    });
  }

  /** The identifier in the form it is stored and matched by. @throws IdentifierRefused */
  identifierOf({ identifier, subjectType }: Candidate): Identifier {
    const check = checkIdentifier(identifier, subjectType, legalDateOf(this.options.clock.now()));
    if (!check.ok) throw new IdentifierRefused(check);
    return check.normalized;
  }

  /** The subject that has a dossier by this identifier, if there is one. @throws IdentifierRefused; VaultUnavailable */
  async subjectOf(candidate: Candidate): Promise<string | undefined> {
    const subjectId = await this.options.registry.findRef(this.identifierOf(candidate));
    if (subjectId === undefined) return undefined;
    const { record } = await this.options.repository.load(subjectId);
    return record === undefined ? undefined : subjectId;
  }

  /** @throws IdentifierRefused, Refusal as the import would; VaultUnavailable, StoreUnavailable */
  async generate(input: TrialInput): Promise<void> {
    const { candidate, standardId, actor, commandId } = input;
    const identifier = this.identifierOf(candidate);
    const { subjectId } = input.known ?? { subjectId: await this.subjectOf(candidate) };
    const now = this.options.clock.now();
    const command: Command = { type: 'GenerateInitialEntry', data: { standardId, ...candidate.entry } };
    const known = subjectId === undefined ? undefined : await this.options.repository.load(subjectId);
    const view: DossierView =
      known === undefined
        ? await this.registered(input, identifier)
        : { dossier: known.state, ...(known.record === undefined ? {} : { record: known.record }) };
    const at = known?.lastRecordedAt !== undefined && known.lastRecordedAt > now ? known.lastRecordedAt : now;
    const context = await this.contexts.build(requestOf(subjectId ?? NOBODY, command, actor, commandId), view, at);
    dossierDecider.decide(command, view.dossier, context);
  }

  /** The dossier that registering the subject would open. */
  private async registered({ candidate, actor, commandId }: TrialInput, identifier: Identifier): Promise<DossierView> {
    const { subjectType, name } = candidate;
    const { kind: identifierKind, value, certificateType } = identifier;
    const certificate = certificateType === undefined ? {} : { certificateType };
    const subject = { subjectId: NOBODY, subjectType, identifierKind, ...certificate, name, identifier: value };
    const command: Command = { type: 'RegisterSubject', data: subject };
    const empty: DossierView = { dossier: dossierDecider.initialState };
    const request = requestOf(NOBODY, command, actor, commandId);
    const context = await this.contexts.build(request, empty, this.options.clock.now());
    const events = dossierDecider.decide(command, empty.dossier, context);
    const dossier = events.reduce((state, event) => dossierDecider.evolve(state, event), empty.dossier);
    return { dossier, record: { ...subject, formerIdentifiers: [] } };
  }
}

function requestOf(subjectId: string, command: Command, actor: CommandActor, commandId: string) {
  return {
    subjectId,
    streamId: dossierStreamOf(subjectId),
    command,
    commandType: command.type,
    actor,
    actorId: actor.userId,
    commandId,
    fingerprint: '0'.repeat(64),
  };
}
