import { addDays, addDuration, maxDate, type LegalDate } from '#libs/rules';
import type { CommandData } from '../commands.js';
import { lapseDeadlines, meetDeadline, ruleOf, setMoment } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { RetentionClass } from '../shared.js';
import type { Deadline, Entry } from '../state.js';

/** Rule keys of 3.3, and at once the keys of the deadlines at whose end the system acts. */
const [DISCLOSURE, MINOR] = ['retention.disclosure', 'retention.minor'] as const;

export function isRetention({ key }: Pick<Deadline, 'key'>): boolean {
  return key === DISCLOSURE || key === MINOR;
}

/** 3.14: two separate protections; who has the first needs not the second. */
export function retentionClassOf({ minor, grade, correctedOn }: Entry): RetentionClass {
  if (minor) return 'MINOR_PERSON';
  return grade === 'MINOR' && correctedOn !== undefined ? 'MINOR_BREACH_CORRECTED' : 'GENERAL';
}

/**
 * 3.3: from the end of the act, or where there is none from the decision, and at least as long as it was listed; for a
 * protected class from the end of the entry, and never longer than without the protection.
 */
export function startRetention(draft: Draft, entryId: string, endedOn: LegalDate): void {
  const entry = draft.entry(entryId);
  const general = termOf(draft, entry, DISCLOSURE, actOf(entry), endedOn);
  const short = retentionClassOf(entry) === 'GENERAL' ? undefined : termOf(draft, entry, MINOR, endedOn, endedOn);
  const { key, startOn, dueOn, from, legalSource } = short && short.dueOn < general.dueOn ? short : general;
  // A day fixed once: no holiday makes a record last longer.
  setMoment(draft, entry, key, entryId, startOn, dueOn, { ruleFrom: from, legalSource });
}

function actOf({ actEndedOn, recognition, generatedOn }: Entry): LegalDate {
  return actEndedOn ?? recognition?.decidedOn ?? generatedOn;
}

function termOf(draft: Draft, entry: Entry, key: string, startOn: LegalDate, endedOn: LegalDate) {
  const { value, from, legalSource } = ruleOf(draft, entry, key, endedOn);
  const { dueOn } = addDuration(draft.ctx.calendar, startOn, value);
  return { key, startOn, dueOn: maxDate(dueOn, endedOn), from, legalSource };
}

/** 3.16: SYSTEM at the end of retention. Hidden at once; what is erased, two persons decide. */
export function expireRetention(draft: Draft, { key, ownerRef: entryId, dueOn }: Deadline): void {
  const retentionClass = retentionClassOf(draft.entry(entryId));
  draft.emit('RetentionExpired', { entryId, retentionClass, expiredOn: addDays(dueOn, 1) });
  meetDeadline(draft, key, entryId, dueOn);
  draft.emit('DecisionProposed', {
    entryId,
    proposalId: draft.ctx.newId(`erasure/${entryId}`),
    decisionKind: 'ERASURE',
    content: { kind: 'ERASURE', reasons: draft.text(entryId, '保存期限已届满 / the retention is over') },
    drafter: { userId: 'system', role: 'SYSTEM' },
  });
}

/** 已悔过改正的轻微失信 (S4 六(四)4): also after the exit, when the term that runs is set anew. */
export function recordBreachCorrected(draft: Draft, data: CommandData<'RecordBreachCorrected'>): void {
  const { entryId, facts, evidence } = data;
  const entry = draft.entry(entryId);
  draft.demand(entry.grade === 'MINOR', 'NOT_A_MINOR_BREACH');
  if (entry.phase !== 'ACTIVE' && entry.phase !== 'EXITED') draft.refuse('ENTRY_NOT_ACTIVE', { state: entry.phase });
  if (entry.correctedOn !== undefined || entry.expiredOn !== undefined) return;
  const correctedOn = draft.pastDate(data.correctedOn, 'correctedOn');
  draft.notBefore(correctedOn, entry.actEndedOn, 'correctedOn', 'actEndedOn');
  draft.emit('BreachCorrected', {
    entryId,
    facts: draft.text(entryId, facts),
    evidence: draft.evidence(entryId, evidence),
    correctedOn,
    recordedOn: draft.today,
  });
  if (entry.exit === undefined) return;
  lapseDeadlines(draft, (d) => d.entryId === entryId && isRetention(d), 'BREACH_CORRECTED');
  startRetention(draft, entryId, entry.exit.effectiveOn);
}

/** Nothing returns to a list after its retention: it would be shown again. */
export function demandRetained(draft: Draft, { expiredOn }: Entry): void {
  if (expiredOn !== undefined) draft.refuse('RETENTION_EXPIRED', { date: expiredOn });
}
