import { legalDateOf, type LegalDate, type SubjectType } from '#libs/rules';
import type { Command, CommandType } from '../commands.js';
import type { CommandActor, DecisionContext } from '../context.js';
import { decide } from '../decide.js';
import type { DossierEventType, EventData, ProducedEvent } from '../events.js';
import { fold } from '../evolve.js';
import { lifecycleOf, type Lifecycle } from '../lifecycle.js';
import { Refusal } from '../refusal.js';
import type { RefusalCode } from '../refusals.js';
import { initialState, type DossierState, type Entry } from '../state.js';
import { type Act, USUAL } from './acts.js';
import { keysIn } from './keys.js';
import { A, OTHERS, SUBJECT_ID, SURROUNDINGS, type Surroundings } from './world.js';

/** What an event is expected to be: its type, or its type with a part of its data. */
export type Expected =
  | DossierEventType
  | { readonly [T in DossierEventType]: readonly [type: T, data: DeepPartial<EventData<T>>] }[DossierEventType];

type DeepPartial<V> = V extends readonly unknown[]
  ? V
  : V extends object
    ? { readonly [K in keyof V]?: DeepPartial<V[K]> }
    : V;

/** Ids that commands refer to, newest first: a test names one only where it is not the newest. */
export interface Ids {
  readonly entryId: string;
  readonly caseId: string;
  readonly repairId: string;
  readonly remedyId: string;
  readonly proposalId: string;
  readonly statementId: string;
  readonly inquiryId: string;
  readonly reviewId: string;
  readonly dutyId: string;
}

const MADE_BY: { readonly [K in keyof Ids]: readonly DossierEventType[] } = {
  entryId: ['InitialEntryGenerated'],
  caseId: ['ObjectionFiled', 'VerificationOpened'],
  repairId: ['RepairApplied'],
  remedyId: ['RemedyFiled'],
  proposalId: ['DecisionProposed'],
  statementId: ['StatementSubmitted'],
  inquiryId: ['ImproperUseInquiryOpened'],
  reviewId: ['ReviewRequested'],
  dutyId: ['ArchiveDutyRecorded'],
};

/** A date stands for nine in the morning of it in Shanghai. */
function instantOf(at: string): string {
  return at.length === 10 ? `${at}T01:00:00.000Z` : at;
}

/** A dossier that a test drives. Given what has happened, when a command comes, then these events or that refusal. */
export class Scenario {
  state: DossierState = initialState;
  readonly log: ProducedEvent[] = [];
  now: string;
  private commands = 0;

  constructor(
    public surroundings: Surroundings,
    at: string,
  ) {
    this.now = instantOf(at);
  }

  get today(): LegalDate {
    return legalDateOf(this.now);
  }

  /** Moves the clock. */
  at(at: string): this {
    this.now = instantOf(at);
    return this;
  }

  /** Changes what the decisions find around them: sources, standards, packs. */
  where(changes: Partial<Surroundings>): this {
    this.surroundings = { ...this.surroundings, ...changes };
    return this;
  }

  /** What has happened before; refused only if the test is wrong. */
  given(act: Act, actor: CommandActor, at?: string): this {
    this.when(act, actor, at).accept();
    return this;
  }

  /** The clock process on a day. */
  clock(at: string): Outcome {
    return this.when({ type: 'SettleDueDeadlines', data: {} }, OTHERS.system, at);
  }

  when(act: Act, actor: CommandActor, at?: string): Outcome {
    if (at !== undefined) this.now = instantOf(at);
    this.commands += 1;
    const command = this.complete(act);
    const before = JSON.stringify(this.state);
    try {
      return new Outcome(this, command, decide(command, this.state, this.context(actor)), undefined, before);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return new Outcome(this, command, [], error, before);
    }
  }

  /** Appends events as if they had been decided before. */
  append(events: readonly ProducedEvent[]): this {
    this.log.push(...events);
    this.state = fold(this.state, events);
    return this;
  }

  /** Context of the decision of the current command. */
  context(actor: CommandActor): DecisionContext {
    const number = this.commands;
    return {
      liveKeys: keysIn(this.log),
      ...this.surroundings,
      now: this.now,
      actor,
      newId: (label) => `${label}-${number}`,
      sha256: (text) => `sha256:${text.length}`,
    };
  }

