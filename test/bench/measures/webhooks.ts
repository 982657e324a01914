import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import {
  CLOUD_EVENT,
  cloudEventOf,
  CreateExchange1763700010001,
  DeliveryStore,
  Networks,
  newSecret,
  Sender,
  signatureOf,
  WebhookDeliveries,
  type KnownWebhook,
  type ListChange,
} from '#libs/webhooks';
import { freshDatabase } from '../../support/database.js';
import { Seeded } from '../data/seeded.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const FULL = 2_000;
/** Messages on their way to one receiver at once, and connections to it. */
const AT_ONCE = 8;
/** So many changes a dossier: of one dossier the next waits for the answer to the one before. */
const OF_A_DOSSIER = 5;

/**
 * Changes of lists brought to one receiver that answers at once: taken up, signed, sent in order per dossier, and their
 * outcome made durable. The limit signs and sends the same messages over as many connections, and remembers nothing.
 */
export async function* webhooks(bench: Bench): AsyncGenerator<Measure> {
  // Deliveries are in PostgreSQL whatever store the log is in.
  if (bench.target.kind !== 'postgres') return;
  const database = await freshDatabase({ migrations: [CreateExchange1763700010001] });
  const pool = new Pool({ connectionString: database.url, max: 4 });
  const receiver = await Receiver.open();
  const count = bench.count(FULL, AT_ONCE * OF_A_DOSSIER);
  const changes = changesOf(new Seeded(bench.seed, 'webhooks'), count);
  const secret = newSecret();
  let samples = 0;
  const ours: Contestant = {
    ...{ role: 'ours', name: 'webhook deliveries' },
    prepare: async () => {
      samples += 1;
      const deliveries = deliveriesOf(`webhook-${samples}`, receiver.url, changes, secret, pool);
      return async () => {
        const all = receiver.expect(count);
        deliveries.start();
        await all;
        await deliveries.close();
        return count;
      };
    },
  };
  const bare: Contestant = {
    ...{ role: 'limit', name: 'bare http client' },
    prepare: async () => {
      const sender = new Sender({ networks: new Networks(['127.0.0.1']), connections: AT_ONCE });
      const lanes = lanesOf(AT_ONCE, count / AT_ONCE, (lane, turn) => changes[turn * AT_ONCE + lane] as ListChange);
      return async () => {
        try {
          return await workOff(lanes, (change) => sender.send(messageOf(change, receiver.url, secret)));
        } finally {
          sender.close();
        }
      };
    },
  };
  try {
    yield { ...{ name: 'webhook delivery to one receiver', unit: 'changes', count }, contestants: [ours, bare] };
  } finally {
    await receiver.close();
    await pool.end();
    await database.drop();
  }
}

function changesOf(random: Seeded, count: number): readonly ListChange[] {
  const dossiers = Array.from({ length: count / OF_A_DOSSIER }, () => ({
    ...{ subjectId: random.uuid(), entryId: random.uuid() },
  }));
  return Array.from({ length: count }, (_, n) => ({
    ...{ position: String(n + 1).padStart(16, '0'), eventId: random.uuid(), recordedAt: '2026-09-18T01:00:00.000Z' },
    ...{ kind: 'CHANGED', listKind: 'BLACK', subjectId: '', entryId: '', ...dossiers[n % dossiers.length] },
  }));
}

function messageOf(change: ListChange, url: string, secret: string) {
  const body = JSON.stringify(cloudEventOf(change));
  const timestamp = Math.floor(Date.now() / 1_000);
  const headers = {
    ...{ 'content-type': CLOUD_EVENT, 'webhook-id': change.eventId, 'webhook-timestamp': String(timestamp) },
    'webhook-signature': signatureOf([secret], change.eventId, timestamp, body),
  };
  return { url, headers, body };
}

/** Deliveries of one webhook over changes in memory, without anybody else to share them with. */
function deliveriesOf(
  webhookId: string,
  url: string,
  changes: readonly ListChange[],
  secret: string,
  pool: Pool,
): WebhookDeliveries {
  const webhook: KnownWebhook = {
    ...{ webhookId, url, consumerUnitId: 'unit-c', listKinds: ['BLACK'], startFrom: 'BEGINNING', state: 'ACTIVE' },
    ...{ replays: [], registeredAt: '2026-09-18T01:00:00.000Z' },
    secrets: [{ secretId: 's-1', secret: { $sealed: { about: webhookId, scope: 's-1', box: 'AQID' } } }],
  };
  const byId = new Map(changes.map((change) => [change.eventId, change]));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return new WebhookDeliveries({
    webhooks: { all: async () => [webhook], find: async () => webhook },
    changes: {
      after: async (place, _kinds, limit) => {
        const from = place === undefined ? 0 : Number(place.position);
        return changes.slice(from, from + limit);
      },
      of: async (eventIds) => eventIds.flatMap((eventId) => byId.get(eventId) ?? []),
    },
    vault: { open: async () => [secret] as never, destroyKeys: async () => 0 },
    clock: { now: () => new Date().toISOString() },
    ...{ store: new DeliveryStore(pool), log, networks: new Networks(['127.0.0.1']), parallel: AT_ONCE },
    lease: { acquire: async () => new AbortController().signal, release: async () => undefined },
  });
}

/** Answers 204 to everything. */
class Receiver {
  private taken = 0;
  private wanted = Infinity;
  private reached: () => void = () => undefined;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      request.resume().on('end', () => {
        response.writeHead(204).end();
        receiver.taken += 1;
        if (receiver.taken >= receiver.wanted) receiver.reached();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** Resolves when so many more messages have been answered. */
  expect(count: number): Promise<void> {
    this.taken = 0;
    this.wanted = count;
    return new Promise((resolve) => {
      this.reached = resolve;
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
