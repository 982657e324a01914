import type { LegalDate, ListedMeasure, RecognitionStandard, RulePack, WorkingCalendar } from '#libs/rules';
import type { DossierEvent } from './events.js';
import type {
  ActorRef,
  CrossCheckHit,
  CrossCheckSource,
  KeyRef,
  PaperAddressee,
  PaperKind,
  PaperRef,
} from './shared.js';
import type { DossierState } from './state.js';

/** Everything a decision needs that is not in the dossier (architecture D2). */
export interface DecisionContext {
  /** Instant of the decision; never before the last event of the dossier. */
  readonly now: string;
  readonly actor: CommandActor;
  readonly calendar: WorkingCalendar;
  readonly rulePacks: readonly RulePack[];
  /** All versions of all standards that the shell knows. */
  readonly standards: readonly RecognitionStandard[];
  readonly channels: readonly Channel[];
  /** Units that may act for others: a unit that was merged passes its entries on. */
  readonly unitSuccessors: Readonly<Record<string, string>>;
  /** Superior units whose officials may approve or review (2, O9). */
  readonly superiorUnits: Readonly<Record<string, string>>;
  /** Answer of the sources outside the dossier, asked by the shell before the decision. */
  readonly crossCheck: ExternalCrossCheck;
  /** The other dossiers of this subject, where several proved to be one (3.5), with what has fallen due acted on. */
  readonly joined?: readonly DossierState[];
  /** The dossier that is to be joined with this one; absent where nobody asks, or there is none. */
  readonly joining?: { readonly state: DossierState; readonly registeredEarlier: boolean };
  /** Items of measure lists that are in force; absent while no list has been published (5.1). */
  readonly measures?: readonly ListedMeasure[];
  /** From the subject's identifier, opened by the shell; natural persons only. */
  readonly birthDate?: LegalDate;
  /**
   * Keys the vault holds about everybody named in the entry that is erased, and about the subject in joined dossiers;
   * absent where nothing is erased.
   */
  readonly liveKeys?: readonly KeyRef[];
  /** Prints what goes out with the acts of this command; absent where none of them goes out in writing. */
  readonly press?: PaperPress;
  /** Pilot or production. */
  readonly basisMode: 'WARN' | 'BLOCK';
  /** A stable id for what this command creates: same command id and label, same id. */
  newId(label: string): string;
  /** SHA-256, hex. */
  sha256(text: string): string;
}

export interface CommandActor extends ActorRef {
  readonly roles: readonly string[];
  /** The subject this actor is, by verified identifier. */
  readonly subjectId?: string;
  /** The person this actor is, by verified identifier (agents, responsible persons, third parties). */
  readonly personRef?: string;
}

export interface Channel {
  readonly channelId: string;
  readonly name: string;
  /** AUTOMATIC channels are served by the product; MANUAL ones by a clerk. */
  readonly mode: 'AUTOMATIC' | 'MANUAL';
  /** What kind of place it is; recognition units must use their portal and the credit portal (S1 §3). */
  readonly kind: 'UNIT_PORTAL' | 'CREDIT_PORTAL' | 'ENTERPRISE_PUBLICITY' | 'GOVERNMENT_PORTAL' | 'MEDIA' | 'OTHER';
  /** The unit whose portal it is. */
  readonly unitId?: string;
  /** What it rests on. */
  readonly legalSource?: string;
  /** First day on which nothing new is shown there. */
  readonly closedOn?: LegalDate;
}

/** What the sources outside answered. A source that did not answer is named in `unavailable`. */
export interface ExternalCrossCheck {
  readonly black: ExternalAnswer;
  readonly red: ExternalAnswer;
}
export type ExternalAnswer =
  | {
      readonly available: true;
      readonly sourceId: string;
      readonly snapshotAt: string;
      readonly version: string;
      readonly hits: readonly CrossCheckHit[];
      /** Lists mirrored here that were asked too; their hits stand among the hits. */
      readonly also?: readonly CrossCheckSource[];
    }
  | { readonly available: false; readonly sourceId: string };

/** A paper that is to be printed. */
export interface PaperOrder {
  readonly paperId: string;
  readonly kind: PaperKind;
  readonly addressee: PaperAddressee;
  /** Absent for the public. */
  readonly recipientRef?: string;
  readonly entryId: string;
  /** The unit that acts in it. */
  readonly unitId: string;
  readonly standardId: string;
  readonly standardVersion: number;
  /** What this decision has led to so far, the event that the paper belongs to last. */
  readonly events: readonly DossierEvent[];
}

/** What comes out: of {@link PaperRef} what the domain cannot know, the code in clear. */
export type PrintedPaper = Pick<
  PaperRef,
  'templateId' | 'templateVersion' | 'sha256' | 'unitName' | 'standardTitle'
> & { readonly code: string };

/** Prints a paper; `undefined` where what it would say has been erased. */
export type PaperPress = (order: PaperOrder) => PrintedPaper | undefined;
