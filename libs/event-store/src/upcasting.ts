import type { JsonObject, RecordedEvent } from './event-store.js';

/** What an upcaster may look at and change. */
export interface EventContent {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/** Lifts one event type from `fromVersion` to the next version. Pure: it is run on every read, for ever. */
export interface Upcaster {
  readonly eventType: string;
  readonly fromVersion: number;
  readonly upcast: (event: EventContent) => EventContent;
}

/** Lifts stored events to the latest version of their type when they are read. What is stored never changes. */
export class Upcasters {
  private readonly steps = new Map<string, Map<number, Upcaster['upcast']>>();

  /** @throws TypeError when a step is given twice or is missing in a chain: some event would stop half way */
  constructor(upcasters: readonly Upcaster[] = []) {
    for (const { eventType, fromVersion, upcast } of upcasters) {
      const chain = this.steps.get(eventType) ?? new Map<number, Upcaster['upcast']>();
      this.steps.set(eventType, chain);
      if (!Number.isInteger(fromVersion) || fromVersion < 1) {
        throw new TypeError(`${fromVersion} is no version of ${eventType}`);
      }
      if (chain.has(fromVersion)) throw new TypeError(`two upcasters of ${eventType} from version ${fromVersion}`);
      chain.set(fromVersion, upcast);
    }
    for (const [eventType, chain] of this.steps) {
      for (let version = Math.min(...chain.keys()); version < this.latestVersion(eventType); version += 1) {
        if (!chain.has(version)) throw new TypeError(`no upcaster of ${eventType} from version ${version}`);
      }
    }
  }

  /** The version that events of this type come to; 1 for a type without upcasters. */
  latestVersion(eventType: string): number {
    const chain = this.steps.get(eventType);
    return chain === undefined ? 1 : Math.max(...chain.keys()) + 1;
  }

  /** The event in its latest version. An unknown type, or a version newer than ours, passes unchanged. */
  lift(event: RecordedEvent): RecordedEvent {
    const chain = this.steps.get(event.eventType);
    if (chain === undefined) return event;
    let lifted = event;
    for (;;) {
      const upcast = chain.get(lifted.schemaVersion);
      if (upcast === undefined) return lifted;
      const { data, metadata } = upcast({ data: lifted.data, metadata: lifted.metadata });
      lifted = { ...lifted, data, metadata, schemaVersion: lifted.schemaVersion + 1 };
    }
  }

  /** Lifts all events of a read. */
  async *liftAll(events: AsyncIterable<RecordedEvent>): AsyncIterable<RecordedEvent> {
    for await (const event of events) yield this.lift(event);
  }
}
