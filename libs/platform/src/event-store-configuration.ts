import type { Secret } from './secret.js';
import { readSecret, type Variables } from './secret-variable.js';

/** The adapters of the event store, of equal standing. */
export const EVENT_STORES = ['postgres', 'eventstoredb'] as const;
export type EventStoreKind = (typeof EVENT_STORES)[number];

/** Which event store is in use, and how EventStoreDB is reached where it is given. */
export interface EventStoreConfiguration {
  readonly eventStore: EventStoreKind;
  /** Always there with `eventstoredb`; with `postgres` where an `EVENTSTORE_URL` is given all the same, for a copy. */
  readonly eventStoreDb?: EventStoreDbConfiguration;
}

/** EventStoreDB, or KurrentDB: one node or a cluster. */
export interface EventStoreDbConfiguration {
  /** `esdb://a:2113,b:2113,c:2113?…`. Its shape is checked by the adapter. */
  readonly url: Secret;
  readonly credentials?: { readonly username: string; readonly password: Secret };
  /** Absolute. PEM of the authority that signed the servers' certificates. */
  readonly tlsCaFile?: string;
  /** Stands before the name of every stream, where one server holds the logs of several installations: `city-a.` */
  readonly streamPrefix?: string;
  /** How long one call may take, in milliseconds. Without it the address says, or the adapter. */
  readonly timeoutMs?: number;
}

/** @param folder makes a path absolute */
export function readEventStore(
  variable: Variables,
  folder: (path: string) => string,
  problems: string[],
): EventStoreConfiguration {
  // MINGDAN_EVENT_STORE is the former name.
  const kind = variable('EVENT_STORE') ?? variable('MINGDAN_EVENT_STORE') ?? 'postgres';
  if (!isEventStore(kind)) {
    problems.push(`EVENT_STORE must be ${EVENT_STORES.join(' or ')}`);
    return { eventStore: 'postgres' };
  }
  const eventStoreDb = readEventStoreDb(variable, folder, problems);
  if (kind === 'eventstoredb' && eventStoreDb === undefined) {
    problems.push('EVENTSTORE_URL is needed with EVENT_STORE=eventstoredb');
  }
  return { eventStore: kind, ...(eventStoreDb === undefined ? {} : { eventStoreDb }) };
}

function readEventStoreDb(
  variable: Variables,
  folder: (path: string) => string,
  problems: string[],
): EventStoreDbConfiguration | undefined {
  const url = readSecret('EVENTSTORE_URL', variable, problems, 'esdb://unread');
  if (url === undefined) return undefined;
  const username = variable('EVENTSTORE_USERNAME');
  const password = readSecret('EVENTSTORE_PASSWORD', variable, problems);
  if ((username === undefined) !== (password === undefined)) {
    problems.push('EVENTSTORE_USERNAME and EVENTSTORE_PASSWORD go together');
  }
  const streamPrefix = variable('EVENTSTORE_STREAM_PREFIX');
  if (streamPrefix !== undefined && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.$/.test(streamPrefix)) {
    problems.push('EVENTSTORE_STREAM_PREFIX must be letters, digits, "_" and "-", with a dot at the end');
  }
  const timeout = variable('EVENTSTORE_TIMEOUT_MS');
  const timeoutMs = timeout === undefined ? undefined : /^\d{1,6}$/.test(timeout) ? Number(timeout) : 0;
  if (timeoutMs !== undefined && (timeoutMs < 100 || timeoutMs > 120_000)) {
    problems.push('EVENTSTORE_TIMEOUT_MS must be 100 to 120000');
  }
  const tlsCaFile = variable('EVENTSTORE_TLS_CA_FILE');
  return {
    url,
    ...(username === undefined || password === undefined ? {} : { credentials: { username, password } }),
    ...(tlsCaFile === undefined ? {} : { tlsCaFile: folder(tlsCaFile) }),
    ...(streamPrefix === undefined ? {} : { streamPrefix }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

function isEventStore(value: string): value is EventStoreKind {
  return (EVENT_STORES as readonly string[]).includes(value);
}
