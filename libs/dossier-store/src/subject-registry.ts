import { randomUUID } from 'node:crypto';
import { StreamExists } from '#libs/command-loop';
import type { CommandActor, CommandData } from '#libs/dossier';
import type { Clock } from '#libs/platform';
import { legalDateOf, type SubjectType } from '#libs/rules';
import { checkIdentifier, type Identifier, type IdentifierRefusal } from '#libs/subjects';
import type { IdentifierIndex, Vault } from '#libs/vault';
import { openNamed } from './context-builder.js';
import type { DossierRepository } from './dossier-repository.js';
import type { DossierAnswer, DossierExecutor, DossierRequest } from './executor.js';
import { JoinedDossiers } from './joined-dossiers.js';

/** An identifier fails its check (1.3). Its texts never repeat the identifier. */
export class IdentifierRefused extends Error {
  readonly status = 422;
  readonly rule = 'subject.identifier';
  readonly clause = '1.3; GB 32100-2015, GB 11643-1999';
  readonly code: IdentifierRefusal['code'];
  readonly zh: string;
  readonly en: string;

  constructor({ code, zh, en }: IdentifierRefusal) {
    super(en);
    this.name = 'IdentifierRefused';
    this.code = code;
    this.zh = zh;
    this.en = en;
  }
}

/** An identifier belongs to another subject already: the two dossiers have to be joined (3.5). */
export class IdentifierTaken extends Error {
  readonly status = 409;
  readonly code = 'IDENTIFIER_TAKEN';
  readonly rule = 'subject.identifier';
  readonly clause = '3.5';
  readonly zh = '该标识已属于另一主体。';
  readonly en = 'The identifier belongs to another subject.';

  constructor() {
    super('the identifier belongs to another subject');
    this.name = 'IdentifierTaken';
  }
}

export interface SubjectRegistration {
  readonly actor: CommandActor;
  readonly commandId: string;
  readonly fingerprint: string;
  readonly subjectType: SubjectType;
  readonly identifier: Identifier;
  readonly name: string;
  readonly checksumException?: NonNullable<CommandData<'RegisterSubject'>['checksumException']>;
}

export type SubjectRegistered =
  /** Registered by this command, now or when it was given before. */
  | { readonly subjectId: string; readonly created: true; readonly answer: DossierAnswer }
  /** Known before; the dossier in which the subject goes on, where several were joined. */
  | { readonly subjectId: string; readonly created: false };

/** Finds and makes the random ids of subjects and persons (D9). */
export class SubjectRegistry {
  private readonly joined: JoinedDossiers;

  constructor(
    private readonly vault: Pick<Vault, 'open'> & {
      readonly index: Pick<IdentifierIndex, 'claimRef' | 'findRef' | 'removeIdentifier'>;
    },
    private readonly executor: Pick<DossierExecutor, 'execute'>,
    private readonly repository: Pick<DossierRepository, 'load'>,
    private readonly clock: Clock,
  ) {
    this.joined = new JoinedDossiers(repository);
  }

  private get index() {
    return this.vault.index;
  }

  /**
   * Registers a subject, or finds the one that has the identifier. Of several at once one registers it. Where an
   * earlier call broke off between the index and the dossier, this one completes it.
   *
   * @throws IdentifierRefused; Refusal; VaultUnavailable; and what DossierExecutor.execute throws
   */
  async registerSubject(given: SubjectRegistration): Promise<SubjectRegistered> {
    const { actor, commandId, fingerprint, subjectType, name, checksumException } = given;
    const identifier = this.checked(given.identifier, subjectType, checksumException !== undefined);
    const { ref: subjectId } = await this.index.claimRef(identifier, randomUUID(), 'SUBJECT');
    try {
      const answer = await this.executor.execute({
        subjectId,
        command: {
          type: 'RegisterSubject',
          data: {
            subjectId,
            subjectType,
            identifierKind: identifier.kind,
            ...(identifier.certificateType === undefined ? {} : { certificateType: identifier.certificateType }),
            name,
            identifier: identifier.value,
            ...(checksumException === undefined ? {} : { checksumException }),
          },
        },
        actor,
        commandId,
        fingerprint,
        expectNew: true,
      });
      return { subjectId, created: true, answer };
    } catch (error) {
      if (error instanceof StreamExists) return { subjectId: (await this.joined.allOf(subjectId))[0], created: false };
      throw error;
    }
  }

