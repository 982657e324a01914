import type { handleBidiStreamingCall, handleClientStreamingCall, handleUnaryCall } from '@grpc/grpc-js';
import streams, {
  type AppendReq,
  type AppendResp,
  type BatchAppendReq,
  type BatchAppendResp,
  type DeleteReq,
  type DeleteResp,
  type TombstoneReq,
  type TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { ExpectedRevision, ProposedEvent } from './log.js';
import type { Node } from './node.js';
import {
  appendResponse,
  batchAnswer,
  batchNotReady,
  batchResponse,
  batchTooLarge,
  expectedOf,
  idOf,
  MAX_APPEND_SIZE,
  nameOf,
  notLeader,
  notReady,
  positionInto,
  proposedOf,
  streamDeleted,
  tooLarge,
  wrongExpectedVersion,
  type Failure,
} from './wire.js';

/** The way of one append a call. */
export const append =
  (node: Node): handleClientStreamingCall<AppendReq, AppendResp> =>
  (call, done) => {
    const settle = node.opened((failure) => done(failure));
    let options: AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    call.on('data', (request: AppendReq) => {
      const message = request.getProposedMessage();
      if (message === undefined) options = request.getOptions();
      else events.push(proposedOf(message));
    });
    call.on('error', () => settle());
    call.on('cancelled', () => settle());
    call.on('end', () => {
      if (!settle() || options === undefined) return;
      if (node.faults.notReady) return done(notReady());
      if (node.faults.leader !== undefined) return done(notLeader(node.faults.leader));
      if (isTooLarge(events)) return done(tooLarge());
      const stream = nameOf(options.getStreamIdentifier());
      const expected = expectedOf(options, options.getRevision());
      const answer = node.log.append(stream, expected, events);
      if (answer.is === 'stream-deleted') return done(streamDeleted(stream));
      done(null, appendResponse(answer, expected));
    });
  };

interface Batch {
  readonly correlationId: UUID | undefined;
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: ProposedEvent[];
}

/** The way of many appends over one call, in pieces that belong together by their correlation id. */
export const batchAppend =
  (node: Node): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> =>
  (call) => {
    const settle = node.opened((failure) => call.emit('error', failure));
    const batches = new Map<string, Batch>();
    const answer = (batch: Batch): BatchAppendResp => {
      const response = batchResponse(batch.correlationId, batch.stream);
      if (node.faults.notReady) return batchNotReady(response);
      if (isTooLarge(batch.events)) return batchTooLarge(response);
      return batchAnswer(response, node.log.append(batch.stream, batch.expected, batch.events), batch.expected);
    };
    call.on('data', (request: BatchAppendReq) => {
      const key = idOf(request.getCorrelationId());
      const options = request.getOptions();
      if (options !== undefined) {
        batches.set(key, {
          correlationId: request.getCorrelationId(),
          stream: nameOf(options.getStreamIdentifier()),
          expected: expectedOf(options, options.getStreamPosition()),
          events: [],
        });
      }
      const batch = batches.get(key);
      if (batch === undefined) return;
      for (const message of request.getProposedMessagesList()) batch.events.push(proposedOf(message));
      if (!request.getIsFinal()) return;
      batches.delete(key);
      // A real follower hands on an append that does not ask for the leader; the stand-in has nobody to hand it on to.
      if (node.faults.leader !== undefined) return void (settle() && call.emit('error', notLeader(node.faults.leader)));
      call.write(answer(batch));
    });
    call.on('error', () => settle());
    call.on('cancelled', () => settle());
    call.on('end', () => settle() && call.end());
  };

export const remove =
  (node: Node): handleUnaryCall<DeleteReq, DeleteResp> =>
  (call, done) => {
    const options = call.request.getOptions() ?? new streams.DeleteReq.Options();
    const [failure, position] = end(node, 'delete', options);
    if (failure !== undefined) return done(failure);
    done(null, new streams.DeleteResp().setPosition(positionInto(new streams.DeleteResp.Position(), position)));
  };

export const tombstone =
  (node: Node): handleUnaryCall<TombstoneReq, TombstoneResp> =>
  (call, done) => {
    const options = call.request.getOptions() ?? new streams.TombstoneReq.Options();
    const [failure, position] = end(node, 'tombstone', options);
    if (failure !== undefined) return done(failure);
    done(null, new streams.TombstoneResp().setPosition(positionInto(new streams.TombstoneResp.Position(), position)));
  };

function end(
  { log, faults }: Node,
  kind: 'delete' | 'tombstone',
  options: DeleteReq.Options | TombstoneReq.Options,
): readonly [Failure] | readonly [undefined, bigint] {
  if (faults.notReady) return [notReady()];
  if (faults.leader !== undefined) return [notLeader(faults.leader)];
  const stream = nameOf(options.getStreamIdentifier());
  const expected = expectedOf(options, options.getRevision());
  const answer = log[kind](stream, expected);
  if (answer.is === 'stream-deleted') return [streamDeleted(stream)];
  if (answer.is === 'wrong-expected-version') return [wrongExpectedVersion(stream, expected, answer.actual, 'Delete')];
  return [undefined, answer.position ?? 0n];
}

const isTooLarge = (events: readonly ProposedEvent[]): boolean =>
  events.reduce((size, { data }) => size + data.length, 0) > MAX_APPEND_SIZE;
