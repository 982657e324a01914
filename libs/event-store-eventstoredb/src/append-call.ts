import { randomUUID } from 'node:crypto';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision, PreparedEvent } from '#libs/event-store';
import { faultOf } from './faults.js';

export { StreamsClient };

/** What the server answered to an append that it did. */
export interface Appended {
  readonly revision: bigint;
  /** Commit position of the last event; absent for some repeats. */
  readonly commit?: bigint;
}

/** The stream is somewhere else. Nothing was written. */
export interface Conflict {
  readonly actual: ExpectedRevision;
}

/** The call cannot tell, or will not do it: the same append is to be made by itself. */
export class NotByThisCall extends Error {
  constructor(
    readonly mayBeWritten: boolean,
    options?: ErrorOptions,
  ) {
    super('the append is made by a call of its own', options);
    this.name = 'NotByThisCall';
  }
}

/** The two ways of one call to the server on which many appends go. */
export interface AppendWire {
  write(request: BatchAppendReq): void;
  on(event: 'data', heard: (response: BatchAppendResp) => void): unknown;
  on(event: 'error', heard: (error: unknown) => void): unknown;
  on(event: 'close', heard: () => void): unknown;
}

interface Waiting {
  readonly resolve: (answer: Appended | Conflict) => void;
  readonly reject: (error: NotByThisCall) => void;
}

/** Refusals of which the server says that it wrote nothing. */
const REFUSALS = new Set(
  ['AccessDenied', 'StreamDeleted', 'MaximumAppendSizeExceeded', 'BadRequest'].map(
    (name) => `event_store.client.${name}`,
  ),
);
const NOT_DONE = /not ready|busy|no leader/i;
const CONFLICT = 'event_store.client.WrongExpectedVersion';
// A code of gRPC.
const UNIMPLEMENTED = 12;

/**
 * Appends that share one call (`BatchAppend`): an answer a message instead of a call, which is what an append costs most.
 * Each has its own answer. Whatever is neither done nor a conflict is handed back to be made by a call of its own, which is
 * a repeat of the same ids at the same expected revision: so no error of this call is ever the last word.
 *
 * It carries no deadline: the server would hold that to its own clock. Who waits has a clock.
 */
export class AppendCall {
  private line: Promise<Line> | undefined;
  private offered = true;

  /** @param open makes the call; another one after it broke */
  constructor(private readonly open: () => Promise<AppendWire>) {}

  /** @throws NotByThisCall */
  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly PreparedEvent[],
  ): Promise<Appended | Conflict> {
    if (!this.offered) throw new NotByThisCall(false);
    const line = await (this.line ??= this.begin()).catch((error: unknown) => {
      throw new NotByThisCall(false, { cause: error });
    });
    return line.append(stream, expected, events);
  }

  private begin(): Promise<Line> {
    const begun: Promise<Line> = this.open().then(
      (wire) =>
        new Line(wire, (error) => {
          if (this.line === begun) this.line = undefined;
          if (isUnimplemented(error)) this.offered = false;
        }),
      (error: unknown) => {
        this.line = undefined;
        throw error;
      },
    );
    return begun;
  }
}

/** One call, from its beginning to its end. */
class Line {
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly wire: AppendWire,
    private readonly ended: (error: unknown) => void,
  ) {
    wire.on('data', (response) => this.answer(response));
    wire.on('error', (error) => this.end(error));
    wire.on('close', () => this.end(undefined));
  }

  append(stream: string, expected: ExpectedRevision, events: readonly PreparedEvent[]): Promise<Appended | Conflict> {
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.wire.write(requestOf(id, stream, expected, events));
    });
  }

  private answer(response: BatchAppendResp): void {
    const id = response.getCorrelationId()?.getString() ?? '';
    const waiting = this.waiting.get(id);
    // An answer that nobody waits for any more.
    if (waiting === undefined) return;
    this.waiting.delete(id);
    const outcome = outcomeOf(response);
    if (outcome instanceof NotByThisCall) waiting.reject(outcome);
    else waiting.resolve(outcome);
  }

  private end(error: unknown): void {
    this.ended(error);
    const mayBeWritten = !isUnimplemented(error) && faultOf(error) !== 'refused';
    const left = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of left) reject(new NotByThisCall(mayBeWritten, { cause: error }));
  }
}

/** The server does not have this call. */
function isUnimplemented(error: unknown): boolean {
  return (error as { readonly code?: unknown } | undefined)?.code === UNIMPLEMENTED;
}

function outcomeOf(response: BatchAppendResp): Appended | Conflict | NotByThisCall {
  const done = response.getSuccess();
  if (done !== undefined) {
    const commit = done.getPosition()?.getCommitPosition();
    const revision = BigInt(done.getCurrentRevision());
    return commit === undefined ? { revision } : { revision, commit: BigInt(commit) };
  }
  const details = response.getError()?.getDetails();
  const name = details?.getTypeName() ?? '';
  const conflict = details?.unpack((bytes) => shared.WrongExpectedVersion.deserializeBinary(bytes), CONFLICT);
  if (conflict !== undefined && conflict !== null) {
    return { actual: conflict.hasCurrentStreamRevision() ? BigInt(conflict.getCurrentStreamRevision()) : 'no-stream' };
  }
  const refused = REFUSALS.has(name) || NOT_DONE.test(response.getError()?.getMessage() ?? '');
  return new NotByThisCall(!refused);
}

function requestOf(
  id: string,
  stream: string,
  expected: ExpectedRevision,
  events: readonly PreparedEvent[],
): BatchAppendReq {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(
    new shared.StreamIdentifier().setStreamName(Buffer.from(stream)),
  );
  if (expected === 'no-stream') options.setNoStream(new shared.Empty());
  else options.setStreamPosition(String(expected));
  return new streams.BatchAppendReq()
    .setCorrelationId(uuid(id))
    .setOptions(options)
    .setProposedMessagesList(events.map(proposed))
    .setIsFinal(true);
}

function proposed({
  eventId,
  eventType,
  schemaVersion,
  data,
  metadata,
}: PreparedEvent): BatchAppendReq.ProposedMessage {
  const message = new streams.BatchAppendReq.ProposedMessage()
    .setId(uuid(eventId))
    .setData(Buffer.from(data))
    .setCustomMetadata(Buffer.from(envelopeText(schemaVersion, metadata)));
  message.getMetadataMap().set('type', eventType).set('content-type', 'application/json');
  return message;
}

const envelopeText = (schemaVersion: number, metadata: string): string =>
  `{"schemaVersion":${schemaVersion},"metadata":${metadata}}`;

const uuid = (id: string): InstanceType<typeof shared.UUID> => new shared.UUID().setString(id);
