import { dossierUpcasters, DOSSIER_PREFIX } from '#libs/dossier-store';
import type { DossierEventMap, DossierEventType } from '#libs/dossier';
import type { EventStore, Position, RecordedEvent } from '#libs/event-store';
import { EXTERNAL_LIST_PREFIXES, type ExternalListEventMap } from '#libs/external-lists';
import { checkCitizenId, checkUscc, type Identifier, type Personal } from '#libs/subjects';
import type { IndexPair, RefKind, Vault } from '#libs/vault';

/** An identifier in the log, as it is stored. */
interface Found {
  readonly ref: string;
  readonly kind: RefKind;
  readonly cursor: Position;
  readonly text: string | Personal;
  readonly identify: (value: string) => Identifier | undefined;
}

const AT_ONCE = 200;
/** That a birth date is not in the future was checked when the identifier was recorded. */
const ANY_DAY = '9999-12-31';

/**
 * Every identifier of the log with its reference, in the order of the log: what the index is rebuilt from. Of a subject
 * whose identifier was corrected only the last one counts. Erased ones are left out.
 *
 * @throws VaultKeyMissing when the vault never held a key that the log names; StoreUnavailable; VaultUnavailable
 */
export async function* identifiersInLog(
  store: EventStore,
  vault: Pick<Vault, 'openMany'>,
  after?: Position,
): AsyncGenerator<IndexPair> {
  const corrections = await lastCorrections(store);
  let batch: Found[] = [];
  let before = after ?? '';
  for await (const event of eventsOf(store, [DOSSIER_PREFIX, ...EXTERNAL_LIST_PREFIXES], after)) {
    const corrected = corrections.get(event.streamId);
    const superseded = isOfSubject(event) && corrected !== undefined && event.position < corrected;
    const found = superseded ? undefined : await identifierIn(event, store);
    if (found !== undefined) batch.push(found);
    batch.push(...identifiersOfRows(event, before));
    before = event.position;
    if (batch.length < AT_ONCE) continue;
    yield* opened(batch, vault);
    batch = [];
  }
  yield* opened(batch, vault);
}

/**
 * Identifiers that were corrected, with the subject they were wrong for. What was corrected while the index was being
 * rebuilt may have been read before its correction, and is taken out afterwards.
 *
 * @throws as `identifiersInLog`
 */
export async function* correctedIdentifiers(
  store: EventStore,
  vault: Pick<Vault, 'openMany'>,
): AsyncGenerator<IndexPair> {
  for (const streamId of (await lastCorrections(store)).keys()) {
    const found: Found[] = [];
    for await (const event of store.readStream(streamId)) {
      const lifted = dossierUpcasters.lift(event);
      const identifier = isOfSubject(lifted) ? await identifierIn(lifted, store) : undefined;
      if (identifier !== undefined) found.push(identifier);
    }
    const pairs: IndexPair[] = [];
    for await (const pair of opened(found, vault)) pairs.push(pair);
    const current = pairs.at(-1)?.identifier.value;
    yield* pairs.filter(({ identifier }) => identifier.value !== current);
  }
}

/** Stream → position of its last correction. There are few. */
async function lastCorrections(store: EventStore): Promise<ReadonlyMap<string, Position>> {
  const last = new Map<string, Position>();
  for await (const { eventType, streamId, position } of eventsOf(store, [DOSSIER_PREFIX])) {
    if (eventType === 'SubjectIdentifierCorrected') last.set(streamId, position);
  }
  return last;
}

async function* eventsOf(
  store: EventStore,
  streamPrefixes: readonly string[],
  after?: Position,
): AsyncGenerator<RecordedEvent> {
  const log = store.readAll({ streamPrefixes, ...(after === undefined ? {} : { after }) });
  for await (const event of log) yield dossierUpcasters.lift(event);
}

/** One query for the keys of the whole batch. */
async function* opened(batch: readonly Found[], vault: Pick<Vault, 'openMany'>): AsyncGenerator<IndexPair> {
  const texts: readonly unknown[] = await vault.openMany(batch.map(({ text }) => text));
  for (const [at, { ref, kind, cursor, identify }] of batch.entries()) {
    const value = texts[at];
    const identifier = typeof value === 'string' ? identify(value) : undefined;
    if (identifier !== undefined) yield { ref, kind, cursor, identifier };
  }
}

function isOfSubject({ eventType }: RecordedEvent): boolean {
  return eventType === 'SubjectRegistered' || eventType === 'SubjectIdentifierCorrected';
}

/**
 * Those of the entries of lists of others, many to an event: only with the last one is the event done with, so that a
 * rebuild that breaks off in between reads it again.
 */
function identifiersOfRows({ eventType, data, position }: RecordedEvent, before: Position): readonly Found[] {
  if (eventType !== 'ListRowsChanged') return [];
  const { added, changed } = data as unknown as ExternalListEventMap['ListRowsChanged'];
  const rows = [...added, ...changed];
  return rows.map(({ subjectRef, identifierKind: kind, identifier, certificateType }, i) => ({
    ...{ ref: subjectRef, kind: 'PERSON', text: identifier },
    cursor: i === rows.length - 1 ? position : before,
    identify: (value) => ({ kind, value, ...(certificateType !== undefined && { certificateType }) }),
  }));
}

/** Of the events of dossiers only these hold an identifier. */
async function identifierIn(event: RecordedEvent, store: EventStore): Promise<Found | undefined> {
  const { position: cursor } = event;
  const registered = dataOf(event, 'SubjectRegistered');
  if (registered !== undefined) return ofSubject(registered, registered.identifier, cursor);
  const corrected = dataOf(event, 'SubjectIdentifierCorrected');
  if (corrected !== undefined) {
    // The kind stands in the registration alone, which comes before every correction.
    for await (const earlier of store.readStream(event.streamId)) {
      const subject = dataOf(dossierUpcasters.lift(earlier), 'SubjectRegistered');
      if (subject !== undefined) return ofSubject(subject, corrected.identifier, cursor);
    }
    return undefined;
  }
  const guardian = dataOf(event, 'GuardianRecorded');
  if (guardian !== undefined) {
    const { guardianRef: ref, identifier: text } = guardian;
    return { ref, kind: 'PERSON', cursor, text, identify: byItsCheckDigit };
  }
  const person = dataOf(event, 'ResponsiblePersonRecorded');
  if (person?.identifier === undefined) return undefined;
  return { ref: person.personRef, kind: 'PERSON', cursor, text: person.identifier, identify: byItsCheckDigit };
}

function ofSubject(
  { subjectId, identifierKind, certificateType }: DossierEventMap['SubjectRegistered'],
  text: string | Personal,
  cursor: Position,
): Found {
  const certificate = certificateType === undefined ? {} : { certificateType };
  return {
    ref: subjectId,
    kind: 'SUBJECT',
    cursor,
    text,
    identify: (value) => ({ kind: identifierKind, value, ...certificate }),
  };
}

/**
 * The record of a responsible person, or of a guardian, does not say of which kind its identifier is. A certificate of another kind cannot
 * be made out; the rotation then finds its reference missing and refuses.
 */
function byItsCheckDigit(value: string): Identifier | undefined {
  const citizen = checkCitizenId(value, ANY_DAY);
  if (citizen.ok) return { kind: 'CITIZEN_ID', value: citizen.value };
  const uscc = checkUscc(value);
  return uscc.ok ? { kind: 'USCC', value: uscc.value } : undefined;
}

function dataOf<T extends DossierEventType>(event: RecordedEvent, type: T): DossierEventMap[T] | undefined {
  return event.eventType === type ? (event.data as unknown as DossierEventMap[T]) : undefined;
}
