import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import cluster, { type ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import features, { type SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import rpc, { type Status } from '@eventstore/db-client/generated/status_pb.js';
import shared, { type UUID } from '@eventstore/db-client/generated/shared_pb.js';
import streams, {
  type AppendResp,
  type BatchAppendReq,
  type BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { AppendAnswer, ExpectedRevision, ProposedEvent, RecordedEvent } from './log.js';

/** An address as gossip tells it. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** How a call ends otherwise than well. */
export type Failure = Pick<StatusObject, 'code' | 'details'> & { readonly metadata?: Metadata };

/** The append limit of a server that was not configured otherwise, in bytes of the data of its events: metadata does not count. */
export const MAX_APPEND_SIZE = 1024 * 1024;

const failure = (code: status, details: string, trailers?: Readonly<Record<string, string>>): Failure => {
  if (trailers === undefined) return { code, details };
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return { code, details, metadata };
};

export const notReady = (): Failure => failure(status.UNAVAILABLE, 'Server Is Not Ready');

export const notLeader = ({ host, port }: Endpoint): Failure =>
  failure(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });

export const streamDeleted = (stream: string): Failure =>
  failure(status.FAILED_PRECONDITION, `Event stream '${ascii(stream)}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': ascii(stream),
  });

export const tooLarge = (): Failure =>
  failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND_SIZE} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAX_APPEND_SIZE),
  });

export const wrongExpectedVersion = (
  stream: string,
  expected: ExpectedRevision,
  actual: bigint | undefined,
  operation: string,
): Failure =>
  failure(
    status.FAILED_PRECONDITION,
    `${operation} failed due to WrongExpectedVersion. Stream: ${ascii(stream)}, ` +
      `Expected version: ${numeric(expected)}, Actual version: ${actual ?? -1n}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': ascii(stream),
      'expected-version': numeric(expected),
      'actual-version': String(actual ?? -1n),
    },
  );

/** What a live consumer is told that has fallen behind. */
export const tooSlow = (): Failure =>
  failure(
    status.ABORTED,
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
  );

/** What the server says to a read it can make nothing of. */
export const unreadable = (of: 'Stream' | 'All'): Failure =>
  failure(status.UNKNOWN, `Unexpected Read${of}Result: Error`);

export const unknownPosition = (): Failure => failure(status.UNKNOWN, 'Exception was thrown by handler.');

/** What the client makes of a call that a stopping server resets. */
export const reset = (): Failure =>
  failure(status.INTERNAL, 'Received RST_STREAM with code 0 (Call ended without gRPC status)');

/** Trailers carry nothing else. */
const ascii = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text));

const numeric = (expected: ExpectedRevision): string =>
  typeof expected === 'bigint' ? String(expected) : { any: '-2', no_stream: '-1', stream_exists: '-4' }[expected];

export const nameOf = (identifier: { getStreamName_asU8(): Uint8Array } | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

function identifierOf(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream, 'utf8'));
  return identifier;
}

