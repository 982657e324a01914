import { randomUUID } from 'node:crypto';
import { setImmediate as afterThisTurn } from 'node:timers/promises';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Matters, Registers, type Actor, type LookupPurpose, type Role } from '#libs/access';
import { nearOf } from '#libs/lookup-review';
import { Vault } from '#libs/vault';
import type { Standing } from '#projections';
import { externalHit } from '../external-lists/external-hit.js';
import { LIST_KINDS } from '../lists/listed-entry.dto.js';
import { ReadModels } from '../reading/catch-up.js';
import { DEPARTMENT_ROLES } from '../reading/reach.js';
import { Today } from '../reading/today.js';
import type { AskedIdentifierDto } from './asked-identifier.js';
import { AskedSubjects, type FoundSubjects } from './asked-subjects.js';
import { hitOf } from './decision-hit.js';
import type { DecisionAnswerDto } from './decision.dto.js';
import { answerDigest, askedDigest, Receipts, type SeenEntry } from './receipts.js';
import { responsibilityOf } from './responsibility-hit.js';

/** Who embeds the question into approvals and supervision. */
export const ASKING_ROLES: readonly Role[] = [...DEPARTMENT_ROLES, 'SOCIAL_ORGANISATION'];

/** The first role of these that an actor holds: the one it asks in. */
export function askingRole(actor: Actor): Role {
  return ASKING_ROLES.find((role) => actor.roles.includes(role)) ?? 'IMPLEMENTING_UNIT';
}

export interface Asked {
  /** Some hundreds at most: they are read, registered and answered together. */
  readonly identifiers: readonly AskedIdentifierDto[];
  readonly purpose: LookupPurpose;
  readonly after?: string | undefined;
  readonly clientIp: string;
  /** Under which they are looked up, where there is need of one. */
  readonly grantId?: string | undefined;
}

/** What applies now to each of some subjects, in their order. */
export class AskDecisionQuery extends Query<readonly DecisionAnswerDto[]> {
  constructor(
    readonly actor: Actor,
    readonly asked: Asked,
  ) {
    super();
  }
}

const isPerson = ({ kind }: AskedIdentifierDto): boolean => kind !== 'USCC';

const FIELDS = ['listed', 'decisionNo', 'validity', 'measures', 'disputeMark'] as const;

type Unsealed = Omit<DecisionAnswerDto, 'receipt'>;

@QueryHandler(AskDecisionQuery)
export class AskDecisionHandler implements IQueryHandler<AskDecisionQuery> {
  constructor(
    private readonly models: ReadModels,
    private readonly subjects: AskedSubjects,
    private readonly vault: Vault,
    private readonly registers: Registers,
    private readonly matters: Matters,
    private readonly receipts: Receipts,
    private readonly today: Today,
  ) {}

  async execute({ actor, asked }: AskDecisionQuery): Promise<readonly DecisionAnswerDto[]> {
    // Before the matter counts as one that was asked about.
    this.registers.requirePublished(actor, asked.purpose.purposeCode);
    await this.models.caughtUp(
      asked.after,
      'current-lists',
      'responsible-persons',
      'measure-responses',
      'external-lists',
    );
    const found = await this.subjects.find({
      identifiers: asked.identifiers,
      unitIds: actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId),
    });
    const answers = found.of.map((standing): Unsealed => this.answer(standing, found));
    // Nothing leaves before both, and the one is sealed while the other is being written.
    const registered = this.register(actor, asked, found.refs, answers);
    const [sealed] = await Promise.all([this.sealedAll(actor, asked, answers), registered]);
    return sealed;
  }

  /** Begun after the turn, at whose end the register sends what it has. */
  private async sealedAll(actor: Actor, asked: Asked, answers: readonly Unsealed[]): Promise<DecisionAnswerDto[]> {
    await afterThisTurn();
    return Promise.all(answers.map((answer, place) => this.sealed(actor, asked, answer, place)));
  }

  /** Durable when it returns: nothing leaves before. */
  private async register(
    actor: Actor,
    { identifiers, purpose, clientIp, grantId }: Asked,
    refs: readonly (string | undefined)[],
    answers: readonly Unsealed[],
  ): Promise<void> {
    // Persons alone: numbers that follow each other tell of somebody who tries them out.
    const near = identifiers.some(isPerson) ? await this.nearOf(identifiers) : [];
    const role = askingRole(actor);
    const lookups = answers.map(({ queryId, asOf, lists }, place) => {
      const [ref, askedNear] = [refs[place], near[place]];
      return {
        queryId,
        at: asOf,
        actor,
        role,
        clientIp,
        purpose,
        ...(ref !== undefined && { subjectRef: ref }),
        fieldsReturned: FIELDS,
        maskLevel: 'DEPARTMENT' as const,
        resultCount: lists.reduce(
          (sum, list) => sum + list.hits.length + list.mirrored.length + list.asResponsiblePerson.length,
          0,
        ),
        ...(grantId !== undefined && { grantId }),
        ...(askedNear !== undefined && { askedNear }),
      };
    });
    const [first] = answers;
    await Promise.all([
      this.registers.registerLookups(lookups),
      first &&
        actor.unitId !== undefined &&
        this.matters.noteAsked(actor.unitId, purpose, { at: first.asOf, on: first.today, queryId: first.queryId }),
    ]);
  }

  private nearOf(identifiers: readonly AskedIdentifierDto[]): Promise<readonly (string | undefined)[]> {
    return Promise.all(identifiers.map(async (one) => (isPerson(one) ? nearOf(this.vault, one) : undefined)));
  }

  private async sealed(
    actor: Actor,
    { identifiers, purpose: { purposeCode, matterNo } }: Asked,
    answer: Unsealed,
    place: number,
  ): Promise<DecisionAnswerDto> {
    const { queryId, asOf, today, position, lists } = answer;
    const identifier = identifiers[place];
    if (identifier === undefined) throw new Error('an answer to nothing that was asked');
    const receipt = await this.receipts.seal({
      queryId,
      asOf,
      today,
      position,
      userId: actor.userId,
      unitId: actor.unitId,
      role: askingRole(actor),
      purposeCode,
      matterNo,
      asked: askedDigest(queryId, identifier),
      answered: answerDigest(answer),
      seen: lists.flatMap(({ hits, asResponsiblePerson }) =>
        [...hits, ...asResponsiblePerson].map((hit): SeenEntry => [hit.entryId, hit.entryRevision, hit.streamRevision]),
      ),
    });
    return { ...answer, receipt };
  }

  private answer({ entries, parts, mirrors }: Standing, { asOf, today, position, toTake }: FoundSubjects): Unsealed {
    const measuresOn = (entryId: string, personRef: string | null) =>
      toTake.filter((one) => one.entryId === entryId && one.personRef === personRef);
    return {
      queryId: randomUUID(),
      asOf,
      today,
      ...(position !== undefined && { position }),
      lists: LIST_KINDS.map((listKind) => {
        const hits = entries
          .filter((entry) => entry.listKind === listKind)
          .map((entry) => hitOf(entry, measuresOn(entry.entryId, null), this.today.unitNow(entry.unitId)));
        const asResponsiblePerson = parts
          .filter((part) => part.listKind === listKind)
          .map((part) =>
            responsibilityOf(part, measuresOn(part.entryId, part.personRef), this.today.unitNow(part.unitId)),
          );
        const mirrored = mirrors.filter((one) => one.listKind === listKind).map((one) => externalHit(one, asOf));
        return { listKind, listed: hits.length + mirrored.length > 0, hits, mirrored, asResponsiblePerson };
      }),
    };
  }
}
