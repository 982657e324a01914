import type { Pool } from 'pg';
import { DOSSIER_PREFIX, dossierStreamOf } from '#libs/dossier-store';
import { WrongExpectedRevision, type EventStore, type JsonObject, type NewEvent } from '#libs/event-store';
import { appendStreams, type NewStream } from '#libs/event-store-postgres';
import type { Vault } from '#libs/vault';
import { subjectIdOf, type Dossiers, type Draft } from './dossiers.js';

export interface GenerateOptions {
  readonly dossiers: Dossiers;
  readonly seed: number;
  readonly subjects: number;
  readonly store: EventStore;
  /** The database of the log where it is in PostgreSQL: then it is loaded many dossiers a transaction. */
  readonly bulk?: Pool;
  readonly vault: Pick<Vault, 'sealersOf'> & { readonly index: Pick<Vault['index'], 'claimNew'> };
  /** Writes into a log that others have written to. Default false. */
  readonly amongOthers?: boolean;
  readonly onProgress?: (done: Generated) => void;
  readonly signal?: AbortSignal;
}

export interface Generated {
  /** Dossiers that are in the log now. */
  readonly subjects: number;
  /** Of these, how many were there before. */
  readonly found: number;
  /** Events written now. */
  readonly events: number;
}

/** The log is not empty, and what is in it was not generated with this seed. */
export class LogInUse extends Error {
  constructor() {
    super('the log holds events that were not generated with this seed');
    this.name = 'LogInUse';
  }
}

/** Events a batch, and so the most dossiers in one: long enough for the speed, short enough for those who wait for their turn at the log. */
const EVENTS_A_BATCH = 3_000;
/** Appends under way at once where every dossier is appended by itself. */
const AT_ONCE = 32;

/**
 * Writes fictitious dossiers: keys, then identifiers, then events, so that a run that is broken off leaves no event
 * without its key; the same run again goes on where it was. The dossiers are the same for the same seed, their sealed
 * texts lie under keys that are new and random like all others.
 *
 * @throws LogInUse; the reason of `signal` when it is aborted, between two batches
 */
export async function generate(options: GenerateOptions): Promise<Generated> {
  const { dossiers, seed, subjects, store, bulk, amongOthers = false, onProgress, signal } = options;
  const reached = await countGenerated(store, seed, subjects);
  // Of a batch that was not one transaction any part may be there; what is there is appended once more, which changes nothing.
  const found = bulk === undefined ? Math.max(0, reached - EVENTS_A_BATCH) : reached;
  if (reached === 0) {
    if (!amongOthers && (await store.lastPosition()) !== undefined && !(await holdsOnly(store, dossiers.reference))) {
      throw new LogInUse();
    }
    await writeReference(store, dossiers.reference);
  }
  let done: Generated = { subjects: found, found, events: 0 };
  onProgress?.(done);
  let writing: Promise<void> = Promise.resolve();
  for (const drafts of batches(dossiers, found, subjects)) {
    signal?.throwIfAborted();
    // While one batch is written the next is being made.
    const streams = await Promise.all([sealed(options, drafts), writing]).then(([made]) => made);
    writing = write(options, streams).then(() => {
      const events = drafts.reduce((sum, { length }) => sum + length, 0);
      done = { ...done, subjects: done.subjects + drafts.length, events: done.events + events };
      onProgress?.(done);
    });
    // Heard now, told at the next turn.
    writing.catch(() => undefined);
  }
  await writing;
  return done;
}

/** How many dossiers of the seed are there: they are written in their order, but for those of the last batch. */
async function countGenerated(store: EventStore, seed: number, most: number): Promise<number> {
  const exists = async (n: number): Promise<boolean> => {
    for await (const _ of store.readStream(dossierStreamOf(subjectIdOf(seed, n)), { limit: 1 })) return true;
    return false;
  };
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await exists(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether nothing is in the log but reference data that are written here, too: a run that was broken off early. */
async function holdsOnly(store: EventStore, reference: Dossiers['reference']): Promise<boolean> {
  for await (const { streamId } of store.readAll({ limit: 10_000 })) {
    if (streamId.startsWith(DOSSIER_PREFIX) || !reference.has(streamId)) return false;
  }
  return true;
}

async function writeReference(store: EventStore, reference: Dossiers['reference']): Promise<void> {
  for (const [streamId, events] of reference) {
    try {
      await store.append(streamId, 'no-stream', events);
    } catch (error) {
      // The log has its own: they stay.
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  }
}

function* batches(dossiers: Dossiers, from: number, to: number): Generator<readonly Draft[]> {
  let batch: Draft[] = [];
  let events = 0;
  for (let n = from; n < to; n += 1) {
    const draft = dossiers.draft(n);
    batch.push(draft);
    events += draft.length;
    if (events < EVENTS_A_BATCH && n < to - 1) continue;
    yield batch;
    [batch, events] = [[], 0];
  }
}

async function sealed({ vault }: GenerateOptions, drafts: readonly Draft[]): Promise<readonly NewStream[]> {
  const [sealers] = await Promise.all([
    vault.sealersOf(drafts.flatMap(({ keys }) => keys)),
    vault.index.claimNew(drafts.flatMap(({ claims }) => claims)),
  ]);
  let first = 0;
  return drafts.map((draft) => {
    const offset = first;
    first += draft.keys.length;
    return draft.make((key, text) => sealers[offset + key]?.(text) ?? '');
  });
}

async function write({ store, bulk }: GenerateOptions, streams: readonly NewStream[]): Promise<void> {
  if (bulk !== undefined) {
    await appendStreams(bulk, streams);
    return;
  }
  const left = streams.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const { streamId, events } of left) await store.append(streamId, 'no-stream', events.map(parsed));
    }),
  );
}

function parsed({ data, metadata, ...event }: NewStream['events'][number]): NewEvent {
  return { ...event, data: JSON.parse(data) as JsonObject, metadata: JSON.parse(metadata) as JsonObject };
}
