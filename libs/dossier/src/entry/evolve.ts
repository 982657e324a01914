import type { DossierEvent, EventData } from '../events.js';
import { evolveRetention } from '../retention/evolve.js';
import type { Entry, OpenGround } from '../state.js';

/** Folds one event into the entry it is about. */
export function evolveEntry(entry: Entry | undefined, event: DossierEvent): Entry | undefined {
  if (event.type === 'InitialEntryGenerated') return entry ?? newEntry(event.data);
  if (!entry) return entry;
  return (
    evolvePreparation(entry, event) ??
    evolveListed(entry, event) ??
    evolveMeasures(entry, event) ??
    evolveRetention(entry, event) ??
    entry
  );
}

function newEntry(data: EventData<'InitialEntryGenerated'>): Entry {
  return {
    entryId: data.entryId,
    listKind: data.listKind,
    standardId: data.standardId,
    standardVersion: data.standardVersion,
    unitId: data.unitId,
    origin: data.origin,
    basis: data.basis,
    generatedOn: data.generatedOn,
    drafter: data.drafter,
    ...(data.grade && { grade: data.grade }),
    ...(data.actEndedOn && { actEndedOn: data.actEndedOn }),
    ...(data.amountInvolved !== undefined && { amountInvolved: data.amountInvolved }),
    ...(data.acts && { acts: data.acts.length }),
    ...(data.formerBlackEntryId && { formerBlackEntryId: data.formerBlackEntryId }),
    ...(data.transferredFromEntryId && { transferredFromEntryId: data.transferredFromEntryId }),
    minor: data.minor ?? false,
    basisInsufficient: data.basisInsufficient,
    phase: 'PREPARING',
    redCheckPending: false,
    notices: [],
    statements: [],
    publications: [],
    announcedChannels: [],
    announcedToSubject: false,
    takenDownChannels: [],
    restorationChannels: [],
    platforms: {},
    measures: 'NOT_TRIGGERED',
    measureItems: [],
    grounds: [],
    marks: [],
    persons: [],
    suspendedPersons: [],
    guardians: [],
    archiveDuties: [],
    wrong: false,
    suspendedGrounds: [],
  };
}

