import { addDuration, nextDay, SHIPPED_CALENDAR, type LegalDate } from '#libs/rules';
import type { CaseDecisionInput, Command, CommandData, CommandType } from '../commands.js';
import type { DecisionContext } from '../context.js';
import type { EventData, ProducedEvent } from '../events.js';
import type { ExitReason, RemedyTarget } from '../shared.js';
import type { DossierState } from '../state.js';
import { compare } from './compare.js';
import type { Listing, Phase } from './listing.js';

interface Dispute {
  readonly entryId: string;
  readonly own: boolean;
}

interface Challenge {
  readonly entryId: string;
  readonly target: RemedyTarget;
  readonly own: boolean;
  outcome?: Of<'RecordRemedyOutcome'>;
}

type Of<T extends CommandType> = CommandData<T>;

type Effects = { readonly [T in CommandType]?: (data: CommandData<T>) => unknown };

const WRONG: readonly ExitReason[] = ['WRONGLY_LISTED', 'REMEDY_ANNULLED', 'BASIS_ANNULLED'];
const TO_FOCUS: readonly ExitReason[] = ['REPAIRED', 'BANKRUPTCY_REPAIR', 'VALIDITY_EXPIRED', 'STANDARD_CHANGED'];

/**
 * What a dossier should come to, told by the accepted commands: where each entry stands, its measures, what suspends
 * them, where it is shown and why it left. From the events it takes only names and terms, never what happened.
 */
export class Reference {
  private readonly entries = new Map<string, Listing>();
  private readonly disputes = new Map<string, Dispute>();
  private readonly ownRepairs = new Set<string>();
  private readonly remedies = new Map<string, Challenge>();
  private readonly proposals = new Map<string, Of<'ProposeRepairDecision'>>();
  private natural = false;
  private fixings = 0;
  private ctx!: DecisionContext;
  private today: LegalDate = '';
  private events: readonly ProducedEvent[] = [];
  private focusNames: EventData<'FocusListingTriggered'>[] = [];

  apply(command: Command, events: readonly ProducedEvent[], ctx: DecisionContext, before: DossierState): void {
    this.events = events;
    this.ctx = ctx;
    // 2026-09-07T01:00Z is in the morning of the 7th in Shanghai; the run keeps to mornings.
    this.today = ctx.now.slice(0, 10);
    this.focusNames = this.named('FocusListingTriggered');
    this.natural ||= before.subject?.subjectType === 'NATURAL_PERSON';
    this.timePasses();
    const effect = this.does[command.type] as ((data: unknown) => unknown) | undefined;
    effect?.(command.data);
    for (const entry of this.entries.values())
      if (entry.measures === 'IN_FORCE' || entry.measures === 'SUSPENDED')
        entry.measures = [...entry.grounds.values()].includes('ALL') ? 'SUSPENDED' : 'IN_FORCE';
  }

  /** @throws Error that says what differs */
  compare(state: DossierState): void {
    compare(state, [...this.entries.values()]);
  }

  private named<T extends ProducedEvent['type']>(type: T): EventData<T>[] {
    return this.events.flatMap((e) => (e.type === type ? [e.data as EventData<T>] : []));
  }

  private entry(entryId: string): Listing {
    const found = this.entries.get(entryId);
    if (!found) throw new Error(`the reference knows no entry ${entryId}`);
    return found;
  }

  private add(data: EventData<'InitialEntryGenerated'>): Listing {
    const entry: Listing = {
      id: data.entryId,
      kind: data.listKind,
      standardId: data.standardId,
      docNo: data.basis[0]?.docNo ?? '',
      fromBlack: data.formerBlackEntryId,
      fromFocus: data.transferredFromEntryId,
      phase: 'PREPARING',
      measures: 'NOT_TRIGGERED',
      grounds: new Map(),
      persons: new Set(),
      validTo: '9999-12-31',
      fixed: 0,
      wrong: false,
      initial: 'NONE',
      shown: new Set(),
      announced: new Set(),
      down: new Set(),
    };
    this.entries.set(entry.id, entry);
    return entry;
  }

  // --- what time does (3.16)

