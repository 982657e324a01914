import { ForeignEvent } from './faults.js';
import type { SentEvent } from './read-answer.js';
import { formatPosition, type JsonObject, type Position, type RecordedEvent } from '#libs/event-store';

/** What the server keeps beside the data of an event. */
export interface Envelope {
  readonly schemaVersion: number;
  readonly metadata: JsonObject;
}

/**
 * Only the commit position counts. The product writes no transactions, so the prepare position is the same in the log; for
 * an event that is read from its stream some servers tell that of the first event of the append instead.
 */
export const positionOf = ({ commit }: { readonly commit: bigint }): Position => formatPosition(commit);

/**
 * Our streams on a server that may hold those of others, another installation of the product among them: ours begin with
 * the prefix, which nobody above sees.
 */
export class StreamNames {
  /** @throws TypeError when two such prefixes could begin with each other, or the server keeps such names for itself */
  constructor(private readonly prefix: string) {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.$/.test(prefix)) {
      throw new TypeError('a stream prefix is letters, digits, _ and -, and a dot at the end');
    }
  }

  onServer(streamId: string): string {
    return this.prefix + streamId;
  }

  /** Prefixes for the server's filter. Default: everything of ours. */
  prefixesOnServer(prefixes: readonly string[] | undefined): string[] {
    return (prefixes ?? ['']).map((each) => this.prefix + each);
  }

  fromServer(name: string): string {
    return name.slice(this.prefix.length);
  }
}

/** Written by the server into a stream that somebody deleted for ever. */
const TOMBSTONE = '$streamDeleted';

/** Whether an event of the log is ours. The server compares prefixes as its culture does, so it is looked at again. */
export function isOurs(event: Pick<SentEvent, 'type' | 'streamId'>, prefixes: readonly string[]): boolean {
  return event.type !== TOMBSTONE && prefixes.some((prefix) => event.streamId.startsWith(prefix));
}

/** @throws ForeignEvent when somebody else wrote it into one of our streams */
export function recordedOf(event: SentEvent, names: StreamNames): RecordedEvent {
  const streamId = names.fromServer(event.streamId);
  const data = event.isJson ? parsed(event.data) : undefined;
  const metadata = parsed(event.metadata);
  if (!isObject(data) || !isEnvelope(metadata)) throw new ForeignEvent(streamId, event.revision);
  return {
    streamId,
    revision: event.revision,
    position: positionOf(event),
    eventId: event.id,
    eventType: event.type,
    schemaVersion: metadata.schemaVersion,
    data,
    metadata: metadata.metadata,
  };
}

/** Undefined when it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEnvelope(value: unknown): value is Envelope {
  return isObject(value) && Number.isInteger(value['schemaVersion']) && isObject(value['metadata']);
}
