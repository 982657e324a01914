/** A legal date, `YYYY-MM-DD`, in Asia/Shanghai. */
export type LegalDate = string;
/** An instant, ISO 8601 in UTC with milliseconds: `2026-09-18T01:30:00.000Z`. */
export type Instant = string;

/** WD working days (工作日), CD calendar days (自然日), MONTH (月), YEAR (年). */
export type DurationUnit = 'WD' | 'CD' | 'MONTH' | 'YEAR';
export interface Duration {
  readonly value: number;
  readonly unit: DurationUnit;
}

export type ListKind = 'RED' | 'BLACK' | 'FOCUS';
export type SubjectType = 'ENTERPRISE' | 'SELF_EMPLOYED' | 'SOCIAL_ORG' | 'INSTITUTION' | 'NATURAL_PERSON';
export type DishonestyGrade = 'MINOR' | 'GENERAL' | 'SERIOUS';

/** One year of the holiday table of the State Council, or of a region (spec 3.2). */
export interface CalendarYear {
  readonly year: number;
  /** Days off that would otherwise be working days, or weekend days inside a holiday. */
  readonly off: readonly LegalDate[];
  /** 调休上班日: weekend days that are worked. */
  readonly makeUp: readonly LegalDate[];
  /** The document that fixed it. */
  readonly source: string;
}

/** The calendar a deadline is computed with (spec 3.2). */
export interface WorkingCalendar {
  /** Changes with every year loaded; a deadline records it. */
  readonly version: string;
  readonly region: string;
  readonly years: readonly CalendarYear[];
  /** Days off that a region adds (E13 年节办法 Art 4). */
  readonly overlay?: readonly CalendarYear[];
  /** The day on which its newest table was loaded, where that is known. */
  readonly loadedOn?: LegalDate;
}

export type RuleScope = 'DEFAULT' | 'NATIONAL' | 'REGION' | 'SECTOR';

/** Where a number comes from: quoted, from an external source, from memory, or a decision (spec 0.1). */
export type Provenance = 'SEED' | 'EXTERNAL' | 'MEMORY' | 'DECISION';

export interface Rule {
  /** `platform.report`, `objection.total`, … (spec 3.3). */
  readonly key: string;
  readonly value: Duration;
  readonly legalSource: string;
  readonly provenance: Provenance;
  readonly effectiveFrom: LegalDate;
  readonly effectiveTo?: LegalDate;
}

/** A versioned set of numeric rules with their legal source (规则包, spec 3.3). */
export interface RulePack {
  readonly rulePackId: string;
  readonly version: number;
  readonly title: string;
  readonly scope: RuleScope;
  /** For REGION the region code, for SECTOR the field code of the standards it covers. */
  readonly appliesTo?: string;
  readonly effectiveFrom: LegalDate;
  readonly effectiveTo?: LegalDate;
  readonly rules: readonly Rule[];
  /** Ways of listing on the focus list after a black exit that this pack asks for. */
  readonly focusAfterExitMode?: FocusMode;
  /** Whether a red subject may leave at its own wish (深圳 39). */
  readonly allowsOptOut?: boolean;
  /** Whether the validity of a black entry may be extended (B15). Default: no. */
  readonly allowsValidityExtension?: boolean;
}

export type FocusMode = 'FULL' | 'MONITOR_ONLY' | 'NONE';

export type LegalBasisLevel =
  | 'LAW'
  | 'ADMIN_REGULATION'
  | 'PARTY_STATE_COUNCIL_DOC'
  | 'DEPARTMENT_RULE'
  | 'LOCAL_REGULATION'
  | 'LOCAL_RULE'
  | 'NORMATIVE_DOC';

export interface LegalBasis {
  readonly title: string;
  readonly docNo?: string;
  readonly article?: string;
  readonly level: LegalBasisLevel;
}

export type RecognitionBasisClass =
  'REGISTRATION' | 'ADMIN_OR_CRIMINAL' | 'UNPERFORMED_JUDGMENT' | 'COMMENDATION' | 'OTHER_LEGAL';

export type ResponsibleCapacity =
  | 'LEGAL_REPRESENTATIVE'
  | 'PRINCIPAL'
  | 'ACTUAL_CONTROLLER'
  | 'DIRECTLY_RESPONSIBLE'
  | 'SENIOR_MANAGER'
  | 'REGISTERED_PRACTITIONER'
  | 'SHAREHOLDER_DIRECTOR';

/** Who acts on reference data: as the event says it, two of them where two persons decide. */
export interface Official {
  readonly userId: string;
  readonly unitId?: string;
  readonly role: string;
}

/** Spec 4.2; PUBLISHED until its first day of effect has come and been recorded. Dates decide what is in force. */
export type StandardStatus = 'DRAFT' | 'CONSULTING' | 'APPROVED' | 'PUBLISHED' | 'EFFECTIVE' | 'SUPERSEDED' | 'RETIRED';

