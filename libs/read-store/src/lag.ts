import type { EventStore, Position } from '#libs/event-store';

/** How far a follower is behind the end of the log. */
export interface Lag {
  /** Events not yet handled, counted up to `LAG_COUNTED`. */
  readonly events: number;
  /** When the oldest of them was recorded, ISO 8601; undefined when there is none, or it does not say. */
  readonly since: string | undefined;
}

export const LAG_COUNTED = 1_000;
const BEGINNING: Position = '';

/**
 * Counts how far followers are behind, all together by reading at most `LAG_COUNTED` events and one for each place where
 * somebody stands; and what is known of those far behind is not asked for again while they stand still.
 */
export class LagCounter {
  private far = new Map<Position, Lag>();

  constructor(private readonly store: Pick<EventStore, 'readAll'>) {}

  /** @param last position of the end of the log. @throws StoreUnavailable */
  async count(
    positions: readonly (Position | undefined)[],
    last: Position | undefined,
  ): Promise<(position: Position | undefined) => Lag> {
    const lags = new Map<Position, Lag>();
    const far = new Map<Position, Lag>();
    let counted = 0;
    let end: Position | undefined;
    // From the end of the log backwards: what one is behind, the next is behind as well.
    for (const position of [...new Set(positions.map((one) => one ?? BEGINNING))].sort().reverse()) {
      if (last === undefined || position >= last) continue;
      const known = this.far.get(position);
      const lag = known ?? (await this.between(position, end, counted));
      lags.set(position, lag);
      if (lag.events >= LAG_COUNTED) far.set(position, lag);
      [counted, end] = [lag.events, position];
    }
    this.far = far;
    return (position) => lags.get(position ?? BEGINNING) ?? { events: 0, since: undefined };
  }

  private async between(after: Position, end: Position | undefined, beyond: number): Promise<Lag> {
    const limit = Math.max(LAG_COUNTED - beyond, 1);
    let events = 0;
    let since: string | undefined;
    for await (const event of this.store.readAll({ ...(after !== BEGINNING && { after }), limit })) {
      if (events === 0) since = recordedAt(event.metadata);
      if (end !== undefined && event.position > end) break;
      events += 1;
    }
    return { events: Math.min(events + beyond, LAG_COUNTED), since };
  }
}

function recordedAt({ recordedAt: instant }: { readonly recordedAt?: unknown }): string | undefined {
  return typeof instant === 'string' ? instant : undefined;
}
