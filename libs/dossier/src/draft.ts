import { addDays, isInForce, legalDateOf, type LegalDate, type RecognitionStandard } from '#libs/rules';
import { personal, type PlainPersonal } from '#libs/subjects';
import type { DecisionContext } from './context.js';
import { evolve } from './evolve.js';
import type { DossierEvent, DossierEventType, EventData, ProducedEvent } from './events.js';
import { Refusal, type RefusalParams } from './refusal.js';
import type { RefusalCode } from './refusals.js';
import type { ActorRef, EvidenceRef } from './shared.js';
import type { EvidenceInput } from './commands.js';
import type { Case, DossierState, Entry, Remedy, Repair, Subject } from './state.js';

/** A decision being made: the dossier as it would be, and the events that lead there. Lives within one `decide`. */
export class Draft {
  readonly events: ProducedEvent[] = [];
  readonly today: LegalDate;
  /** Set while SYSTEM acts inside somebody else's command: the rule it acts by, and since when. */
  private acting: { readonly system: string; readonly occurredAt?: string } | undefined;

  constructor(
    public state: DossierState,
    readonly ctx: DecisionContext,
  ) {
    this.today = legalDateOf(ctx.now);
  }

  emit<T extends DossierEventType>(type: T, data: EventData<T>): void {
    const event = { type, data } as unknown as DossierEvent;
    this.state = evolve(this.state, event);
    this.events.push(this.acting ? { ...event, ...this.acting } : event);
  }

  /** Runs `act` as SYSTEM under a rule of 3.16. */
  asSystem<T>(rule: string, act: () => T, occurredAt?: string): T {
    const before = this.acting;
    this.acting = { system: rule, ...(occurredAt !== undefined && { occurredAt }) };
    try {
      return act();
    } finally {
      this.acting = before;
    }
  }

  refuse(code: RefusalCode, params: RefusalParams = {}): never {
    throw new Refusal(code, params);
  }

  /** Refuses unless it holds. */
  demand(holds: boolean, code: RefusalCode, params: RefusalParams = {}): asserts holds {
    if (!holds) this.refuse(code, params);
  }

  get actor(): ActorRef {
    const { userId, unitId, role } = this.ctx.actor;
    return { userId, role, ...(unitId !== undefined && { unitId }) };
  }

  get subject(): Subject {
    return this.state.subject ?? this.refuse('SUBJECT_UNKNOWN');
  }

  get isNaturalPerson(): boolean {
    return this.subject.subjectType === 'NATURAL_PERSON';
  }

  entry(entryId: string): Entry {
    return this.state.entries[entryId] ?? this.refuse('ENTRY_UNKNOWN', { entryId });
  }

  /** Entries of the subject in the dossiers that are joined with this one. */
  get joinedEntries(): readonly Entry[] {
    return (this.ctx.joined ?? []).flatMap(({ entries }) => Object.values(entries));
  }

  case(entryId: string, caseId: string): Case {
    const found = this.state.cases[caseId];
    return found?.entryId === entryId ? found : this.refuse('CASE_UNKNOWN', { caseId });
  }

  repair(entryId: string, repairId: string): Repair {
    const found = this.state.repairs[repairId];
    return found?.entryId === entryId ? found : this.refuse('REPAIR_UNKNOWN', { repairId });
  }

  remedy(entryId: string, remedyId: string): Remedy {
    const found = this.state.remedies[remedyId];
    return found?.entryId === entryId ? found : this.refuse('REMEDY_UNKNOWN', { remedyId });
  }

  /** The version of the standard that the entry pins. */
  standardOf(entry: Pick<Entry, 'standardId' | 'standardVersion'>): RecognitionStandard {
    const { standardId, standardVersion } = entry;
    const found = this.ctx.standards.find((s) => s.standardId === standardId && s.version === standardVersion);
    return found ?? this.refuse('STANDARD_UNKNOWN', { standard: `${standardId}@${standardVersion}` });
  }

  /** The version in force on a day; the newest where several overlap. */
  standardInForce(standardId: string, on: LegalDate): RecognitionStandard | undefined {
    return this.ctx.standards
      .filter((s) => s.standardId === standardId && isInForce(s, on))
      .toSorted((a, b) => b.version - a.version)[0];
  }

  /** A free text about the subject, under the key of the entry. */
  text(entryId: string, value: string, about: string = this.subject.subjectId): PlainPersonal {
    return personal(about, entryId, value);
  }

  evidence(entryId: string, refs: readonly EvidenceInput[] | undefined, about?: string): readonly EvidenceRef[] {
    return (refs ?? []).map(({ docId, sha256, title }) => ({ docId, sha256, title: this.text(entryId, title, about) }));
  }

  /** A date that the caller may give, never in the future. Default: today. */
  pastDate(date: LegalDate | undefined, field: string): LegalDate {
    const given = date ?? this.today;
    this.demand(given <= this.today, 'DATE_IN_FUTURE', { field, date: given });
    return given;
  }

  notBefore(date: LegalDate, other: LegalDate | undefined, field: string, otherName: string): void {
    if (other !== undefined) this.demand(date >= other, 'DATE_BEFORE', { field, date, other: `${otherName} ${other}` });
  }

  get yesterday(): LegalDate {
    return addDays(this.today, -1);
  }
}
