import { addDays, addMonths, isInForce, type LegalDate } from '#libs/rules';
import type { Command, CommandMap, CommandType } from '../commands.js';
import type { CommandActor } from '../context.js';
import type { DossierState, Entry } from '../state.js';
import { USUAL } from '../testing/acts.js';
import { A, B, officialsOf, OTHERS, S, SUBJECT_ID } from '../testing/world.js';
import { basis } from '../testing/journeys.js';
import { choose, type About, type Chance } from './chance.js';
import { deciding, disputed, remedied, repairing, toRemedy } from './later-moves.js';
import type { Move } from './run.js';
import { WORLD } from './world.js';

interface Weighted extends Move {
  readonly weight: number;
}

export function move<T extends CommandType>(type: T, actor: CommandActor, data: Partial<CommandMap[T]>): Move {
  return { command: { type, data: { ...USUAL[type], ...data } } as unknown as Command, actor };
}

/** Commands that make sense where the dossier stands. Most will be accepted, some not: that is tried too. */
export function movesFor(state: DossierState, today: LegalDate, chance: Chance): readonly Weighted[] {
  const found: Weighted[] = [];
  const add = <T extends CommandType>(
    weight: number,
    type: T,
    actor: CommandActor,
    data: Partial<CommandMap[T]> = {},
  ): void => {
    found.push({ weight, ...move(type, actor, data) });
  };
  const about = { state, today, chance, add };
  dossierMoves(about);
  for (const entry of Object.values(state.entries)) {
    if (entry.phase === 'PREPARING') preparing(about, entry);
    if (entry.phase === 'ACTIVE') listed(about, entry);
    if (entry.phase === 'EXITED') exited(about, entry);
    if (entry.phase !== 'PREPARING') kept(about, entry);
    objections(about, entry);
    toRemedy(about, entry);
  }
  for (const known of Object.values(state.cases)) disputed(about, known);
  for (const remedy of Object.values(state.remedies)) remedied(about, remedy);
  for (const repair of Object.values(state.repairs)) repairing(about, repair);
  for (const proposal of Object.values(state.proposals)) if (proposal.status === 'OPEN') deciding(about, proposal);
  return found;
}

export function pickFrom(moves: readonly Weighted[], { pick }: Chance): Move | undefined {
  const total = moves.reduce((sum, { weight }) => sum + weight, 0);
  let left = pick % Math.max(1, total);
  return moves.find(({ weight }) => (left -= weight) < 0);
}

const MINOR_ACTS = ['2026-01-05', '2026-02-05', '2026-03-05'].map((on) => ({ docNo: `M-${on}`, on }));
const DOCS = ['DOC-1', 'DOC-2', 'DOC-3'];

function dossierMoves({ state, today, chance: { a, b }, add }: About): void {
  const unit = choose([A, B], a);
  const actEndedOn = addDays(today, -(b % 400));
  const document = basis(choose(DOCS, b));
  const open = Object.values(state.entries).filter((e) => e.phase === 'PREPARING').length;
  const eager = open > 0 ? 1 : 4;
  add(eager * 3, 'GenerateInitialEntry', unit.drafter, { standardId: choose(['RED-1', 'RED-2'], b), basis: document });
  add(eager * 2, 'GenerateInitialEntry', unit.drafter, {
    standardId: choose(['BLK-1', 'BLK-2'], b),
    basis: document,
    actEndedOn,
  });
  add(eager, 'GenerateInitialEntry', unit.drafter, {
    standardId: choose(['FOC-1', 'FOC-2'], b),
    basis: document,
    ...(a % 3 === 0 ? { grade: 'MINOR' as const, acts: MINOR_ACTS } : { grade: 'GENERAL' as const }),
    actEndedOn,
  });
  add(2, 'SettleDueDeadlines', OTHERS.system);
  add(1, 'RecomputeDeadlines', OTHERS.system);
  if (a % 12 === 0) add(1, 'RecordSubjectExtinct', unit.drafter, { extinctOn: today });
  if (a % 10 === 0) add(1, 'AuthorizeAgent', OTHERS.subject);
  if (a % 11 === 0) add(1, 'RevokeAgent', OTHERS.subject);
  if (a % 12 === 0) add(1, 'RenameSubject', unit.drafter, { renamedOn: today });
  if (a % 13 === 0) add(1, 'ProposeDossiersJoining', unit.drafter);
  if (a % 60 === 0) add(1, 'ReferDossier', OTHERS.system);
  add(1, 'CrossCheckJoined', OTHERS.system);
}

/** Its standard has been revised, and the revision is in force. */
function isBehind({ standardId, standardVersion }: Entry, today: string): boolean {
  return WORLD.standards.some(
    (one) => one.standardId === standardId && one.version > standardVersion && isInForce(one, today),
  );
}

