import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type ReadReq } from '@eventstore/db-client/generated/streams_pb.js';

const { Options } = streams.ReadReq;

export interface StreamWanted {
  /** As the server knows it. */
  readonly name: string;
  readonly back: boolean;
  /** The first revision. Default: the first one, or the last one backwards. */
  readonly from?: bigint | undefined;
  readonly count?: number | undefined;
}

/** Asks for the events of a stream. */
export function readingStream({ name, back, from, count }: StreamWanted): ReadReq {
  const stream = new Options.StreamOptions().setStreamIdentifier(
    new shared.StreamIdentifier().setStreamName(Buffer.from(name)),
  );
  if (from !== undefined) stream.setRevision(String(from));
  else if (back) stream.setEnd(new shared.Empty());
  else stream.setStart(new shared.Empty());
  return request(finite(back, count).setStream(stream).setNoFilter(new shared.Empty()));
}

/** Asks for the log, the last event first. */
export function readingBackwards(count?: number): ReadReq {
  const all = new Options.AllOptions().setEnd(new shared.Empty());
  return request(finite(true, count).setAll(all).setNoFilter(new shared.Empty()));
}

/**
 * Asks for what comes after a commit position, or for all, in streams whose names begin with one of these, and for what is
 * written from then on.
 *
 * @param window how many events the server looks through between two signs of life
 */
export function followingLog(after: bigint | undefined, prefixes: readonly string[], window: number): ReadReq {
  const all = new Options.AllOptions();
  if (after === undefined) all.setStart(new shared.Empty());
  else {
    const place = new Options.Position().setCommitPosition(String(after)).setPreparePosition(String(after));
    all.setPosition(place);
  }
  const names = new Options.FilterOptions.Expression().setPrefixList([...prefixes]);
  const filter = new Options.FilterOptions()
    .setStreamIdentifier(names)
    .setMax(window)
    .setCheckpointintervalmultiplier(1);
  return request(new Options().setAll(all).setSubscription(new Options.SubscriptionOptions()).setFilter(filter));
}

function finite(back: boolean, count = Number.MAX_SAFE_INTEGER): InstanceType<typeof Options> {
  return new Options().setReadDirection(back ? 1 : 0).setCount(String(count));
}

function request(options: InstanceType<typeof Options>): ReadReq {
  const ids = new Options.UUIDOption().setString(new shared.Empty());
  return new streams.ReadReq().setOptions(options.setResolveLinks(false).setUuidOption(ids));
}
