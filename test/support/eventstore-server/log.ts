import { LogFile, type StoredAppend, type StoredEvent } from './log-file.js';

/** The revision of the event that ends a stream for good, and the `$tb` of a stream that is deleted softly. */
export const END_OF_STREAM = 0x7fffffffffffffffn;

export type ExpectedRevision = bigint | 'any' | 'no_stream' | 'stream_exists';

/** An event as a client proposes it. */
export interface ProposedEvent {
  /** UUID, lower case. */
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface RecordedEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: bigint;
  /** Commit and prepare position alike. */
  readonly position: bigint;
  /** 100 ns since 1970. */
  readonly created: string;
}

export type AppendAnswer =
  | { readonly is: 'written'; readonly revision: bigint | undefined; readonly position: bigint | undefined }
  | { readonly is: 'wrong-expected-version'; readonly actual: bigint | undefined }
  | { readonly is: 'stream-deleted' };

interface StreamState {
  /** By revision: nothing is ever scavenged. */
  readonly events: RecordedEvent[];
  tombstoned: boolean;
  metadata: Readonly<Record<string, unknown>>;
}

type Decision =
  { readonly write: boolean; readonly from: number; readonly to: number } | Exclude<AppendAnswer, { is: 'written' }>;

const NOTHING = new Uint8Array();
const RECORD_OVERHEAD = 120n;
const SOFTLY_DELETED_FROM = 2 ** 62;

/**
 * The log of the stand-in with its indexes, and the rules by which the server decides on an append. Each append is in the file, when
 * there is one, before the call returns.
 */
export class EventLog {
  private readonly all: RecordedEvent[] = [];
  private readonly streams = new Map<string, StreamState>();
  /** What the server recalls of event ids for an append that expects any revision: empty again after each start. */
  private remembered = new Map<string, RecordedEvent>();
  private readonly listeners = new Set<(event: RecordedEvent) => void>();
  private tail = 0n;

  private constructor(private readonly file: LogFile | undefined) {}

  /** @param path of the file it is kept in; without one it lasts as long as the object */
  static open(path?: string): EventLog {
    const file = path === undefined ? undefined : new LogFile(path);
    const log = new EventLog(file);
    for (const append of file?.load() ?? []) log.record(append);
    log.remembered.clear();
    return log;
  }

  /** What a restart does to a log that is kept in memory: the remembered ids are gone. */
  forget(): void {
    this.remembered = new Map();
    this.listeners.clear();
  }

  close(): void {
    this.listeners.clear();
    this.file?.close();
  }

  get length(): number {
    return this.all.length;
  }

  /** @returns the event at an index of `$all` */
  at(index: number): RecordedEvent | undefined {
    return this.all[index];
  }

  /** @returns the index in `$all` of the first event at or behind a position */
  indexOf(position: bigint): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.all[middle]?.position ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a read may start there: at an event, or anywhere behind the last one. */
  knows(position: string | undefined): boolean {
    if (position === undefined) return true;
    const event = this.all[this.indexOf(BigInt(position))];
    return event === undefined || event.position === BigInt(position);
  }