  /** Newest id of a kind. */
  id(kind: keyof Ids): string {
    for (const event of [...this.log].reverse())
      if (MADE_BY[kind].includes(event.type)) {
        const data = event.data as Readonly<Record<string, unknown>>;
        const found = data[kind] ?? data['objectionId'] ?? data['verificationId'];
        if (typeof found === 'string') return found;
      }
    return `no-${kind}`;
  }

  entry(entryId: string = this.id('entryId')): Entry {
    const entry = this.state.entries[entryId];
    if (!entry) throw new Error(`no entry ${entryId}`);
    return entry;
  }

  lifecycle(entryId: string = this.id('entryId')): Lifecycle {
    const entry = this.entry(entryId);
    const standard = this.surroundings.standards.find(
      (s) => s.standardId === entry.standardId && s.version === entry.standardVersion,
    );
    if (!standard) throw new Error(`no standard ${entry.standardId}`);
    return lifecycleOf(this.state, entry, standard, this.today);
  }

  /** Entries that are on a list by what has been recorded. */
  active(): readonly Entry[] {
    return Object.values(this.state.entries).filter((e) => e.phase === 'ACTIVE');
  }

  /** The days for which deadlines of a key were set, in the order in which they were set. */
  due(key: string): readonly LegalDate[] {
    return this.log.flatMap((e) => (e.type === 'DeadlineSet' && e.data.key === key ? [e.data.dueOn] : []));
  }

  /** The data of all events of a type. */
  all<T extends DossierEventType>(type: T): readonly EventData<T>[] {
    return this.log.flatMap((e) => (e.type === type ? [e.data as EventData<T>] : []));
  }

  types(): readonly DossierEventType[] {
    return this.log.map((e) => e.type);
  }

  private complete({ type, data }: Act): Command {
    const ids: Record<string, string> = {
      entryId: this.id('entryId'),
      caseId: this.id('caseId'),
      objectionId: this.id('caseId'),
      verificationId: this.id('caseId'),
      repairId: this.id('repairId'),
      remedyId: this.id('remedyId'),
      proposalId: this.id('proposalId'),
      statementId: this.id('statementId'),
      inquiryId: this.id('inquiryId'),
      reviewId: this.id('reviewId'),
      dutyId: this.id('dutyId'),
    };
    const needed = idsOf(type).map((name) => [name, ids[name] ?? '']);
    return { type, data: { ...Object.fromEntries(needed), ...USUAL[type], ...data } } as Command;
  }
}

const NO_ENTRY: readonly CommandType[] = [
  ...(['RegisterSubject', 'RenameSubject', 'CorrectSubjectIdentifier', 'AuthorizeAgent', 'RevokeAgent'] as const),
  ...(['GenerateInitialEntry', 'RecordSubjectExtinct', 'SettleDueDeadlines', 'RecomputeDeadlines'] as const),
  ...(['ProposeDossiersJoining', 'JoinDossiers', 'ReferDossier', 'CrossCheckJoined'] as const),
];

const FURTHER_IDS: { readonly [T in CommandType]?: readonly string[] } = {
  ConsiderStatement: ['statementId'],
  ProposeRepairDecision: ['repairId'],
  ProposeRepairConsentRevocation: ['repairId'],
  RecordImproperUseHearing: ['inquiryId'],
  DecideImproperUse: ['inquiryId'],
  AcceptObjection: ['objectionId'],
  RefuseObjectionIntake: ['objectionId'],
  ReferToProvider: ['caseId'],
  SubmitVerificationReply: ['caseId'],
  ExtendVerification: ['caseId'],
  DecideObjection: ['objectionId'],
  DecideVerification: ['verificationId'],
  NotifyObjector: ['objectionId'],
  RequestReview: ['caseId'],
  DecideReview: ['caseId', 'reviewId'],
  WithdrawObjection: ['objectionId'],
  RecordStay: ['remedyId'],
  RecordRemedyOutcome: ['remedyId'],
  ExecuteRemedyOutcome: ['remedyId'],
  RequestRepairSupplement: ['repairId'],
  SupplementRepair: ['repairId'],
  DecideRepairIntake: ['repairId'],
  RecordRepairCheck: ['repairId'],
  WithdrawRepair: ['repairId'],
  LiftArchiveDuty: ['dutyId'],
};

