import type { EventLog } from './log.js';
import type { Endpoint, Failure } from './wire.js';

/** What a test has made wrong with the server. */
export interface Faults {
  /** As while a node starts, or a cluster has no leader. */
  notReady: boolean;
  /** Of a follower: where the leader is. */
  leader: Endpoint | undefined;
}

/** How far a live consumer may fall behind. */
export interface Patience {
  /** Events that wait for it. */
  readonly liveBuffer: number;
  /** How long more than that may wait, so that a consumer that keeps up outlives a burst. */
  readonly livePatienceMs: number;
}

type Fail = (failure: Failure) => void;

/** One run of the server: its log, its faults and the calls that are open. */
export class Node {
  private readonly calls = new Set<Fail>();
  private readonly live = new Set<Fail>();

  constructor(
    readonly log: EventLog,
    readonly faults: Faults,
    readonly patience: Patience,
  ) {}

  /**
   * Notes a call that is under way.
   *
   * @param fail how it ends when the server does
   * @returns what marks it as over: true the first time
   */
  opened(fail: Fail): () => boolean {
    return entered(this.calls, fail);
  }

  /** Notes a consumer that has caught up. */
  wentLive(fail: Fail): () => boolean {
    return entered(this.live, fail);
  }

  failAll(failure: Failure): void {
    for (const fail of this.calls) fail(failure);
    this.calls.clear();
  }

  failLive(failure: Failure): void {
    for (const fail of this.live) fail(failure);
    this.live.clear();
  }
}

function entered(list: Set<Fail>, fail: Fail): () => boolean {
  list.add(fail);
  return () => list.delete(fail);
}
