import { RECORD_SCOPE } from '#libs/subjects';
import { isWorkingDay, nextDay, SHIPPED_CALENDAR, type LegalDate, type ListKind } from '#libs/rules';
import type { DossierEventType, EventData, ProducedEvent } from '../events.js';
import type { SuspensionScope } from '../shared.js';

interface Watched {
  readonly kind: ListKind;
  readonly standardId: string;
  docNo: string;
  phase: 'BEFORE' | 'ACTIVE' | 'EXITED' | 'OVER';
  measures: 'NONE' | 'RUNNING' | 'SUSPENDED' | 'STOPPED';
  /** Open grounds of suspension: what opened it, and whom it concerns. */
  readonly grounds: Map<string, 'ALL' | { readonly person: string }>;
  readonly persons: Map<
    string,
    {
      suspended: boolean;
      closed?: EventData<'ResponsiblePersonClosed'>['because'] | undefined;
      readonly extend: boolean;
    }
  >;
  validTo?: LegalDate;
  noticeTo: Set<string>;
  check?: EventData<'CrossCheckPerformed'>;
  checkedInThisAppend: boolean;
}

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`invariant broken: ${what}`);
};

type Meanings = {
  readonly [T in DossierEventType]?: (entry: Watched, data: EventData<T>, today: LegalDate) => unknown;
};

/** Before the recognition only. */
function over(entry: Watched): void {
  demand(entry.phase === 'BEFORE', `I2: ended as never recognised after ${entry.phase}`);
  entry.phase = 'OVER';
}

function suspended(
  entry: Watched,
  { scope, personRef = '' }: { readonly scope: SuspensionScope; readonly personRef?: string },
  now: boolean,
): void {
  const person = entry.persons.get(personRef);
  if (scope === 'PERSON' && person) person.suspended = now;
  else entry.measures = now ? 'SUSPENDED' : 'RUNNING';
}

/** 3.9, 3.11: whoever was listed wrongly is restored; the append that found it out owes it. */
function restorationOwed(events: readonly ProducedEvent[]): void {
  for (const { type, data } of events) {
    if (type !== 'RemedyOutcomeExecuted') continue;
    const { entryId } = data;
    const wrong = events.some(
      (e) =>
        (e.type === 'EntryAnnulledAfterExit' && e.data.entryId === entryId) ||
        (e.type === 'EntryExited' && e.data.entryId === entryId && e.data.exitReason.endsWith('_ANNULLED')),
    );
    const owed = events.some(
      (e) => e.type === 'DeadlineSet' && e.data.entryId === entryId && e.data.key === 'correction.propagate',
    );
    demand(!wrong || owed, `3.11: ${entryId} is annulled and nothing restores it`);
  }
}

/** I1 to I7 of specification 3.1, read off the events alone: it asks nothing of the code under test. */
export class Invariants {
  private readonly entries = new Map<string, Watched>();
  private readonly objections = new Map<string, EventData<'ObjectionFiled'>>();
  private readonly remedies = new Map<string, EventData<'RemedyFiled'>>();
  /** Remedies that are over. */
  private readonly closed = new Set<string>();
  private subjectId = '';
  private natural = false;