  private timePasses(): void {
    const over = (): Listing | undefined =>
      [...this.entries.values()]
        .filter((e) => e.phase === 'ACTIVE' && e.validTo < this.today)
        .sort((a, b) => (a.validTo < b.validTo ? -1 : a.validTo > b.validTo ? 1 : a.fixed - b.fixed))[0];
    for (let entry = over(); entry; entry = over()) this.exit(entry, 'VALIDITY_EXPIRED', nextDay(entry.validTo));
  }

  private fix(entry: Listing, validTo: LegalDate): void {
    entry.validTo = validTo;
    entry.fixed = this.fixings += 1;
  }

  // --- ways off a list (3.9)

  private exit(
    entry: Listing,
    reason: ExitReason,
    on = this.today,
    more: { cause?: string; mode?: string } = {},
  ): void {
    entry.phase = 'EXITED';
    if (entry.measures !== 'NOT_TRIGGERED') entry.measures = 'STOPPED';
    entry.exit = { reason, cause: more.cause };
    if (WRONG.includes(reason)) {
      entry.wrong = true;
      this.reverse(entry);
    } else if (entry.kind === 'BLACK' && TO_FOCUS.includes(reason)) this.toFocus(entry, reason, on, more.mode);
  }

  private reverse(entry: Listing): void {
    for (const derived of this.entries.values()) {
      if (derived.fromBlack !== entry.id) continue;
      if (derived.phase === 'ACTIVE') this.exit(derived, 'WRONGLY_LISTED', this.today, { cause: entry.id });
      else if (derived.phase === 'EXITED') derived.wrong = true;
    }
  }

  private toFocus(black: Listing, reason: ExitReason, on: LegalDate, milder?: string): void {
    const { plan } = black;
    if (!plan || (reason === 'STANDARD_CHANGED' && !plan.onChange)) return;
    const mode = milder ?? plan.mode;
    const inForce = this.ctx.standards.some(
      (s) => s.standardId === plan.standardId && (s.effectiveTo === undefined || on <= s.effectiveTo),
    );
    if (mode === 'NONE' || !inForce) return;
    for (const other of [...this.entries.values()]) {
      if (other.standardId !== plan.standardId || other.docNo !== black.docNo) continue;
      if (other.phase === 'PREPARING') this.end(other, 'WITHDRAWN');
      else if (other.phase === 'ACTIVE') this.exit(other, 'SUPERSEDED', on, { cause: black.id });
    }
    const index = this.focusNames.findIndex((f) => f.entryId === black.id);
    const [name] = this.focusNames.splice(index, 1);
    const data = this.named('InitialEntryGenerated').find((g) => g.entryId === name?.focusEntryId);
    if (index < 0 || !data) throw new Error(`${black.id} left the black list and is not on the focus list`);
    const focus = this.add(data);
    focus.phase = 'ACTIVE';
    this.fix(focus, addDuration(SHIPPED_CALENDAR, on, plan.validity).dueOn);
    this.removeRed(focus.id, 'FOCUS_LISTED');
  }

  private removeRed(cause: string, reason: 'BLACK_LISTED' | 'FOCUS_LISTED'): void {
    for (const red of this.entries.values())
      if (red.kind === 'RED' && red.phase === 'ACTIVE') this.exit(red, reason, this.today, { cause });
  }

  /** Before the recognition; what was shown is taken down. */
  private end(entry: Listing, phase: Phase): void {
    entry.phase = phase;
    if (entry.initial === 'SHOWN') entry.initial = 'DOWN';
  }

  private hits(): boolean {
    const { black } = this.ctx.crossCheck;
    const local = [...this.entries.values()].some((e) => e.kind !== 'RED' && e.phase === 'ACTIVE');
    return black.available && (black.hits.length > 0 || local);
  }

  // --- what commands do; the others change nothing that is watched here

