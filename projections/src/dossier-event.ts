import type { ActorRef, DossierEvent } from '#libs/dossier';
import type { RecordedEvent } from '#libs/event-store';
import type { Instant, LegalDate, ListKind } from '#libs/rules';
import { RECORD_SCOPE, type Personal } from '#libs/subjects';

export const DOSSIER_PREFIX = 'dossier-';

/** What a projection reads of the envelope (spec 3.4). Holds nothing personal but the titles of evidence, sealed. */
export interface Envelope {
  readonly entryId?: string;
  readonly listKind?: ListKind;
  readonly standardId?: string;
  readonly standardVersion?: number;
  readonly rulePackId?: string;
  readonly legalDate?: LegalDate;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: EnvelopeActor;
  readonly approver?: { readonly userId: string; readonly unitId?: string };
  readonly commandId?: string;
  readonly commandType?: string;
  readonly legalBasisRefs: readonly string[];
  readonly evidenceRefs: readonly { readonly docId: string; readonly sha256: string; readonly title?: Personal }[];
}

/** Who acted: an official or a subject under a role, or the system under the rule it cites. */
export interface EnvelopeActor {
  readonly userId?: string;
  readonly unitId?: string;
  readonly role: string;
  readonly rule?: string;
}

/** One event of a dossier with its place and its envelope. */
export type DossierRecord = {
  readonly subjectId: string;
  readonly eventId: string;
  readonly revision: number;
  readonly position: string;
  /** The entry it is about, if it is about one. */
  readonly entryId: string | undefined;
  readonly envelope: Envelope;
} & DossierEvent;

// Of the same events many read models ask.
const RECORDS = new WeakMap<RecordedEvent, DossierRecord>();

/** The dossier event in a recorded one, already lifted to its latest version; `undefined` for other streams. */
export function dossierRecord(event: RecordedEvent): DossierRecord | undefined {
  if (!event.streamId.startsWith(DOSSIER_PREFIX)) return undefined;
  let record = RECORDS.get(event);
  if (record === undefined) RECORDS.set(event, (record = recordOf(event)));
  return record;
}

function recordOf(event: RecordedEvent): DossierRecord {
  const data = event.data as unknown as Record<string, unknown>;
  const metadata = event.metadata as unknown as Partial<Envelope>;
  const envelope: Envelope = isWhole(metadata)
    ? metadata
    : {
        ...metadata,
        occurredAt: metadata.occurredAt ?? required(metadata.recordedAt, event),
        recordedAt: required(metadata.recordedAt, event),
        actor: metadata.actor ?? { role: 'SYSTEM' },
        legalBasisRefs: metadata.legalBasisRefs ?? [],
        evidenceRefs: metadata.evidenceRefs ?? [],
      };
  return {
    subjectId: event.streamId.slice(DOSSIER_PREFIX.length),
    eventId: event.eventId,
    revision: Number(event.revision),
    position: event.position,
    entryId: typeof data['entryId'] === 'string' && data['entryId'] !== RECORD_SCOPE ? data['entryId'] : undefined,
    envelope,
    type: event.eventType,
    data,
  } as unknown as DossierRecord;
}

/** As those are that the product writes: nothing has to be added, and nothing copied. */
function isWhole(metadata: Partial<Envelope>): metadata is Envelope {
  const { occurredAt, recordedAt, actor, legalBasisRefs, evidenceRefs } = metadata;
  return Boolean(occurredAt && recordedAt && actor && legalBasisRefs && evidenceRefs);
}

function required(recordedAt: Instant | undefined, event: RecordedEvent): Instant {
  if (recordedAt === undefined) throw new Error(`${event.streamId}@${event.revision} has no recordedAt`);
  return recordedAt;
}

/** The dossier events of a batch, in order. */
export function dossierRecords(events: readonly RecordedEvent[]): readonly DossierRecord[] {
  return events.map(dossierRecord).filter((record) => record !== undefined);
}

/** The unit that acted, if one did. */
export function unitOf(actor: ActorRef | EnvelopeActor | undefined): string | null {
  return actor?.unitId ?? null;
}