  /** What each event means for what is watched; the others change nothing of it. */
  private readonly seen: Meanings = {
    CrossCheckPerformed: (entry, data) => {
      entry.check = data;
      entry.checkedInThisAppend = true;
    },
    PriorNoticeServed: ({ noticeTo }, { recipientRef }) => noticeTo.add(recipientRef),
    PublicityStarted: (entry, _data, today) => this.publicity(entry, today),
    EntryRecognized: (entry, data) => this.recognized(entry, data),
    EntryCorrected: (entry, { changes }) => {
      for (const { field, newValue } of changes) if (field === 'BASIS_DOC_NO') entry.docNo = newValue as string;
    },
    ValidityExtended: (entry, { newValidTo }) => {
      entry.validTo = newValidTo;
    },
    EntryScreenedOut: over,
    EntryNotRecognized: over,
    EntryWithdrawn: over,
    EntryExited: (entry, { effectiveOn }, today) => {
      demand(entry.phase === 'ACTIVE', `I2: EntryExited from ${entry.phase}`);
      demand(effectiveOn <= today, 'an exit takes effect in the future');
      entry.phase = 'EXITED';
    },
    EntryReinstated: (entry, data, today) => this.reinstated(entry, data, today),

    MeasuresTriggered: (entry, { startsSuspended }) => {
      demand(entry.phase === 'ACTIVE' && entry.measures === 'NONE', 'I1: triggered twice or off the list');
      entry.measures = startsSuspended ? 'SUSPENDED' : 'RUNNING';
    },
    MeasuresStopped: (entry) => {
      entry.measures = 'STOPPED';
    },
    MeasuresSuspended: (entry, data) => suspended(entry, data, true),
    MeasuresResumed: (entry, data) => suspended(entry, data, false),
    ResponsiblePersonRecorded: ({ persons }, { personRef, measuresExtend }) =>
      persons.set(personRef, { suspended: false, extend: measuresExtend }),
    ResponsiblePersonClosed: ({ persons }, { personRef, because }) => {
      const person = persons.get(personRef);
      if (person) person.closed = because;
    },

    ObjectionAccepted: ({ grounds, persons }, { objectionId, suspend }) => {
      if (suspend) grounds.set(objectionId, this.whom(objectionId, persons));
    },
    VerificationOpened: ({ grounds }, { verificationId, trigger, suspend }) => {
      demand(trigger !== 'REMEDY' || !suspend, 'I1: a remedy does not suspend');
      if (suspend) grounds.set(verificationId, 'ALL');
    },
    ReviewRequested: ({ grounds, persons }, { by, caseId }) => {
      if (by === 'RULE') grounds.set(caseId, this.whom(caseId, persons));
    },
    ObjectionDecided: ({ grounds }, { objectionId }) => grounds.delete(objectionId),
    ObjectionWithdrawn: ({ grounds }, { objectionId }) => grounds.delete(objectionId),
    VerificationDecided: ({ grounds }, { verificationId }) => grounds.delete(verificationId),
    ReviewDecided: ({ grounds }, { caseId }) => grounds.delete(caseId),
    ImproperUseInquiryOpened: ({ grounds }, { inquiryId }) => grounds.set(inquiryId, 'ALL'),
    ImproperUseFound: ({ grounds }, { inquiryId }) => grounds.delete(inquiryId),
    ImproperUseNotFound: ({ grounds }, { inquiryId }) => grounds.delete(inquiryId),
    RemedyFiled: (_entry, data) => this.remedies.set(data.remedyId, data),
    StayOrdered: ({ grounds }, { remedyId }) => {
      const person = this.remedies.get(remedyId)?.personRef;
      grounds.set(remedyId, person === undefined ? 'ALL' : { person });
    },
    StayLifted: ({ grounds }, { remedyId }) => grounds.delete(remedyId),
    RemedyOutcomeRecorded: (_entry, { remedyId, outcome }) => {
      if (['MAINTAINED', 'SETTLED', 'WITHDRAWN'].includes(outcome)) this.closed.add(remedyId);
    },
    RemedyOutcomeExecuted: (_entry, { remedyId }) => {
      demand(!this.closed.has(remedyId), '3.11: executed after its end');
      this.closed.add(remedyId);
    },
    ValidityChanged: (entry, { newValidTo }) => {
      demand(entry.kind === 'RED' || newValidTo <= (entry.validTo ?? ''), '3.11: a remedy made it worse');
      entry.validTo = newValidTo;
    },
    BankruptcySuspensionOpened: ({ grounds }, { rulingNo }) => grounds.set(rulingNo, 'ALL'),
    BankruptcySuspensionClosed: ({ grounds }, { rulingNo }) => grounds.delete(rulingNo),
  };

  append(events: readonly ProducedEvent[], today: LegalDate): void {
    for (const entry of this.entries.values()) entry.checkedInThisAppend = false;
    for (const event of events) this.see(event, today);
    restorationOwed(events);
    this.afterAppend();
  }

  private see(event: ProducedEvent, today: LegalDate): void {
    if (event.type === 'SubjectRegistered') {
      this.subjectId = event.data.subjectId;
      this.natural = event.data.subjectType === 'NATURAL_PERSON';
      return;
    }
    if (event.type === 'InitialEntryGenerated') return this.generated(event.data);
    if (event.type === 'ObjectionFiled') this.objections.set(event.data.objectionId, event.data);
    if (event.type === 'DossiersJoined') return this.twoPersons(event);
    const { entryId = RECORD_SCOPE } = event.data as { entryId?: string };
    const entry = this.entries.get(entryId);
    demand(entryId === RECORD_SCOPE || entry !== undefined, `${event.type} on an entry that was never generated`);
    if (!entry) return;
    this.twoPersons(event);
    const seen = this.seen[event.type] as ((entry: Watched, data: unknown, today: LegalDate) => void) | undefined;
    seen?.(entry, event.data, today);
  }

  private generated(data: EventData<'InitialEntryGenerated'>): void {
    demand(!this.entries.has(data.entryId), 'I5: an entry is generated once');
    this.entries.set(data.entryId, {
      kind: data.listKind,
      standardId: data.standardId,
      docNo: data.basis[0]?.docNo ?? '',
      phase: 'BEFORE',
      measures: 'NONE',
      grounds: new Map(),
      persons: new Map(),
      noticeTo: new Set(),
      checkedInThisAppend: false,
    });
  }

  /** Separation of duties (2). */
  private twoPersons({ type, data }: ProducedEvent): void {
    const pair = data as { drafter?: { userId: string }; approver?: { userId: string } };
    if (!pair.drafter || !pair.approver) return;
    demand(pair.drafter.userId !== pair.approver.userId, `section 2: ${type} by one person`);
  }

