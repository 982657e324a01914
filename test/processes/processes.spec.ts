import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Client } from 'pg';
import { explainStart, startProcess, type Running } from '#libs/composition';
import { createLogger, readConfiguration } from '#libs/platform';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { EventStoreServer } from '#test/eventstore-server';
import { commandApiProcess } from '../../apps/command-api/src/process.js';
import { City, inThisProcess, MIGRATIONS, type Answer } from './city.js';
import { gatewayTable } from './gateway.js';
import { OwnProcess, type ProcessName } from './own-process.js';

// Programs are started from their sources, on a machine that may be busy.
jest.setTimeout(120_000);

async function showsWhatWasCommanded(city: City, serial: number): Promise<void> {
  const { status, body } = await city.timeline(await city.register(serial));
  expect([status, body.items?.map((item: { eventType: string }) => item.eventType)]).toEqual([
    200,
    ['SubjectRegistered'],
  ]);
}

describe('each process of the product by itself', () => {
  let city: City;
  beforeAll(async () => {
    city = await City.open();
  });
  afterAll(() => city.close());

  it.each<[ProcessName, readonly string[]]>([
    ['command-api', ['database', 'event-store', 'reference-data']],
    ['query-api', ['database', 'event-store', 'projections', 'read-database', 'reference-data']],
    ['projector', ['clock', 'database', 'event-store', 'projections', 'reference-data']],
  ])('%s tells how its parts are, and what it measures, to whoever has no token', async (name, parts) => {
    const ready = await fetch(`${city.process(name).base}/health/ready`);
    const report = (await ready.json()) as { status: string; checks: object };
    expect([ready.status, report.status]).toEqual([200, 'up']);
    expect(Object.keys(report.checks)).toEqual(expect.arrayContaining([...parts]));
    const metrics = await fetch(`${city.process(name).base}/metrics`);
    expect(await metrics.text()).toContain('process_cpu_seconds_total');
  });

  it('shows over the reading side what was commanded over the writing side, by way of the projector', () =>
    showsWhatWasCommanded(city, 1));

  it('gives each side its own addresses and documents them', async () => {
    const routes = ({ body }: Answer): string[] =>
      Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
    const commands = routes(await city.ask('command-api', '/openapi.json'));
    const questions = routes(await city.ask('query-api', '/openapi.json'));
    expect(commands).toEqual(expect.arrayContaining(['post /subjects', 'post /batches', 'post /evidence']));
    expect(questions).toEqual(expect.arrayContaining(['get /lists/{list}', 'post /decisions', 'get /events']));
    const both = commands.filter((route) => questions.includes(route));
    expect(both.filter((route) => !/\/(health|metrics)/.test(route))).toEqual([]);
    expect((await city.ask('projector', '/lists/red')).status).toBe(404);
    expect((await city.ask('command-api', '/demo/users')).status).toBe(404);
  });

  it('is reached through the gateway by every address that it documents', async () => {
    const sideOf = gatewayTable();
    const astray: string[] = [];
    for (const side of ['command-api', 'query-api'] as const) {
      const { body } = await city.ask(side, '/openapi.json');
      for (const [path, methods] of Object.entries(body.paths as Record<string, object>)) {
        if (/^\/(health|metrics)/.test(path)) continue;
        for (const method of Object.keys(methods)) {
          const at = sideOf(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x'));
          if (at !== side) astray.push(`${method} ${path} of ${side} goes to ${at}`);
        }
      }
    }
    expect(astray).toEqual([]);
    expect([sideOf('POST', '/subjects'), sideOf('GET', '/lists/red')]).toEqual(['command-api', 'query-api']);
  });

  it('tells over the reading side how far the projectors are, side processes included', async () => {
    const client = new Client({ connectionString: city.database.url });
    await client.connect();
    const followed = await client.query<{ name: string }>('select projection as name from read.checkpoints');
    await client.end();
    const { body } = await city.ask('query-api', '/positions');
    const told = body.items.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`);
    expect(told).toEqual(expect.arrayContaining(followed.rows.map(({ name }) => `${name} RUNNING`)));
    expect(told).toEqual(expect.arrayContaining(['dossier-timeline RUNNING']));
  });

  it('has a second projector take over from one that is killed', async () => {
    const first = city.process('projector');
    await city.start('projector');
    await first.stop('SIGKILL');
    const registered = await city.register(2);
    let seen = await city.timeline(registered);
    // The reading side gives up after five seconds, and the lease of a dead process is found free within a second.
    if (seen.status === 503) seen = await city.timeline(registered);
    expect([seen.status, seen.body.items?.length]).toEqual([200, 1]);
  });

  it('says everything that is missing in one line and ends with 1', async () => {
    const { code, out, err } = await OwnProcess.run('command-api', {});
    expect([code, out]).toEqual([1, '']);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/^Mingdan command-api: .*DATABASE_URL.*MINGDAN_VAULT.*MINGDAN_ISSUER.*MINGDAN_AUDIENCE/);
  });

  it('stops in order when it is told to', async () => {
    for (const one of city.processes) {
      const ended = await one.stop();
      expect([one.name, ended?.code, ended?.err]).toEqual([one.name, 0, '']);
      expect(ended?.out).toContain('Stopped.');
      await expect(fetch(`${one.base}/health/live`)).rejects.toThrow();
    }
  });
});

describe('the same with the log in EventStoreDB', () => {
  let server: EventStoreServer | undefined;
  let city: City;
  beforeAll(async () => {
    const given = process.env['EVENTSTORE_URL'];
    if (given === undefined) server = await EventStoreServer.start();
    city = await City.open(
      {
        EVENT_STORE: 'eventstoredb',
        EVENTSTORE_URL: given ?? server?.url ?? '',
        EVENTSTORE_STREAM_PREFIX: `spec-${randomUUID()}.`,
      },
      inThisProcess,
    );
  });
  afterAll(async () => {
    await city.close();
    await server?.stop();
  });

  it('shows over the reading side what was commanded, and keeps none of it in the log of PostgreSQL', async () => {
    await showsWhatWasCommanded(city, 1);
    const client = new Client({ connectionString: city.database.url });
    await client.connect();
    expect((await client.query('select from event_log.events')).rowCount).toBe(0);
    await client.end();
  });
});

describe('a process that cannot start', () => {
  const logger = createLogger('silent', []);
  const gone = { url: 'postgres://u:p@127.0.0.1:1/none', drop: () => Promise.resolve() };
  const eventStoreDb = (url: string): Record<string, string> => ({ EVENT_STORE: 'eventstoredb', EVENTSTORE_URL: url });
  let folder: string;
  let database: FreshDatabase;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mingdan-processes-'));
    database = await freshDatabase({ migrations: MIGRATIONS });
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async ({ url }: FreshDatabase, more: Record<string, string> = {}): Promise<Running | string> => {
    const configuration = readConfiguration({
      env: {
        DATABASE_URL: url,
        MINGDAN_VAULT: join(folder, 'no-vault'),
        MINGDAN_ISSUER: 'https://id.example',
        MINGDAN_AUDIENCE: 'x',
        MINGDAN_JWKS_URL: 'https://id.example/jwks',
        ...more,
      },
      args: ['--port', '0'],
      root: folder,
      purpose: 'api',
    });
    try {
      return await startProcess(configuration, commandApiProcess, { logger });
    } catch (error) {
      return explainStart(error, configuration, { command: 'node main.js' });
    }
  };

  it('migrates nothing: it says that the migrations come first', async () => {
    const empty = await freshDatabase();
    const line = `The database lacks ${MIGRATIONS.length} of ${MIGRATIONS.length} migrations of this release: run operator migrate first.`;
    expect([await start(empty), await start(empty)]).toEqual([line, line]);
    await empty.drop();
  });

  it('makes no vault: it says how the first one is made', async () => {
    expect(await start(database)).toMatch(/^The vault does not open: .* is missing\. .*operator vault create/);
  });

  it('says that the database is away', async () => {
    expect(await start(gone)).toBe('The database of DATABASE_URL does not answer (ECONNREFUSED).');
  });

  it('says what is wrong with the address of EventStoreDB before it asks for anything', async () => {
    const line = await start(gone, eventStoreDb('esdb+discover://a,b,c?tls=true'));
    expect(line).toMatch(/^The configuration is wrong: EVENTSTORE_URL: esdb\+discover:\/\/ takes one DNS name/);
  });

  it('says that EventStoreDB is away, in time', async () => {
    const line = await start(database, {
      ...eventStoreDb('esdb://127.0.0.1:1?tls=false'),
      EVENTSTORE_TIMEOUT_MS: '300',
    });
    expect(line).toMatch(/^The event store of EVENTSTORE_URL does not answer/);
  });
});