/** From the initial list to the decision. */
function evolvePreparation(entry: Entry, event: DossierEvent): Entry | undefined {
  switch (event.type) {
    case 'CrossCheckPerformed': {
      const { direction, result, checkedOn, sources } = event.data;
      if (direction === 'BLACK_VS_RED') return { ...entry, redCheckPending: false };
      const asked = sources.map((s) => `${s.sourceId}@${s.version}`).join(', ');
      return { ...entry, crossCheck: { result, checkedOn, sources: asked } };
    }
    case 'CrossCheckFailed':
      return event.data.direction === 'BLACK_VS_RED'
        ? { ...entry, redCheckPending: true }
        : { ...entry, crossCheck: { result: 'FAILED', checkedOn: event.data.failedOn, sources: event.data.source } };
    case 'EntryRestarted':
      return restart(entry, event.data);
    case 'EntryScreenedOut':
      return { ...entry, phase: 'SCREENED_OUT' };
    case 'EntryNotRecognized':
      return { ...entry, phase: 'NOT_RECOGNIZED' };
    case 'EntryWithdrawn':
      return { ...entry, phase: 'WITHDRAWN' };
    case 'PriorNoticeServed': {
      const { noticeId, purpose, recipientRef, recipientRole, servedOn, statementDueOn, hearingOffered, terms } =
        event.data;
      const notice = {
        noticeId,
        purpose,
        recipientRef,
        recipientRole,
        servedOn,
        statementDueOn,
        hearingOffered,
        ...(terms && { terms }),
      };
      return { ...entry, notices: [...entry.notices, notice] };
    }
    case 'PriorNoticeWaived':
      return { ...entry, waivedOn: event.data.waivedOn };
    case 'StatementSubmitted': {
      const { statementId, byRef, submittedOn } = event.data;
      return { ...entry, statements: [...entry.statements, { statementId, byRef, submittedOn }] };
    }
    case 'StatementConsidered': {
      const { statementId, result, consideredOn } = event.data;
      const statements = entry.statements.map((s) =>
        s.statementId === statementId ? { ...s, considered: { result, on: consideredOn } } : s,
      );
      return { ...entry, statements };
    }
    case 'StatementWindowClosed': {
      const { noticeId, closedOn } = event.data;
      return { ...entry, notices: entry.notices.map((n) => (n.noticeId === noticeId ? { ...n, closedOn } : n)) };
    }
    case 'HearingRequested':
      return { ...entry, hearing: entry.hearing ?? { requestedOn: event.data.requestedOn } };
    case 'HearingHeld':
      return {
        ...entry,
        hearing: { ...(entry.hearing ?? { requestedOn: event.data.heldOn }), heldOn: event.data.heldOn },
      };
    case 'PublicityStarted': {
      const { publicityId, channels, startsOn, endsOn } = event.data;
      return {
        ...entry,
        publicity: { publicityId, channels: channels.map((c) => c.channelId), startsOn, endsOn, takenDown: false },
      };
    }
    case 'PublicityEnded':
      return entry.publicity ? { ...entry, publicity: { ...entry.publicity, endedOn: event.data.endedOn } } : entry;
    case 'ConferenceConfirmed':
      return { ...entry, conference: { meetingNo: event.data.meetingNo, confirmedOn: event.data.confirmedOn } };
    case 'ResponsiblePersonRecorded': {
      const { personRef, capacity, fromDate, toDate, basisDocNo, measuresExtend } = event.data;
      const person = { personRef, capacity, fromDate, basisDocNo, measuresExtend, ...(toDate && { toDate }) };
      return { ...entry, persons: [...entry.persons.filter((p) => p.personRef !== personRef), person] };
    }
    case 'ResponsiblePersonClosed': {
      const { personRef, closedOn, because } = event.data;
      const closed = { closedOn, closedBecause: because };
      return { ...entry, persons: entry.persons.map((p) => (p.personRef === personRef ? { ...p, ...closed } : p)) };
    }
    default:
      return undefined;
  }
}

