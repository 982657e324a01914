import { join } from 'node:path';
import { promisify } from 'node:util';
import { Server, ServerCredentials, type handleServerStreamingCall, type handleUnaryCall } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { append, batchAppend, remove, tombstone } from './appends.js';
import { Gate } from './gate.js';
import { EventLog } from './log.js';
import { Node, type Faults, type Patience } from './node.js';
import { Outlet } from './outlet.js';
import { read } from './reads.js';
import { clusterInfo, notLeader, notReady, reset, supportedMethods, tooSlow, type Endpoint } from './wire.js';

const HOST = '127.0.0.1';
const LOG_FILE = 'eventstore-server.log';
const GRACE_MS = 200;
const PATIENCE: Patience = { liveBuffer: 1000, livePatienceMs: 500 };
const EVERYTHING = { inward: true, outward: true };

export interface EventStoreServerOptions extends Partial<Patience> {
  /** Where the log is kept; without one it is kept in memory, over restarts too. */
  readonly folder?: string;
  /** A free one by default, and the same after each restart. */
  readonly port?: number;
}

/** The running stand-in, and what a test can do to it. */
export class EventStoreServer {
  private readonly faults: Faults = { notReady: false, leader: undefined };
  private log: EventLog;
  private gate: Gate | undefined;
  private run: { readonly node: Node; readonly grpc: Server } | undefined;

  private constructor(private readonly options: EventStoreServerOptions) {
    this.log = this.openLog();
  }

  /** @throws Error when the port is taken */
  static async start(options: EventStoreServerOptions = {}): Promise<EventStoreServer> {
    const server = new EventStoreServer(options);
    await server.begin();
    return server;
  }

  /** Where it listens; the same after each restart. */
  get port(): number {
    return this.gate?.port ?? 0;
  }

  /** The connection string, `esdb://127.0.0.1:port?tls=false`. */
  get url(): string {
    return `esdb://${HOST}:${this.port}?tls=false`;
  }

  /** Answers nothing from now on, not even a keep-alive ping, while lines stay open and new ones are taken: a stopped process. */
  hang(): void {
    this.gate?.set({ inward: false, outward: false });
  }

  /** Does what it is asked and keeps the answers back: an append whose outcome the client does not learn. */
  holdAnswers(): void {
    this.gate?.set({ inward: true, outward: false });
  }

  /** Goes on after {@link hang} or {@link holdAnswers} with what has come in meanwhile. */
  resume(): void {
    this.gate?.set(EVERYTHING);
  }

  /** Cuts every line, in the middle of whatever it carries. New ones are taken, and answered. */
  cutConnections(): void {
    this.gate?.set(EVERYTHING);
    this.gate?.cut();
  }

  /** Answers as a node that is starting, or of a cluster without a leader. */
  notReady(on: boolean): void {
    this.faults.notReady = on;
  }

  /**
   * Answers as a follower: what asks for the leader is sent to it, and so is every append: a real follower hands one on that does not
   * ask for the leader, the stand-in refuses it alike.
   *
   * @param leader its address; none makes this node the leader again
   */
  notLeader(leader?: Endpoint): void {
    this.faults.leader = leader;
  }

  /** Drops the live consumers as too slow, whether they are or not. */
  dropLiveConsumers(): void {
    this.run?.node.failLive(tooSlow());
  }

  /** Appends an event as the server writes them about itself. */
  writeSystemEvent(type = '$statsCollected', stream = `$stats-${HOST}:${this.port}`): void {
    this.log.writeSystemEvent(stream, type, { at: new Date().toISOString() });
  }

  /** @returns the last revision of a stream, for a test that waits while no answer passes */
  revisionOf(stream: string): bigint | undefined {
    const found = this.log.stream(stream);
    return typeof found === 'object' ? found.events.at(-1)?.revision : undefined;
  }

  /** Stops at once, as by `kill -9`: lines are cut, calls under way are never answered. */
  async kill(): Promise<void> {
    const { run } = this;
    this.run = undefined;
    await this.gate?.close();
    run?.grpc.forceShutdown();
    this.closeLog();
  }

  /** Stops in order: calls under way are reset, then the lines closed. */
  async stop(): Promise<void> {
    const { run } = this;
    if (run === undefined) return;
    this.gate?.set(EVERYTHING);
    run.node.failAll(reset());
    const grace = setTimeout(() => run.grpc.forceShutdown(), GRACE_MS);
    await promisify(run.grpc.tryShutdown.bind(run.grpc))();
    clearTimeout(grace);
    await this.kill();
  }

  /** Starts again on the same port and log, after {@link kill} or {@link stop}, or by a kill of its own. */
  async restart(): Promise<void> {
    await this.kill();
    if (this.options.folder === undefined) this.log.forget();
    else this.log = this.openLog();
    await this.begin();
  }

  private openLog(): EventLog {
    const { folder } = this.options;
    return EventLog.open(folder === undefined ? undefined : join(folder, LOG_FILE));
  }

  private closeLog(): void {
    if (this.options.folder === undefined) this.log.forget();
    else this.log.close();
  }

  private async begin(): Promise<void> {
    const node = new Node(this.log, this.faults, { ...PATIENCE, ...this.options });
    const grpc = this.service(node);
    const behind = await promisify(grpc.bindAsync.bind(grpc))(`${HOST}:0`, ServerCredentials.createInsecure());
    this.gate ??= new Gate(this.options.port ?? 0);
    try {
      await this.gate.open(behind);
    } catch (error) {
      grpc.forceShutdown();
      this.closeLog();
      throw error;
    }
    this.run = { node, grpc };
    this.log.writeSystemEvent('$epoch-information', '$epoch-information', { at: new Date().toISOString() });
  }

  private service(node: Node): Server {
    const grpc = new Server({ 'grpc.max_receive_message_length': -1 });
    // Answers of a read come encoded already: see `eventMessage`.
    const encoded = { ...StreamsService.read, responseSerialize: (bytes: Buffer) => bytes };
    grpc.addService(
      { ...StreamsService, read: encoded },
      {
        read: this.read(node),
        append: append(node),
        batchAppend: batchAppend(node),
        delete: remove(node),
        tombstone: tombstone(node),
      },
    );
    const features: handleUnaryCall<Empty, SupportedMethods> = (_, done) => done(null, supportedMethods());
    const gossip: handleUnaryCall<Empty, ClusterInfo> = (_, done) => done(null, clusterInfo(this.members()));
    grpc.addService(ServerFeaturesService, { getSupportedMethods: features });
    grpc.addService(GossipService, { read: gossip });
    return grpc;
  }

  private read(node: Node): handleServerStreamingCall<ReadReq, Buffer> {
    return (call) => {
      const outlet = new Outlet(call);
      const settle = node.opened((failure) => outlet.fail(failure));
      outlet.onClose(settle);
      const { leader } = node.faults;
      const options = call.request.getOptions();
      if (node.faults.notReady) return outlet.fail(notReady());
      if (leader !== undefined && call.metadata.get('requires-leader')[0] === 'true') {
        return outlet.fail(notLeader(leader));
      }
      if (options === undefined) return outlet.end();
      void read(node, options, outlet);
    };
  }

  private members(): Parameters<typeof clusterInfo>[0] {
    const { leader, notReady: starting } = this.faults;
    const self = { host: HOST, port: this.port };
    if (leader === undefined) return [{ ...self, state: starting ? 'UNKNOWN' : 'LEADER' }];
    return [
      { ...self, state: 'FOLLOWER' },
      { ...leader, state: 'LEADER' },
    ];
  }
}
