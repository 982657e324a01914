import type { Instant, LegalBasis } from '#libs/rules';
import type { Designation } from './events.js';

interface OnRecord {
  /** Record of (entry, person, unit, item). */
  readonly pushId: string;
}

/** What can be asked of the loop of one entry. Texts are sealed before they are stored. */
export interface TriggerCommandMap {
  /** The initiating unit says whom it wants for which items. A new proposal takes the place of an open one. */
  ProposeImplementingUnits: { readonly designations: readonly Designation[] };
  /** The office agrees; what is designated is pushed. */
  DesignateImplementingUnits: { readonly proposalId: string };
  AcknowledgeTrigger: OnRecord;
  ApplyMeasure: OnRecord & {
    /** Default: now. */
    readonly appliedAt?: Instant;
    readonly applicationRef?: string;
    readonly note?: string;
  };
  /** A unit, or whoever inspects it, tells of a measure that was not pushed to it. */
  ReportUnlistedMeasure: {
    readonly measureItemId?: string;
    readonly appliedAt?: Instant;
    readonly applicationRef?: string;
    readonly note?: string;
  };
  DeclineMeasure: OnRecord & { readonly reason?: string; readonly legalBasis?: LegalBasis };
  LiftMeasure: OnRecord & { readonly reason?: string; readonly legalBasis?: LegalBasis };
  /** The unit has suspended, resumed or stopped. */
  ConfirmInstruction: { readonly instructionId: string };
  SubmitMeasureFeedback: OnRecord & { readonly text: string };
  FileCaseReport: { readonly text: string };
  CloseMeasureViolation: { readonly violationId: string; readonly findings: string };

  /** SYSTEM: the dossier has gone on; the loop follows. */
  FollowDossier: object;
  /** SYSTEM: what has fallen due is missed. */
  SettleTriggerDeadlines: object;
  /** SYSTEM: a year of the calendar was loaded (3.2). */
  RecomputeTriggerDeadlines: object;
}
export type TriggerCommandType = keyof TriggerCommandMap;
export type TriggerCommandData<T extends TriggerCommandType> = TriggerCommandMap[T];
export type TriggerCommand = {
  [T in TriggerCommandType]: { readonly type: T; readonly data: TriggerCommandMap[T] };
}[TriggerCommandType];
export type RoutedTriggerCommand = Exclude<
  TriggerCommandType,
  'FollowDossier' | 'SettleTriggerDeadlines' | 'RecomputeTriggerDeadlines'
>;
