import type { ListKind } from '#libs/rules';
import type { ChangeKind, ListedState } from '#libs/webhooks';
import type { DossierRecord } from '../dossier-event.js';

/** An entry as far as other systems are concerned. */
export interface Changing {
  readonly listKind: ListKind;
  readonly unitId: string;
  readonly standardId: string;
  readonly standardVersion: number;
  /** 3.14: never shown to anybody outside. */
  readonly minor: boolean;
  readonly marks: readonly string[];
  /** Absent before it was recognised. */
  readonly listed?: Pick<
    ListedState,
    'state' | 'measureState' | 'published' | 'validFrom' | 'validTo' | 'exitReason' | 'exitEffectiveOn' | 'annulled'
  >;
  readonly erased: boolean;
  /** Positions of the changes that were told of it. */
  readonly told: readonly string[];
}

/** What an event changed. */
export interface Changed {
  readonly after: Changing;
  /** Absent where nobody outside needs to know. */
  readonly kind?: ChangeKind;
}

/** At the end of retention the entry is hidden at once, and later its texts are destroyed (3.14); outside both are one. */
const ENDS_RETENTION = new Set<string>(['RetentionExpired', 'PersonalDataErased']);

/** Folds one event of an entry; `undefined` while the entry is not known. */
export function foldChange(before: Changing | undefined, record: DossierRecord): Changed | undefined {
  if (record.type === 'InitialEntryGenerated') {
    const { listKind, unitId, standardId, standardVersion, minor } = record.data;
    return {
      after: {
        listKind,
        unitId,
        standardId,
        standardVersion,
        minor: minor ?? false,
        marks: [],
        erased: false,
        told: [],
      },
    };
  }
  if (before === undefined) return undefined;
  if (before.erased) return { after: before };
  if (ENDS_RETENTION.has(record.type)) {
    const { listed, ...rest } = before;
    const after = { ...rest, marks: [], erased: true };
    return before.minor || listed === undefined ? { after } : { after, kind: 'ERASED' };
  }
  const after = { ...before, ...change(before, record) };
  if (after.minor || after.listed === undefined) return { after };
  const silent = record.type !== 'EntryCorrected' && same(listedState(before), listedState(after));
  return silent ? { after } : { after, kind: kindOf(record) };
}

/** The entry as consumers are told of it; `undefined` before it was recognised and after it was erased. */
export function listedState({ listed, unitId, standardId, standardVersion, marks }: Changing): ListedState | undefined {
  if (listed === undefined) return undefined;
  return { unitId, standardId, standardVersion, ...listed, disputed: marks.length > 0 };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function kindOf({ type }: DossierRecord): ChangeKind {
  switch (type) {
    case 'EntryRecognized':
    case 'EntryReinstated':
      return 'LISTED';
    case 'MeasuresSuspended':
      return 'SUSPENDED';
    case 'MeasuresResumed':
      return 'RESUMED';
    case 'EntryExited':
      return 'EXITED';
    default:
      return 'CHANGED';
  }
}

function change(entry: Changing, record: DossierRecord): Partial<Changing> {
  const { listed, marks } = entry;
  if (record.type === 'EntryRecognized') {
    const { validFrom, validTo } = record.data.terms;
    return { listed: { state: 'ACTIVE', measureState: 'NOT_TRIGGERED', published: false, validFrom, validTo } };
  }
  if (listed !== undefined && record.type === 'EntryReinstated') {
    // I2: measures and publication start again as at the recognition.
    const { validFrom } = listed;
    const validTo = record.data.remainingValidTo;
    return { listed: { state: 'ACTIVE', measureState: 'NOT_TRIGGERED', published: false, validFrom, validTo } };
  }
  if (record.type === 'DisputeMarkApplied' && record.data.personRef === undefined)
    return { marks: [...new Set([...marks, record.data.caseId])] };
  if (record.type === 'DisputeMarkCleared') return { marks: marks.filter((caseId) => caseId !== record.data.caseId) };
  if (record.type === 'StandardReviewDecided' && record.data.result === 'CONFORMS')
    return { standardVersion: record.data.newVersion };
  return listed === undefined ? {} : { listed: { ...listed, ...listedChange(listed, record) } };
}

type Listed = NonNullable<Changing['listed']>;

function listedChange(listed: Listed, record: DossierRecord): Partial<Listed> {
  const { measureState } = listed;
  switch (record.type) {
    case 'EntryPublished':
      return { published: true };
    case 'EntryTakenDown':
      return listed.state === 'EXITED' ? { published: false } : {};
    case 'MeasuresTriggered':
      return { measureState: record.data.startsSuspended ? 'SUSPENDED' : 'IN_FORCE' };
    case 'MeasuresSuspended':
      return record.data.scope !== 'PERSON' && measureState === 'IN_FORCE' ? { measureState: 'SUSPENDED' } : {};
    case 'MeasuresResumed':
      return record.data.scope !== 'PERSON' && measureState === 'SUSPENDED' ? { measureState: 'IN_FORCE' } : {};
    case 'MeasuresStopped':
      return { measureState: 'STOPPED' };
    case 'ValidityExtended':
    case 'ValidityChanged':
      return { validTo: record.data.newValidTo };
    case 'EntryExited': {
      const { exitReason, effectiveOn } = record.data;
      return {
        ...{ state: 'EXITED', exitReason, exitEffectiveOn: effectiveOn },
        ...(measureState !== 'NOT_TRIGGERED' && { measureState: 'STOPPED' }),
      };
    }
    case 'EntryAnnulledAfterExit':
      return { annulled: true };
    default:
      return {};
  }
}
