import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { pino } from 'pino';
import {
  accessProblem,
  ActorGuard,
  DeniedRegister,
  Registers,
  TokenRefused,
  TokenVerifier,
  type Actor,
  type DeniedRequest,
  type Lookup,
} from '#libs/access';
import { CommandLoop } from '#libs/command-loop';
import {
  createDossierStore,
  Rehearsal,
  dossierDecider,
  DossierExecutor,
  DossierRepository,
  SubjectRegistry,
} from '#libs/dossier-store';
import { EventStore, MemoryEventStore } from '#libs/event-store';
import { Clock, createFastifyAdapter, hardenHttp, NEST_HTTP_OPTIONS } from '#libs/platform';
import { publishShipped, ReferenceCommands, ReferenceData } from '#libs/reference-data';
import type { Instant } from '#libs/rules';
import { Vault } from '#libs/vault';
import { ToldListSource } from '../../../../libs/dossier-store/src/testing/fixtures.js';
import { MemoryVault } from '../../../../libs/dossier-store/src/testing/memory-vault.js';
import { CommandApiModule } from '../command-api.module.js';
import { commandProblem } from '../command-problems.js';
import { withProblemExamples } from '../http/api-problem.js';
import { DemoClock, SnapshotImporter } from '../ports.js';

/** The officials and others of the scenarios; the name of each is the token. */
export const ACTORS = {
  drafter: official('a-drafter', 'unit-a', 'RECOGNIZING_UNIT'),
  approver: official('a-approver', 'unit-a', 'RECOGNIZING_UNIT', 'APPROVER'),
  owner: official('a-owner', 'unit-a', 'STANDARD_OWNER'),
  foreign: official('b-drafter', 'unit-b', 'RECOGNIZING_UNIT'),
  foreignOwner: official('b-owner', 'unit-b', 'STANDARD_OWNER'),
  handler: official('a-handler', 'unit-a', 'DISPUTE_HANDLER'),
  office: official('o-clerk', 'unit-o', 'JOINT_CONFERENCE_OFFICE'),
  officeHead: official('o-head', 'unit-o', 'JOINT_CONFERENCE_OFFICE'),
  operator: official('p-operator', 'unit-p', 'PLATFORM_OPERATOR'),
  supervisor: official('s-supervisor', 'unit-o', 'SUPERVISOR'),
  third: { userId: 'third-party', roles: ['THIRD_PARTY'], kind: 'PUBLIC' },
} as const satisfies Record<string, Actor>;

function official(userId: string, unitId: string, ...roles: readonly string[]): Actor {
  return { userId, unitId, roles: roles as Actor['roles'], kind: 'OFFICIAL' };
}

class NamedTokens {
  readonly actors = new Map<string, Actor>(Object.entries(ACTORS));

  async verify(authorization: string | undefined): Promise<Actor> {
    if (authorization === undefined) throw new TokenRefused('TOKEN_MISSING', 'none');
    const actor = this.actors.get(authorization.replace(/^Bearer /, ''));
    if (actor === undefined) throw new TokenRefused('TOKEN_INVALID', 'unknown');
    return actor;
  }
}

export class RecordingRegisters {
  readonly denied: DeniedRequest[] = [];
  readonly lookups: Lookup[] = [];

  async recordDenied(denied: DeniedRequest) {
    this.denied.push(denied);
    return {};
  }
  async registerLookup(lookup: Lookup) {
    this.lookups.push(lookup);
    return { queryId: 'query-1' };
  }
}

class OpeningVault extends MemoryVault {
  openMany = (values: readonly unknown[]) => Promise.all(values.map((value) => this.open(value)));
}

class SettableTestClock extends Clock {
  instant: Instant = '2026-09-07T01:00:00.000Z';
  now(): Instant {
    return this.instant;
  }
}

class DrainingImporter extends SnapshotImporter {
  readonly imported: { sourceId: string; version: string; snapshotAt: string; csv: string }[] = [];

