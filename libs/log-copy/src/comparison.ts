import type { EventStore, RecordedEvent } from '#libs/event-store';
import { kindOfDifference, type Difference, type DifferenceKind } from './difference.js';
import { LogReading, readOn } from './log-reading.js';
import type { PatienceSettings } from './patience.js';

export interface ComparisonSettings extends PatienceSettings {
  /** Called with every two events that are the same, in the order of the log. */
  readonly onPair?: (source: RecordedEvent, target: RecordedEvent) => void;
  /** Called now and then. */
  readonly onRead?: (comparison: LogComparison) => void;
}

/** How far two logs go together. */
export type Together = { readonly end: 'BOTH' } | { readonly end: 'SOURCE' | 'TARGET' | 'DIFFERENT'; at: Difference };

const TELL_EVERY = 500;

/** Reads two logs side by side, each event once; it can go on when they have grown. */
export class LogComparison {
  readonly source = new LogReading();
  readonly target = new LogReading();

  constructor(
    private readonly sourceStore: EventStore,
    private readonly targetStore: EventStore,
    private readonly settings: ComparisonSettings,
  ) {}

  /**
   * Reads on while the logs are the same. `BOTH` ended together; the `SOURCE` or the `TARGET` ended first, and `at` is
   * the event that the other has more; or they are `DIFFERENT` at an event of the source. An event that the other log
   * lacks is not taken: it will be read again.
   */
  async advance(): Promise<Together> {
    const { onPair, onRead } = this.settings;
    const source = readOn(this.sourceStore, this.source.position, this.settings);
    const target = readOn(this.targetStore, this.target.position, this.settings);
    try {
      for (;;) {
        const [inSource, inTarget] = await Promise.all([source.next(), target.next()]);
        if (inSource.done === true || inTarget.done === true) onRead?.(this);
        if (inSource.done === true) {
          return inTarget.done === true
            ? { end: 'BOTH' }
            : { end: 'SOURCE', at: differenceAt(inTarget.value, 'EXTRA') };
        }
        if (inTarget.done === true) return { end: 'TARGET', at: differenceAt(inSource.value, 'MISSING') };
        const { text, follows } = this.source.take(inSource.value);
        if (text !== this.target.take(inTarget.value).text) {
          const kind = kindOfDifference(inSource.value, inTarget.value);
          return { end: 'DIFFERENT', at: differenceAt(inSource.value, kind) };
        }
        if (!follows) return { end: 'DIFFERENT', at: differenceAt(inSource.value, 'GAP') };
        onPair?.(inSource.value, inTarget.value);
        if (this.source.events % TELL_EVERY === 0) onRead?.(this);
      }
    } finally {
      await Promise.all([source.return(), target.return()]);
    }
  }

  /** Reads both logs to their ends, whatever they hold: what is known after it is the digest of each. */
  async readToEnds(): Promise<void> {
    const { onRead } = this.settings;
    for (const [store, reading] of [
      [this.sourceStore, this.source],
      [this.targetStore, this.target],
    ] as const) {
      for await (const event of readOn(store, reading.position, this.settings)) {
        reading.take(event);
        if (reading.events % TELL_EVERY === 0) onRead?.(this);
      }
    }
  }
}

function differenceAt({ streamId, revision }: RecordedEvent, kind: DifferenceKind): Difference {
  return { streamId, revision, kind };
}
