import type { Duration, Instant, LegalDate, ListKind, MeasureForce, MeasureKind } from '#libs/rules';
import type { ActorRef } from '#libs/dossier';
import type { Designation, Instruction, TriggeredItem, ViolationGround } from './events.js';

/** PUSHED 已推送, ACKNOWLEDGED 已响应, APPLIED 已实施, DECLINED 不实施, SUSPENDED 已暂停, RESUMED 已恢复, LIFTED 已解除. */
export type MeasureRecordState =
  'PUSHED' | 'ACKNOWLEDGED' | 'APPLIED' | 'DECLINED' | 'SUSPENDED' | 'RESUMED' | 'LIFTED';

/** What one unit does about one item, for the subject or one responsible person: as the unit has told it. */
export interface MeasureRecord {
  readonly pushId: string;
  readonly round: number;
  readonly unitId: string;
  readonly measureItemId: string;
  readonly force: MeasureForce;
  readonly personRef?: string;
  readonly state: MeasureRecordState;
  readonly pushedOn: LegalDate;
  readonly acknowledgedOn?: LegalDate;
  /** Of the last application. */
  readonly appliedOn?: LegalDate;
  readonly declinedOn?: LegalDate;
  readonly liftedOn?: LegalDate;
  /** Whether the unit named a matter of its own in which it applied the measure. */
  readonly namedMatter: boolean;
  readonly reconsiderationSuggestedOn?: LegalDate;
  readonly feedbacks: number;
  readonly lastFeedbackOn?: LegalDate;
  /** The instruction that the unit has not confirmed. */
  readonly unconfirmed?: string;
}

export interface PushedInstruction {
  readonly instructionId: string;
  readonly instruction: Instruction;
  readonly unitId: string;
  readonly pushIds: readonly string[];
  readonly from: Instant;
  readonly pushedOn: LegalDate;
  readonly confirmedOn?: LegalDate;
  /** A later one has taken its place. */
  readonly overtaken: boolean;
}

export interface Violation {
  readonly violationId: string;
  readonly ground: ViolationGround;
  readonly unitId: string;
  readonly pushId?: string;
  readonly measureItemId?: string;
  readonly personRef?: string;
  readonly appliedAt: Instant;
  readonly closedOn?: LegalDate;
}

/** One application, to be held against what the dossier says later of that time. */
export interface Application {
  readonly unitId: string;
  readonly pushId?: string;
  readonly measureItemId?: string;
  readonly personRef?: string;
  readonly appliedAt: Instant;
  readonly violates: boolean;
}

/** When measures were to be suspended, resumed, stopped; for one person where it is named. */
export interface Turn {
  readonly turn: 'SUSPEND' | 'RESUME' | 'STOP';
  readonly personRef?: string;
  readonly from: Instant;
}

export interface MeasureDeadline {
  readonly deadlineId: string;
  readonly key: string;
  readonly ownerRef: string;
  readonly unitId: string;
  readonly startOn: LegalDate;
  readonly dueOn: LegalDate;
  readonly duration: Duration;
  readonly calendarVersion: string;
  readonly provisional: boolean;
  readonly status: 'OPEN' | 'MISSED' | 'PAUSED' | 'MET' | 'LAPSED';
  readonly pausedOn?: LegalDate;
}

export interface DesignationProposal {
  readonly proposalId: string;
  readonly designations: readonly Designation[];
  readonly initiator: ActorRef;
  readonly proposedOn: LegalDate;
}

/** One round: from a trigger to the stop. */
export interface Trigger {
  readonly subjectId: string;
  readonly round: number;
  readonly kind: MeasureKind;
  readonly listKind: ListKind;
  readonly unitId: string;
  readonly items: readonly TriggeredItem[];
  readonly initiatedAt: Instant;
  readonly triggeredOn: LegalDate;
  /** Not yet agreed by the office. */
  readonly proposal?: DesignationProposal;
  readonly designatedOn?: LegalDate;
  readonly turns: readonly Turn[];
}

/** The loop of one entry, folded. */
export interface TriggerState {
  readonly trigger?: Trigger;
  readonly records: Readonly<Record<string, MeasureRecord>>;
  readonly instructions: Readonly<Record<string, PushedInstruction>>;
  readonly violations: Readonly<Record<string, Violation>>;
  readonly applications: readonly Application[];
  readonly deadlines: Readonly<Record<string, MeasureDeadline>>;
  readonly caseReports: number;
  /** Events of the dossier that were followed. */
  readonly followed: readonly string[];
}

export const initialTrigger: TriggerState = {
  records: {},
  instructions: {},
  violations: {},
  applications: [],
  deadlines: {},
  caseReports: 0,
  followed: [],
};

/** What the dossier wants of somebody's measures at an instant: by the turns of a round, and its end by date (D15). */
export function wantedAt(
  turns: readonly Turn[],
  personRef: string | undefined,
  at?: Instant,
): 'RUN' | 'SUSPEND' | 'STOP' {
  let [all, own]: ['RUN' | 'SUSPEND' | 'STOP', 'RUN' | 'SUSPEND' | 'STOP'] = ['RUN', 'RUN'];
  for (const { turn, personRef: person, from } of turns) {
    if (at !== undefined && from > at) continue;
    const wanted = turn === 'RESUME' ? 'RUN' : turn;
    if (person === undefined) all = all === 'STOP' ? 'STOP' : wanted;
    else if (person === personRef) own = own === 'STOP' ? 'STOP' : wanted;
  }
  if (all === 'STOP' || own === 'STOP') return 'STOP';
  return all === 'SUSPEND' || own === 'SUSPEND' ? 'SUSPEND' : 'RUN';
}

/** Records of the present round, in the order of their pushes. */
export function recordsOfRound({ trigger, records }: TriggerState): readonly MeasureRecord[] {
  return Object.values(records).filter(({ round }) => round === trigger?.round);
}
