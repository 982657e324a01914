import type { TriggerCommand, TriggerCommandType } from './commands.js';
import type { TriggerContext } from './context.js';
import { followDossier } from './course.js';
import { recomputeDuties, settleDuties } from './deadlines.js';
import { designateImplementingUnits, proposeImplementingUnits } from './designating.js';
import { TriggerDraft } from './draft.js';
import type { ProducedTriggerEvent } from './events.js';
import {
  acknowledgeTrigger,
  applyMeasure,
  closeMeasureViolation,
  confirmInstruction,
  declineMeasure,
  fileCaseReport,
  liftMeasure,
  reportUnlistedMeasure,
  submitMeasureFeedback,
} from './responding.js';
import type { TriggerState } from './state.js';

const INITIATORS = ['INITIATING_UNIT', 'RECOGNIZING_UNIT'] as const;
const IMPLEMENTERS = ['IMPLEMENTING_UNIT'] as const;
const OFFICE = ['JOINT_CONFERENCE_OFFICE'] as const;
const SYSTEM = ['SYSTEM'] as const;

/** Roles that may give a command (spec 2); which unit's, is decided with it. Deny by default. */
export const TRIGGER_POLICY = {
  ProposeImplementingUnits: INITIATORS,
  DesignateImplementingUnits: OFFICE,
  AcknowledgeTrigger: IMPLEMENTERS,
  ApplyMeasure: IMPLEMENTERS,
  ReportUnlistedMeasure: IMPLEMENTERS,
  DeclineMeasure: IMPLEMENTERS,
  LiftMeasure: IMPLEMENTERS,
  ConfirmInstruction: IMPLEMENTERS,
  SubmitMeasureFeedback: IMPLEMENTERS,
  FileCaseReport: INITIATORS,
  CloseMeasureViolation: OFFICE,
  FollowDossier: SYSTEM,
  SettleTriggerDeadlines: SYSTEM,
  RecomputeTriggerDeadlines: SYSTEM,
} as const satisfies Record<TriggerCommandType, readonly string[]>;

/**
 * What a command on the loop of one entry comes to. What has fallen due and what the dossier has said stand first, in
 * the same append; what is so already comes to nothing.
 *
 * @throws MeasureRefusal
 */
export function decideTrigger(
  command: TriggerCommand,
  state: TriggerState,
  context: TriggerContext,
): readonly ProducedTriggerEvent[] {
  const draft: TriggerDraft = new TriggerDraft(state, context);
  const allowed: readonly string[] = TRIGGER_POLICY[command.type];
  draft.demand(
    context.actor.roles.some((role) => allowed.includes(role)),
    'ACT_NOT_ALLOWED',
  );
  // Also where somebody names another subject than the entry's.
  draft.demand(context.entry !== undefined, 'TRIGGER_UNKNOWN');
  settleDuties(draft);
  followDossier(draft);
  act(draft, command);
  return draft.events;
}

function act(draft: TriggerDraft, command: TriggerCommand): void {
  switch (command.type) {
    case 'FollowDossier':
    case 'SettleTriggerDeadlines':
      return;
    case 'RecomputeTriggerDeadlines':
      return recomputeDuties(draft);
    case 'ProposeImplementingUnits':
      return proposeImplementingUnits(draft, command.data);
    case 'DesignateImplementingUnits':
      return designateImplementingUnits(draft, command.data);
    case 'AcknowledgeTrigger':
      return acknowledgeTrigger(draft, command.data);
    case 'ApplyMeasure':
      return applyMeasure(draft, command.data);
    case 'ReportUnlistedMeasure':
      return reportUnlistedMeasure(draft, command.data);
    case 'DeclineMeasure':
      return declineMeasure(draft, command.data);
    case 'LiftMeasure':
      return liftMeasure(draft, command.data);
    case 'ConfirmInstruction':
      return confirmInstruction(draft, command.data);
    case 'SubmitMeasureFeedback':
      return submitMeasureFeedback(draft, command.data);
    case 'FileCaseReport':
      return fileCaseReport(draft, command.data);
    case 'CloseMeasureViolation':
      return closeMeasureViolation(draft, command.data);
  }
}
