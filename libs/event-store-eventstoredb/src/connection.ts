import { setMaxListeners } from 'node:events';
import { Channel, credentials } from '@grpc/grpc-js';
import {
  EventStoreDBClient,
  type ChannelCredentialOptions,
  type DNSClusterOptions,
  type GossipClusterOptions,
  type SingleNodeOptions,
} from '@eventstore/db-client';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { AppendCall, StreamsClient } from './append-call.js';
import type { ConnectionSettings } from './connection-string.js';
import type { AnswerStream } from './feed.js';
import { answerOf } from './read-answer.js';

/**
 * How many bytes the server may send on a call, and on all calls together, before somebody has read them. With the 64 KiB
 * that are the default, calls that are read at once stop each other.
 */
const WINDOW_BYTES = 1_048_576;
/** As the client has it: EventStoreDB takes events of 16 MiB by other ways. */
const MAX_MESSAGE_BYTES = 17 * 1_048_576;

/** One client of the server, with what the client itself leaves open. */
export class Connection extends EventStoreDBClient {
  private readonly closing = new AbortController();
  private channel: Awaited<ReturnType<EventStoreDBClient['getChannel']>> | undefined;

  /** What it appends by. */
  readonly appends: AppendCall;

  /**
   * `appendToStream` makes one call an append, never the client's `BatchAppend`. There all clients of a process share one
   * table of what is under way: when the stream of one breaks, the appends of all fail, and an answer to one of them then
   * throws where nobody can catch it and ends the process. Its deadlines are instants of the server's clock. Many appends on
   * one call are the business of {@link AppendCall}.
   */
  protected override supports = async (): Promise<boolean> => false;

  constructor(settings: ConnectionSettings) {
    // Each overload takes one of the three; the client itself tells them apart by what is there.
    super(
      clientOptionsOf(settings) as SingleNodeOptions,
      channelCredentialsOf(settings),
      settings.credentials.reveal(),
    );
    // Every call under way listens.
    setMaxListeners(0, this.closing.signal);
    const requiresLeader = settings.nodePreference === 'leader';
    this.appends = new AppendCall(
      this.GRPCStreamCreator(StreamsClient, 'appendToStream', (client) =>
        client.batchAppend(...this.callArguments({ requiresLeader }, { deadline: Infinity })),
      ),
    );
    this.widenChannel(settings);
    this.keepChannel();
    this.catchReconnecting();
  }

  /** Aborts when the connection is closed: whoever waits for an answer on it waits in vain. */
  get gone(): AbortSignal {
    return this.closing.signal;
  }

  /**
   * Reads events, by the call that the client reads by. Its deadline is none: who waits has a clock.
   *
   * @param requiresLeader only from the node that leads
   */
  read(request: ReadReq, requiresLeader: boolean): Promise<AnswerStream> {
    const { path, requestSerialize } = StreamsService.read;
    return this.GRPCStreamCreator(StreamsClient, 'read', (client) =>
      client.makeServerStreamRequest(
        ...([path, requestSerialize, answerOf, request] as const),
        ...this.callArguments({ requiresLeader }, { deadline: Infinity }),
      ),
    )();
  }

  /** Ends all that is under way and closes the channel, which `dispose` leaves open. Never rejects. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    this.channel?.close();
    await this.dispose().catch(() => {});
  }

  /** The client finds the node; the channel to it is another one with a wider window, which the client has no option for. */
  private widenChannel(settings: ConnectionSettings): void {
    const find = this['createChannel'] as () => Promise<Channel>;
    const trust = grpcCredentialsOf(settings);
    const milliseconds = (given: number): number => (given < 0 ? Number.MAX_VALUE : given);
    this['createChannel'] = async () => {
      const found = await find();
      const target = found.getTarget();
      found.close();
      return new Channel(target, trust, {
        'grpc.keepalive_time_ms': milliseconds(settings.keepAliveIntervalMs),
        'grpc.keepalive_timeout_ms': milliseconds(settings.keepAliveTimeoutMs),
        'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
        'grpc-node.flow_control_window': WINDOW_BYTES,
      });
    };
  }

  /**
   * A channel that is still being looked for when the connection is closed is closed as soon as it is found. And a channel is
   * closed a moment late: the client may have given it to an append that is about to begin, which on a closed one throws
   * where nobody can catch it and ends the process.
   */
  private keepChannel(): void {
    const open = this.getChannel;
    this.getChannel = async () => {
      const channel = await open();
      if (channel !== this.channel) {
        this.channel = channel;
        const close = channel.close.bind(channel);
        channel.close = () => void setImmediate(close);
      }
      if (this.closing.signal.aborted) channel.close();
      return channel;
    };
  }

  /** The client does not await this, and it rejects when no node is found any more. */
  private catchReconnecting(): void {
    const handle = this.handleError;
    this.handleError = (client, error) => handle(client, error).catch(() => {});
  }
}

function clientOptionsOf(settings: ConnectionSettings): SingleNodeOptions | DNSClusterOptions | GossipClusterOptions {
  const { addresses, discovery, connectionName } = settings;
  const common = {
    keepAliveInterval: settings.keepAliveIntervalMs,
    keepAliveTimeout: settings.keepAliveTimeoutMs,
    ...(connectionName === undefined ? {} : { connectionName }),
  };
  if (discovery === 'single') return { ...common, endpoint: addresses[0] };
  const cluster = {
    ...common,
    nodePreference: settings.nodePreference,
    gossipTimeout: settings.gossipTimeoutS,
    discoveryInterval: settings.discoveryIntervalMs,
    maxDiscoverAttempts: settings.maxDiscoverAttempts,
  };
  return discovery === 'dns' ? { ...cluster, discover: addresses[0] } : { ...cluster, endpoints: [...addresses] };
}

function channelCredentialsOf({ tls, certificates }: ConnectionSettings): ChannelCredentialOptions {
  if (!tls) return { insecure: true };
  const { authority, userCertificate, userKey } = certificates.reveal();
  return {
    ...(authority === undefined ? {} : { rootCertificate: authority }),
    ...(userCertificate === undefined ? {} : { userCertFile: userCertificate }),
    ...(userKey === undefined ? {} : { userKeyFile: userKey }),
  };
}

function grpcCredentialsOf(settings: ConnectionSettings): ReturnType<typeof credentials.createInsecure> {
  const { insecure, rootCertificate, userKeyFile, userCertFile } = channelCredentialsOf(settings);
  return insecure === true
    ? credentials.createInsecure()
    : credentials.createSsl(rootCertificate, userKeyFile, userCertFile);
}
