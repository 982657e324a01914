import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { convertGrpcEvent } from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import fc from 'fast-check';
import { answerOf, type SentEvent } from './read-answer.js';

const { ReadResp } = streams;
const { ReadEvent } = ReadResp;

const place = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(2n ** 53n - 2n, 2n ** 53n + 2n), fc.bigInt(0n, 3n));
const json = fc.jsonValue().map((value) => JSON.stringify({ value }));
const events = fc.record({
  ...{ streamId: fc.string({ unit: 'grapheme' }), id: fc.uuid(), revision: place, commit: place },
  ...{ type: fc.string({ unit: 'grapheme', minLength: 1 }), isJson: fc.boolean(), data: json, metadata: json },
});

const recorded = (event: SentEvent): InstanceType<typeof ReadEvent.RecordedEvent> => {
  const message = new ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(event.streamId)))
    .setStreamRevision(String(event.revision))
    .setPreparePosition('7')
    .setCommitPosition(String(event.commit))
    .setCustomMetadata(Buffer.from(event.metadata))
    .setData(Buffer.from(event.data));
  message
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.isJson ? 'application/json' : 'application/octet-stream')
    .set('created', '17634240000000000');
  return message;
};

describe('answerOf', () => {
  it('gives every event as it was sent', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (event, linked) => {
        const read = new ReadEvent().setEvent(recorded(event)).setCommitPosition('9');
        if (linked) read.setLink(recorded({ ...event, id: 'another' }));
        expect(answerOf(new ReadResp().setEvent(read).serializeBinary())).toEqual(event);
      }),
    );
  });

  it('gives what the client makes of it', () => {
    fc.assert(
      fc.property(events, (event) => {
        const read = new ReadEvent().setEvent(recorded({ ...event, isJson: true }));
        const answer = answerOf(new ReadResp().setEvent(read).serializeBinary()) as SentEvent;
        expect(convertGrpcEvent(read).event).toMatchObject({
          ...{ streamId: answer.streamId, id: answer.id, revision: answer.revision, type: answer.type },
          ...{ data: JSON.parse(answer.data) as unknown, metadata: JSON.parse(answer.metadata) as unknown },
          position: { commit: answer.commit, prepare: 7n },
        });
      }),
    );
  });

  it.each([
    ['confirmed', new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId('s'))],
    ['checkpoint', new ReadResp().setCheckpoint(new ReadResp.Checkpoint().setCommitPosition('1'))],
    ['absent', new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound())],
    ['caught-up', new ReadResp().setCaughtUp(new ReadResp.CaughtUp())],
    ['fell-behind', new ReadResp().setFellBehind(new ReadResp.FellBehind())],
    ['other', new ReadResp().setFirstStreamPosition('3')],
    ['other', new ReadResp().setLastStreamPosition('3')],
    ['other', new ReadResp().setEvent(new ReadEvent().setNoPosition(new shared.Empty()))],
    ['other', new ReadResp()],
  ])('knows the signal %s', (signal, response) => {
    expect(answerOf(response.serializeBinary())).toBe(signal);
  });

  it('knows a signal that this version has no name for', () => {
    // Field 30, a message of one byte.
    expect(answerOf(Uint8Array.of(0xf2, 0x01, 0x01, 0x00))).toBe('other');
  });
});
