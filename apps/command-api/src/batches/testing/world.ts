import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  Grants,
  type GrantQuestion,
  type StandingGrant,
  Registers,
  TokenRefused,
  TokenVerifier,
  type Actor,
} from '#libs/access';
import { DossierExecutor, DossierRepository, SubjectRegistry } from '#libs/dossier-store';
import { Documents, EvidenceStore } from '#libs/evidence';
import { EventStore } from '#libs/event-store';
import { Clock, createFastifyAdapter, hardenHttp, NEST_HTTP_OPTIONS } from '#libs/platform';
import { CreateReadStore1763700000002 } from '#libs/read-store';
import { ReferenceData } from '#libs/reference-data';
import { Vault } from '#libs/vault';
import { CreateCurrentLists1763700004001 } from '#projections';
import { freshDatabase } from '#test/database';
import { MIGRATIONS, openParts, publishScenarios, type Parts } from '../../../../../libs/batches/src/testing/parts.js';
import { commandProblem } from '../../command-problems.js';
import { withProblemExamples } from '../../http/api-problem.js';
import { EvidenceModule } from '../../evidence/index.js';
import { ACTORS } from '../../testing/harness.js';
import { BatchesModule, BatchLog, BatchPool, BatchSettings, BatchWorker } from '../index.js';

const GRANTED: Readonly<Record<string, StandingGrant>> = {
  's-supervisor': { grantId: '5b0f3c8e-4d1e-4c57-8f4b-2f9f0f0d7c11' },
};

@Module({})
class TestShellModule {}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  readonly body: any;
}

export interface World {
  readonly app: NestFastifyApplication;
  readonly parts: Parts;
  readonly folder: string;
  readonly actors: Map<string, Actor>;
  readonly worker: BatchWorker;
  readonly errors: unknown[];
  openApi(): OpenAPIObject;
  send(
    method: 'GET' | 'POST',
    url: string,
    as: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** A form with fields and one file. */
  upload(
    url: string,
    as: string,
    fields: Readonly<Record<string, string>>,
    file: Uint8Array,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** Uploads, batches and evidence over a real database. */
export async function newWorld(settings: ConstructorParameters<typeof BatchSettings>[0] = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'batches-api-'));
  const database = await freshDatabase({
    migrations: [...MIGRATIONS, CreateReadStore1763700000002, CreateCurrentLists1763700004001],
  });
  const parts = await openParts(database.url, folder);
  await publishScenarios(parts);
  const { pool, store, clock, vault, reference, dossiers, evidence, registers } = parts;
  const actors = new Map<string, Actor>(Object.entries(ACTORS));
  const errors: unknown[] = [];
  const provided = [
    { provide: BatchPool, useValue: new BatchPool(pool) },
    { provide: BatchSettings, useValue: new BatchSettings(settings) },
    { provide: BatchLog, useValue: { failed: (error: unknown) => errors.push(error) } },
    { provide: EvidenceStore, useValue: evidence },
    { provide: Documents, useValue: new Documents({ pool, vault, store: evidence, maxBytes: 100_000 }) },
    { provide: EventStore, useValue: store },
    { provide: Clock, useValue: clock },
    { provide: Vault, useValue: vault },
    { provide: DossierExecutor, useValue: dossiers.executor },
    { provide: DossierRepository, useValue: dossiers.repository },
    { provide: SubjectRegistry, useValue: dossiers.registry },
    { provide: ReferenceData, useValue: reference },
    { provide: DeniedRegister, useValue: registers },
    { provide: Registers, useValue: registers },
    // Whoever oversees has been granted what is not masked; nobody else.
    { provide: Grants, useValue: { find: async ({ userId }: GrantQuestion) => GRANTED[userId] } },
    {
      provide: TokenVerifier,
      useValue: {
        verify: async (authorization: string | undefined) => {
          const actor = actors.get((authorization ?? '').replace(/^Bearer /, ''));
          if (actor === undefined) throw new TokenRefused('TOKEN_MISSING', 'none');
          return actor;
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
    imports: [BatchesModule.register({ imports: [shell] }), EvidenceModule.register({ imports: [shell] })],
  }).compile();
  const logger = pino({ level: 'silent' });
  const app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter({ logger }), NEST_HTTP_OPTIONS);
  await hardenHttp(app, { logger, mappers: [commandProblem, accessProblem] });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();

  const inject = async (
    method: 'GET' | 'POST',
    url: string,
    as: string,
    payload: object | Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const answer = await app.inject({
      ...{ method, url, headers: { ...(as === '' ? {} : { authorization: `Bearer ${as}` }), ...headers } },
      ...(payload === undefined ? {} : { payload }),
    });
    const json = String(answer.headers['content-type'] ?? '').includes('json');
    const { statusCode: status, headers: told, body: text } = answer;
    return { status, headers: told, text, body: json ? answer.json() : answer.rawPayload };
  };
  return {
    ...{ app, parts, folder, actors, errors, worker: app.get(BatchWorker, { strict: false }) },
    openApi: () => {
      const config = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle('Mingdan').addBearerAuth().build();
      return withProblemExamples(SwaggerModule.createDocument(app, config));
    },
    send: (method, url, as, body, headers = {}) => inject(method, url, as, body, headers),
    upload: async (url, as, fields, file, headers = {}) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set('file', new Blob([new Uint8Array(file)]), '绝密=张三.csv');
      const encoded = new Response(form);
      const type = encoded.headers.get('content-type') ?? '';
      const bytes = Buffer.from(await encoded.arrayBuffer());
      return inject('POST', url, as, bytes, { 'content-type': type, ...headers });
    },
    close: async () => {
      await app.close();
      await parts.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The batch, when its events have said that it has ended. */
export async function ended(world: World, batchId: string, as = 'drafter'): Promise<Answer['body']> {
  const { text } = await world.send('GET', `/batches/${batchId}/events`, as);
  if (!text.includes('event: finished')) throw new Error(`the batch did not end: ${text}`);
  return (await world.send('GET', `/batches/${batchId}`, as)).body;
}