/** 征求意见 (spec 4.1; 国办发〔2020〕49号 七). */
export interface Consultation {
  readonly openedOn: LegalDate;
  /** Last day on which opinions are taken. */
  readonly endsOn: LegalDate;
  readonly closedOn?: LegalDate;
  /** What was said and what came of it. */
  readonly summary?: string;
}

/** 第三方评估 (spec 4.1; 国办发〔2020〕49号 七). */
export interface StandardEvaluation {
  readonly evaluatedOn: LegalDate;
  /** The third party. */
  readonly evaluator: string;
  readonly conclusion: 'KEEP' | 'REVISE' | 'RETIRE';
  /** Number of its report. */
  readonly reportNo: string;
}

/** A recognition standard (认定标准, spec 4.1): what is written in it; immutable once published. */
export interface StandardContent {
  readonly title: string;
  readonly listKind: ListKind;
  /** 领域 code, spec 4.4. */
  readonly field: string;
  readonly conductCodes: readonly string[];
  readonly level: 'NATIONAL' | 'PROVINCE' | 'CITY' | 'COUNTY';
  readonly region?: string;
  readonly ownerUnitId: string;
  readonly recognizingUnitIds: readonly string[];
  readonly legalBasis: readonly LegalBasis[];
  /** 认定条件: the text, and where it counts, the numbers. */
  readonly criteria: { readonly text: string; readonly minorRepeatCount?: number; readonly amountAtLeast?: number };
  readonly grade?: DishonestyGrade;
  /** 有效期: fixed by the unit for each entry within these bounds (S1 §4). */
  readonly validity: { readonly min: Duration; readonly max: Duration };
  /** 公示: required for red; `period` in the unit's own number (spec 3.3 red.publicity, not under 5 WD). */
  readonly publicity: { readonly required: boolean; readonly period?: Duration; readonly channels: readonly string[] };
  readonly notice: {
    readonly required: boolean;
    /** Only ever for organisations (B4). */
    readonly waivable: boolean;
    readonly statementPeriod?: Duration;
    readonly hearing: boolean;
  };
  readonly approval: { readonly conferenceConfirmation: boolean };
  /** Black only (S1 §21). */
  readonly repair?: {
    readonly repairable: boolean;
    readonly irreparableBasis?: readonly LegalBasis[];
    readonly methods: readonly string[];
    /** Shortest time on the list before a repair (最短公示期), from the decision. */
    readonly minTimeBeforeRepair: Duration;
    readonly materials: readonly string[];
  };
  /** Black only (S1 §4, A-04, A-05). `mode` absent: the mildest of the packs in force. */
  readonly focusAfterExit?: {
    readonly standardId: string;
    readonly mode?: FocusMode;
    /** The pack the mode follows. */
    readonly followsPack?: string;
    readonly validity: Duration;
    readonly onStandardChange: boolean;
  };
  readonly personsExtend?: {
    readonly capacities: readonly ResponsibleCapacity[];
    readonly basis: readonly LegalBasis[];
  };
  readonly naturalPersonPublication: {
    readonly allowed: boolean;
    readonly basis?: LegalBasis;
    /** Mask profile by which they are shown; absent: the default one (6.4). */
    readonly maskProfile?: string;
  };
  /** Black: whether a law allows listing somebody under 18 at the act (3.14). */
  readonly minors?: { readonly allowed: boolean; readonly basis?: LegalBasis };
  /** F9. */
  readonly earlyRelease?: { readonly allowed: boolean; readonly conditions?: string };
  readonly disclosureYears: number;
  /** 移出条件、程序、救济 (E2 clause 7). */
  readonly removalConditions: string;
  readonly removalProcedure: string;
  readonly remedies: string;
  /** Values of its own for rule keys; each may only favour the subject (3.3). */
  readonly ruleOverrides: readonly { readonly key: string; readonly value: Duration }[];
}

/** One version of a standard, as an entry pins it. */
export interface RecognitionStandard extends StandardContent {
  readonly standardId: string;
  readonly version: number;
  readonly status: StandardStatus;
  readonly publishedOn?: LegalDate;
  readonly effectiveFrom?: LegalDate;
  readonly effectiveTo?: LegalDate;
  /** Black on a basis below the five levels (E2), published in WARN mode. */
  readonly basisInsufficient: boolean;
  readonly consultation?: Consultation;
  /** Put forward for approval, and waiting for a second person. */
  readonly proposedBy?: Official;
  readonly approvedBy?: Official;
  /** How entries that are under way pass over, said at its publication (3.15). */
  readonly transition?: string;
  readonly lastEvaluation?: StandardEvaluation;
  /** Its end as a retired standard has come and been recorded. */
  readonly ended?: true;
}

/** What a rule key came to for one standard on one date, and where it was found. */
export interface ResolvedRule {
  readonly key: string;
  readonly value: Duration;
  readonly legalSource: string;
  /** `standard:BLK-1@2`, or a rule pack id with its version: `NDRC-36-2025@1`. */
  readonly from: string;
}
