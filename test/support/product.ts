import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { importJWK, SignJWT, type JWK } from 'jose';
import { Pool } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { DEMONSTRATION_AUDIENCE, DEMONSTRATION_ISSUER } from '#libs/access';
import { EventStore } from '#libs/event-store';
import { Clock, readConfiguration, Secret } from '#libs/platform';
import { bootstrap, type Running } from '../../apps/standalone/src/bootstrap.js';
import { composition } from '../../apps/standalone/src/composition.js';
import { COMMAND_ROUTES, type RoutedCommand } from '../../apps/command-api/src/routes.js';
import { AnswerChecker } from '../openapi/checker.js';
import { freshDatabase, type FreshDatabase } from './database.js';
import { eventsIn, freshLog, type ProductLog } from './product-log.js';

// A scenario lives through years, on a machine that may be busy.
jest.setTimeout(60_000);

export interface ProductOptions {
  /** Where the clock begins: a legal date stands for nine in the morning of it in Shanghai. Must lie in the past. */
  readonly now: string;
  /** Settings beside those of every product. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a migrated one of its own. */
  readonly database?: FreshDatabase;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  readonly body: any;
  readonly text: string;
}

/** A command in a test: what its address needs, what it sends, and headers. */
export type Params = Readonly<Record<string, string>>;
export type Headers = Readonly<Record<string, string>>;

export interface Identifier {
  readonly type: 'USCC' | 'CITIZEN_ID';
  readonly value: string;
}

/** Somebody who acts over HTTP. Whatever is answered must be true to the OpenAPI document, else the request throws. */
export interface Actor {
  /** A command by its name; its address is that of the product. */
  post(command: RoutedCommand, params: Params, body?: object, headers?: Headers): Promise<Answer>;
  /** The same, where the test only needs it to have been done. @throws Error unless it answers 200 or 201 */
  done(command: RoutedCommand, params: Params, body?: object, headers?: Headers): Promise<Answer>;
  get(path: string, headers?: Headers): Promise<Answer>;
  send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: object | string | Buffer,
    headers?: Headers,
  ): Promise<Answer>;
}

/** Every migration of the product, in order. */
export const PRODUCT_MIGRATIONS = composition.migrations as readonly (new () => MigrationInterface)[];

/** Stands still until it is told to move: what a test expects does not depend on how fast it runs. */
class StandingClock extends Clock {
  constructor(private readonly instant: string) {
    super();
  }
  now(): string {
    return this.instant;
  }
}

/** `2026-09-18` is nine in the morning, `2026-09-18 23:59` a minute of that day, both in Shanghai; else an instant. */
export function instantOf(at: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(at)) return `${at}T01:00:00.000Z`;
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(at)) return new Date(`${at.replace(' ', 'T')}:00+08:00`).toISOString();
  return new Date(at).toISOString();
}

/**
 * The real product in this process, as `npm start` runs it: demonstration mode, a port of its own, on a database and
 * folders that nobody else has. Time stands where it is put.
 */