function preparing({ today, state, chance: { a, b }, add }: About, entry: Entry): void {
  const { entryId, listKind } = entry;
  const unit = officialsOf(entry.unitId);
  const portal = entry.unitId === 'unit-b' ? 'portal-b' : 'portal-a';
  const natural = state.subject?.subjectType === 'NATURAL_PERSON';
  const neverRepaired = listKind === 'BLACK' && entryId.endsWith('7');
  if (a % 6 === 0) add(1, 'WithdrawEntry', unit.drafter, { entryId });
  if (isBehind(entry, today)) add(2, 'RestartEntry', unit.drafter, { entryId });
  if (listKind === 'RED') {
    add(!entry.publicity && entry.crossCheck?.checkedOn !== today ? 12 : 1, 'PerformCrossCheck', unit.drafter, {
      entryId,
    });
  } else {
    add(entry.notices.length > 0 ? 1 : 12, 'ServePriorNotice', unit.drafter, {
      entryId,
      terms: {
        ...(listKind === 'FOCUS' && { validity: { value: choose([6, 12], a), unit: 'MONTH' } }),
        ...(neverRepaired && { irreparable: { basis: [{ title: '某法', level: 'LAW' }] } }),
      },
    });
    for (const { personRef } of entry.persons)
      if (!entry.notices.some((n) => n.recipientRef === personRef))
        add(6, 'ServePriorNotice', unit.drafter, {
          entryId,
          recipientRole: 'RESPONSIBLE_PERSON',
          recipientRef: personRef,
          terms: { validity: { value: listKind === 'BLACK' ? 36 : 6, unit: 'MONTH' } },
        });
    if (!natural && entry.persons.length < 2 && a % 4 === 0)
      add(2, 'RecordResponsiblePerson', unit.drafter, { entryId, personRef: choose(['person-r', 'person-q'], b) });
    if (a % 3 === 0) add(1, 'SubmitStatement', OTHERS.subject, { entryId });
    if (a % 3 === 1) add(1, 'SubmitStatement', OTHERS.responsible, { entryId });
    for (const { statementId, considered } of entry.statements)
      if (!considered)
        add(6, 'ConsiderStatement', unit.drafter, {
          entryId,
          statementId,
          result: choose(['NOT_ADOPTED', 'NOT_ADOPTED', 'PARTLY', 'ADOPTED'], a),
        });
    add(1, 'RequestHearing', OTHERS.subject, { entryId });
    if (entry.hearing && entry.hearing.heldOn === undefined)
      add(6, 'RecordHearing', unit.drafter, { entryId, heldOn: today });
    if (!natural) add(1, 'ProposePriorNoticeWaiver', unit.drafter, { entryId });
  }
  if (!entry.publicity && listKind !== 'FOCUS')
    add(listKind === 'RED' && entry.crossCheck?.checkedOn === today ? 24 : 2, 'StartPublicity', unit.drafter, {
      entryId,
      channels: [{ channelId: portal }, { channelId: 'credit-china' }],
    });
  add(1, 'ConfirmByConference', OTHERS.office, { entryId, confirmedOn: today });
  const years: CommandMap['ProposeRecognition']['terms'] =
    listKind === 'BLACK'
      ? { ...(neverRepaired && { irreparable: { basis: [{ title: '某法', level: 'LAW' }] } }) }
      : { validity: { value: listKind === 'RED' ? choose([12, 24, 36], b) : choose([6, 12], b), unit: 'MONTH' } };
  const waiting =
    entry.notices.some((n) => today <= n.statementDueOn) ||
    (entry.publicity ? entry.publicity.endedOn === undefined : listKind === 'RED') ||
    (listKind === 'BLACK' && entry.notices.length === 0 && entry.waivedOn === undefined);
  add(waiting ? 1 : 16, 'ProposeRecognition', unit.drafter, { entryId, terms: years });
  if (a % 5 === 0)
    add(1, 'ProposeNonRecognition', unit.drafter, {
      entryId,
      reason: choose(['STATEMENT_ADOPTED', 'OBJECTION_UPHELD', 'OTHER'], a),
    });
  if (a % 20 === 0)
    add(1, 'RecordBasisAnnulled', unit.drafter, { entryId, docNo: entry.basis[0]?.docNo ?? '', annulledOn: today });
}