/** From the recognition to the end of the exit chain. */
function evolveListed(entry: Entry, event: DossierEvent): Entry | undefined {
  switch (event.type) {
    case 'EntryRecognized': {
      const { decisionNo, decidedOn, terms, drafter, approver, mode, rulePackId } = event.data;
      return {
        ...entry,
        phase: 'ACTIVE',
        recognition: { decisionNo, decidedOn, terms, drafter, approver, rulePackId, ...(mode && { mode }) },
      };
    }
    case 'DecisionServed':
      return { ...entry, servedOn: event.data.servedOn };
    case 'EntryPublished': {
      const { publicationId, channels, publishedOn } = event.data;
      const shown = { publicationId, channels: channels.map((c) => c.channelId), publishedOn };
      return { ...entry, publications: [...entry.publications, shown] };
    }
    case 'EntryReportedToPlatform': {
      const { platformId, reportedOn } = event.data;
      return { ...entry, platforms: { ...entry.platforms, [platformId]: { reportedOn } } };
    }
    case 'PlatformReceiptConfirmed':
      return onPlatform(entry, event.data.platformId, { receiptNo: event.data.receiptNo });
    case 'PlatformDeletionRequested':
      return onPlatform(entry, event.data.platformId, { deleteRequestedOn: event.data.requestedOn });
    case 'PlatformDeletionConfirmed':
      return onPlatform(entry, event.data.platformId, { deletedOn: event.data.confirmedOn });
    case 'EntryCorrected':
      return correct(entry, event.data);
    case 'EntryRevoked':
    case 'EntryAnnulledAfterExit':
      return { ...entry, wrong: true };
    case 'ValidityExtended':
    case 'ValidityChanged':
      return withTerms(entry, { validTo: event.data.newValidTo });
    case 'IrreparableMarkLifted':
      return withTerms(entry, {
        repairable: true,
        earliestRepairOn: event.data.earliestRepairOn,
        repairMethods: event.data.repairMethods,
      });
    case 'StandardChangeReviewOpened': {
      const { standardReviewId, change, oldVersion, newVersion, openedOn, dueOn } = event.data;
      return { ...entry, standardReview: { standardReviewId, change, oldVersion, newVersion, openedOn, dueOn } };
    }
    case 'StandardReviewDecided': {
      const { standardReview: _decided, ...rest } = entry;
      return event.data.result === 'CONFORMS' ? { ...rest, standardVersion: event.data.newVersion } : rest;
    }
    case 'EntryExited': {
      const { exitReason, effectiveOn, causedByEntryId } = event.data;
      const exit = { reason: exitReason, effectiveOn, ...(causedByEntryId && { causedByEntryId }) };
      const { standardReview: _moot, ...left } = entry;
      return {
        ...left,
        phase: 'EXITED',
        exit,
        // What opened a ground goes on after the exit, and suspends again should the entry be reinstated (I1).
        wrong:
          entry.wrong ||
          exitReason === 'REMEDY_ANNULLED' ||
          exitReason === 'BASIS_ANNULLED' ||
          exitReason === 'WRONGLY_LISTED',
      };
    }
    case 'ExitAnnounced':
      return event.data.to === 'SUBJECT'
        ? { ...entry, announcedToSubject: true }
        : { ...entry, announcedChannels: union(entry.announcedChannels, event.data.channels) };
    case 'EntryTakenDown':
      return {
        ...entry,
        takenDownChannels: union(entry.takenDownChannels, event.data.channels),
        ...(entry.publicity && { publicity: { ...entry.publicity, takenDown: true } }),
      };
    case 'ReputationRestorationNoticePublished':
      return { ...entry, restorationChannels: union(entry.restorationChannels, event.data.channels) };
    case 'EntryReinstated':
      return reinstate(entry);
    case 'FocusWarningIssued':
      return { ...entry, warningIssuedOn: event.data.issuedOn };
    case 'ImproperUseInquiryOpened': {
      const { inquiryId, heardBy } = event.data;
      return withGround(
        { ...entry, inquiry: { inquiryId, status: 'OPEN', heardBy, heard: false } },
        { ground: 'IMPROPER_USE', groundRef: inquiryId, scope: 'INCENTIVES' },
      );
    }
    case 'ImproperUseHeard':
      return entry.inquiry ? { ...entry, inquiry: { ...entry.inquiry, heard: true } } : entry;
    case 'ImproperUseFound':
    case 'ImproperUseNotFound': {
      const status = event.type === 'ImproperUseFound' ? ('FOUND' as const) : ('NOT_FOUND' as const);
      const closed = withoutGround(entry, event.data.inquiryId);
      return closed.inquiry ? { ...closed, inquiry: { ...closed.inquiry, status } } : closed;
    }
    default:
      return undefined;
  }
}

/** Measures, marks and the grounds that suspend. */
function evolveMeasures(entry: Entry, event: DossierEvent): Entry | undefined {
  switch (event.type) {
    case 'MeasuresTriggered':
      return {
        ...entry,
        measures: event.data.startsSuspended ? 'SUSPENDED' : 'IN_FORCE',
        measureItems: union(entry.measureItems, event.data.items),
      };
    case 'MeasuresSuspended': {
      const { scope, personRef } = event.data;
      if (scope === 'PERSON')
        return personRef === undefined
          ? entry
          : { ...entry, suspendedPersons: union(entry.suspendedPersons, [personRef]) };
      return { ...entry, measures: entry.measures === 'IN_FORCE' ? 'SUSPENDED' : entry.measures };
    }
    case 'MeasuresResumed': {
      const { scope, personRef } = event.data;
      if (scope === 'PERSON')
        return { ...entry, suspendedPersons: entry.suspendedPersons.filter((p) => p !== personRef) };
      return { ...entry, measures: entry.measures === 'SUSPENDED' ? 'IN_FORCE' : entry.measures };
    }
    case 'MeasuresStopped':
      return { ...entry, measures: 'STOPPED', suspendedPersons: [] };
    case 'DisputeMarkApplied':
      return { ...entry, marks: union(entry.marks, [event.data.caseId]) };
    case 'DisputeMarkCleared':
      return { ...entry, marks: entry.marks.filter((m) => m !== event.data.caseId) };
    case 'BankruptcySuspensionOpened':
      return withGround(
        { ...entry, bankruptcyRulingNo: event.data.rulingNo },
        { ground: 'BANKRUPTCY', groundRef: event.data.rulingNo, scope: 'ALL' },
      );
    case 'BankruptcySuspensionClosed':
      return withoutGround(entry, event.data.rulingNo);
    default:
      return undefined;
  }
}