  /**
   * Corrects the identifier of a subject, and lets the index find it by the new one as well. The index is changed when
   * the correction is in the dossier and not before, so that nobody who may not correct it can claim an identifier; a
   * repeat makes good what a crash in between left out.
   *
   * @throws IdentifierRefused; IdentifierTaken; Refusal; VaultUnavailable; and what DossierExecutor.execute throws
   */
  async correctIdentifier(
    request: Omit<DossierRequest, 'command'>,
    data: CommandData<'CorrectSubjectIdentifier'>,
  ): Promise<DossierAnswer> {
    const { subjectId } = request;
    const { record } = await this.repository.load(subjectId);
    if (record === undefined) return this.executor.execute(correction(request, data));
    const { identifierKind: kind, certificateType, subjectType } = record;
    const given = { kind, value: data.identifier, ...(certificateType === undefined ? {} : { certificateType }) };
    const identifier = this.checked(given, subjectType, false);
    const holder = await this.index.findRef(identifier);
    const own = new Set(await this.joined.allOf(subjectId));
    if (holder !== undefined && !own.has(holder)) throw new IdentifierTaken();
    const answer = await this.executor.execute(correction(request, { ...data, identifier: identifier.value }));
    // After the event: whoever repeats the command after a crash completes the index.
    const { ref } = await this.index.claimRef(identifier, subjectId, 'SUBJECT');
    if (!own.has(ref)) throw new IdentifierTaken();
    await this.releaseFormer(subjectId);
    return answer;
  }

  /** A look-up by the number that was wrong must not answer this subject's entries: it may be somebody else's. */
  private async releaseFormer(subjectId: string): Promise<void> {
    const { record } = await this.repository.load(subjectId);
    if (record === undefined) return;
    const { identifierKind: kind, certificateType, identifier, formerIdentifiers } = record;
    const current = await openNamed(this.vault, identifier);
    for (const former of formerIdentifiers) {
      const value = await openNamed(this.vault, former);
      if (value === undefined || value === current) continue;
      await this.index.removeIdentifier(
        { kind, value, ...(certificateType === undefined ? {} : { certificateType }) },
        subjectId,
      );
    }
  }

  /**
   * The subject or person with this identifier, if it is known; of joined dossiers the one that goes on. The identifier
   * is not checked.
   *
   * @throws VaultUnavailable, StoreUnavailable
   */
  async findRef(identifier: Identifier): Promise<string | undefined> {
    return (await this.findAll(identifier))[0];
  }

  /** The same, and after it the dossiers that were joined with it. @throws VaultUnavailable, StoreUnavailable */
  async findAll(identifier: Identifier): Promise<readonly string[]> {
    const ref = await this.index.findRef(identifier);
    return ref === undefined ? [] : this.joined.allOf(ref);
  }

  /**
   * The reference of a person in somebody's dossier: objector, agent, responsible person, guardian. A person who is
   * also a subject has one and the same.
   *
   * @param subjectType NATURAL_PERSON unless an organisation objects
   * @throws IdentifierRefused; VaultUnavailable
   */
  async personRefFor(identifier: Identifier, subjectType: SubjectType = 'NATURAL_PERSON'): Promise<string> {
    const checked = this.checked(identifier, subjectType, false);
    return (await this.index.claimRef(checked, randomUUID(), 'PERSON')).ref;
  }

  private checked(identifier: Identifier, subjectType: SubjectType, checksumException: boolean): Identifier {
    const check = checkIdentifier(identifier, subjectType, legalDateOf(this.clock.now()), { checksumException });
    if (!check.ok) throw new IdentifierRefused(check);
    return check.normalized;
  }
}

function correction(
  request: Omit<DossierRequest, 'command'>,
  data: CommandData<'CorrectSubjectIdentifier'>,
): DossierRequest {
  return { ...request, command: { type: 'CorrectSubjectIdentifier', data } };
}