function listed({ state, today, chance: { a, b }, add }: About, entry: Entry): void {
  const { entryId, listKind, recognition } = entry;
  const unit = officialsOf(entry.unitId);
  const portal = entry.unitId === 'unit-b' ? 'portal-b' : 'portal-a';
  const validTo = recognition?.terms.validTo ?? today;
  add(3, 'PublishEntry', unit.drafter, {
    entryId,
    channels: [{ channelId: portal }, { channelId: 'credit-china' }, { channelId: 'enterprise' }],
    authority: { title: '某法', level: 'LAW' },
  });
  add(2, 'ReportToPlatform', unit.drafter, { entryId });
  add(1, 'ConfirmPlatformReceipt', OTHERS.platform, { entryId });
  if (entry.measures === 'NOT_TRIGGERED') add(8, 'TriggerJointMeasures', unit.drafter, { entryId });
  add(1, 'ServeDecision', unit.drafter, { entryId });
  const removed = Object.values(state.entries).some((e) => e.exit?.causedByEntryId === entryId);
  add(removed ? 8 : 1, 'OpenVerification', choose([unit.drafter, OTHERS.implementer], a), {
    entryId,
    trigger: choose(['EX_OFFICIO', 'REMEDY', 'REPORT'], b),
  });
  add(1, 'CorrectEntry', unit.drafter, {
    entryId,
    changes: [
      choose(
        [
          { field: 'FACTS', newValue: '更正' },
          { field: 'BASIS_DOC_NO', newValue: choose(DOCS, b) },
        ],
        a,
      ),
    ],
  });
  if (a % 15 === 0)
    add(1, 'RecordBasisAnnulled', unit.drafter, { entryId, docNo: entry.basis[0]?.docNo ?? '', annulledOn: today });
  if (isBehind(entry, today)) add(2, 'OpenStandardReview', OTHERS.system, { entryId });
  add(1, 'DecideStandardReview', unit.head, {
    entryId,
    newVersion: entry.standardVersion + 1,
    result: choose(['CONFORMS', 'NOT_CONFORMS'], a),
  });
  if (listKind === 'RED') {
    if (b % 4 === 0) add(1, 'OptOut', OTHERS.subject, { entryId });
    add(1, 'OpenImproperUseInquiry', unit.drafter, { entryId });
    const inquiryId = entry.inquiry?.inquiryId ?? '';
    if (entry.inquiry?.status === 'OPEN') {
      add(3, 'RecordImproperUseHearing', OTHERS.subject, { entryId, inquiryId });
      add(3, 'DecideImproperUse', unit.head, { entryId, inquiryId, found: a % 2 === 0 });
    }
  }
  if (listKind === 'FOCUS') {
    add(5, 'IssueFocusWarning', unit.drafter, { entryId });
    add(1, 'ReleaseEarly', unit.head, { entryId });
    add(4, 'TransferToBlack', unit.drafter, {
      entryId,
      blackStandardId: choose(['BLK-1', 'BLK-2'], a),
      basis: basis(choose(DOCS, b)),
      actEndedOn: today,
    });
  }
  if (listKind === 'BLACK') {
    add(today >= (recognition?.terms.earliestRepairOn ?? today) ? 8 : 1, 'ApplyForRepair', OTHERS.subject, {
      entryId,
      ...(a % 6 !== 0 && { commitmentPublishedOn: today }),
    });
    if (entry.persons.length > 0)
      add(3, 'ApplyForRepair', OTHERS.responsible, { entryId, commitmentPublishedOn: today });
    add(1, 'SuspendForBankruptcy', unit.drafter, { entryId, ruledOn: today, rulingNo: `BR-${entryId}` });
    add(1, 'EndBankruptcySuspension', unit.drafter, { entryId, rulingNo: `BR-${entryId}` });
    add(1, 'ServePriorNotice', unit.drafter, { entryId, purpose: 'VALIDITY_EXTENSION' });
    add(1, 'ProposeValidityExtension', unit.drafter, { entryId, newValidTo: addMonths(validTo, 1 + (a % 24)) });
    add(1, 'ProposeIrreparableMarkLifting', unit.drafter, { entryId, earliestRepairOn: addDays(today, a % 90) });
    add(1, 'CrossCheckAfterRecognition', OTHERS.system, { entryId });
  }
  for (const known of Object.values(state.cases))
    if (known.entryId === entryId)
      add(1, 'ProposeRevocation', unit.drafter, { entryId, caseId: known.caseId, ground: 'VERIFICATION' });
}

