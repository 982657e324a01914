import { isPublished, type DishonestyGrade, type RecognitionStandard } from '#libs/rules';
import type { CommandData } from '../commands.js';
import type { Draft } from '../draft.js';
import type { EventData } from '../events.js';
import type { Basis } from '../shared.js';
import { active, ofList, preparing } from './guards.js';
import { demandMayBeShown, protectionOf, recordMinor } from './minors.js';
import { closePersons } from './persons.js';
import type { Entry } from '../state.js';
import { unitOf } from '../units.js';
import { lapseDeadlines } from '../deadlines/deadlines.js';
import { startRetention } from '../retention/retention.js';

/** R1, B1, F1: a candidate on the initial list, generated from the standard. */
export function generateInitialEntry(draft: Draft, data: CommandData<'GenerateInitialEntry'>): void {
  const standard = standardFor(draft, data.standardId);
  if (data.lackOfIntentProven === true && standard.listKind !== 'RED') draft.refuse('LACK_OF_INTENT_PROVEN');
  generate(draft, standard, data, draft.ctx.newId('entry'), {});
}

/** F7: a serious act within the focus validity opens a black case; the focus entry stays. */
export function transferToBlack(draft: Draft, data: CommandData<'TransferToBlack'>): void {
  const focus = active(draft, data.entryId);
  ofList(draft, focus, 'FOCUS');
  const { validFrom, validTo } = focus.recognition?.terms ?? { validFrom: '', validTo: '' };
  if (data.actEndedOn < validFrom || data.actEndedOn > validTo)
    draft.refuse('TRANSFER_OUT_OF_VALIDITY', { date: data.actEndedOn });
  const standard = standardFor(draft, data.blackStandardId);
  draft.demand(standard.listKind === 'BLACK', 'LIST_KIND_NOT_FIT', { list: standard.listKind });
  const blackEntryId = draft.ctx.newId('entry');
  generate(draft, standard, data, blackEntryId, {
    origin: 'TRANSFERRED_FROM_FOCUS',
    transferredFromEntryId: focus.entryId,
  });
  draft.emit('TransferToBlackInitiated', {
    entryId: focus.entryId,
    blackEntryId,
    actDocNo: data.basis[0]?.docNo ?? '',
    actOn: data.actEndedOn,
  });
}

export function withdrawEntry(draft: Draft, { entryId, reason }: CommandData<'WithdrawEntry'>): void {
  const entry = draft.entry(entryId);
  if (entry.phase === 'WITHDRAWN') return;
  preparing(draft, entryId);
  draft.emit('EntryWithdrawn', { entryId, reason: draft.text(entryId, reason), withdrawnOn: draft.today });
  endProcedure(draft, entryId, 'WITHDRAWN');
}

/** Duties and moments of the procedure end with it; a publicity that was shown is taken down. */
export function endProcedure(draft: Draft, entryId: string, because: string): void {
  const entry = draft.entry(entryId);
  const { publicity } = entry;
  closePersons(draft, entry, draft.today);
  if (publicity && !publicity.takenDown)
    draft.emit('EntryTakenDown', { entryId, channels: publicity.channels, takenDownOn: draft.today });
  lapseDeadlines(draft, (d) => d.entryId === entryId && !outlives(d.key), because);
  startRetention(draft, entryId, draft.today);
}

/** Objections and remedies go on: they have an end of their own. */
function outlives(key: string): boolean {
  return key.startsWith('objection.') || key === 'remedy.execute';
}

function standardFor(draft: Draft, standardId: string): RecognitionStandard {
  const standard = draft.standardInForce(standardId, draft.today);
  if (!standard) {
    const known = draft.ctx.standards.some((s) => s.standardId === standardId && isPublished(s));
    draft.refuse(known ? 'STANDARD_NOT_IN_FORCE' : 'STANDARD_UNKNOWN', { standard: standardId, date: draft.today });
  }
  const unit = draft.ctx.actor.unitId ?? '';
  const owned = standard.recognizingUnitIds.some((id) => unitOf(draft.ctx, id) === unit);
  draft.demand(owned, 'NOT_YOUR_STANDARD', { unit, standard: standardId });
  return standard;
}

type Candidate = Pick<
  CommandData<'GenerateInitialEntry'>,
  'basis' | 'facts' | 'evidence' | 'grade' | 'actEndedOn' | 'amountInvolved' | 'acts' | 'ownLabour'
>;