/** @returns the lower-case text of an id, in whichever of its two forms it came */
export function idOf(uuid: UUID | undefined): string {
  const structured = uuid?.getStructured();
  if (structured === undefined) return uuid?.getString().toLowerCase() ?? '';
  const hex = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()]
    .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function proposedOf(message: BatchAppendReq.ProposedMessage): ProposedEvent {
  return {
    id: idOf(message.getId()),
    type: message.getMetadataMap().get('type') ?? '',
    contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

interface ExpectedOptions {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
}

export function expectedOf(options: ExpectedOptions, revision: string): ExpectedRevision {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists() ? 'stream_exists' : BigInt(revision);
}

export function appendResponse(
  answer: Exclude<AppendAnswer, { is: 'stream-deleted' }>,
  expected: ExpectedRevision,
): AppendResp {
  const response = new streams.AppendResp();
  if (answer.is === 'written') {
    const success = new streams.AppendResp.Success();
    if (answer.revision === undefined) success.setNoStream(new shared.Empty());
    else success.setCurrentRevision(String(answer.revision));
    if (answer.position === undefined) success.setNoPosition(new shared.Empty());
    else success.setPosition(positionInto(new streams.AppendResp.Position(), answer.position));
    return response.setSuccess(success);
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (answer.actual === undefined) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(answer.actual));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return response.setWrongExpectedVersion(wrong);
}

export function batchResponse(correlationId: UUID | undefined, stream: string): BatchAppendResp {
  const response = new streams.BatchAppendResp().setStreamIdentifier(identifierOf(stream));
  return correlationId === undefined ? response : response.setCorrelationId(correlationId);
}

export function batchAnswer(
  response: BatchAppendResp,
  answer: AppendAnswer,
  expected: ExpectedRevision,
): BatchAppendResp {
  if (answer.is === 'stream-deleted') {
    const deleted = new shared.StreamDeleted();
    deleted.setStreamIdentifier(response.getStreamIdentifier());
    return response.setError(batchError('StreamDeleted', deleted));
  }
  if (answer.is === 'wrong-expected-version') {
    const wrong = new shared.WrongExpectedVersion();
    if (answer.actual === undefined) wrong.setCurrentNoStream(new empty.Empty());
    else wrong.setCurrentStreamRevision(String(answer.actual));
    if (expected === 'any') wrong.setExpectedAny(new empty.Empty());
    else if (expected === 'no_stream') wrong.setExpectedNoStream(new empty.Empty());
    else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new empty.Empty());
    else wrong.setExpectedStreamPosition(String(expected));
    return response.setError(batchError('WrongExpectedVersion', wrong));
  }
  const success = new streams.BatchAppendResp.Success();
  if (answer.revision === undefined) success.setNoStream(new empty.Empty());
  else success.setCurrentRevision(String(answer.revision));
  if (answer.position === undefined) success.setNoPosition(new empty.Empty());
  else success.setPosition(positionInto(new shared.AllStreamPosition(), answer.position));
  return response.setSuccess(success);
}

export function batchTooLarge(response: BatchAppendResp): BatchAppendResp {
  const exceeded = new shared.MaximumAppendSizeExceeded();
  exceeded.setMaxappendsize(MAX_APPEND_SIZE);
  return response.setError(batchError('MaximumAppendSizeExceeded', exceeded));
}

/** The server packs no detail that the client knows: it is left with the text. */
export function batchNotReady(response: BatchAppendResp): BatchAppendResp {
  const error = new rpc.Status();
  const details = new any.Any();
  details.pack(new empty.Empty().serializeBinary(), 'google.protobuf.Empty');
  error.setMessage('Server Is Not Ready');
  error.setDetails(details);
  return response.setError(error);
}

function batchError(name: string, detail: { serializeBinary(): Uint8Array }): Status {
  const error = new rpc.Status();
  const details = new any.Any();
  details.pack(detail.serializeBinary(), `event_store.client.${name}`);
  error.setMessage(name);
  error.setDetails(details);
  return error;
}

export function positionInto<M extends { setCommitPosition(value: string): M; setPreparePosition(value: string): M }>(
  message: M,
  position: bigint,
): M {
  return message.setCommitPosition(String(position)).setPreparePosition(String(position));
}

const encodedEvents = new WeakMap<RecordedEvent, Buffer>();

/** @returns the bytes of an answer that carries an event: the same for everybody who reads it, so encoded once */
export function eventMessage(event: RecordedEvent): Buffer {
  const known = encodedEvents.get(event);
  if (known !== undefined) return known;
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(new shared.UUID().setString(event.id));
  recorded.setStreamIdentifier(identifierOf(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', event.created);
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(positionInto(recorded, event.position));
  read.setCommitPosition(String(event.position));
  const encoded = bytesOf(new streams.ReadResp().setEvent(read));
  encodedEvents.set(event, encoded);
  return encoded;
}

export function confirmationMessage(): Buffer {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(crypto.randomUUID());
  return bytesOf(new streams.ReadResp().setConfirmation(confirmation));
}

export const caughtUpMessage = (): Buffer =>
  bytesOf(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));

export const checkpointMessage = (position: bigint): Buffer =>
  bytesOf(new streams.ReadResp().setCheckpoint(positionInto(new streams.ReadResp.Checkpoint(), position)));

export function notFoundMessage(stream: string): Buffer {
  const missing = new streams.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifierOf(stream));
  return bytesOf(new streams.ReadResp().setStreamNotFound(missing));
}

export const bytesOf = (message: { serializeBinary(): Uint8Array }): Buffer => Buffer.from(message.serializeBinary());

const METHODS: Readonly<Record<string, readonly string[]>> = {
  read: ['position', 'events'],
  append: [],
  batchappend: ['deadline_duration'],
  delete: [],
  tombstone: [],
};

export function supportedMethods(): SupportedMethods {
  const supported = new features.SupportedMethods();
  supported.setEventStoreServerVersion('23.10.8');
  for (const [name, list] of Object.entries(METHODS)) {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    method.setFeaturesList([...list]);
    supported.addMethods(method);
  }
  return supported;
}

export type NodeState = 'LEADER' | 'FOLLOWER' | 'UNKNOWN';

export function clusterInfo(members: readonly (Endpoint & { readonly state: NodeState })[]): ClusterInfo {
  const info = new cluster.ClusterInfo();
  for (const { host, port, state } of members) {
    const member = new cluster.MemberInfo();
    const endpoint = new cluster.EndPoint();
    endpoint.setAddress(host);
    endpoint.setPort(port);
    member.setInstanceId(new shared.UUID().setString(crypto.randomUUID()));
    member.setTimeStamp(String(BigInt(Date.now()) * 10_000n));
    member.setState(cluster.MemberInfo.VNodeState[state]);
    member.setIsAlive(true);
    member.setHttpEndPoint(endpoint);
    info.addMembers(member);
  }
  return info;
}
