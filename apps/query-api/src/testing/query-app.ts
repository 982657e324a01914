import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type INestApplication } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import {
  ActorGuard,
  AppendAtOnce1763700043002,
  CreateMatters1763700021001,
  CreateRegisters1763700002001,
  DeniedRegister,
  ExtendLookups1763700022001,
  Grants,
  Matters,
  Registers,
  TokenRefused,
  TokenVerifier,
  accessProblem,
  type Actor,
} from '#libs/access';
import { evolve, fold, initialState } from '#libs/dossier';
import { DossierRepository, PaperArchive } from '#libs/dossier-store';
import { PAPER_TEMPLATES } from '#libs/papers';
import { EventStore, MemoryEventStore, type RecordedEvent } from '#libs/event-store';
import { CreateExternalSources1763700025002 } from '#libs/external-lists';
import { Clock, NEST_HTTP_OPTIONS, createFastifyAdapter, createLogger, hardenHttp } from '#libs/platform';
import { RegisterReader } from '#libs/lookup-review';
import { ReferenceData } from '#libs/reference-data';
import { CreateReadStore1763700000002, CursorCodec, ProjectionRunner } from '#libs/read-store';
import { personal } from '#libs/subjects';
import { CreateVault1763700001001, FileKeyProvider, Vault, vaultProblem } from '#libs/vault';
import { PROJECTIONS, PROJECTION_MIGRATIONS } from '#projections';
import { freshDatabase, type FreshDatabase } from '../../../../test/support/database.js';
import { QueryApiModule, QueryApiSettings, ReadPool, queryProblemMapper } from '../index.js';

/** A clock that stands where it is put. */
export class StandingClock extends Clock {
  constructor(public at: string) {
    super();
  }

  now(): string {
    return this.at;
  }
}

/** The API of questions over real tables, fed by events that are written into a log in memory. */
export class QueryApp {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly database: FreshDatabase,
    private readonly folder: string,
    readonly pool: Pool,
    private readonly parts: {
      readonly store: MemoryEventStore;
      readonly runner: ProjectionRunner;
      readonly reference: ReferenceData;
    },
    readonly vault: Vault,
    readonly registers: Registers,
    readonly clock: StandingClock,
  ) {}

  /**
   * @param actors by their token
   * @param verifier in place of these, where tokens are to be verified in earnest
   */
  static async start(
    actors: Readonly<Record<string, Actor>>,
    at: string,
    verifier?: Pick<TokenVerifier, 'verify'>,
  ): Promise<QueryApp> {
    const registered = [
      ...[CreateRegisters1763700002001, ExtendLookups1763700022001, AppendAtOnce1763700043002],
      CreateMatters1763700021001,
    ];
    const migrations = [CreateReadStore1763700000002, CreateVault1763700001001, CreateExternalSources1763700025002];
    const database = await freshDatabase({ migrations: [...migrations, ...PROJECTION_MIGRATIONS, ...registered] });
    const pool = new Pool({ connectionString: database.url, max: 6 });
    const folder = await mkdtemp(join(tmpdir(), 'mingdan-query-'));
    const vault = await Vault.open({ pool, provider: new FileKeyProvider({ folder, createIfMissing: true }) });
    const [store, clock, registers] = [new MemoryEventStore(), new StandingClock(at), registersOf(pool)];
    const reference = new ReferenceData(store, { basisMode: 'WARN' });
    await reference.start();
    const runner = new ProjectionRunner({ url: database.url, store, projections: PROJECTIONS });
    runner.start();
    const verify = async (authorization: string | undefined): Promise<Actor> => {
      const actor = actors[authorization?.replace('Bearer ', '') ?? ''];
      if (actor === undefined)
        throw new TokenRefused(authorization === undefined ? 'TOKEN_MISSING' : 'TOKEN_INVALID', 'spec');
      return actor;
    };

    @Module({
      imports: [
        QueryApiModule.with([
          { provide: ReadPool, useValue: new ReadPool(pool) },
          { provide: QueryApiSettings, useValue: new QueryApiSettings({ noticeDays: 30, afterTimeoutMs: 400 }) },
          { provide: CursorCodec, useValue: new CursorCodec('a secret of the specs') },
          { provide: ProjectionRunner, useValue: runner },
          { provide: Vault, useValue: vault },
          { provide: Registers, useValue: registers },
          { provide: DeniedRegister, useValue: registers },
          // Nobody has a grant here.
          { provide: Grants, useValue: { find: async () => undefined } },
          { provide: RegisterReader, useValue: new RegisterReader(pool) },
          { provide: Matters, useValue: new Matters(pool) },
          { provide: Clock, useValue: clock },
          { provide: ReferenceData, useValue: reference },
          { provide: DossierRepository, useValue: new DossierRepository(store, { initialState, evolve, fold }) },
          { provide: PaperArchive, useValue: new PaperArchive({ store, vault, templates: PAPER_TEMPLATES }) },
          { provide: EventStore, useValue: store },
          { provide: TokenVerifier, useValue: verifier ?? { verify } },
          { provide: APP_GUARD, useClass: ActorGuard },
        ]),
      ],
    })
    class SpecModule {}
    const logger = createLogger('silent', []);
    const app = await NestFactory.create<NestFastifyApplication>(SpecModule, createFastifyAdapter({ logger }), {
      ...NEST_HTTP_OPTIONS,
      logger: false,
    });
    await hardenHttp(app, { logger, mappers: [accessProblem, queryProblemMapper, vaultProblem] });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new QueryApp(app, database, folder, pool, { store, runner, reference }, vault, registers, clock);
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  get nest(): INestApplication {
    return this.app;
  }

  /** Serves over a socket too. @returns `http://127.0.0.1:port` */
  async listen(): Promise<string> {
    return this.app.getHttpAdapter().getInstance().listen({ port: 0, host: '127.0.0.1' });
  }

  /** Appends a dossier with its texts really sealed, and waits until the read models show it. */
  async record(events: readonly RecordedEvent[]): Promise<string> {
    const [first] = events;
    if (first === undefined) throw new Error('nothing to record');
    const sealed = await this.vault.seal(events.map(({ data }) => asPlain(data)));
    const { position } = await this.parts.store.append(
      first.streamId,
      first.revision === 0n ? 'no-stream' : first.revision - 1n,
      events.map(({ eventId, eventType, schemaVersion, metadata }, i) => ({
        ...{ eventId, eventType, schemaVersion, metadata },
        data: sealed[i] as RecordedEvent['data'],
      })),
    );
    if (!(await this.parts.runner.waitFor(position, undefined, 10_000)))
      throw new Error('the read models do not follow');
    return position;
  }

  async get(path: string, token?: string, headers: Readonly<Record<string, string>> = {}) {
    return this.app.inject({ method: 'GET', url: path, headers: { ...headers, ...bearer(token) } });
  }

  async post(path: string, token: string | undefined, body: object) {
    return this.app.inject({ method: 'POST', url: path, headers: bearer(token), payload: body });
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.parts.runner.close();
    await this.parts.reference.stop();
    this.vault.close();
    await this.pool.end();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Units have published every matter here; that others are refused is shown with the registers. */
function registersOf(pool: Pool): Registers {
  return new Registers(pool, 0, { isPublished: () => true });
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** The scripts of the specs write `$sealed` with the text in it: here it is sealed in earnest. */
function asPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asPlain);
  if (typeof value !== 'object' || value === null) return value;
  if ('$sealed' in value) {
    const { about, scope, box } = value.$sealed as { about: string; scope: string; box: string };
    return personal(about, scope, Buffer.from(box, 'base64url').toString('utf8'));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asPlain(item)]));
}