  private readonly does: Effects = {
    RegisterSubject: ({ subjectType }) => {
      this.natural = subjectType === 'NATURAL_PERSON';
    },
    GenerateInitialEntry: () => this.generated(),
    TransferToBlack: () => this.generated(),
    WithdrawEntry: ({ entryId }) => this.end(this.entry(entryId), 'WITHDRAWN'),
    RestartEntry: ({ entryId }) => {
      if (this.named('EntryRestarted')[0]?.publicityStands === false) this.entry(entryId).initial = 'NONE';
    },
    PerformCrossCheck: ({ entryId }) => {
      if (this.hits()) this.end(this.entry(entryId), 'SCREENED_OUT');
    },
    RecordResponsiblePerson: ({ entryId, personRef }) => this.entry(entryId).persons.add(personRef),
    StartPublicity: ({ entryId }) => {
      this.entry(entryId).initial = 'SHOWN';
    },
    RecognizeEntry: ({ entryId }) => this.recognized(this.entry(entryId)),
    DecideNotToRecognize: ({ entryId }) => this.end(this.entry(entryId), 'NOT_RECOGNIZED'),

    PublishEntry: ({ entryId, channels }) => channels.forEach((c) => this.entry(entryId).shown.add(c.channelId)),
    TriggerJointMeasures: ({ entryId }) => {
      this.entry(entryId).measures = 'IN_FORCE';
    },
    CorrectEntry: ({ entryId, changes }) => this.corrected(entryId, changes),
    ExtendValidity: ({ entryId }) => this.fix(this.entry(entryId), this.named('ValidityExtended')[0]?.newValidTo ?? ''),
    OptOut: ({ entryId }) => this.exit(this.entry(entryId), 'SUBJECT_OPT_OUT'),
    ReleaseEarly: ({ entryId }) => this.exit(this.entry(entryId), 'EARLY_RELEASE'),
    RevokeEntry: ({ entryId }) => this.exit(this.entry(entryId), 'WRONGLY_LISTED'),
    DecideStandardReview: ({ entryId, result }) => {
      if (result === 'NOT_CONFORMS') this.exit(this.entry(entryId), 'STANDARD_CHANGED');
    },
    RecordBasisAnnulled: ({ entryId }) => {
      const entry = this.entry(entryId);
      if (entry.phase === 'PREPARING') this.end(entry, 'WITHDRAWN');
      else if (entry.phase === 'ACTIVE') this.exit(entry, 'BASIS_ANNULLED');
      else this.void(entry);
    },
    RecordSubjectExtinct: () => {
      for (const entry of this.entries.values())
        if (entry.phase === 'ACTIVE') this.exit(entry, 'SUBJECT_EXTINCT');
        else if (entry.phase === 'PREPARING') this.end(entry, 'WITHDRAWN');
    },
    AnnounceExit: ({ entryId, channels }) => {
      const entry = this.entry(entryId);
      if (entry.shown.size > 0) channels.forEach((c) => entry.announced.add(c));
    },
    TakeDownEntry: ({ entryId, channels }) => this.takenDown(this.entry(entryId), channels),
    RunExitChain: ({ entryId }) => {
      const entry = this.entry(entryId);
      const served = ['credit-china', 'enterprise'].filter((c) => entry.shown.has(c));
      served.forEach((c) => entry.announced.add(c));
      this.takenDown(entry, served);
    },

    ApplyForRepair: ({ entryId }) => {
      for (const { repairId, applicantRef } of this.named('RepairApplied'))
        if (this.entry(entryId).persons.has(applicantRef)) this.ownRepairs.add(repairId);
    },
    ProposeRepairDecision: (data) => this.proposed(data),
    DecideRepair: (data) => this.repairDecided(data),
    RevokeRepairConsent: ({ entryId }) => this.consentRevoked(this.entry(entryId)),
    ReinstateEntry: ({ entryId }) => {
      this.back(this.entry(entryId));
      this.blackOrFocus(this.entry(entryId));
    },
    OpenImproperUseInquiry: ({ entryId }) =>
      this.entry(entryId).grounds.set(this.named('ImproperUseInquiryOpened')[0]?.inquiryId ?? '', 'ALL'),
    DecideImproperUse: ({ entryId, inquiryId, found, exitReason = 'IMPROPER_USE' }) => {
      this.entry(entryId).grounds.delete(inquiryId);
      if (found) this.exit(this.entry(entryId), exitReason);
    },
    SuspendForBankruptcy: ({ entryId, rulingNo }) => this.entry(entryId).grounds.set(rulingNo, 'ALL'),
    EndBankruptcySuspension: ({ entryId, rulingNo }) => this.entry(entryId).grounds.delete(rulingNo),

    RecordRemedyFiled: () => {
      for (const { remedyId, entryId, target, personRef } of this.named('RemedyFiled'))
        this.remedies.set(remedyId, { entryId, target, own: personRef !== undefined });
    },
    RecordStay: ({ entryId, remedyId, ordered }) => {
      const { grounds } = this.entry(entryId);
      if (ordered) grounds.set(remedyId, this.remedies.get(remedyId)?.own === true ? 'PERSON' : 'ALL');
      else grounds.delete(remedyId);
    },
    RecordRemedyOutcome: (data) => {
      const remedy = this.remedies.get(data.remedyId);
      if (remedy) remedy.outcome = data;
      if (['MAINTAINED', 'SETTLED', 'WITHDRAWN'].includes(data.outcome))
        this.entry(data.entryId).grounds.delete(data.remedyId);
    },
    ExecuteRemedyOutcome: ({ remedyId }) => this.executed(remedyId),

    FileObjection: ({ entryId, standing, grounds, objectorRef }) => {
      const about = grounds.every((g) => g === 'NOT_RESPONSIBLE' || g === 'IDENTITY_WRONG');
      const own = standing === 'RESPONSIBLE_PERSON' && about && this.entry(entryId).persons.has(objectorRef);
      this.disputes.set(this.named('ObjectionFiled')[0]?.objectionId ?? '', { entryId, own });
    },
    AcceptObjection: ({ entryId, objectionId, suspend = true }) => {
      const own = this.disputes.get(objectionId)?.own === true;
      if (suspend) this.entry(entryId).grounds.set(objectionId, own ? 'PERSON' : 'ALL');
    },
    OpenVerification: ({ entryId, suspend = true, trigger }) => {
      const id = this.named('VerificationOpened')[0]?.verificationId ?? '';
      this.disputes.set(id, { entryId, own: false });
      if (suspend && trigger !== 'REMEDY') this.entry(entryId).grounds.set(id, 'ALL');
    },
    WithdrawObjection: ({ entryId, objectionId }) => this.entry(entryId).grounds.delete(objectionId),
    DecideObjection: ({ objectionId, ...decision }) => this.decided(objectionId, decision, false),
    DecideVerification: ({ verificationId, ...decision }) => this.decided(verificationId, decision, false),
    DecideReview: ({ caseId, ...decision }) => this.decided(caseId, decision, true),
  };

