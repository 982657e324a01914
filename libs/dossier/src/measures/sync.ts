import type { Draft } from '../draft.js';
import { pauseDeadline, resumeDeadline } from '../deadlines/deadlines.js';
import { verifying } from '../lifecycle.js';
import type { Entry, Repair } from '../state.js';

/**
 * Invariant I1 in one place: measures run only while no ground of suspension is open, per entry and per responsible
 * person; and the decision on a repair is held while a verification is open. Called at the end of every
 * decision, so that the events stand in the append that opened or closed the ground.
 */
export function syncSuspensions(draft: Draft): void {
  const repairs = Object.values(draft.state.repairs).filter((r) => r.status === 'ACCEPTED' || r.status === 'HELD');
  for (const entryId of Object.keys(draft.state.entries)) {
    syncEntry(draft, draft.entry(entryId));
    syncPersons(draft, draft.entry(entryId));
    const own = repairs.length === 0 ? repairs : repairs.filter((r) => r.entryId === entryId);
    if (own.length > 0) syncRepairs(draft, entryId, own);
  }
}

function kindOf(entry: Entry): 'INCENTIVE' | 'PUNISHMENT' {
  return entry.listKind === 'RED' ? 'INCENTIVE' : 'PUNISHMENT';
}

function syncEntry(draft: Draft, entry: Entry): void {
  if (entry.measures !== 'IN_FORCE' && entry.measures !== 'SUSPENDED') return;
  const ground = entry.grounds.find((g) => g.scope !== 'PERSON');
  const { entryId } = entry;
  if (ground && entry.measures === 'IN_FORCE')
    draft.emit('MeasuresSuspended', {
      entryId,
      scope: ground.scope,
      ground: ground.ground,
      groundRef: ground.groundRef,
      kind: kindOf(entry),
      from: draft.ctx.now,
    });
  else if (!ground && entry.measures === 'SUSPENDED')
    draft.emit('MeasuresResumed', { entryId, scope: 'ALL', from: draft.ctx.now });
}

function syncPersons(draft: Draft, entry: Entry): void {
  const { entryId } = entry;
  if (entry.measures === 'NOT_TRIGGERED' || entry.measures === 'STOPPED') return;
  for (const { personRef, measuresExtend, closedOn } of entry.persons) {
    if (!measuresExtend) continue;
    const ground =
      closedOn === undefined ? entry.grounds.find((g) => g.scope === 'PERSON' && g.personRef === personRef) : undefined;
    const suspended = entry.suspendedPersons.includes(personRef);
    if (ground && !suspended)
      draft.emit('MeasuresSuspended', {
        entryId,
        scope: 'PERSON',
        personRef,
        ground: ground.ground,
        groundRef: ground.groundRef,
        kind: kindOf(entry),
        from: draft.ctx.now,
      });
    // A person whose record is closed has nothing to resume.
    else if (!ground && suspended && closedOn === undefined)
      draft.emit('MeasuresResumed', { entryId, scope: 'PERSON', personRef, from: draft.ctx.now });
  }
}

/** @param repairs of this entry that are to be decided, or are held */
function syncRepairs(draft: Draft, entryId: string, repairs: readonly Repair[]): void {
  const open = verifying(draft.state, entryId)[0];
  for (const { repairId, status } of repairs) {
    if (open && status === 'ACCEPTED') {
      draft.emit('RepairHeld', { entryId, repairId, because: open.caseId, heldOn: draft.today });
      pauseDeadline(draft, 'repair.decide', repairId);
    } else if (!open && status === 'HELD') {
      draft.emit('RepairResumed', { entryId, repairId, resumedOn: draft.today });
      resumeDeadline(draft, 'repair.decide', repairId);
    }
  }
}
