import { createHash } from 'node:crypto';
import type {
  ActorRef,
  DossierEventMap,
  DossierEventType,
  GateReceipt,
  RecognitionTerms,
  RemedyInfo,
} from '#libs/dossier';
import type { JsonObject, RecordedEvent } from '#libs/event-store';
import type { Personal } from '#libs/subjects';

/** Names and texts as they are stored: sealed, with a box that says what is in it to the specs only. */
export const sealed = (about: string, scope: string, text: string): Personal => ({
  $sealed: { about, scope, box: Buffer.from(text).toString('base64url') },
});

export const LI: ActorRef = { userId: 'li', unitId: 'unit-a', role: 'RECOGNIZING_UNIT' };
export const WANG: ActorRef = { userId: 'wang', unitId: 'unit-a', role: 'RECOGNIZING_UNIT' };
export const CHEN: ActorRef = { userId: 'chen', unitId: 'unit-a', role: 'DISPUTE_HANDLER' };
export const CLOCK: ActorRef = { userId: 'system', role: 'SYSTEM' };

export const RECEIPT: GateReceipt = {
  standardId: 'BLK-1',
  standardVersion: 1,
  rulePacks: ['DEFAULT@1'],
  gates: [{ gate: 'STATEMENT_WINDOW_CLOSED', against: 'notice n-1', since: '2026-09-08', clause: '3.6 B8' }],
};
export const REMEDY: RemedyInfo = {
  reconsideration: { value: 60, unit: 'CD' },
  litigation: { value: 6, unit: 'MONTH' },
};
export const TERMS: RecognitionTerms = {
  validFrom: '2026-09-18',
  validTo: '2029-09-18',
  grade: 'SERIOUS',
  repairable: true,
  repairMethods: ['主动纠正'],
  earliestRepairOn: '2027-09-18',
};

interface Written {
  readonly type: DossierEventType;
  readonly data: object;
  readonly at: string;
  readonly actor: ActorRef;
}

/** Writes the dossier of one subject for a spec: events with the envelope of the store, in order. */
export class DossierScript {
  private readonly written: Written[] = [];
  private at = '2026-09-01T01:00:00.000Z';
  private by: ActorRef = LI;

  constructor(
    readonly subjectId: string,
    private readonly firstPosition = 1,
  ) {}

  /** The instant and the actor of the events that follow. */
  on(instant: string, actor: ActorRef = LI): this {
    this.at = instant;
    this.by = actor;
    return this;
  }

  add<T extends DossierEventType>(type: T, data: DossierEventMap[T]): this {
    this.written.push({ type, data, at: this.at, actor: this.by });
    return this;
  }

  events(): readonly RecordedEvent[] {
    return this.written.map(({ type, data, at, actor }, i) => ({
      eventId: uuidOf(`${this.subjectId} ${i}`),
      eventType: type,
      schemaVersion: 1,
      streamId: `dossier-${this.subjectId}`,
      revision: BigInt(i),
      position: String(this.firstPosition + i).padStart(20, '0'),
      data: data as JsonObject,
      metadata: {
        subjectId: this.subjectId,
        ...('entryId' in data ? { entryId: data.entryId as string } : {}),
        ...(listOf(data, this.written) && { listKind: listOf(data, this.written) }),
        occurredAt: at,
        recordedAt: at,
        actor: { ...actor },
        commandId: uuidOf(`command ${this.subjectId} ${i}`),
        commandType: 'Spec',
        legalBasisRefs: [],
        evidenceRefs: [],
      } as JsonObject,
    }));
  }
}

function listOf(data: object, written: readonly Written[]): string | undefined {
  const entryId = 'entryId' in data ? data.entryId : undefined;
  const first = written.find(
    (one) => one.type === 'InitialEntryGenerated' && 'entryId' in one.data && one.data.entryId === entryId,
  );
  return first ? (first.data as { listKind: string }).listKind : undefined;
}

export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** 主体建档 of an enterprise, whose name is public. */
export const enterprise = (
  subjectId: string,
  name: string,
  identifier: string,
): DossierEventMap['SubjectRegistered'] => ({
  subjectId,
  subjectType: 'ENTERPRISE',
  identifierKind: 'USCC',
  name,
  identifier,
});

/** 主体建档 of a natural person, whose name and id are sealed. */
export const person = (subjectId: string, name: string, identifier: string): DossierEventMap['SubjectRegistered'] => ({
  subjectId,
  subjectType: 'NATURAL_PERSON',
  identifierKind: 'CITIZEN_ID',
  name: sealed(subjectId, 'record', name),
  identifier: sealed(subjectId, 'record', identifier),
});

/** 初步名单 of the black list by unit A. */
export function initialEntry(
  subjectId: string,
  entryId: string,
  changes: Partial<DossierEventMap['InitialEntryGenerated']> = {},
): DossierEventMap['InitialEntryGenerated'] {
  return {
    entryId,
    listKind: 'BLACK',
    standardId: 'BLK-1',
    standardVersion: 1,
    unitId: 'unit-a',
    origin: 'INITIAL',
    basis: [
      {
        class: 'ADMIN_OR_CRIMINAL',
        docNo: '市监罚〔2026〕1号',
        issuer: '市市场监管局',
        date: '2026-08-20',
        legallyEffective: true,
      },
    ],
    facts: sealed(subjectId, entryId, '销售不合格产品'),
    evidence: [],
    generatedOn: '2026-09-01',
    drafter: LI,
    grade: 'SERIOUS',
    actEndedOn: '2026-07-31',
    basisInsufficient: false,
    ...changes,
  };
}

export function recognized(
  subjectId: string,
  entryId: string,
  changes: Partial<DossierEventMap['EntryRecognized']> = {},
): DossierEventMap['EntryRecognized'] {
  return {
    entryId,
    proposalId: 'p-1',
    drafter: LI,
    approver: WANG,
    decisionNo: '市监失信〔2026〕7号',
    decidedOn: '2026-09-18',
    recordedOn: '2026-09-18',
    backdated: false,
    terms: TERMS,
    rulePackId: 'DEFAULT',
    legalBasis: [{ title: '食品安全法', article: '第123条', level: 'LAW' }],
    remedyInfo: REMEDY,
    reasons: sealed(subjectId, entryId, '情节严重'),
    receipt: RECEIPT,
    ...changes,
  };
}