  private generated(): void {
    for (const data of this.named('InitialEntryGenerated')) if (!this.entries.has(data.entryId)) this.add(data);
  }

  private takenDown(entry: Listing, channels: readonly string[]): void {
    channels.forEach((c) => entry.down.add(c));
    if (entry.initial === 'SHOWN' && channels.length > 0) entry.initial = 'DOWN';
  }

  private proposed(data: Of<'ProposeRepairDecision'>): void {
    const made = this.named('DecisionProposed').find((p) => p.entryId === data.entryId);
    if (made) this.proposals.set(made.proposalId, data);
  }

  private recognized(entry: Listing): void {
    if (entry.kind === 'RED' && this.hits()) return this.end(entry, 'SCREENED_OUT');
    const data = this.named('EntryRecognized').find((r) => r.entryId === entry.id);
    if (!data) throw new Error(`${entry.id} should have been recognised`);
    entry.phase = 'ACTIVE';
    this.fix(entry, data.terms.validTo);
    const { focusAfterExit: plan } = data.terms;
    if (plan) entry.plan = { ...plan, onChange: plan.onStandardChange };
    this.blackOrFocus(entry);
  }

  private blackOrFocus(entry: Listing): void {
    if (entry.kind === 'RED') return;
    this.removeRed(entry.id, entry.kind === 'BLACK' ? 'BLACK_LISTED' : 'FOCUS_LISTED');
    const focus = this.entries.get(entry.fromFocus ?? '');
    if (entry.kind === 'BLACK' && focus?.phase === 'ACTIVE')
      this.exit(focus, 'TRANSFERRED_TO_BLACK', this.today, { cause: entry.id });
  }

  private corrected(entryId: string, changes: Of<'CorrectEntry'>['changes']): void {
    for (const { field, newValue } of changes)
      if (field === 'BASIS_DOC_NO') this.entry(entryId).docNo = String(newValue);
  }

