import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { Clock } from '#libs/platform';
import type { Actor } from '../actor.js';
import { RegisterUnavailable } from '../registers/errors.js';
import { DeniedRegister, type DeniedRequest } from '../registers/registers.js';
import { TokenVerifier } from '../tokens/token-verifier.js';
import { ActorGuard } from './actor.guard.js';
import { UnitStanding } from './unit-standing.js';
import { CurrentActor, ForActors, PublicRoute } from './decorators.js';

@Controller('things')
class ThingsController {
  @Get('open')
  @PublicRoute()
  open(@CurrentActor() actor: Actor): Actor {
    return actor;
  }

  @Get('any')
  @ForActors()
  any(@CurrentActor() actor: Actor): Actor {
    return actor;
  }

  @Get('supervised/:thingId')
  @ForActors('SUPERVISOR')
  supervised(): string {
    return 'seen';
  }

  @Get('undeclared')
  undeclared(): string {
    return 'never';
  }
}

@Controller('public')
@PublicRoute()
class PublicController {
  @Get()
  all(): string {
    return 'all';
  }

  @Get('inner')
  @ForActors()
  inner(): string {
    return 'inner';
  }
}

class Noted extends DeniedRegister {
  readonly rows: DeniedRequest[] = [];
  away = false;

  async recordDenied(denied: DeniedRequest) {
    if (this.away) throw new RegisterUnavailable();
    this.rows.push(denied);
    return { shard: 0, seq: this.rows.length, recordedAt: denied.at };
  }
}

describe('the guard', () => {
  let app: NestFastifyApplication;
  let key: CryptoKey;
  const noted = new Noted();

  const token = (roles: string[], exp = '5m', unit = 'unit-a') =>
    new SignJWT({ roles, unit })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer('i')
      .setAudience('a')
      .setSubject('u-1')
      .setExpirationTime(exp)
      .sign(key);
  const get = async (path: string, bearer?: string) => {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    return app.inject({ method: 'GET', url: path, headers });
  };

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    const verifier = await TokenVerifier.create({
      issuer: 'i',
      audience: 'a',
      jwks: { keys: { keys: [await exportJWK(pair.publicKey)] } },
      matchIdentifier: async () => undefined,
    });

    @Module({
      controllers: [ThingsController, PublicController],
      providers: [
        Reflector,
        { provide: TokenVerifier, useValue: verifier },
        { provide: DeniedRegister, useValue: noted },
        {
          provide: UnitStanding,
          useValue: { successorOf: (unitId: string) => (unitId === 'unit-m' ? 'unit-a' : undefined) },
        },
        { provide: Clock, useValue: { now: () => '2026-09-18T01:30:00.000Z' } },
        { provide: APP_GUARD, useClass: ActorGuard },
      ],
    })
    class TestModule {}
    app = await NestFactory.create<NestFastifyApplication>(TestModule, new FastifyAdapter(), { logger: false });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());
  beforeEach(() => {
    noted.rows.length = 0;
    noted.away = false;
  });

  it('lets everybody through to a public route, as whoever they are', async () => {
    expect((await get('/things/open')).json()).toEqual({ userId: 'anonymous', roles: ['PUBLIC'], kind: 'PUBLIC' });
    expect((await get('/things/open', await token(['SUPERVISOR']))).json()).toMatchObject({ userId: 'u-1' });
    expect((await get('/public')).statusCode).toBe(200);
    expect(noted.rows).toEqual([]);
  });

  it('refuses a bad token on a public route as well', async () => {
    expect((await get('/things/open', 'x')).statusCode).toBe(401);
  });

  it('gives the actor to a route for all actors, and refuses who has no token', async () => {
    expect((await get('/things/any', await token(['COURT']))).json()).toEqual({
      userId: 'u-1',
      unitId: 'unit-a',
      roles: ['COURT'],
      kind: 'OFFICIAL',
    });
    const refusal = await get('/things/any');
    expect([refusal.statusCode, refusal.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(noted.rows).toMatchObject([{ code: 'TOKEN_MISSING', method: 'GET', route: '/things/any' }]);
  });

  it('lets a method be stricter than its controller', async () => {
    expect((await get('/public/inner')).statusCode).toBe(401);
  });

  it('tells an expired token', async () => {
    const refusal = await get('/things/any', await token(['COURT'], '-1h'));
    expect([refusal.statusCode, refusal.headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(noted.rows).toMatchObject([{ code: 'TOKEN_EXPIRED' }]);
  });

  it('refuses other roles and notes who it was, by the template and not by the address', async () => {
    const refusal = await get('/things/supervised/640100199001010012', await token(['COURT']));
    expect(refusal.statusCode).toBe(403);
    expect(noted.rows).toEqual([
      {
        at: '2026-09-18T01:30:00.000Z',
        actor: { userId: 'u-1', unitId: 'unit-a', roles: ['COURT'], kind: 'OFFICIAL' },
        method: 'GET',
        route: '/things/supervised/:thingId',
        code: 'ROLE_NOT_ALLOWED',
        reason: expect.any(String),
      },
    ]);
    expect((await get('/things/supervised/1', await token(['SUPERVISOR']))).statusCode).toBe(200);
  });

  it('lets nobody act for a unit that was merged into another (3.5)', async () => {
    const late = await token(['SUPERVISOR'], '5m', 'unit-m');
    for (const path of ['/things/any', '/things/supervised/1']) expect((await get(path, late)).statusCode).toBe(403);
    expect(noted.rows).toMatchObject([
      { code: 'YOUR_UNIT_MERGED', actor: { unitId: 'unit-m' } },
      { code: 'YOUR_UNIT_MERGED' },
    ]);
    expect((await get('/things/open', late)).statusCode).toBe(200);
  });

  it('opens a route that says nothing to nobody', async () => {
    expect((await get('/things/undeclared', await token(['SUPERVISOR']))).statusCode).toBe(403);
    expect(noted.rows).toMatchObject([{ code: 'ROUTE_CLOSED', route: '/things/undeclared' }]);
  });

  it('lets nobody through when the refusal cannot be noted', async () => {
    noted.away = true;
    for (const path of ['/things/any', '/things/undeclared'])
      expect((await get(path)).statusCode).toBeGreaterThanOrEqual(500);
  });
});
