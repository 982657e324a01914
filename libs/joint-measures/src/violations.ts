import type { TriggerDraft } from './draft.js';
import type { ViolationGround } from './events.js';
import { wantedAt, type Application } from './state.js';

/**
 * 7.2 F7, F8: what was applied while measures were suspended, after they had stopped, or without having been pushed to
 * the unit is recorded, and alerts the office. Looked for after every application, and again after whatever the dossier
 * says later of that time.
 */
export function recordViolations(draft: TriggerDraft): void {
  draft.state.applications.forEach((application, index) => {
    if (application.violates) return;
    const ground = groundOf(draft, application);
    if (ground === undefined) return;
    const { unitId, pushId, measureItemId, personRef, appliedAt } = application;
    draft.asSystem('measures.violation', () =>
      draft.emit('MeasureViolationRecorded', {
        violationId: draft.ctx.idOf('violation', String(index)),
        ...{ ground, unitId, appliedAt },
        ...(pushId !== undefined && { pushId }),
        ...(measureItemId !== undefined && { measureItemId }),
        ...(personRef !== undefined && { personRef }),
      }),
    );
  });
}

function groundOf(draft: TriggerDraft, { pushId, personRef, appliedAt }: Application): ViolationGround | undefined {
  const { trigger } = draft.state;
  if (pushId === undefined || trigger === undefined) return 'OFF_LIST';
  const record = draft.state.records[pushId];
  // Measures of an earlier round were stopped before this one began; what was said of them then stands.
  if (record === undefined || record.round !== trigger.round) return undefined;
  const endsAt = draft.ctx.entry?.endsAt;
  const wanted = wantedAt(trigger.turns, personRef, appliedAt);
  if (wanted === 'STOP' || (endsAt !== undefined && appliedAt >= endsAt)) return 'AFTER_EXIT';
  return wanted === 'SUSPEND' ? 'WHILE_SUSPENDED' : undefined;
}