export function withGround(entry: Entry, ground: OpenGround): Entry {
  return { ...entry, grounds: [...entry.grounds.filter((g) => g.groundRef !== ground.groundRef), ground] };
}

export function withoutGround(entry: Entry, groundRef: string): Entry {
  return { ...entry, grounds: entry.grounds.filter((g) => g.groundRef !== groundRef) };
}

function onPlatform(entry: Entry, platformId: string, change: Partial<Entry['platforms'][string]>): Entry {
  const platform = entry.platforms[platformId];
  return platform ? { ...entry, platforms: { ...entry.platforms, [platformId]: { ...platform, ...change } } } : entry;
}

function withTerms(entry: Entry, change: Partial<NonNullable<Entry['recognition']>['terms']>): Entry {
  const { recognition } = entry;
  return recognition
    ? { ...entry, recognition: { ...recognition, terms: { ...recognition.terms, ...change } } }
    : entry;
}

/** I2: M, P and S start again as at the recognition; the terms, and with them validTo, stay. */
function reinstate(entry: Entry): Entry {
  const { exit: _exit, ...rest } = entry;
  return {
    ...rest,
    phase: 'ACTIVE',
    wrong: false,
    measures: 'NOT_TRIGGERED',
    measureItems: [],
    publications: [],
    announcedChannels: [],
    announcedToSubject: false,
    takenDownChannels: [],
    restorationChannels: [],
    platforms: {},
    suspendedPersons: [],
    // Only what the exit closed opens again: whose own objection was upheld stays out of it.
    persons: entry.persons.map((person) => {
      if (person.closedBecause !== 'ENTRY_ENDED') return person;
      const { closedOn: _on, closedBecause: _because, ...open } = person;
      return open;
    }),
  };
}

/** What was said to the subject and to the public stays only where it is still so. */
function restart(entry: Entry, data: EventData<'EntryRestarted'>): Entry {
  const { newVersion: standardVersion, noticeStands, publicityStands, basisInsufficient } = data;
  const { crossCheck: _check, publicity, ...rest } = entry;
  const begun: Entry = {
    ...rest,
    ...{ standardVersion, basisInsufficient },
    ...(publicity && publicityStands && { publicity }),
    // What was taken down may be shown again on the same channels.
    ...(!publicityStands && { takenDownChannels: [] }),
  };
  if (noticeStands) return begun;
  const { waivedOn: _waived, hearing: _hearing, conference: _conference, ...anew } = begun;
  return { ...anew, notices: [] };
}

function correct(entry: Entry, data: EventData<'EntryCorrected'>): Entry {
  let corrected = entry;
  for (const { field, newValue } of data.changes) {
    if (typeof newValue === 'object') continue;
    const principal = corrected.basis[0];
    if (field === 'AMOUNT_INVOLVED') corrected = { ...corrected, amountInvolved: Number(newValue) };
    else if (field === 'ACT_ENDED_ON') corrected = { ...corrected, actEndedOn: String(newValue) };
    else if (field === 'DECISION_NO' && corrected.recognition)
      corrected = { ...corrected, recognition: { ...corrected.recognition, decisionNo: String(newValue) } };
    else if (principal && (field === 'BASIS_DOC_NO' || field === 'BASIS_ISSUER' || field === 'BASIS_DATE')) {
      const key = field === 'BASIS_DOC_NO' ? 'docNo' : field === 'BASIS_ISSUER' ? 'issuer' : 'date';
      corrected = { ...corrected, basis: [{ ...principal, [key]: String(newValue) }, ...corrected.basis.slice(1)] };
    }
  }
  return corrected;
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}