  /** I7. */
  private publicity(entry: Watched, today: LegalDate): void {
    if (entry.kind !== 'RED') return;
    demand(entry.check?.result === 'CLEAN', 'I7: publicity without a clean check');
    const sources = entry.check?.sources.map((s) => s.sourceId) ?? [];
    demand(sources.includes('local') && sources.includes('national'), 'I7: not checked against every source');
    let age = 0;
    for (let day = entry.check?.checkedOn ?? today; day < today;) {
      day = nextDay(day);
      if (isWorkingDay(SHIPPED_CALENDAR, day)) age += 1;
    }
    demand(age <= 1, `I7: the check is ${age} working days old`);
  }

  /** I4, I6. */
  private recognized(entry: Watched, data: EventData<'EntryRecognized'>): void {
    demand(entry.phase === 'BEFORE', `I2: EntryRecognized from ${entry.phase}`);
    entry.phase = 'ACTIVE';
    entry.validTo = data.terms.validTo;
    const { decisionNo, rulePackId, legalBasis, receipt, terms } = data;
    demand(decisionNo !== '' && terms.validTo >= terms.validFrom, 'I4: validTo and decisionNo');
    demand(rulePackId !== '' && legalBasis.length > 0 && receipt.standardVersion > 0, 'I4: packs, basis, version');
    demand(receipt.gates.length > 0, 'D3: recognised without a receipt');
    const afterExit = receipt.gates.some((g) => g.gate === 'DECIDED_WITH_BLACK_ENTRY');
    if (entry.kind === 'BLACK' && this.natural)
      demand(entry.noticeTo.has(this.subjectId), 'I6: a person listed without notice');
    if (entry.kind === 'RED') demand(entry.checkedInThisAppend && entry.check?.result === 'CLEAN', 'R5: second check');
    demand(!afterExit || entry.kind === 'FOCUS', 'B17 lists on focus only');
  }

  /** I2. */
  private reinstated(entry: Watched, data: EventData<'EntryReinstated'>, today: LegalDate): void {
    demand(entry.phase === 'EXITED', `I2: reinstated from ${entry.phase}`);
    demand(data.remainingValidTo === entry.validTo, 'I2: reinstatement keeps the original validTo');
    demand(entry.validTo !== undefined && today <= entry.validTo, 'I2: reinstated after validTo');
    if (entry.kind === 'RED')
      demand(entry.checkedInThisAppend && entry.check?.result === 'CLEAN', 'I2: reinstated without a clean check');
    entry.phase = 'ACTIVE';
    entry.measures = 'NONE';
    for (const person of entry.persons.values()) {
      person.suspended = false;
      if (person.closed === 'ENTRY_ENDED') person.closed = undefined;
    }
  }

  /** 3.8: the objection of a responsible person about the own role concerns that person only. */
  private whom(caseId: string, persons: Watched['persons']): 'ALL' | { readonly person: string } {
    const objection = this.objections.get(caseId);
    const ownRole =
      objection?.standing === 'RESPONSIBLE_PERSON' &&
      objection.grounds.every((g) => g === 'NOT_RESPONSIBLE' || g === 'IDENTITY_WRONG') &&
      persons.has(objection.objectorRef);
    return ownRole ? { person: objection.objectorRef } : 'ALL';
  }

  private afterAppend(): void {
    const open = new Set<string>();
    let red = false;
    let blackOrFocus = false;
    for (const [entryId, entry] of this.entries) {
      this.suspension(entryId, entry);
      const key = `${entry.standardId}/${entry.docNo}`;
      if (entry.phase === 'BEFORE' || entry.phase === 'ACTIVE') {
        demand(!open.has(key), `I3: two open entries on ${key}`);
        open.add(key);
      }
      if (entry.phase !== 'ACTIVE') continue;
      if (entry.kind === 'RED') red = true;
      else blackOrFocus = true;
    }
    demand(!red || !blackOrFocus, '3.6 B10, 3.7 F6: red and black or focus at the same time');
  }

  /** I1, for the entry and for each person its measures extend to. */
  private suspension(entryId: string, { phase, measures, grounds, persons }: Watched): void {
    if (phase === 'EXITED' || phase === 'OVER')
      for (const [person, { closed }] of persons) demand(closed !== undefined, `3.13: ${person} outlives ${entryId}`);
    for (const ref of grounds.keys()) demand(!this.closed.has(ref), `3.11: a stay outlives its remedy ${ref}`);
    const all = [...grounds.values()].includes('ALL');
    if (measures === 'RUNNING') {
      demand(phase === 'ACTIVE', `I1: measures of ${entryId} run off the list`);
      demand(!all, `I1: measures of ${entryId} run while ${[...grounds.keys()].join(', ')} is open`);
    }
    if (measures === 'SUSPENDED') {
      demand(phase === 'ACTIVE', `I1: measures of ${entryId} were not stopped with the exit`);
      demand(all, `I1: measures of ${entryId} stay suspended without a ground`);
    }
    if (measures !== 'RUNNING' && measures !== 'SUSPENDED') return;
    for (const [person, { suspended, closed, extend }] of persons) {
      if (closed !== undefined || !extend) continue;
      const own = [...grounds.values()].some((g) => g !== 'ALL' && g.person === person);
      demand(own === suspended, `I1: measures of ${person} are ${suspended ? '' : 'not '}suspended`);
    }
  }
}