  async import({ csv, ...about }: Parameters<SnapshotImporter['import']>[0]) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of csv) chunks.push(chunk);
    this.imported.push({ ...about, csv: Buffer.concat(chunks).toString('utf8') });
    return { rows: 1, sha256: '0'.repeat(64), repeated: false };
  }
}

@Module({})
class TestShellModule {}

export interface Harness {
  readonly app: NestFastifyApplication;
  readonly store: MemoryEventStore;
  readonly clock: { instant: Instant };
  readonly registers: RecordingRegisters;
  readonly lists: ToldListSource;
  readonly importer: { readonly imported: readonly { sourceId: string; csv: string }[] };
  /** Token → actor; a test may add its own. */
  readonly actors: Map<string, Actor>;
  readonly openApi: () => OpenAPIObject;
  readonly post: (path: string, body?: object, as?: string, headers?: Record<string, string>) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  readonly body: any;
}

/** Replaces the executor: what a route hands to the domain is looked at, and nothing is decided. */
export type FakeExecutor = Pick<DossierExecutor, 'execute'>;

/** The command API over a store in memory, with reference data of the scenarios. */
export async function startApi(options: { readonly executor?: FakeExecutor } = {}): Promise<Harness> {
  const store = new MemoryEventStore();
  const clock = new SettableTestClock();
  const vault = new OpeningVault();
  const lists = new ToldListSource();
  const registers = new RecordingRegisters();
  const importer = new DrainingImporter();
  const tokens = new NamedTokens();
  await publishShipped(store, clock);
  const reference = new ReferenceData(store, { basisMode: 'WARN' });
  await reference.start();
  const dossiers = createDossierStore({ store, clock, vault, decider: dossierDecider, reference, lists });
  const executor = options.executor ?? dossiers.executor;
  const registry = new SubjectRegistry(vault, executor, dossiers.repository, clock);

  const provided = [
    { provide: EventStore, useValue: store },
    { provide: Clock, useValue: clock },
    { provide: Vault, useValue: vault },
    { provide: DossierExecutor, useValue: executor },
    { provide: DossierRepository, useValue: dossiers.repository },
    { provide: SubjectRegistry, useValue: registry },
    { provide: Rehearsal, useValue: dossiers.rehearsal },
    { provide: ReferenceData, useValue: reference },
    { provide: ReferenceCommands, useValue: new ReferenceCommands(new CommandLoop(store, clock), reference) },
    { provide: DeniedRegister, useValue: registers },
    { provide: Registers, useValue: registers },
    { provide: SnapshotImporter, useValue: importer },
    { provide: TokenVerifier, useValue: tokens },
    {
      provide: DemoClock,
      useValue: {
        advanceTo: async (now: Instant) => {
          clock.instant = now;
          return { now, settled: 0 };
        },
      },
    },
  ];
  const shell: DynamicModule = {
    module: TestShellModule,
    providers: [...provided, { provide: APP_GUARD, useClass: ActorGuard }],
    exports: provided.map(({ provide }) => provide),
  };
  const module = await Test.createTestingModule({
    imports: [CommandApiModule.register({ imports: [shell], demonstration: true })],
  }).compile();
  const logger = pino({ level: 'silent' });
  const app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter({ logger }), NEST_HTTP_OPTIONS);
  await hardenHttp(app, { logger, mappers: [commandProblem, accessProblem] });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();

  return {
    app,
    store,
    clock,
    registers,
    lists,
    importer,
    actors: tokens.actors,
    openApi: () => {
      const config = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle('Mingdan').addBearerAuth().build();
      return withProblemExamples(SwaggerModule.createDocument(app, config));
    },
    post: async (path, body, as = 'drafter', headers = {}) => {
      const answer = await app.inject({
        method: 'POST',
        url: path,
        headers: { ...(as === '' ? {} : { authorization: `Bearer ${as}` }), ...headers },
        ...(body === undefined ? {} : { payload: body }),
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: answer.body === '' ? undefined : answer.json(),
      };
    },
    close: async () => {
      await app.close();
      await reference.stop();
    },
  };
}
