import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { Pool } from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import type { ListChange } from './change.js';
import { CreateExchange1763700010001 } from './create-exchange.migration.js';
import { WebhookDeliveries } from './deliveries.js';
import { DeliveryStore } from './delivery-store.js';
import type { CloudEvent } from './message.js';
import { Networks } from './networks.js';
import type { KnownWebhook } from './sources.js';

// A machine that is busy takes its time over pauses of milliseconds.
jest.setTimeout(60_000);

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const AGES = '2026-09-18T01:00:00.000Z';

const change = (n: number, dossiers: number): ListChange => ({
  ...{ position: String(n).padStart(16, '0'), eventId: `event-${n}`, recordedAt: AGES, kind: 'CHANGED' },
  ...{ subjectId: `s-${n % dossiers}`, entryId: `e-${n % dossiers}`, listKind: 'BLACK' },
});

/** A receiver that takes, fails or drops as it is told, and remembers what it has taken. */
class Hostile {
  readonly taken: CloudEvent[] = [];
  requests = 0;
  treat: (n: number) => 'take' | 'fail' | 'drop' | 'dropAfter' = () => 'take';
  private constructor(private readonly server: Server) {}

  static async open(): Promise<Hostile> {
    const server = createServer();
    const hostile = new Hostile(server);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        const how = hostile.treat((hostile.requests += 1));
        if (how === 'take' || how === 'dropAfter') hostile.taken.push(JSON.parse(body) as CloudEvent);
        if (how === 'take') response.writeHead(204).end();
        else if (how === 'fail') response.writeHead(503).end();
        else response.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return hostile;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** By dossier, each change at the place where it was first taken. */
  byDossier(): Readonly<Record<string, readonly string[]>> {
    const seen: Record<string, string[]> = {};
    for (const { id, partitionkey } of this.taken) {
      const ids = (seen[partitionkey] ??= []);
      if (!ids.includes(id)) ids.push(id);
    }
    return seen;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('deliveries', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let hostile: Hostile;
  let webhooks: number;

  beforeAll(async () => {
    database = await freshDatabase({ migrations: [CreateExchange1763700010001] });
    pool = new Pool({ connectionString: database.url, max: 4 });
    hostile = await Hostile.open();
    webhooks = 0;
  });
  beforeEach(() => {
    hostile.taken.length = 0;
    hostile.requests = 0;
    hostile.treat = () => 'take';
  });
  afterAll(async () => {
    await hostile.close();
    await pool.end();
    await database.drop();
  });

  /** One webhook over changes in memory. */
  function delivering(
    changes: readonly ListChange[],
    more: Partial<KnownWebhook> = {},
    secrets: readonly unknown[] = ['whsec_AAAA'],
  ) {
    const webhook: KnownWebhook = {
      ...{ webhookId: `w-${(webhooks += 1)}`, url: hostile.url, consumerUnitId: 'unit-c', listKinds: ['BLACK'] },
      ...{ startFrom: 'BEGINNING', state: 'ACTIVE', replays: [], registeredAt: '', ...more },
      secrets: [{ secretId: 's-1', secret: { $sealed: { about: 'w', scope: 's-1', box: 'AQID' } } }],
    };
    const deliveries = new WebhookDeliveries({
      webhooks: { all: async () => [webhook], find: async () => webhook },
      changes: {
        after: async (place, _kinds, limit) =>
          changes.filter(({ position }) => position > (place?.position ?? '')).slice(0, limit),
        of: async (eventIds) => changes.filter(({ eventId }) => eventIds.includes(eventId)),
      },
      vault: { open: async () => secrets as never, destroyKeys: async () => 0 },
      clock: { now: () => AGES },
      ...{ store: new DeliveryStore(pool), log: SILENT, networks: new Networks(['127.0.0.1']) },
      lease: { acquire: async () => new AbortController().signal, release: async () => undefined },
      ...{ pauses: Array.from({ length: 30 }, () => 0.002), pollMs: 5, window: 100 },
    });
    return { webhookId: webhook.webhookId, deliveries };
  }

  async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const limit = performance.now() + 20_000;
    while (!(await holds())) {
      if (performance.now() > limit) throw new Error(`it never came to be that ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const delivered = async (webhookId: string): Promise<number> => {
    const { rows } = await pool.query<{ n: string }>(
      'select delivered as n from exchange.webhook_progress where webhook_id = $1',
      [webhookId],
    );
    return Number(rows[0]?.n ?? 0);
  };

  const inOrder = (changes: readonly ListChange[]): Readonly<Record<string, readonly string[]>> => {
    const wanted: Record<string, string[]> = {};
    for (const { subjectId, eventId } of changes) (wanted[subjectId] ??= []).push(eventId);
    return wanted;
  };

  it('bring every change at least once and in order per dossier, whatever the receiver does', async () => {
    const hostility = fc.array(fc.constantFrom('take', 'fail', 'drop', 'dropAfter'), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(hostility, fc.integer({ min: 1, max: 7 }), async (ways, dossiers) => {
        hostile.taken.length = 0;
        hostile.requests = 0;
        // Sooner or later it takes: it is hostile, and not gone.
        hostile.treat = (n) => (n % 3 === 0 ? 'take' : (ways[n % ways.length] ?? 'take'));
        const changes = Array.from({ length: 25 }, (_, n) => change(n + 1, dossiers));
        const { webhookId, deliveries } = delivering(changes);
        deliveries.start();
        try {
          await until('everything is delivered', async () => (await delivered(webhookId)) === changes.length);
          expect(hostile.byDossier()).toEqual(inOrder(changes));
          const { rows } = await pool.query('select 1 from exchange.deliveries where webhook_id = $1', [webhookId]);
          expect(rows).toEqual([]);
        } finally {
          await deliveries.close();
        }
      }),
      { numRuns: 10 },
    );
  });

  it('are taken over by another process where one has stopped, in the middle', async () => {
    const changes = Array.from({ length: 300 }, (_, n) => change(n + 1, 9));
    const first = delivering(changes);
    first.deliveries.start();
    await until('some are delivered', () => hostile.taken.length > 40);
    await first.deliveries.close();
    const second = delivering(changes, { webhookId: first.webhookId });
    second.deliveries.start();
    await until('all are', () => new Set(hostile.taken.map(({ id }) => id)).size === changes.length);
    await second.deliveries.close();
    expect(hostile.byDossier()).toEqual(inOrder(changes));
  });

  it('let a change that was erased meanwhile go, and tell what follows', async () => {
    const changes = Array.from({ length: 6 }, (_, n) => change(n + 1, 2));
    hostile.treat = (n) => (n < 5 ? 'fail' : 'take');
    const left = changes.slice();
    const { deliveries } = delivering(left);
    deliveries.start();
    await until('it is tried', () => hostile.requests > 1);
    left.splice(0, 1);
    await until('the others are delivered', () => new Set(hostile.taken.map(({ id }) => id)).size === 5);
    await deliveries.close();
    expect(hostile.byDossier()).toEqual(inOrder(changes.slice(1)));
  });

  it('send nothing unsigned, and nothing to a webhook that rests', async () => {
    const paused = delivering([change(1, 1)], { state: 'PAUSED' });
    paused.deliveries.start();
    await until('it is taken up', async () => {
      const { rows } = await pool.query('select 1 from exchange.deliveries where webhook_id = $1', [paused.webhookId]);
      return rows.length === 1;
    });
    await paused.deliveries.close();
    expect(hostile.requests).toBe(0);
    const unreadable = delivering([change(1, 1)], {}, [{ $erased: true }]);
    unreadable.deliveries.start();
    await until('it is tried', async () => {
      const { rows } = await pool.query<{ outcome: string }>(
        'select outcome from exchange.attempts where webhook_id = $1',
        [unreadable.webhookId],
      );
      return rows.length > 1 && rows.every(({ outcome }) => outcome === 'UNREADABLE');
    });
    await unreadable.deliveries.close();
    expect(hostile.requests).toBe(0);
  });
});
