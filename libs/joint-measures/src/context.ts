import type { CommandActor } from '#libs/dossier';
import type {
  Instant,
  LegalDate,
  ListedMeasure,
  ListKind,
  MeasureKind,
  RecognitionStandard,
  RulePack,
  WorkingCalendar,
} from '#libs/rules';

/** What the dossier has said about the measures of the entry, in its order. */
export type CourseEvent =
  | {
      readonly type: 'TRIGGERED';
      readonly eventId: string;
      readonly at: Instant;
      readonly kind: MeasureKind;
      readonly items: readonly string[];
      readonly startsSuspended: boolean;
      readonly triggeredOn: LegalDate;
    }
  | {
      readonly type: 'SUSPENDED' | 'RESUMED' | 'STOPPED';
      readonly eventId: string;
      /** One responsible person only. */
      readonly personRef?: string;
      readonly from: Instant;
    }
  /** The entry was wrong: revoked, annulled, or found wrong after it had left. */
  | { readonly type: 'FOUND_WRONG'; readonly eventId: string };

/** The entry, as its dossier has it now. */
export interface EntryFacts {
  readonly subjectId: string;
  readonly listKind: ListKind;
  /** The recognising unit, which initiates. */
  readonly unitId: string;
  readonly standard: RecognitionStandard;
  /** Responsible persons to whom the measures extend, none whose record is closed (3.13). */
  readonly persons: readonly string[];
  readonly course: readonly CourseEvent[];
  /** 24:00 of the last day of validity: from then on it has ended, whatever is written (D15). */
  readonly endsAt?: Instant;
}

/** Everything a decision needs that is not in the loop itself (architecture D2). */
export interface TriggerContext {
  /** Never before the last event of the stream. */
  readonly now: Instant;
  readonly actor: CommandActor;
  readonly entryId: string;
  /** Absent where there is no such entry in the dossier. */
  readonly entry?: EntryFacts;
  /** Items of published lists that were in force on a day; undefined where no list had come into force by then. */
  measuresOn(day: LegalDate): readonly ListedMeasure[] | undefined;
  readonly calendar: WorkingCalendar;
  readonly rulePacks: readonly RulePack[];
  /** From a unit that was merged to the one that acts for it now. */
  readonly unitSuccessors: Readonly<Record<string, string>>;
  isUnit(unitId: string): boolean;
  /** A stable id for what this command creates: the same command and label, the same id. */
  newId(label: string): string;
  /** A stable id for these parts in this loop: the same whichever command comes first. */
  idOf(...parts: readonly string[]): string;
}