  /** Calls back with every event from now on, in the order of the log. @returns what ends it */
  follow(listener: (event: RecordedEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The events of a stream by revision, with the first that may be read; or why there are none. */
  stream(name: string): { readonly events: readonly RecordedEvent[]; readonly first: number } | 'absent' | 'deleted' {
    const state = this.streams.get(name);
    if (this.isTombstoned(name)) return 'deleted';
    if (state === undefined || state.events.length === 0 || isSoftlyDeleted(state)) return 'absent';
    const { events } = state;
    const maxCount = name.startsWith('$$') ? 1 : numberOf(state.metadata['$maxCount']);
    const maxAge = numberOf(state.metadata['$maxAge']);
    let first = Math.max(numberOf(state.metadata['$tb']) ?? 0, maxCount === undefined ? 0 : events.length - maxCount);
    const oldest = maxAge === undefined ? 0n : ticks() - BigInt(maxAge) * 10_000_000n;
    while (maxAge !== undefined && BigInt(events[first]?.created ?? oldest) < oldest) first += 1;
    return { events, first };
  }

  append(stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[]): AppendAnswer {
    const decision = this.decide(stream, expected, events);
    if ('is' in decision) return decision;
    if (!decision.write) return this.firstAnswer(stream, decision.from, decision.to);
    const state = this.streams.get(stream);
    const reopened = state !== undefined && isSoftlyDeleted(state) ? state.events.length : undefined;
    const position = this.tail;
    const recorded = this.write(stream, events);
    if (recorded.length === 0) return { is: 'written', revision: lastRevision(state), position };
    if (reopened !== undefined) this.setMetadata(stream, { ...state?.metadata, $tb: reopened });
    return written(recorded);
  }

  /** The soft delete: the stream is not found, until an append goes on with its revisions. */
  delete(stream: string, expected: ExpectedRevision): AppendAnswer {
    const refusal = this.refuseToDelete(stream, expected);
    if (refusal !== undefined) return refusal;
    const state = this.streams.get(stream);
    if (lastRevision(state) === undefined) return { is: 'wrong-expected-version', actual: undefined };
    return written(this.setMetadata(stream, { ...state?.metadata, $tb: END_OF_STREAM }));
  }

  /** The hard delete: the name cannot be used again. */
  tombstone(stream: string, expected: ExpectedRevision): AppendAnswer {
    const refusal = this.refuseToDelete(stream, expected);
    if (refusal !== undefined) return refusal;
    return written(this.write(stream, [systemEvent('$streamDeleted', {})], END_OF_STREAM));
  }

  /** An event as the server itself writes them. */
  writeSystemEvent(stream: string, type: string, data: object): RecordedEvent | undefined {
    return this.write(stream, [systemEvent(type, data)])[0];
  }

  private decide(stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[]): Decision {
    const state = this.streams.get(stream);
    if (this.isTombstoned(stream)) return { is: 'stream-deleted' };
    const current = (state?.events.length ?? 0) - 1;
    const wrong: Decision = { is: 'wrong-expected-version', actual: lastRevision(state) };
    const write: Decision = { write: true, from: 0, to: 0 };
    if (expected === 'stream_exists' && (state === undefined || current < 0)) return wrong;
    if (expected === 'stream_exists' && state !== undefined && isSoftlyDeleted(state)) return { is: 'stream-deleted' };
    if (expected === 'any' || expected === 'stream_exists') {
      const known = events.map(({ id }) => this.remembered.get(id)).map((event) => event?.stream === stream && event);
      const [first, last] = [known[0], known.at(-1)];
      if (first === undefined || first === false) return write;
      if (known.includes(false) || last === undefined || last === false) return wrong;
      return { write: false, from: Number(first.revision), to: Number(last.revision) };
    }
    const from = expected === 'no_stream' ? -1 : Number(expected);
    if (from === current) return write;
    if (from > current) return wrong;
    const same = events.filter(({ id }, index) => state?.events[from + 1 + index]?.id === id).length;
    if (same > 0 && same === events.length) return { write: false, from: from + 1, to: from + same };
    const reopened = state !== undefined && isSoftlyDeleted(state) && expected === 'no_stream';
    return reopened && state.events[0]?.id !== events[0]?.id ? write : wrong;
  }

  /** The answer to an append that is there already: the first one, but without a position when it may no longer be read. */
  private firstAnswer(stream: string, from: number, to: number): AppendAnswer {
    const found = this.stream(stream);
    const readable = typeof found === 'object' && to >= found.first;
    const { revision, position } =
      this.streams
        .get(stream)
        ?.events.slice(from, to + 1)
        .at(-1) ?? {};
    return { is: 'written', revision, position: readable ? position : undefined };
  }

  private isTombstoned(stream: string): boolean {
    const of = (name: string): boolean => this.streams.get(name)?.tombstoned === true;
    return of(stream) || (stream.startsWith('$$') && of(stream.slice(2)));
  }

  private refuseToDelete(stream: string, expected: ExpectedRevision): AppendAnswer | undefined {
    const decision = this.decide(stream, expected, []);
    return 'is' in decision ? decision : undefined;
  }

  private setMetadata(stream: string, metadata: Readonly<Record<string, unknown>>): RecordedEvent[] {
    return this.write(`$$${stream}`, [systemEvent('$metadata', metadata)]);
  }

  private write(stream: string, events: readonly ProposedEvent[], revision?: bigint): RecordedEvent[] {
    const append: StoredAppend = {
      stream,
      created: ticks().toString(),
      ...(revision === undefined ? {} : { revision: revision.toString() }),
      events: events.map(stored),
    };
    this.file?.add(append);
    const recorded = this.record(append);
    for (const event of recorded) for (const listener of this.listeners) listener(event);
    return recorded;
  }

  private record({ stream, created, revision, events }: StoredAppend): RecordedEvent[] {
    const state = this.stateOf(stream);
    if (events.length === 0) this.tail += RECORD_OVERHEAD;
    return events.map((event) => {
      const recorded: RecordedEvent = {
        stream,
        created,
        id: event.id,
        type: event.type,
        contentType: event.contentType,
        data: Buffer.from(event.data, 'base64'),
        metadata: Buffer.from(event.metadata, 'base64'),
        revision: revision === undefined ? BigInt(state.events.length) : BigInt(revision),
        position: this.tail,
      };
      this.tail += RECORD_OVERHEAD + BigInt(recorded.data.length + recorded.metadata.length + event.type.length * 2);
      this.all.push(recorded);
      this.remembered.set(recorded.id, recorded);
      if (revision === undefined) state.events.push(recorded);
      else state.tombstoned = true;
      if (stream.startsWith('$$')) this.stateOf(stream.slice(2)).metadata = parseMetadata(recorded.data);
      return recorded;
    });
  }

  private stateOf(name: string): StreamState {
    const known = this.streams.get(name);
    if (known !== undefined) return known;
    const state: StreamState = { events: [], tombstoned: false, metadata: {} };
    this.streams.set(name, state);
    return state;
  }
}

const ticks = (): bigint => BigInt(Date.now()) * 10_000n;

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const isSoftlyDeleted = (state: StreamState): boolean => (numberOf(state.metadata['$tb']) ?? 0) > SOFTLY_DELETED_FROM;

const lastRevision = (state: StreamState | undefined): bigint | undefined => state?.events.at(-1)?.revision;

function written(events: readonly RecordedEvent[]): AppendAnswer {
  return { is: 'written', revision: events.at(-1)?.revision, position: events.at(-1)?.position };
}

function stored({ id, type, contentType, data, metadata }: ProposedEvent): StoredEvent {
  return { id, type, contentType, data: toBase64(data), metadata: toBase64(metadata) };
}

const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

function systemEvent(type: string, data: object): ProposedEvent {
  // JSON has no integer of 64 bits, and the server writes one into the metadata of a deleted stream.
  const text = JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? `#${value}#` : value));
  const bytes = Buffer.from(text.replace(/"#(\d+)#"/g, '$1'));
  return { id: crypto.randomUUID(), type, contentType: 'application/json', data: bytes, metadata: NOTHING };
}

function parseMetadata(data: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
