import type { Position, RecordedEvent } from '#libs/event-store';
import type { AnsweredEvent } from './stream-kind.js';

/** A command the stream has seen (D14), by what it appended. */
export interface SeenCommand {
  readonly fingerprint: string;
  readonly events: readonly AnsweredEvent[];
  /** Of its last event. */
  readonly revision: bigint;
  /** Of its last event. */
  readonly position: Position;
}

/**
 * What a stream holds beside its state: the commands it has seen, and which events are of which scope. It is only ever
 * added to; the folds of one stream share it, and each asks for no more than up to the revision it stands on.
 */
export class StreamHistory {
  private length = 0;
  private readonly commands = new Map<string, SeenCommand>();
  /** Revisions of the events of each scope, ascending. */
  private readonly scopes = new Map<string, number[]>();

  /** What is in it already is passed over: at one revision of a stream there is one event for ever. */
  add(
    { revision, position }: RecordedEvent,
    event: AnsweredEvent,
    command?: { key: string; fingerprint: string },
  ): void {
    const place = Number(revision);
    if (place < this.length) return;
    this.length = place + 1;
    const revisions = this.scopes.get(event.scope);
    if (revisions === undefined) this.scopes.set(event.scope, [place]);
    else revisions.push(place);
    if (command === undefined) return;
    const { fingerprint, events } = this.commands.get(command.key) ?? { fingerprint: command.fingerprint, events: [] };
    this.commands.set(command.key, { fingerprint, events: [...events, event], revision, position });
  }

  command(key: string, upTo: bigint): SeenCommand | undefined {
    const seen = this.commands.get(key);
    return seen !== undefined && seen.revision <= upTo ? seen : undefined;
  }

  count(scope: string, upTo: bigint): number {
    return countUpTo(this.scopes.get(scope) ?? [], Number(upTo));
  }

  /** Of every scope that has events by then. */
  counts(upTo: bigint): Map<string, number> {
    const counts = [...this.scopes].map(([scope, all]) => [scope, countUpTo(all, Number(upTo))] as const);
    return new Map(counts.filter(([, count]) => count > 0));
  }

  hasScope(scope: string): boolean {
    return this.scopes.has(scope);
  }
}

/** How many of these ascending numbers are not above the limit. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
