import { daysBetween } from '#libs/rules';
import type { Case, Entry } from '../state.js';
import { officialsOf, OTHERS, S } from '../testing/world.js';
import { applicantOf } from './later-moves.js';
import { move } from './moves.js';
import type { Move, Run } from './run.js';

const OPEN_CASES: readonly Case['status'][] = ['FILED', 'ACCEPTED', 'REFERRED', 'REPLIED', 'IN_REVIEW'];

/**
 * From wherever a sequence left it, a dossier can be brought to an end by acts of people or by the passing of time: no
 * state is a dead end.
 * @throws Error that names what cannot be ended
 */
export function leaveNothingOpen(run: Run): void {
  for (const proposal of Object.values(run.state.proposals))
    // What the system proposed waits for an official to take it up.
    if (proposal.status === 'OPEN' && proposal.drafter.role !== 'SYSTEM') {
      const { entryId, proposalId, proposedApprover, drafter, drafters } = proposal;
      const unitId = run.state.entries[entryId]?.unitId ?? drafter.unitId ?? '';
      const rejecting = [S.approver, S.head, ...Object.values(officialsOf(unitId))];
      const named = rejecting.find((o) => o.userId === proposedApprover);
      const other = rejecting.find((o) => !drafters.includes(o.userId)) ?? S.approver;
      must(run, move('RejectProposal', named ?? other, { entryId, proposalId }));
    }
  for (const repair of Object.values(run.state.repairs)) {
    const { repairId, entryId, status } = repair;
    if (['SUBMITTED', 'SUPPLEMENT_REQUESTED', 'ACCEPTED', 'HELD'].includes(status))
      must(run, move('WithdrawRepair', applicantOf(repair), { entryId, repairId }));
  }
  for (const known of Object.values(run.state.cases))
    if (OPEN_CASES.includes(run.state.cases[known.caseId]?.status ?? known.status)) must(run, closing(known));
  for (const { entryId, unitId } of Object.values(run.state.entries))
    if (run.state.entries[entryId]?.phase === 'PREPARING')
      must(run, move('WithdrawEntry', officialsOf(unitId).drafter, { entryId }));
  // A black entry is followed by a focus entry: in the end time takes both.
  for (let years = 0; years < 12 && listed(run).length > 0; years++) {
    const last =
      listed(run)
        .map((e) => e.recognition?.terms.validTo ?? '')
        .sort()[0] ?? run.date;
    run.pass(daysBetween(run.date, last) + 1);
    must(run, move('SettleDueDeadlines', OTHERS.system, {}));
  }
  // What time has taken can still be found wrong; nothing keeps an outcome from being executed.
  for (const { remedyId, entryId } of Object.values(run.state.remedies)) endRemedy(run, entryId, remedyId);
  for (const known of Object.values(run.state.cases))
    if (OPEN_CASES.includes(run.state.cases[known.caseId]?.status ?? known.status)) must(run, closing(known));
  const left = Object.values(run.state.entries).filter((e) => e.phase === 'ACTIVE' || e.phase === 'PREPARING');
  if (left.length > 0) throw new Error(`no way to an end: ${left.map((e) => `${e.entryId} ${e.phase}`).join(', ')}`);
}

/** 3.14: once what is owed is done, everything can be erased in its time. */
export function eraseEverything(run: Run): void {
  for (const entry of Object.values(run.state.entries)) doWhatIsOwed(run, entry);
  for (let years = 0; years < 12 && kept(run).length > 0; years++) {
    const last = Object.values(run.state.deadlines)
      .filter((d) => d.status === 'OPEN' && d.key.startsWith('retention.'))
      .map((d) => d.dueOn)
      .sort()
      .at(-1);
    if (last !== undefined && last >= run.date) run.pass(daysBetween(run.date, last) + 1);
    run.take(move('SettleDueDeadlines', OTHERS.system, {}), 0);
    for (const { entryId, unitId } of kept(run)) {
      const unit = officialsOf(unitId);
      must(run, move('ProposeErasure', unit.drafter, { entryId }));
      const proposal = Object.values(run.state.proposals).find((p) => p.entryId === entryId && p.status === 'OPEN');
      must(run, move('ErasePersonalData', S.approver, { entryId, proposalId: proposal?.proposalId ?? '' }));
    }
  }
  const left = kept(run).map(({ entryId }) => entryId);
  if (left.length > 0) throw new Error(`kept for ever: ${left.join(', ')}`);
}

const kept = (run: Run) => Object.values(run.state.entries).filter((e) => e.erasedOn === undefined);

function doWhatIsOwed(run: Run, { entryId, unitId, phase, archiveDuties, erasedOn, ...entry }: Entry): void {
  const { drafter, head } = officialsOf(unitId);
  if (erasedOn !== undefined) return;
  for (const { dutyId } of archiveDuties) must(run, move('LiftArchiveDuty', head, { entryId, dutyId }));
  for (const { proposalId, status, drafter: by } of Object.values(run.state.proposals).filter(
    (p) => p.entryId === entryId,
  ))
    if (status === 'OPEN' && by.role !== 'SYSTEM')
      must(run, move('RejectProposal', S.approver, { entryId, proposalId }));
  if (phase !== 'EXITED') return;
  const channels = [...new Set(entry.publications.flatMap((p) => p.channels))];
  must(run, move('AnnounceExit', drafter, { entryId, channels }));
  must(run, move('TakeDownEntry', drafter, { entryId, channels }));
  for (const platformId of Object.keys(entry.platforms))
    must(run, move('RequestPlatformDeletion', drafter, { entryId, platformId }));
  if (run.state.entries[entryId]?.wrong && channels.length > 0)
    must(run, move('PublishRestorationNotice', drafter, { entryId, channels }));
}

const listed = (run: Run) => Object.values(run.state.entries).filter((e) => e.phase === 'ACTIVE');

function closing({ entryId, caseId, status, kind, reviewId = '' }: Case): Move {
  const evidence = [{ docId: 'doc-7', sha256: 'd'.repeat(64), title: '自行取证' }];
  if (status === 'FILED') return move('RefuseObjectionIntake', OTHERS.officeHandler, { entryId, objectionId: caseId });
  if (status === 'IN_REVIEW') return move('DecideReview', OTHERS.office, { entryId, caseId, reviewId });
  if (kind === 'OBJECTION') return move('DecideObjection', S.second, { entryId, objectionId: caseId, evidence });
  return move('DecideVerification', S.second, { entryId, verificationId: caseId, evidence });
}

function endRemedy(run: Run, entryId: string, remedyId: string): void {
  const { drafter } = officialsOf(run.state.entries[entryId]?.unitId ?? '');
  if (run.state.remedies[remedyId]?.status === 'PENDING')
    must(run, move('RecordRemedyOutcome', drafter, { entryId, remedyId, outcome: 'ANNULLED' }));
  if (run.state.remedies[remedyId]?.status === 'DECIDED')
    must(run, move('ExecuteRemedyOutcome', S.approver, { entryId, remedyId }));
  if (run.state.remedies[remedyId]?.status !== 'CLOSED') throw new Error(`a dead end: remedy ${remedyId}`);
}

function must(run: Run, wanted: Move): void {
  const came = run.take(wanted, 0);
  if (typeof came === 'string') throw new Error(`a dead end: ${wanted.command.type} is refused as ${came}`);
}
