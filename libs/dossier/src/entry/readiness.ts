import { maxDate, nextDay, type LegalDate, type RecognitionStandard } from '#libs/rules';
import { openCases } from '../lifecycle.js';
import type { RefusalCode } from '../refusals.js';
import type { RefusalParams } from '../refusal.js';
import type { Gate } from '../shared.js';
import type { DossierState, Entry, Notice } from '../state.js';
import { hasGuardian } from './minors.js';

export interface MissingGate {
  readonly code: RefusalCode;
  readonly params?: RefusalParams;
}

/** What has to be true before a recognition (3.5 to 3.7), gate by gate. */
export interface Readiness {
  readonly met: readonly Gate[];
  readonly missing: readonly MissingGate[];
  /** The day since which every gate has been met; absent while one is missing. */
  readonly readyOn?: LegalDate;
}

/** Gates of the recognition of one entry, read off its state. */
export function readiness(
  state: DossierState,
  entry: Entry,
  standard: RecognitionStandard,
  today: LegalDate,
): Readiness {
  const found: (Gate | MissingGate)[] = [basisGate(entry)];
  if (entry.listKind === 'RED') found.push(...crossCheckGates(entry));
  else found.push(...noticeGates(state, entry, standard, today));
  found.push(...publicityGates(entry, standard), objectionGate(state, entry), ...conferenceGates(entry, standard));
  const met = found.filter((g): g is Gate => 'gate' in g);
  const missing = found.filter((g): g is MissingGate => 'code' in g);
  if (missing.length > 0) return { met, missing };
  return { met, missing, readyOn: maxDate(entry.generatedOn, ...met.map((g) => g.since ?? entry.generatedOn)) };
}

function basisGate(entry: Entry): Gate | MissingGate {
  const ineffective = entry.basis.find((b) => !b.legallyEffective);
  if (ineffective) return { code: 'BASIS_NOT_EFFECTIVE', params: { docNo: ineffective.docNo } };
  return {
    gate: 'BASIS_EFFECTIVE',
    against: entry.basis.map((b) => b.docNo).join(', '),
    since: entry.generatedOn,
    clause: 'spec 4.3; S1 §2',
  };
}

function crossCheckGates(entry: Entry): readonly (Gate | MissingGate)[] {
  const check = entry.crossCheck;
  if (!check) return [{ code: 'NOT_SCREENED' }];
  if (check.result !== 'CLEAN') return [{ code: 'CROSS_CHECK_NOT_CLEAN' }];
  return [
    { gate: 'CROSS_CHECK_CLEAN', against: check.sources, since: check.checkedOn, clause: 'spec 3.5 R2, I7; S1 §3' },
  ];
}

/** Whether the procedure needs a notice: always for black; for focus where a person or a punishment is concerned (F2). */
export function noticeRequired(state: DossierState, entry: Entry, standard: RecognitionStandard): boolean {
  if (entry.listKind === 'BLACK') return true;
  if (entry.listKind === 'RED') return false;
  return state.subject?.subjectType === 'NATURAL_PERSON' || standard.notice.required;
}

function noticeGates(
  state: DossierState,
  entry: Entry,
  standard: RecognitionStandard,
  today: LegalDate,
): readonly (Gate | MissingGate)[] {
  const notices = entry.notices.filter((n) => n.purpose === 'RECOGNITION');
  const subjectId = state.subject?.subjectId ?? '';
  const gates: (Gate | MissingGate)[] = [];
  const own = notices.find((n) => n.recipientRef === subjectId);
  if (own) gates.push(servedGate('PRIOR_NOTICE_SERVED', own));
  else if (entry.waivedOn !== undefined)
    gates.push({ gate: 'PRIOR_NOTICE_WAIVED', against: entry.waivedOn, since: entry.waivedOn, clause: 'spec 3.6 B4' });
  else if (noticeRequired(state, entry, standard)) gates.push({ code: 'PRIOR_NOTICE_REQUIRED' });

  const guardian = notices.find((n) => n.recipientRole === 'GUARDIAN');
  if (hasGuardian(entry))
    gates.push(guardian ? servedGate('GUARDIAN_NOTICE_SERVED', guardian) : { code: 'GUARDIAN_NOTICE_REQUIRED' });
  if (entry.protection?.guardianConsent) {
    const given = entry.guardians.find((g) => g.consentedOn !== undefined);
    gates.push(
      given?.consentedOn === undefined
        ? { code: 'GUARDIAN_CONSENT_REQUIRED' }
        : {
            gate: 'GUARDIAN_CONSENTED',
            against: given.guardianRef,
            since: given.consentedOn,
            clause: 'spec 3.14; 个保法 31',
          },
    );
  }
  for (const person of entry.persons.filter((p) => p.closedOn === undefined)) {
    const notice = notices.find((n) => n.recipientRef === person.personRef);
    gates.push(notice ? servedGate('PERSON_NOTICE_SERVED', notice) : { code: 'PERSON_NOTICE_REQUIRED' });
  }
  return [...gates, ...hearingGates(entry, notices, today)];
}