  private repairDecided({ entryId, proposalId }: Of<'DecideRepair'>): void {
    const proposed = this.proposals.get(proposalId);
    // The part of one person ends; the entity stays.
    if (!proposed?.agree || this.ownRepairs.has(proposed.repairId)) return;
    const { exitReason = 'REPAIRED', focusMode } = proposed;
    this.exit(this.entry(entryId), exitReason, this.today, focusMode ? { mode: focusMode } : {});
  }

  private consentRevoked(black: Listing): void {
    for (const focus of this.entries.values())
      if (focus.fromBlack === black.id && focus.phase === 'ACTIVE')
        this.exit(focus, 'SUPERSEDED', this.today, { cause: black.id });
    this.back(black);
    this.blackOrFocus(black);
  }

  /** I2: M, P and S begin again. */
  private back(entry: Listing): void {
    entry.phase = 'ACTIVE';
    entry.exit = undefined;
    entry.wrong = false;
    entry.measures = 'NOT_TRIGGERED';
    entry.shown.clear();
    entry.announced.clear();
    entry.down.clear();
    this.fix(entry, entry.validTo);
  }

  private void(entry: Listing): void {
    if (entry.wrong) return;
    entry.wrong = true;
    this.reverse(entry);
  }

  private executed(remedyId: string): void {
    const remedy = this.remedies.get(remedyId);
    if (!remedy?.outcome) throw new Error(`${remedyId} has no outcome to execute`);
    const { corrections = [], newValidTo, outcome } = remedy.outcome;
    const entry = this.entry(remedy.entryId);
    entry.grounds.delete(remedyId);
    this.corrected(entry.id, corrections);
    if (outcome !== 'CHANGED' || (corrections.length === 0 && newValidTo === undefined))
      return this.annulled(entry, remedy);
    if (newValidTo === undefined || entry.phase !== 'ACTIVE') return;
    if (entry.kind !== 'RED' && newValidTo > entry.validTo) return;
    this.fix(entry, newValidTo);
    if (newValidTo < this.today) this.exit(entry, 'VALIDITY_EXPIRED', nextDay(newValidTo));
  }

  private annulled(entry: Listing, { target, own }: Challenge): void {
    switch (target) {
      case 'RECOGNITION':
        if (own) return;
        return entry.phase === 'ACTIVE' ? this.exit(entry, 'REMEDY_ANNULLED') : this.void(entry);
      case 'BASIS_DECISION':
        if (entry.phase === 'PREPARING') return this.end(entry, 'WITHDRAWN');
        if (entry.phase === 'ACTIVE') return this.exit(entry, 'BASIS_ANNULLED');
        if (entry.phase === 'EXITED') this.void(entry);
        return;
      case 'OBJECTION_DECISION':
        for (const { verificationId } of this.named('VerificationOpened'))
          this.disputes.set(verificationId, { entryId: entry.id, own: false });
        return;
      case 'REPAIR_REFUSAL':
        return;
    }
  }

  private decided(caseId: string, { outcome, corrections = [] }: CaseDecisionInput, review: boolean): void {
    const { entryId, own } = this.disputes.get(caseId) ?? { entryId: '', own: false };
    const entry = this.entry(entryId);
    entry.grounds.delete(caseId);
    if (outcome === 'UPHELD_INACCURATE') return this.corrected(entryId, corrections);
    if (outcome === 'DISMISSED') return;
    if (outcome === 'UPHELD_WRONG' || review) return this.foundWrong(entry, own);
    if (entry.phase === 'PREPARING') return this.foundWrong(entry, own);
    if (entry.phase !== 'ACTIVE') return;
    if (this.natural) return this.foundWrong(entry, own);
    entry.grounds.set(caseId, own ? 'PERSON' : 'ALL');
  }

  private foundWrong(entry: Listing, own: boolean): void {
    // Only the role of one person was wrong: the entry stands.
    if (own) return;
    if (entry.phase === 'PREPARING') return this.end(entry, 'NOT_RECOGNIZED');
    if (entry.phase === 'ACTIVE') return this.exit(entry, 'WRONGLY_LISTED');
    if (entry.phase === 'EXITED') this.void(entry);
  }
}
