import { createHash } from 'node:crypto';
import { createdId, identityOf } from '#libs/command-loop';
import type { MirroredListSource, NationalListSource } from '#libs/cross-check';
import {
  settledState,
  type Command,
  type CommandType,
  type DecisionContext,
  type ExternalAnswer,
  type ExternalCrossCheck,
  type Named,
  type PaperPress,
  type ProposalContent,
} from '#libs/dossier';
import type { ReferenceData } from '#libs/reference-data';
import {
  legalDateOf,
  measuresInForce,
  type Instant,
  type LegalDate,
  type ListedMeasure,
  type ListKind,
} from '#libs/rules';
import { birthDateOf, type Identifier } from '#libs/subjects';
import type { IdentifierIndex, Vault } from '#libs/vault';
import type { DossierLoopRequest } from './dossier-kind.js';
import type { DossierRepository } from './dossier-repository.js';
import type { DossierView, SubjectRecord } from './dossier-view.js';
import { isJoined, JoinedDossiers } from './joined-dossiers.js';
import { openPress, PAPERED_COMMANDS, type PressSources } from './paper-press.js';

/** Decisions that rest on what the sources outside answer. */
const ASKING: ReadonlySet<CommandType> = new Set<CommandType>([
  'PerformCrossCheck',
  'RecognizeEntry',
  'CrossCheckAfterRecognition',
  'ReinstateEntry',
]);
/** Decisions that rest on the age of a natural person (3.14). */
const AGE_BOUND: ReadonlySet<CommandType> = new Set<CommandType>(['GenerateInitialEntry', 'TransferToBlack']);

export interface ContextSources {
  readonly reference: Pick<ReferenceData, 'snapshot'>;
  readonly lists: NationalListSource;
  /** Absent where no lists are mirrored. */
  readonly mirrors?: MirroredListSource;
  readonly dossiers: Pick<DossierRepository, 'load' | 'registeredAt'>;
  readonly vault: Pick<Vault, 'open' | 'liveKeys'> & { readonly index: Pick<IdentifierIndex, 'identifierHashes'> };
  /** What papers are made with; absent where no act of the shell goes out in writing. */
  readonly papers?: Pick<PressSources, 'store' | 'templates'>;
}

/** Brings everything a decision needs that is not in the dossier (D2). */
export class ContextBuilder {
  private readonly joined: JoinedDossiers;

  constructor(private readonly sources: ContextSources) {
    this.joined = new JoinedDossiers(sources.dossiers);
  }

  /**
   * @param given prints the papers in the place of a press of its own
   * @throws VaultUnavailable where an identifier or a text has to be opened and cannot be
   */
  async build(
    request: DossierLoopRequest,
    view: DossierView,
    now: Instant,
    given?: PaperPress,
  ): Promise<DecisionContext> {
    const { calendar, rulePacks, standards, channels, unitSuccessors, superiorUnits, basisMode } =
      this.sources.reference.snapshot();
    const { type } = request.command;
    const ageBound = AGE_BOUND.has(type) && view.record?.identifierKind === 'CITIZEN_ID';
    const identifier = ASKING.has(type) || ageBound ? await this.identifierOf(view.record) : undefined;
    const birthDate = ageBound ? birthDateFrom(identifier) : undefined;
    const identity = identityOf(request);
    const { subject } = view.dossier;
    const others = isJoined(subject) ? await this.joined.othersOf(subject) : [];
    const joined = otherThatJoins(request.command, view);
    const joining = joined === undefined ? undefined : await this.joining(request.subjectId, joined);
    const measures = type === 'TriggerJointMeasures' ? this.measures(legalDateOf(now)) : undefined;
    const liveKeys = type === 'ErasePersonalData' ? await this.liveKeys(request, view) : undefined;
    const press = given ?? (PAPERED_COMMANDS.has(type) ? await this.press(request) : undefined);
    const context: DecisionContext = {
      now,
      actor: request.actor,
      calendar,
      rulePacks,
      standards,
      channels,
      unitSuccessors,
      superiorUnits,
      basisMode,
      crossCheck: ASKING.has(type)
        ? await this.ask(identifier, [request.subjectId, ...others.map(({ subjectId }) => subjectId)], legalDateOf(now))
        : this.notAsked(),
      ...(birthDate === undefined ? {} : { birthDate }),
      newId: (label) => createdId(identity, label),
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      ...(joining && { joining }),
      ...(measures && { measures }),
      ...(liveKeys && { liveKeys }),
      ...(press && { press }),
    };
    // The clock may be late there as well as here: dates decide (D15).
    return others.length === 0
      ? context
      : { ...context, joined: others.map(({ state }) => settledState(state, context)) };
  }