function exited({ state, today, chance: { a }, add }: About, entry: Entry): void {
  const { entryId } = entry;
  const unit = officialsOf(entry.unitId);
  const shown = [...new Set(entry.publications.flatMap((p) => p.channels))];
  const some = shown.filter((_, i) => a % 3 === 0 || (a + i) % 2 === 0);
  add(2, 'AnnounceExit', unit.drafter, { entryId, channels: some });
  if (shown.length > 0) add(1, 'TakeDownEntry', unit.drafter, { entryId, channels: some });
  add(2, 'RunExitChain', OTHERS.system, { entryId });
  if (entry.wrong) add(1, 'PublishRestorationNotice', unit.drafter, { entryId, channels: some });
  for (const platformId of Object.keys(entry.platforms)) {
    add(1, 'RequestPlatformDeletion', unit.drafter, { entryId, platformId });
    add(1, 'ConfirmPlatformDeletion', OTHERS.platform, { entryId, platformId });
  }
  const cause = entry.exit?.causedByEntryId;
  if (cause !== undefined && state.entries[cause]?.wrong === true)
    add(24, 'ProposeReinstatement', unit.drafter, { entryId, causeEntryId: cause });
  if (a % 6 === 0)
    add(1, 'RecordBasisAnnulled', unit.drafter, { entryId, docNo: entry.basis[0]?.docNo ?? '', annulledOn: today });
  if (entry.exit?.reason === 'REPAIRED' || entry.exit?.reason === 'BANKRUPTCY_REPAIR') {
    add(12, 'ServePriorNotice', unit.drafter, { entryId, purpose: 'REPAIR_CONSENT_REVOCATION' });
    for (const { repairId, status } of Object.values(state.repairs))
      if (status === 'AGREED') add(14, 'ProposeRepairConsentRevocation', unit.drafter, { entryId, repairId });
  }
}

/** Until it is erased: what shortens or forbids it. */
function kept({ chance: { a }, add }: About, { entryId, unitId, grade, archiveDuties, expiredOn }: Entry): void {
  const unit = officialsOf(unitId);
  if (grade === 'MINOR') add(1, 'RecordBreachCorrected', unit.drafter, { entryId });
  if (a % 12 === 0) add(1, 'RecordArchiveDuty', unit.drafter, { entryId });
  for (const { dutyId, liftedOn } of archiveDuties)
    if (liftedOn === undefined) add(1, 'LiftArchiveDuty', unit.head, { entryId, dutyId });
  if (expiredOn !== undefined) add(1, 'ProposeErasure', unit.drafter, { entryId });
}

function objections({ chance: { a, b }, add }: About, entry: Entry): void {
  const { entryId } = entry;
  const grounds = [choose(['FACTS_WRONG', 'NOT_RESPONSIBLE', 'DATA_INACCURATE', 'IDENTITY_WRONG'] as const, a)];
  const evidence = b % 3 === 0 ? [{ docId: 'doc-9', sha256: 'b'.repeat(64), title: '新证据' }] : [];
  if (entry.phase !== 'PREPARING' || a % 4 === 0)
    add(1, 'FileObjection', OTHERS.subject, { entryId, grounds, evidence });
  if (entry.persons.length > 0)
    add(2, 'FileObjection', OTHERS.responsible, {
      entryId,
      objectorRef: 'person-r',
      standing: 'RESPONSIBLE_PERSON',
      grounds: [choose(['NOT_RESPONSIBLE', 'IDENTITY_WRONG', 'FACTS_WRONG'] as const, a)],
      evidence,
    });
  if (entry.publicity && entry.phase === 'PREPARING')
    add(2, 'FileObjection', OTHERS.thirdParty, {
      entryId,
      objectorRef: 'person-t',
      standing: 'THIRD_PARTY',
      grounds,
      evidence,
    });
}

const EVERYBODY = [...Object.values(A), ...Object.values(B), ...Object.values(S), ...Object.values(OTHERS)];
const ALL_TYPES = Object.keys(USUAL) as CommandType[];

/** Anything, by anybody, about anything: nearly always refused, and never anything worse. */
export function wildMove(state: DossierState, today: LegalDate, { pick, a, b }: Chance): Move {
  const any = (of: object, or: string): string => choose([...Object.keys(of), or], b);
  const ids = {
    entryId: any(state.entries, 'nothing'),
    caseId: any(state.cases, 'nothing'),
    objectionId: any(state.cases, 'nothing'),
    verificationId: any(state.cases, 'nothing'),
    reviewId: 'nothing',
    repairId: any(state.repairs, 'nothing'),
    remedyId: any(state.remedies, 'nothing'),
    proposalId: any(state.proposals, 'nothing'),
    statementId: 'nothing',
    inquiryId: 'nothing',
  };
  const on = addDays(today, (b % 5) - 2);
  const dates = {
    ...{ renamedOn: on, heldOn: on, confirmedOn: on, extinctOn: on, annulledOn: on, ruledOn: on, dueOn: on },
    ...{ newDueOn: on, newValidTo: on, earliestRepairOn: on, actEndedOn: on },
  };
  const type = choose(ALL_TYPES, pick);
  // A dossier that ends with every second wild move shows little.
  const harmless = type === 'RecordSubjectExtinct' || type === 'RegisterSubject' ? 'RenameSubject' : type;
  const extra = {
    basis: basis(choose(DOCS, a)),
    causeEntryId: ids.entryId,
    standardId: 'BLK-1',
    subjectId: SUBJECT_ID,
  };
  const data = { ...ids, ...dates, ...USUAL[harmless], ...extra };
  return { command: { type: harmless, data } as unknown as Command, actor: choose(EVERYBODY, a) };
}
