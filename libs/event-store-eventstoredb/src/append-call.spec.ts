import { EventEmitter } from 'node:events';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import rpc from '@eventstore/db-client/generated/status_pb.js';
import streams, { type BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import type { PreparedEvent } from '#libs/event-store';
import { AppendCall, type AppendWire } from './append-call.js';

const event: PreparedEvent = {
  eventId: '0196f1c0-7d52-7c3a-9a52-4f7f6d1b2c3d',
  eventType: 'EntryRecognized',
  schemaVersion: 2,
  data: '{"名":"甲"}',
  metadata: '{"a":1}',
};

/** A call of which the test is the server. */
class Wire extends EventEmitter implements AppendWire {
  readonly written: BatchAppendReq[] = [];

  write(request: BatchAppendReq): void {
    this.written.push(request);
  }

  answer(nth: number, fill: (response: BatchAppendResp) => void): void {
    const response = new streams.BatchAppendResp().setCorrelationId(this.written[nth]?.getCorrelationId());
    fill(response);
    this.emit('data', response);
  }

  succeed(nth: number, revision: number): void {
    this.answer(nth, (response) =>
      response.setSuccess(
        new streams.BatchAppendResp.Success()
          .setCurrentRevision(String(revision))
          .setPosition(new shared.AllStreamPosition().setCommitPosition('70').setPreparePosition('70')),
      ),
    );
  }

  refuse(nth: number, name: string, bytes: Uint8Array = new Uint8Array()): void {
    this.answer(nth, (response) => {
      const details = new any.Any();
      details.pack(Uint8Array.from(bytes), `event_store.client.${name}`);
      response.setError(new rpc.Status().setDetails(details));
    });
  }

  break(error: unknown): void {
    this.emit('error', error);
    this.emit('close');
  }
}

describe('the call that appends share', () => {
  let wires: Wire[];
  let call: AppendCall;
  beforeEach(() => {
    wires = [];
    call = new AppendCall(async () => {
      const wire = new Wire();
      wires.push(wire);
      return wire;
    });
  });
  const wire = (nth = 0): Wire => wires[nth] as Wire;
  const written = async (count: number, nth = 0): Promise<void> => {
    while ((wires[nth]?.written.length ?? 0) < count) await new Promise(setImmediate);
  };

  it('gives each append its own answer, in whatever order they come', async () => {
    const first = call.append('s-1', 'no-stream', [event]);
    const second = call.append('s-2', 4n, [event]);
    const third = call.append('s-3', 1n, [event]);
    await written(3);
    wire().refuse(
      2,
      'WrongExpectedVersion',
      new shared.WrongExpectedVersion().setCurrentStreamRevision('9').serializeBinary(),
    );
    wire().succeed(1, 5);
    wire().succeed(0, 0);
    expect(await Promise.all([first, second, third])).toEqual([
      { revision: 0n, commit: 70n },
      { revision: 5n, commit: 70n },
      { actual: 9n },
    ]);
    expect(wires).toHaveLength(1);
  });

  it('writes what the client would have written, and no deadline', async () => {
    void call.append('s-1', 4n, [event]);
    await written(1);
    const request = wire().written[0] as BatchAppendReq;
    const [message] = request.getProposedMessagesList();
    expect(request.getIsFinal()).toBe(true);
    expect(request.getOptions()?.getStreamPosition()).toBe('4');
    expect(request.getOptions()?.hasDeadline()).toBe(false);
    expect(message?.getId()?.getString()).toBe(event.eventId);
    expect(Object.fromEntries(message?.getMetadataMap().entries() as Iterable<[string, string]>)).toEqual({
      type: 'EntryRecognized',
      'content-type': 'application/json',
    });
    const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(bytes ?? []).toString());
    expect(json(message?.getData_asU8())).toEqual({ 名: '甲' });
    expect(json(message?.getCustomMetadata_asU8())).toEqual({ schemaVersion: 2, metadata: { a: 1 } });
  });

  it.each([
    ['AccessDenied', false],
    ['MaximumAppendSizeExceeded', false],
    ['Timeout', true],
    ['Unknown', true],
  ])('hands back what is answered with %s, which may be written: %s', async (name, mayBeWritten) => {
    const append = call.append('s-1', 'no-stream', [event]);
    await written(1);
    wire().refuse(0, name);
    await expect(append).rejects.toMatchObject({ name: 'NotByThisCall', mayBeWritten });
  });

  it('hands back all that was under way when it breaks, and makes another call for the next', async () => {
    const [first, second] = [call.append('s-1', 'no-stream', [event]), call.append('s-2', 'no-stream', [event])];
    await written(2);
    wire().succeed(0, 0);
    wire().break(Object.assign(new Error('reset'), { code: 14 }));
    expect(await first).toMatchObject({ revision: 0n });
    await expect(second).rejects.toMatchObject({ name: 'NotByThisCall', mayBeWritten: true });
    const third = call.append('s-2', 'no-stream', [event]);
    await written(1, 1);
    // A late answer of the broken call.
    wire().succeed(1, 7);
    wire(1).succeed(0, 0);
    expect(await third).toMatchObject({ revision: 0n });
  });

  it('is not tried again on a server that does not have it', async () => {
    const append = call.append('s-1', 'no-stream', [event]);
    await written(1);
    wire().break(Object.assign(new Error('unimplemented'), { code: 12 }));
    await expect(append).rejects.toMatchObject({ mayBeWritten: false });
    await expect(call.append('s-1', 'no-stream', [event])).rejects.toMatchObject({ mayBeWritten: false });
    expect(wires).toHaveLength(1);
  });

  it('is opened again after it could not be opened', async () => {
    const refused = new Error('no connection established');
    const opening = [async () => Promise.reject(refused), async () => new Wire()];
    const shy = new AppendCall(() => (opening.shift() as () => Promise<AppendWire>)());
    await expect(shy.append('s-1', 'no-stream', [event])).rejects.toMatchObject({ mayBeWritten: false });
    expect(opening).toHaveLength(1);
    void shy.append('s-1', 'no-stream', [event]);
    expect(opening).toHaveLength(0);
  });
});
