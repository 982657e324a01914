import {
  AppendTooLarge,
  WrongExpectedRevision,
  type EventStore,
  type NewEvent,
  type Position,
  type RecordedEvent,
} from '#libs/event-store';
import { appendsOf } from './appends.js';
import { LogComparison } from './comparison.js';
import { LogsDiffer, TargetInUse, TargetNotACopy } from './errors.js';
import { readOn, type LogDigest } from './log-reading.js';
import { patiently, type PatienceSettings } from './patience.js';

export interface CopyProgress {
  /** `comparing` what an interrupted copy left with the source, `copying`, `verifying` what was copied. */
  readonly phase: 'comparing' | 'copying' | 'verifying';
  /** Events of the source that are done in this phase, those of the phases before included. */
  readonly events: number;
  /** Position in the source; undefined before the first event. */
  readonly position: Position | undefined;
  /** Where the source ended when it was last asked. */
  readonly last: Position | undefined;
}

export interface CopyOptions extends PatienceSettings {
  readonly onProgress?: (progress: CopyProgress) => void;
  /** Called when the source has grown while it was copied; the copy goes on until it is quiet. */
  readonly onGrown?: () => void;
  /** Called with every two events that are the same, in the order of the log, once for the whole log. */
  readonly onPair?: (source: RecordedEvent, target: RecordedEvent) => void;
}

export interface CopyResult {
  /** Events that this run has written. */
  readonly copied: number;
  /** Events that an earlier, interrupted run had written. */
  readonly found: number;
  /** Events of the source that were appended to it while this run copied. */
  readonly cameMeanwhile: number;
  /** Both logs, read again after the copy; they are identical. */
  readonly source: LogDigest;
  readonly target: LogDigest;
}

/**
 * Copies a whole log into another store, event by event in the order of the source, with ids, types, versions, data,
 * metadata and revisions as they are. Only positions are the target's own. One append is under way at a time, so at any
 * instant the target holds a beginning of the source; an interrupted copy is gone on with by calling it again.
 *
 * When it returns, every event has been read back from both and found the same, and the source has been quiet meanwhile.
 *
 * @throws TargetNotACopy when the target holds something else; nothing was written
 * @throws TargetInUse when something else appends to the target
 * @throws LogsDiffer when what was read back is not what was copied, or the source has a gap
 * @throws AppendTooLarge for an event that the target does not take
 * @throws StoreUnavailable when one of them stays away; AbortError
 */
export async function copyLog(source: EventStore, target: EventStore, options: CopyOptions = {}): Promise<CopyResult> {
  return new Copy(source, target, options).run();
}

class Copy {
  private readonly comparison: LogComparison;
  private phase: CopyProgress['phase'] = 'comparing';
  private atFirst: Position | undefined;
  private last: Position | undefined;
  private copied = 0;
  private cameMeanwhile = 0;

  constructor(
    private readonly source: EventStore,
    private readonly target: EventStore,
    private readonly options: CopyOptions,
  ) {
    this.comparison = new LogComparison(source, target, {
      ...options,
      onPair: (one, other) => {
        if (this.atFirst === undefined || one.position > this.atFirst) this.cameMeanwhile += 1;
        options.onPair?.(one, other);
      },
      onRead: ({ source: at }) => this.tell(at),
    });
  }

  async run(): Promise<CopyResult> {
    const { comparison } = this;
    this.last = this.atFirst = await this.endOfSource();
    const before = await comparison.advance();
    if (before.end === 'SOURCE' || before.end === 'DIFFERENT') {
      const same = before.end === 'SOURCE' ? comparison.source.events : comparison.source.events - 1;
      throw new TargetNotACopy(before.at, same);
    }
    const found = comparison.source.events;
    for (;;) {
      this.phase = 'copying';
      await this.copyRest();
      this.phase = 'verifying';
      const together = await comparison.advance();
      if (together.end === 'SOURCE' || together.end === 'DIFFERENT') throw new LogsDiffer(together.at);
      this.last = await this.endOfSource();
      if (together.end === 'BOTH' && this.last === comparison.source.position) {
        const { copied, cameMeanwhile } = this;
        return { copied, found, cameMeanwhile, source: comparison.source.digest(), target: comparison.target.digest() };
      }
      this.options.onGrown?.();
    }
  }

  private async copyRest(): Promise<void> {
    let events = this.comparison.source.events;
    for await (const group of appendsOf(readOn(this.source, this.comparison.source.position, this.options))) {
      await this.append(group);
      events += group.length;
      this.copied += group.length;
      this.tell({ events, position: group.at(-1)?.position });
    }
  }

  /** Repeated unchanged while the target is away: the same ids at the same revision are written once. */
  private async append(events: readonly [RecordedEvent, ...RecordedEvent[]]): Promise<void> {
    const [{ streamId, revision }] = events;
    const expected = revision === 0n ? 'no-stream' : revision - 1n;
    try {
      const result = await patiently(this.options, () => this.target.append(streamId, expected, events.map(asNew)));
      if (result.revision !== revision + BigInt(events.length) - 1n) throw new TargetInUse(streamId);
    } catch (error) {
      if (error instanceof WrongExpectedRevision) throw explain(error, streamId, revision);
      if (!(error instanceof AppendTooLarge) || events.length === 1) throw error;
      // A store may count something of its own beside the events.
      const half = Math.ceil(events.length / 2);
      for (const part of [events.slice(0, half), events.slice(half)]) {
        await this.append(part as [RecordedEvent, ...RecordedEvent[]]);
      }
    }
  }

  private endOfSource(): Promise<Position | undefined> {
    return patiently(this.options, () => this.source.lastPosition());
  }

  private tell({ events, position }: Pick<CopyProgress, 'events' | 'position'>): void {
    this.options.onProgress?.({ phase: this.phase, events, position, last: this.last });
  }
}

function asNew({ eventId, eventType, schemaVersion, data, metadata }: RecordedEvent): NewEvent {
  return { eventId, eventType, schemaVersion, data, metadata };
}

/** A stream of the target that is too short was copied whole until here: it is the source that leaves a revision out. */
function explain(cause: WrongExpectedRevision, streamId: string, revision: bigint): Error {
  const { actual } = cause;
  const short = actual === 'no-stream' || actual < revision - 1n;
  return short ? new LogsDiffer({ streamId, revision, kind: 'GAP' }) : new TargetInUse(streamId, { cause });
}