function servedGate(gate: string, notice: Notice): Gate {
  return { gate, against: notice.noticeId, since: notice.servedOn, clause: 'spec 3.6 B3; S1 §3; 49号 clause 8' };
}

/** Windows closed, statements considered, a requested hearing held (B5). */
export function hearingGates(
  entry: Entry,
  notices: readonly Notice[],
  today: LegalDate,
): readonly (Gate | MissingGate)[] {
  const gates: (Gate | MissingGate)[] = [];
  for (const notice of notices) {
    // Dates decide: a window that is over counts as closed although the clock has not written it yet (D15).
    if (notice.closedOn === undefined && today <= notice.statementDueOn)
      gates.push({ code: 'STATEMENT_WINDOW_OPEN', params: { date: notice.statementDueOn } });
    else
      gates.push({
        gate: 'STATEMENT_WINDOW_CLOSED',
        against: notice.noticeId,
        since: nextDay(notice.statementDueOn),
        clause: 'spec 3.6 B5',
      });
  }
  const closed = entry.persons.filter((p) => p.closedOn !== undefined).map((p) => p.personRef);
  for (const { statementId, byRef, considered } of entry.statements) {
    // An adopted statement of a responsible person has closed that person's record, not the case of the entity.
    if (closed.includes(byRef)) continue;
    if (!considered) gates.push({ code: 'STATEMENT_NOT_CONSIDERED' });
    else if (considered.result === 'ADOPTED') gates.push({ code: 'STATEMENT_ADOPTED' });
    else
      gates.push({
        gate: 'STATEMENT_CONSIDERED',
        against: statementId,
        since: considered.on,
        clause: 'spec 3.6 B5; 行政处罚法 45',
      });
  }
  if (entry.hearing)
    gates.push(
      entry.hearing.heldOn === undefined
        ? { code: 'HEARING_NOT_HELD' }
        : {
            gate: 'HEARING_HELD',
            against: entry.hearing.requestedOn,
            since: entry.hearing.heldOn,
            clause: 'spec 3.6 B5',
          },
    );
  return gates;
}

function publicityGates(entry: Entry, standard: RecognitionStandard): readonly (Gate | MissingGate)[] {
  const { publicity } = entry;
  if (!publicity)
    return entry.listKind === 'RED' || standard.publicity.required ? [{ code: 'PUBLICITY_NOT_ENDED' }] : [];
  if (publicity.endedOn === undefined) return [{ code: 'PUBLICITY_NOT_ENDED' }];
  return [
    {
      gate: 'PUBLICITY_ENDED',
      against: publicity.publicityId,
      since: nextDay(publicity.endedOn),
      clause: 'spec 3.5 R4; S1 §3',
    },
  ];
}

function objectionGate(state: DossierState, entry: Entry): Gate | MissingGate {
  const open = openCases(state, entry.entryId);
  if (open.length > 0) return { code: 'OBJECTION_OPEN', params: { count: open.length } };
  const closed = Object.values(state.cases).filter((c) => c.entryId === entry.entryId && c.closedOn !== undefined);
  const since = closed.map((c) => c.closedOn ?? entry.generatedOn);
  return {
    gate: 'NO_OPEN_OBJECTION',
    against: `${closed.length} closed`,
    since: maxDate(entry.generatedOn, ...since),
    clause: 'spec 3.5 R4, 3.6 B7; S1 §3',
  };
}

function conferenceGates(entry: Entry, standard: RecognitionStandard): readonly (Gate | MissingGate)[] {
  if (!standard.approval.conferenceConfirmation) return [];
  if (!entry.conference) return [{ code: 'CONFERENCE_REQUIRED' }];
  return [
    {
      gate: 'CONFERENCE_CONFIRMED',
      against: entry.conference.meetingNo,
      since: entry.conference.confirmedOn,
      clause: 'spec 3.5; S0 §13',
    },
  ];
}
