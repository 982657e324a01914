import { randomBytes } from 'node:crypto';
import { EventStoreDbEventStore } from '#libs/event-store-eventstoredb';
import { startEventStoreServer } from '../../support/eventstore-server.js';
import { BareEventStoreDb, BareEventStoreDbCallByCall } from './bare-eventstoredb.js';
import type { Target } from './target.js';

/** A server of one's own. What is written stays on it, under a prefix that no installation of the product looks at. */
export async function openEventStoreDb(connectionString: string): Promise<Target> {
  const streamPrefix = `mingdan-bench-${randomBytes(6).toString('hex')}.`;
  const ours = new EventStoreDbEventStore({ connectionString, streamPrefix });
  const bare = new BareEventStoreDb(connectionString, streamPrefix);
  const callByCall = new BareEventStoreDbCallByCall(connectionString, streamPrefix);
  const close = async (): Promise<void> => {
    await Promise.all([ours.close(), bare.close(), callByCall.close()]);
  };
  try {
    const version = `EventStoreDB ${await bare.serverVersion()}`;
    return {
      ...{ kind: 'eventstoredb', version, settings: await bare.settings(), standIn: false },
      ...{ ours, bare, bareOtherwise: [callByCall], close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The stand-in of the tests, in this very process. */
export async function openStandIn(): Promise<Target> {
  const server = await startEventStoreServer();
  try {
    const target = await openEventStoreDb(server.url);
    const version = `stand-in of ${target.version}`;
    return { ...target, version, standIn: true, close: () => target.close().finally(() => server.stop()) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
