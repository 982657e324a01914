import { randomUUID } from 'node:crypto';
import type { JsonObject, NewEvent } from '#libs/event-store';
import type { Seeded } from './seeded.js';

const LEAST_BYTES = 600;
const MOST_BYTES = 900;

/**
 * Fictitious events in the shape and size of those of a dossier: 600 to 900 bytes of data, most of them a sealed text,
 * and the envelope of every event as metadata. The ids of the events are new ones each time, since a store takes an id
 * it has seen for a repeat.
 */
export function fictitiousEvents(random: Seeded, count: number): readonly NewEvent[] {
  const subjectId = random.uuid();
  return Array.from({ length: count }, () => fictitiousEvent(random, subjectId));
}

function fictitiousEvent(random: Seeded, subjectId: string): NewEvent {
  const entryId = random.uuid();
  const unitId = `unit-${random.oneOf(['a', 'b', 'c'])}`;
  const official = { userId: `official-${random.between(1000, 9999)}`, unitId, role: 'RECOGNIZING_UNIT' };
  const docId = random.uuid();
  const sha256 = random.bytes(32).toString('hex');
  const date = `2026-0${random.between(1, 9)}-${random.between(10, 28)}`;
  const known = { entryId, listKind: 'BLACK', standardId: `BLK-${random.between(1, 9)}`, standardVersion: 1 };
  const data = (box: string): JsonObject => ({
    ...known,
    unitId,
    docNo: `示范文号〔2026〕${random.between(1, 9)}号`,
    facts: { $sealed: { about: subjectId, scope: entryId, box } },
    evidence: [{ docId, sha256 }],
    generatedOn: date,
    drafter: official,
  });
  const plain = Buffer.byteLength(JSON.stringify(data('')));
  const size = random.between(LEAST_BYTES, MOST_BYTES) - plain;
  const box = random.bytes(size).toString('base64url').slice(0, size);
  const commandId = random.uuid();
  const occurredAt = `${date}T02:17:${random.between(10, 59)}.118Z`;
  return {
    eventId: randomUUID(),
    eventType: random.oneOf(['InitialEntryGenerated', 'StatementSubmitted', 'ObjectionFiled', 'EntryCorrected']),
    schemaVersion: 1,
    data: data(box),
    metadata: {
      subjectId,
      ...known,
      ...{ legalDate: date, occurredAt, actor: official, legalBasisRefs: [], evidenceRefs: [{ docId, sha256 }] },
      ...{ commandId, commandType: 'GenerateInitialEntry', fingerprint: random.bytes(32).toString('hex') },
      ...{ issuedBy: official.userId, recordedAt: occurredAt, correlationId: commandId, causationId: commandId },
    },
  };
}

/** Mean sizes of such events as JSON, in bytes. */
export function meanSizes(random: Seeded): { readonly data: number; readonly metadata: number } {
  const events = fictitiousEvents(random, 200);
  const mean = (part: 'data' | 'metadata'): number =>
    Math.round(events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event[part])), 0) / events.length);
  return { data: mean('data'), metadata: mean('metadata') };
}
