import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { RecordedEvent } from './log.js';
import { checkpointMessage, eventMessage } from './wire.js';

const DEFAULT_WINDOW = 32;

/** The filter of one reading of `$all`, and its count of events until the next checkpoint. */
export class EventFilter {
  private examined = 0;

  private constructor(
    readonly admits: (event: RecordedEvent) => boolean,
    /** After how many events examined a checkpoint is due. */
    private readonly checkpointEvery: number,
  ) {}

  static of(options: ReadReq.Options.FilterOptions | undefined): EventFilter {
    if (options === undefined) return new EventFilter(() => true, Infinity);
    const window = options.hasMax() ? options.getMax() : DEFAULT_WINDOW;
    const every = window * Math.max(options.getCheckpointintervalmultiplier(), 1);
    const byStream = options.getStreamIdentifier();
    const matches = matcher(byStream ?? options.getEventType());
    return new EventFilter((event) => matches(byStream === undefined ? event.type : event.stream), every);
  }

  /** @returns what a subscription sends for the next event of the log: the event, if it passes, and a checkpoint, if one is due */
  messagesFor(event: RecordedEvent | undefined): Buffer[] {
    if (event === undefined) return [];
    const messages = this.admits(event) ? [eventMessage(event)] : [];
    this.examined += 1;
    if (this.examined % this.checkpointEvery === 0) messages.push(checkpointMessage(event.position));
    return messages;
  }
}

function matcher(expression: ReadReq.Options.FilterOptions.Expression | undefined): (text: string) => boolean {
  const prefixes = expression?.getPrefixList() ?? [];
  if (prefixes.length > 0) return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  const regex = new RegExp(expression?.getRegex() ?? '', 'u');
  return (text) => regex.test(text);
}
