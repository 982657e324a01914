import type { CommandMap, CommandType, DossierState, Entry, ShownText } from '#libs/dossier';
import type { LegalDate, ListKind, SubjectType } from '#libs/rules';
import type { Identifier } from '#libs/subjects';
import type { PastDays } from './past-days.js';

/** Somebody fictitious and what happened to them. */
export interface Story {
  /** Stable for ever: the ids of the commands are made from it. */
  readonly key: string;
  readonly name: string;
  readonly subjectType: SubjectType;
  readonly identifier: Identifier;
  /** The account of the demonstration that is this subject. */
  readonly account?: string;
  /** A person responsible in the entity, who becomes known with the story. */
  readonly person?: { readonly name: string; readonly identifier: Identifier };
  /** In the order in which it happened. */
  readonly steps: readonly Step[];
}

/** What a step may refer to, read off the dossier just before it. */
export interface Moment {
  /** Day of the step. */
  readonly today: LegalDate;
  readonly days: PastDays;
  readonly state: DossierState;
  readonly subjectId: string;
  /** Reference of the responsible person of the story; of the third party that objects. */
  readonly personRef: string;
  readonly thirdPartyRef: string;
  /** Newest entry of a list. */
  readonly entry: (list: ListKind) => Entry | undefined;
  /** The masked text as the product would show it. */
  readonly shownText: (kind: 'PUBLICITY' | 'PUBLICATION', entryId: string) => Promise<ShownText>;
}

/** One command of the story. */
export interface Step {
  /** Working days before today. */
  readonly day: number;
  /** An account of the demonstration; `SUBJECT` is the subject of the story. */
  readonly by: string;
  readonly type: CommandType;
  /** Data of the command; absent ids are filled in: see {@link withIds}. */
  readonly data: (moment: Moment) => object | Promise<object>;
  /** The list whose newest entry the command is about. */
  readonly list?: ListKind;
}

type Ids =
  'entryId' | 'proposalId' | 'caseId' | 'objectionId' | 'verificationId' | 'repairId' | 'inquiryId' | 'reviewId';
type Given = { readonly [T in CommandType]: Omit<CommandMap[T], Ids | 'statementId'> };
type Data = {
  readonly [T in CommandType]: Given[T] | ((moment: Moment) => Given[T]) | ((moment: Moment) => Promise<Given[T]>);
};

/** A command on the newest entry of a list. */
export function act<T extends CommandType>(list: ListKind, day: number, by: string, type: T, data: Data[T]): Step {
  return { day, by, type, list, data: typeof data === 'function' ? data : () => data };
}

/** A command on the dossier as a whole. */
export function onDossier<T extends CommandType>(day: number, by: string, type: T, data: Data[T]): Step {
  return { day, by, type, data: typeof data === 'function' ? data : () => data };
}

type Named = Readonly<Record<string, { readonly entryId?: string; readonly status?: string }>>;

/** Adds the ids that the command leaves out: of the entry, and of what is newest and open on it. */
export function withIds(type: CommandType, data: object, entry: Entry | undefined, state: DossierState): object {
  if (entry === undefined) return data;
  const { entryId } = entry;
  const newest = (of: Named, status?: string): string | undefined =>
    Object.entries(of).findLast(
      ([, one]) => one.entryId === entryId && (status === undefined || one.status === status),
    )?.[0];
  const caseId = newest(state.cases);
  const ids: Partial<Record<Ids | 'statementId', string | undefined>> = {
    entryId,
    proposalId: APPROVALS.has(type) ? newest(state.proposals, 'OPEN') : undefined,
    objectionId: ON_OBJECTION.has(type) ? caseId : undefined,
    verificationId: type === 'DecideVerification' ? caseId : undefined,
    caseId: ON_CASE.has(type) ? caseId : undefined,
    reviewId: type === 'DecideReview' ? state.cases[caseId ?? '']?.reviewId : undefined,
    repairId: ON_REPAIR.has(type) ? newest(state.repairs) : undefined,
    inquiryId: ON_INQUIRY.has(type) ? entry.inquiry?.inquiryId : undefined,
    statementId: type === 'ConsiderStatement' ? entry.statements.at(-1)?.statementId : undefined,
  };
  return { ...Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined)), ...data };
}

const APPROVALS: ReadonlySet<CommandType> = new Set<CommandType>([
  'RecognizeEntry',
  'DecideNotToRecognize',
  'WaivePriorNotice',
  'RevokeEntry',
  'DecideRepair',
  'ReinstateEntry',
  'RevokeRepairConsent',
  'RejectProposal',
]);
const ON_OBJECTION: ReadonlySet<CommandType> = new Set<CommandType>([
  'AcceptObjection',
  'RefuseObjectionIntake',
  'DecideObjection',
  'NotifyObjector',
  'WithdrawObjection',
]);
const ON_CASE: ReadonlySet<CommandType> = new Set<CommandType>([
  'ReferToProvider',
  'SubmitVerificationReply',
  'ExtendVerification',
  'RequestReview',
  'DecideReview',
  'ProposeRevocation',
]);
const ON_REPAIR: ReadonlySet<CommandType> = new Set<CommandType>([
  'RequestRepairSupplement',
  'SupplementRepair',
  'DecideRepairIntake',
  'RecordRepairCheck',
  'WithdrawRepair',
  'ProposeRepairDecision',
  'ProposeRepairConsentRevocation',
]);
const ON_INQUIRY: ReadonlySet<CommandType> = new Set<CommandType>(['RecordImproperUseHearing', 'DecideImproperUse']);
