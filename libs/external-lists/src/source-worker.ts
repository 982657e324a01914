import { createHash } from 'node:crypto';
import type { Clock } from '#libs/platform';
import type { Fetched, FetchedDelivery, SourceFetch } from './source-fetch.js';
import type { Attempted, ClaimedSource, SourceStates } from './source-states.js';

/** A list that is fetched. */
export interface FetchedList {
  readonly listId: string;
  readonly url: string;
  readonly everyMinutes: number;
  /** Of the version that stands. */
  readonly appliedSha256?: string;
}

/** What became of a delivery that was handed in: taken to be judged, or a stable code of why not. */
export type HandedIn = 'TAKEN' | 'KNOWN' | 'HELD' | (string & {});

export interface SourceWorkerParts {
  readonly lists: () => Promise<readonly FetchedList[]>;
  readonly states: SourceStates;
  readonly fetch: Pick<SourceFetch, 'get'>;
  /** Hands a delivery in as SYSTEM. */
  readonly deliver: (listId: string, delivery: FetchedDelivery & { readonly version: string }) => Promise<HandedIn>;
  readonly clock: Clock;
  readonly log: { warn(details: object, message: string): void };
  /** How often it is looked whether a source is due. Default 5 s. */
  readonly pollMs?: number;
}

/** Longer than an attempt may take. */
const LEASE_MS = 180_000;

/** Asks the owners' addresses when they are due. Several processes may run it: each source is asked by one. */
export class SourceWorker {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private woken: (() => void) | undefined;
  /** Somebody has asked for a look since the last one began. */
  private wanted = false;

  constructor(private readonly parts: SourceWorkerParts) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** Looks now instead of at the next poll. */
  wake(): void {
    this.wanted = true;
    this.woken?.();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.wanted = false;
      try {
        for (const list of await this.parts.lists()) if (!signal.aborted) await this.askIfDue(list);
      } catch (error) {
        if (!signal.aborted) this.parts.log.warn({ err: error }, 'sources could not be asked; it is tried again');
      }
      if (!signal.aborted && !this.wanted) await this.idle();
    }
  }

  private idle(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.woken?.(), this.parts.pollMs ?? 5_000);
      this.woken = () => {
        clearTimeout(timer);
        this.woken = undefined;
        resolve();
      };
    });
  }

  private async askIfDue(list: FetchedList): Promise<void> {
    const { states, fetch, clock, log } = this.parts;
    const { listId, url, everyMinutes } = list;
    const claimed = await states.claim(listId, clock.now(), LEASE_MS);
    if (claimed === undefined) return;
    const fetched = await fetch.get(url, claimed.etag, this.stopping.signal);
    // An attempt that was cut off by ourselves says nothing of the source.
    if (this.stopping.signal.aborted) return;
    const came = await this.handIn(list, claimed, fetched);
    if (came.failed) log.warn({ list: listId, outcome: came.outcome }, 'a source gave no list that can be used');
    const at = clock.now();
    await states.record(listId, { ...came, at, nextAt: later(at, everyMinutes) });
  }

  private async handIn(
    { listId, appliedSha256 }: FetchedList,
    { etagSha256 }: ClaimedSource,
    fetched: Fetched,
  ): Promise<Omit<Attempted, 'at' | 'nextAt'>> {
    if (fetched.outcome === 'NOT_MODIFIED') {
      // What came under that tag may have been held: then it does not confirm what stands.
      const confirmed = appliedSha256 !== undefined && appliedSha256 === etagSha256;
      return { outcome: confirmed ? 'UNCHANGED' : 'HELD', confirmed, failed: !confirmed };
    }
    if (fetched.outcome !== 'RECEIVED') return { outcome: fetched.outcome, confirmed: false, failed: true };
    const { version, bytes, etag } = fetched;
    if (version === undefined) return { outcome: 'VERSION_MISSING', confirmed: false, failed: true };
    const came = await this.parts.deliver(listId, { ...fetched, version });
    const tag = etag === undefined ? {} : { etag, etagSha256: createHash('sha256').update(bytes).digest('hex') };
    if (came === 'TAKEN') return { outcome: 'DELIVERED', confirmed: false, failed: false, ...tag };
    if (came === 'KNOWN') return { outcome: 'UNCHANGED', confirmed: true, failed: false, ...tag };
    return { outcome: came, confirmed: false, failed: true, ...(came === 'HELD' ? tag : {}) };
  }
}

function later(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}