const ON_A_PROPOSAL: readonly CommandType[] = [
  ...(['RejectProposal', 'ReassignTask', 'RecognizeEntry', 'DecideNotToRecognize', 'WaivePriorNotice'] as const),
  ...(['RevokeEntry', 'DecideRepair', 'ExtendValidity', 'ReinstateEntry', 'LiftIrreparableMark'] as const),
  ...(['RevokeRepairConsent', 'JoinDossiers', 'ErasePersonalData'] as const),
];

function idsOf(type: CommandType): readonly string[] {
  return [
    ...(NO_ENTRY.includes(type) ? [] : ['entryId']),
    ...(ON_A_PROPOSAL.includes(type) ? ['proposalId'] : []),
    ...(FURTHER_IDS[type] ?? []),
  ];
}

/** What came of one command. Nothing of it is in the dossier before it is expected. */
export class Outcome {
  constructor(
    private readonly scenario: Scenario,
    private readonly command: Command,
    readonly events: readonly ProducedEvent[],
    private readonly refusal: Refusal | undefined,
    private readonly before: string,
  ) {}

  /** Not refused; what it appended matters elsewhere. */
  accept(): Scenario {
    if (this.refusal) throw this.refusal;
    return this.scenario.append(this.events);
  }

  /** Exactly these events, in this order; deadlines that are set, met and lapse ride along unless one is named. */
  expectEvents(expected: readonly Expected[]): Scenario {
    if (this.refusal) throw this.refusal;
    const named = expected.map((e) => (typeof e === 'string' ? e : e[0]));
    const riding = (type: DossierEventType): boolean =>
      (type === 'DeadlineSet' || type === 'DeadlineMet' || type === 'DeadlineLapsed') && !named.includes(type);
    const events = this.events.filter((e) => !riding(e.type));
    expect(events.map((e) => e.type)).toEqual(named);
    expected.forEach((e, i) => {
      if (typeof e !== 'string') expect(events[i]?.data).toMatchObject(e[1]);
    });
    return this.scenario.append(this.events);
  }

  /** Among others, in this order. */
  expectAmong(expected: readonly Expected[]): Scenario {
    if (this.refusal) throw this.refusal;
    let from = 0;
    for (const e of expected) {
      const type = typeof e === 'string' ? e : e[0];
      const rest = this.events.slice(from);
      expect(rest.map((event) => event.type)).toContain(type);
      const same = rest.filter((event) => event.type === type).map((event) => event.data);
      if (typeof e !== 'string') expect(same).toContainEqual(expect.objectContaining(e[1]));
      from += rest.findIndex((event) => event.type === type);
    }
    return this.scenario.append(this.events);
  }

  /** It is so already. */
  expectNothing(): Scenario {
    return this.expectEvents([]);
  }

  /** Refused by this code, and nothing has changed. */
  refuse(code: RefusalCode): Scenario {
    expect(this.refusal?.code ?? this.events.map((e) => e.type)).toBe(code);
    expect(this.refusal?.clause).not.toBe('');
    expect(JSON.stringify(this.scenario.state)).toBe(this.before);
    return this.scenario;
  }

  /** The command as it was decided, with everything filled in. */
  get decided(): Command {
    return this.command;
  }
}

export interface GivenDossier extends Partial<Surroundings> {
  readonly subject?: SubjectType;
  readonly at?: string;
}

/** A registered subject, by default an enterprise on Monday 2026-09-07. */
export function givenDossier({ subject = 'ENTERPRISE', at = '2026-09-07', ...around }: GivenDossier = {}): Scenario {
  const scenario = new Scenario({ ...SURROUNDINGS, ...around }, at);
  if (subject === 'NATURAL_PERSON' && around.birthDate === undefined) scenario.where({ birthDate: '1990-01-01' });
  const kind = subject === 'NATURAL_PERSON' ? ('CITIZEN_ID' as const) : ('USCC' as const);
  return scenario.given(
    { type: 'RegisterSubject', data: { subjectId: SUBJECT_ID, subjectType: subject, identifierKind: kind } },
    A.drafter,
  );
}