export async function startProduct({ now, env = {}, ...given }: ProductOptions): Promise<Product> {
  const database = given.database ?? (await freshDatabase({ migrations: PRODUCT_MIGRATIONS }));
  const log = await freshLog();
  const folder = await mkdtemp(join(tmpdir(), 'mingdan-product-'));
  const configuration = readConfiguration({
    env: { MINGDAN_LOG_LEVEL: process.env['MINGDAN_LOG_LEVEL'] ?? 'error', ...log.env, ...env },
    args: ['--port', '0', '--data', join(folder, 'data')],
    root: folder,
  });
  const start = (): Promise<Running> =>
    bootstrap({ ...configuration, databaseUrl: new Secret(database.url) }, composition, {
      say: () => undefined,
      clockSource: new StandingClock(instantOf(now)),
    });
  try {
    return new Product(await start(), start, database, log, folder);
  } catch (error) {
    await database.drop();
    await log.close();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** What the products of this spec file document; it is the same for each of them. */
let documentation: Promise<AnswerChecker> | undefined;

export class Product {
  private readonly tokens = new Map<string, Promise<string>>();
  private pool: Pool | undefined;

  constructor(
    private running: Running,
    private readonly start: () => Promise<Running>,
    private readonly database: FreshDatabase,
    private readonly log: ProductLog,
    /** Holds `data`, with the vault and the logs. */
    readonly folder: string,
  ) {}

  /** `http://127.0.0.1:port` */
  get base(): string {
    return this.running.base;
  }
  get app(): Running['app'] {
    return this.running.app;
  }
  /** The instant the product's clock shows. */
  get now(): string {
    return this.app.get(Clock).now();
  }
  get databaseUrl(): string {
    return this.database.url;
  }

  /** One of the accounts of `GET /demo/users`. */
  as(officialId: string): Actor {
    return this.acting(() => this.token(officialId));
  }

  /** Nobody: without a token. */
  get anybody(): Actor {
    return this.acting(() => Promise.resolve(undefined));
  }

  /** Whoever a token says. */
  withToken(token: string): Actor {
    return this.acting(() => Promise.resolve(token));
  }

  /** A subject, agent or third party who proved this identifier to the issuer. */
  asPerson(identifier: Identifier, role: 'SUBJECT' | 'THIRD_PARTY' = 'SUBJECT', claims: object = {}): Actor {
    const sub = `person-${randomUUID()}`;
    return this.acting(() => this.sign({ sub, roles: [role], identifier, name: '某人', ...claims }));
  }

  /**
   * A token of the demonstration's issuer with any claims; `key` signs in the place of its own.
   *
   * @param expiresIn seconds from now, by the machine's clock
   */
  async sign(claims: object, expiresIn = 3_600, key?: JWK): Promise<string> {
    const file = join(this.folder, 'data', 'demonstration-issuer.json');
    const own = JSON.parse(await readFile(file, 'utf8')) as JWK;
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', ...(own.kid !== undefined && { kid: own.kid }) })
      .setIssuer(DEMONSTRATION_ISSUER)
      .setAudience(DEMONSTRATION_AUDIENCE)
      .setIssuedAt(now + Math.min(0, expiresIn - 60))
      .setExpirationTime(now + expiresIn)
      .sign(await importJWK(key ?? own, 'ES256'));
  }

  async token(officialId: string): Promise<string> {
    const known = this.tokens.get(officialId) ?? this.logIn(officialId);
    this.tokens.set(officialId, known);
    return known;
  }

  /** Moves the clock forward; what falls due on the way is acted on at its own instant, before this returns. */
  async advanceTo(at: string): Promise<void> {
    const { status, text } = await this.as('o-officer').send('POST', '/demo/clock', { now: instantOf(at) });
    if (status !== 200) throw new Error(`the clock did not move to ${at}: ${text}`);
  }

  /** Waits until everything has followed from what was written: read models, exit chains, what is due now. */
  async settled(): Promise<void> {
    await this.advanceTo(this.now);
  }

  /** Waits until every follower of the log, side processes too, has handled everything in it, and jobs that follow. */
  async followed(): Promise<void> {
    const limit = performance.now() + 30_000;
    for (;;) {
      const { body } = await this.as('supervisor').get('/positions');
      const jobs = await this.ask<{ name: string; lag: number }>(
        `select kind as name, 1 as lag from jobs.jobs where ordinal is not null and state in ('QUEUED', 'RUNNING')`,
      );
      const followers = body.items as { name: string; lag: number }[];
      const behind = [...followers.filter(({ lag }) => lag > 0), ...jobs];
      // What jobs have done is to be followed as well.
      if (behind.length === 0 && (await this.nothingAfter())) return;
      if (performance.now() > limit) throw new Error(`behind: ${behind.map(({ name }) => name).join(', ')}`);
    }
  }

  private async nothingAfter(): Promise<boolean> {
    const { body } = await this.as('supervisor').get('/positions');
    return (body.items as { lag: number }[]).every(({ lag }) => lag === 0);
  }

  /** Waits until every read model shows what stood in the log at `position`; without it, everything written so far. */
  async waitFor(position?: string): Promise<void> {
    const at = position ?? (await this.lastPosition());
    if (at === undefined) return;
    const supervisor = this.as('supervisor');
    for (const path of ['/lists/red', '/audit/decisions', '/deadlines']) {
      const { status, text } = await supervisor.get(`${path}?limit=1&after=${at}`);
      if (status !== 200) throw new Error(`${path} does not show ${at}: ${text}`);
    }
  }

  /** Events in the log. */
  async eventCount(): Promise<number> {
    return (await eventsIn(this.app.get(EventStore))).length;
  }

  /** What the events of one type say, in the order of the log. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is under test
  async told(eventType: string): Promise<readonly any[]> {
    const events = await eventsIn(this.app.get(EventStore));
    return events.filter((event) => event.eventType === eventType).map(({ data }) => data);
  }

  /** Types of the events of a dossier, in their order; of one entry when it is named. */
  async eventTypes(subjectId: string, entryId?: string): Promise<readonly string[]> {
    const events = await eventsIn(this.app.get(EventStore), `dossier-${subjectId}`);
    return events
      .filter(({ data }) => entryId === undefined || data['entryId'] === entryId)
      .map(({ eventType }) => eventType);
  }

  /** The whole history of a subject, as the supervisor reads it. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async timeline(subjectId: string, query: Params = {}): Promise<readonly any[]> {
    const after = await this.lastPosition();
    const items: unknown[] = [];
    for (let cursor: string | undefined; ;) {
      const asked = new URLSearchParams({ ...query, limit: '200', ...(after && { after }), ...(cursor && { cursor }) });
      const { status, body, text } = await this.as('supervisor').get(`/subjects/${subjectId}/timeline?${asked}`);
      if (status !== 200) throw new Error(`no timeline of ${subjectId}: ${text}`);
      items.push(...body.items);
      if (body.next === undefined) return items;
      cursor = body.next as string;
    }
  }

  /** Rows of the product's database. */
  async ask<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    this.pool ??= this.ownPool();
    return (await this.pool.query<Row>(sql, [...values])).rows;
  }

  private ownPool(): Pool {
    const pool = new Pool({ connectionString: this.database.url, max: 1 });
    // A test may cut its connection too: the next question has another one.
    pool.on('error', () => {});
    return pool;
  }

  /** Stops it, lets something happen to its database, and starts it again. Tokens stay good. */
  async restart(meanwhile: () => Promise<unknown> = async () => undefined): Promise<void> {
    await this.running.stop();
    await meanwhile();
    this.running = await this.start();
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await this.pool?.end();
    await this.database.drop();
    await this.log.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private acting(token: () => Promise<string | undefined>): Actor {
    const send: Actor['send'] = async (method, path, body, headers = {}) => {
      const bearer = await token();
      const answer = await this.app.inject({
        method,
        url: path,
        headers: { ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }), ...headers },
        ...(body !== undefined && { payload: body }),
      });
      const isJson = /[/+]json/.test(String(answer.headers['content-type']));
      const parsed: unknown = isJson && answer.body !== '' ? answer.json() : undefined;
      const told: Answer = { status: answer.statusCode, headers: answer.headers, body: parsed, text: answer.body };
      await this.expectDocumented(method, path, told);
      return told;
    };
    const post: Actor['post'] = (command, params, body, headers) =>
      send('POST', addressOf(command, params), body, headers);
    return {
      send,
      post,
      get: (path, headers) => send('GET', path, undefined, headers),
      done: async (command, params, body, headers) => {
        const answer = await post(command, params, body, headers);
        if (answer.status > 201) throw new Error(`${command} answered ${answer.status}: ${answer.text}`);
        return answer;
      },
    };
  }

  private async expectDocumented(method: string, path: string, answer: Answer): Promise<void> {
    documentation ??= this.app
      .inject('/openapi.json')
      .then((document) => new AnswerChecker(document.json<OpenAPIObject>()));
    const given = answer.headers['content-type'];
    const contentType = typeof given === 'string' ? given : '';
    const faults = (await documentation).faultsOf(method, path, { ...answer, contentType });
    if (faults.length > 0) throw new Error(`not as the OpenAPI document says:\n${faults.join('\n')}`);
  }

  private async logIn(officialId: string): Promise<string> {
    const { status, body, text } = await this.anybody.send('POST', '/demo/tokens', { officialId });
    if (status !== 201) throw new Error(`no token for ${officialId}: ${text}`);
    return body.token as string;
  }

  private lastPosition(): Promise<string | undefined> {
    return this.app.get(EventStore).lastPosition();
  }
}

function addressOf(command: RoutedCommand, params: Params): string {
  return COMMAND_ROUTES[command].path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${command} needs ${name}`);
    return value;
  });
}
