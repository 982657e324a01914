/**
 * A stand-in of EventStoreDB 23.10 for tests, and for nothing else: it is never shipped. It speaks the real protocol on loopback, by
 * the stubs that come with the client, and answers as a real server was seen to (`facts-*.e2e.spec.ts` of the adapter run on both);
 * what the product does not use (persistent subscriptions, projections, links, users and access lists) it does not know.
 */
import { EventStoreServer, type EventStoreServerOptions } from './eventstore-server/server.js';

export { EventStoreServerProcess } from './eventstore-server/process.js';
export { EventStoreServer, type EventStoreServerOptions } from './eventstore-server/server.js';
export * from './eventstore-server/target.js';

/** Starts a stand-in in this process. @throws Error when the port is taken */
export const startEventStoreServer = (options?: EventStoreServerOptions): Promise<EventStoreServer> =>
  EventStoreServer.start(options);