  /** What is still kept about everybody whom an erasure concerns. */
  private async liveKeys(
    { command }: DossierLoopRequest,
    { dossier: { subject } }: DossierView,
  ): Promise<DecisionContext['liveKeys']> {
    if (command.type !== 'ErasePersonalData' || subject === undefined) return undefined;
    const { subjectId, joinedInto, joinedFrom = [] } = subject;
    const own = [subjectId, ...(joinedInto === undefined ? [] : [joinedInto]), ...joinedFrom];
    return this.sources.vault.liveKeys(command.data.entryId, own);
  }

  private async press({ subjectId }: DossierLoopRequest): Promise<PaperPress | undefined> {
    const { papers, vault, reference } = this.sources;
    if (papers === undefined) return undefined;
    return (await openPress({ ...papers, vault, reference }, subjectId)).press;
  }

  /** What may be used on a day; undefined before the first list. */
  private measures(on: LegalDate): readonly ListedMeasure[] | undefined {
    const { measureLists } = this.sources.reference.snapshot();
    const begun = measureLists.some(({ effectiveFrom }) => effectiveFrom !== undefined && effectiveFrom <= on);
    return begun ? measuresInForce(measureLists, on) : undefined;
  }

  private async joining(subjectId: string, other: string): Promise<DecisionContext['joining']> {
    const { dossiers } = this.sources;
    const [{ state }, own, others] = await Promise.all([
      dossiers.load(other),
      dossiers.registeredAt(subjectId),
      dossiers.registeredAt(other),
    ]);
    return { state, registeredEarlier: own !== undefined && others !== undefined && others < own };
  }

  private async ask(
    identifier: Identifier | undefined,
    subjectRefs: readonly string[],
    today: LegalDate,
  ): Promise<ExternalCrossCheck> {
    // Without an identifier nobody can be asked: that is no clean answer.
    if (identifier === undefined) return this.notAsked();
    const hashes = await this.sources.vault.index.identifierHashes(identifier);
    const asked = async (listKind: ListKind): Promise<ExternalAnswer> => {
      const answer = await this.sources.lists.ask(hashes, listKind);
      const mirrored = await this.sources.mirrors?.ask(subjectRefs, listKind, today);
      if (!answer.available || mirrored === undefined) return answer;
      return { ...answer, hits: [...answer.hits, ...mirrored.hits], also: mirrored.sources };
    };
    const [black, red] = await Promise.all([asked('BLACK'), asked('RED')]);
    return { black, red };
  }

  private notAsked(): ExternalCrossCheck {
    const answer: ExternalAnswer = { available: false, sourceId: this.sources.lists.sourceId };
    return { black: answer, red: answer };
  }

  /** Undefined for a dossier without a subject, and when the key of its record has been destroyed. */
  private async identifierOf(record: SubjectRecord | undefined): Promise<Identifier | undefined> {
    if (record === undefined) return undefined;
    const value = await openNamed(this.sources.vault, record.identifier);
    const { identifierKind: kind, certificateType } = record;
    return value === undefined
      ? undefined
      : { kind, value, ...(certificateType === undefined ? {} : { certificateType }) };
  }
}

/** The text of a name or identifier; undefined when it was erased. @throws VaultUnavailable */
export async function openNamed(vault: Pick<Vault, 'open'>, named: Named): Promise<string | undefined> {
  if (typeof named === 'string') return named;
  const opened: unknown = await vault.open(named);
  return typeof opened === 'string' ? opened : undefined;
}

/** The dossier that a joining names, in its proposal or in the one that is decided. */
function otherThatJoins({ type, data }: Command, { dossier }: DossierView): string | undefined {
  if (type === 'ProposeDossiersJoining') return data.otherSubjectId;
  return type === 'JoinDossiers' ? joinedBy(dossier.proposals[data.proposalId]?.content) : undefined;
}

function joinedBy(content: ProposalContent | undefined): string | undefined {
  return content?.kind === 'DOSSIERS_JOINING' ? content.otherSubjectId : undefined;
}

function birthDateFrom(identifier: Identifier | undefined): LegalDate | undefined {
  return identifier?.kind === 'CITIZEN_ID' ? birthDateOf(identifier.value) : undefined;
}