function generate(
  draft: Draft,
  standard: RecognitionStandard,
  candidate: Candidate,
  entryId: string,
  link: Partial<Pick<EventData<'InitialEntryGenerated'>, 'origin' | 'transferredFromEntryId'>>,
): void {
  const { basis, facts, evidence, actEndedOn, amountInvolved, acts } = candidate;
  checkBasis(draft, standard, basis);
  checkDuplicate(draft, standard, basis);
  const grade = standard.listKind === 'RED' ? undefined : (candidate.grade ?? standard.grade);
  if (standard.listKind === 'RED') demandMayBeShown(draft);
  const protection = standard.listKind === 'RED' ? undefined : checkAct(draft, standard, grade, candidate);
  draft.emit('InitialEntryGenerated', {
    entryId,
    listKind: standard.listKind,
    standardId: standard.standardId,
    standardVersion: standard.version,
    unitId: draft.ctx.actor.unitId ?? '',
    origin: 'INITIAL',
    basis,
    facts: draft.text(entryId, facts),
    evidence: draft.evidence(entryId, evidence),
    generatedOn: draft.today,
    drafter: draft.actor,
    ...(grade && { grade }),
    ...(actEndedOn !== undefined && { actEndedOn }),
    ...(amountInvolved !== undefined && { amountInvolved }),
    ...(acts && { acts }),
    minor: protection !== undefined,
    basisInsufficient: standard.basisInsufficient,
    ...link,
  });
  if (protection) recordMinor(draft, entryId, protection, standard, candidate.ownLabour);
}

function checkBasis(draft: Draft, standard: RecognitionStandard, basis: readonly Basis[]): void {
  draft.demand(basis.length > 0, 'BASIS_REQUIRED');
  for (const document of basis) {
    draft.pastDate(document.date, 'basis.date');
    draft.demand(document.legallyEffective, 'BASIS_NOT_EFFECTIVE', { docNo: document.docNo });
    if (document.class === 'COMMENDATION' && standard.listKind !== 'RED')
      draft.refuse('BASIS_CLASS_NOT_FIT', { class: document.class, list: standard.listKind });
  }
}

/** I3. */
function checkDuplicate(draft: Draft, standard: RecognitionStandard, basis: readonly Basis[]): void {
  const same = [...Object.values(draft.state.entries), ...draft.joinedEntries].find(
    (e) =>
      (e.phase === 'PREPARING' || e.phase === 'ACTIVE') &&
      e.standardId === standard.standardId &&
      e.basis[0]?.docNo === basis[0]?.docNo,
  );
  if (same) draft.refuse('DUPLICATE_ENTRY', { entryId: same.entryId });
}

/** B1, F1, 3.14. Returns what protects a person who was under 18 at the act. */
function checkAct(
  draft: Draft,
  standard: RecognitionStandard,
  grade: DishonestyGrade | undefined,
  candidate: Candidate,
): ReturnType<typeof protectionOf> {
  const { actEndedOn, amountInvolved, acts, ownLabour } = candidate;
  if (grade === undefined) draft.refuse('GRADE_REQUIRED');
  if (actEndedOn !== undefined) draft.pastDate(actEndedOn, 'actEndedOn');
  for (const act of acts ?? []) draft.pastDate(act.on, 'acts.on');
  demandCriteria(draft, standard, {
    ...{ grade, acts: acts?.length ?? 0 },
    ...(amountInvolved !== undefined && { amountInvolved }),
  });
  if (standard.listKind === 'FOCUS') return protectionOf(draft, standard, actEndedOn ?? draft.today, ownLabour);
  if (actEndedOn === undefined) draft.refuse('ACT_END_REQUIRED');
  return protectionOf(draft, standard, actEndedOn, ownLabour);
}

/** The numbers of the criteria: what is below them is listed by nobody. */
export function demandCriteria(
  draft: Draft,
  { listKind, criteria }: RecognitionStandard,
  { grade, amountInvolved = 0, acts = 0 }: Partial<Pick<Entry, 'grade' | 'amountInvolved' | 'acts'>>,
): void {
  if (listKind === 'RED') return;
  const { amountAtLeast: least, minorRepeatCount: count = 2 } = criteria;
  if (least !== undefined && amountInvolved < least) draft.refuse('AMOUNT_BELOW_STANDARD', { amount: least });
  if (grade !== 'MINOR') return;
  if (listKind === 'BLACK') draft.refuse('GRADE_TOO_LIGHT');
  if (acts < count) draft.refuse('FOCUS_STANDARD_NOT_MET', { count });
}
