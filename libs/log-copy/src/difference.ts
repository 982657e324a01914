import type { RecordedEvent } from '#libs/event-store';
import { canonicalize } from 'json-canonicalize';

/**
 * What is not the same at one event of the two logs:
 * - `MISSING`: the target ends before it; `EXTRA`: the source ends before it
 * - `ORDER`: the target has another event at this place of the whole log
 * - `GAP`: both have it, and it does not follow the event before it in its stream
 * - otherwise the part of the event that differs
 */
export type DifferenceKind =
  'MISSING' | 'EXTRA' | 'ORDER' | 'GAP' | 'EVENT_ID' | 'EVENT_TYPE' | 'SCHEMA_VERSION' | 'DATA' | 'METADATA';

/** Where two logs differ first. Holds nothing of what the events say. */
export interface Difference {
  readonly streamId: string;
  readonly revision: bigint;
  readonly kind: DifferenceKind;
}

const WORDS: Readonly<Record<DifferenceKind, string>> = {
  MISSING: 'the target lacks it',
  EXTRA: 'the source lacks it',
  ORDER: 'the target has another event in its place',
  GAP: 'it does not follow the event before it in its stream',
  EVENT_ID: 'its id differs',
  EVENT_TYPE: 'its type differs',
  SCHEMA_VERSION: 'its schema version differs',
  DATA: 'its data differ',
  METADATA: 'its metadata differ',
};

/** `stream dossier-…, revision 4: its data differ`. */
export function describeDifference({ streamId, revision, kind }: Difference): string {
  return `stream ${streamId}, revision ${revision}: ${WORDS[kind]}`;
}

/** The canonical JSON (RFC 8785) of all that a copy must keep; the position is the store's own. */
export function canonicalEvent(event: RecordedEvent): string {
  const { streamId, revision, eventId, eventType, schemaVersion, data, metadata } = event;
  return canonicalize({ streamId, revision: `${revision}`, eventId, eventType, schemaVersion, data, metadata });
}

/** Which part of two events at one place differs; they are known not to be the same. */
export function kindOfDifference(source: RecordedEvent, target: RecordedEvent): DifferenceKind {
  if (source.streamId !== target.streamId || source.revision !== target.revision) return 'ORDER';
  if (source.eventId !== target.eventId) return 'EVENT_ID';
  if (source.eventType !== target.eventType) return 'EVENT_TYPE';
  if (source.schemaVersion !== target.schemaVersion) return 'SCHEMA_VERSION';
  return canonicalize(source.data) === canonicalize(target.data) ? 'METADATA' : 'DATA';
}
