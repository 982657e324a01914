import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import {
  generateSecret,
  exportJWK,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose';
import type { Identifier } from '#libs/subjects';
import { IssuerUnavailable, TokenRefused } from './errors.js';
import { TokenVerifier } from './token-verifier.js';

const issuer = 'https://id.example.cn';
const audience = 'mingdan';
const official = { sub: 'u-1', unit: 'unit-a', roles: ['RECOGNIZING_UNIT', 'offline_access'], name: '赵起草' };
const subject = { sub: 'u-2', roles: ['SUBJECT'], identifier: { type: 'USCC', value: '91640100MA00TE5T0A' } };

describe('the token verifier', () => {
  let key: CryptoKey;
  let foreignKey: CryptoKey;
  let jwk: object;
  let verifier: TokenVerifier;
  const matched: Identifier[] = [];
  const matchIdentifier = async (identifier: Identifier) => {
    matched.push(identifier);
    return identifier.value === '91640100MA00TE5T0A' ? 's-1' : undefined;
  };

  const sign = (claims: JWTPayload, change: { alg?: string; key?: CryptoKey; exp?: string; kid?: string } = {}) =>
    new SignJWT({ iss: issuer, aud: audience, ...claims })
      .setProtectedHeader({ alg: change.alg ?? 'ES256', kid: change.kid ?? 'k1' })
      .setExpirationTime(change.exp ?? '5m')
      .sign(change.key ?? key);
  const verify = async (claims: JWTPayload, change = {}) => verifier.verify(`Bearer ${await sign(claims, change)}`);
  const refused = (code: string) => expect.objectContaining({ name: 'TokenRefused', code }) as TokenRefused;

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
    foreignKey = (await generateKeyPair('ES256')).privateKey;
    verifier = await TokenVerifier.create({ issuer, audience, jwks: { keys: { keys: [jwk] } }, matchIdentifier });
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('makes an official of a genuine token, with the roles known here', async () => {
    const actor = await verify(official);
    expect(actor).toEqual({ userId: 'u-1', unitId: 'unit-a', roles: ['RECOGNIZING_UNIT'], kind: 'OFFICIAL' });
  });

  it('keeps the name out of whatever is logged, stored or copied', async () => {
    const actor = await verify(official);
    expect(actor.name).toBe('赵起草');
    expect(JSON.stringify([actor, { ...actor }, Object.entries(actor)])).not.toContain('赵起草');
  });

  it('matches the verified identifier of subjects, agents and third parties', async () => {
    expect(await verify(subject)).toEqual({ userId: 'u-2', roles: ['SUBJECT'], kind: 'SUBJECT', subjectRef: 's-1' });
    expect(await verify({ ...subject, agent: true })).toMatchObject({ kind: 'AGENT', subjectRef: 's-1' });
    const passport = { type: 'PASSPORT', value: 'E12345678' };
    expect(await verify({ sub: 'u-3', roles: ['THIRD_PARTY'], identifier: passport })).toEqual({
      userId: 'u-3',
      roles: ['THIRD_PARTY'],
      kind: 'PUBLIC',
    });
    expect(matched.at(-1)).toEqual({ kind: 'OTHER', certificateType: 'PASSPORT', value: 'E12345678' });
  });

  it.each([undefined, '', '   '])('asks for a token where none is: %j', async (header) => {
    await expect(verifier.verify(header)).rejects.toEqual(refused('TOKEN_MISSING'));
  });

  it.each([
    'Basic dTpw',
    'Bearer',
    'Bearer a b',
    'Bearer x',
    'Bearer a.b.c',
    `Bearer ${'a'.repeat(9_000)}`,
    'Bearer 张三',
  ])('refuses what is no bearer token: %s', async (header) => {
    await expect(verifier.verify(header)).rejects.toEqual(refused('TOKEN_INVALID'));
  });

  it('refuses an expired token by the machine clock, with a little tolerance', async () => {
    await expect(verify(official, { exp: '-31s' })).rejects.toEqual(refused('TOKEN_EXPIRED'));
    await expect(verify(official, { exp: '-5s' })).resolves.toMatchObject({ userId: 'u-1' });
  });

  it('refuses a token that has expired since it was found good', async () => {
    const bearer = `Bearer ${await sign(official, { exp: '5m' })}`;
    for (let n = 0; n < 2; n += 1) expect(await verifier.verify(bearer)).toMatchObject({ userId: 'u-1' });
    const later = Date.now() + 332_000;
    jest.useFakeTimers({ now: later, doNotFake: ['nextTick', 'setImmediate'] });
    await expect(verifier.verify(bearer)).rejects.toEqual(refused('TOKEN_EXPIRED'));
  });

  it('asks whose an identifier is each time, and gives each caller an actor of its own', async () => {
    const bearer = `Bearer ${await sign(subject)}`;
    const before = matched.length;
    const [first, second] = [await verifier.verify(bearer), await verifier.verify(bearer)];
    expect(second).toEqual(first);
    expect(matched).toHaveLength(before + 2);
    expect(first.roles).not.toBe(second.roles);
  });

  it('gives all callers of an official the same actor, which nobody can change', async () => {
    const bearer = `Bearer ${await sign(official)}`;
    const [first, second] = [await verifier.verify(bearer), await verifier.verify(bearer)];
    expect(second).toBe(first);
    expect(second.name).toBe('赵起草');
    expect(() => (first.roles as string[]).push('SUPERVISOR')).toThrow(TypeError);
    expect(() => Object.assign(first, { unitId: 'unit-b' })).toThrow(TypeError);
  });

  it('refuses tokens signed by others, for others, by other issuers, too early, or for ever', async () => {
    const invalid = refused('TOKEN_INVALID');
    await expect(verify(official, { key: foreignKey })).rejects.toEqual(invalid);
    await expect(verify(official, { key: foreignKey, kid: 'other' })).rejects.toEqual(invalid);
    await expect(verify({ ...official, aud: 'another-service' })).rejects.toEqual(invalid);
    await expect(verify({ ...official, iss: 'https://evil.example' })).rejects.toEqual(invalid);
    await expect(verify({ ...official, nbf: Math.floor(Date.now() / 1_000) + 600 })).rejects.toEqual(invalid);
    const endless = await new SignJWT({ iss: issuer, aud: audience, ...official })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(key);
    await expect(verifier.verify(`Bearer ${endless}`)).rejects.toEqual(invalid);
  });

  it('refuses unsigned tokens, alg none, an altered payload and a shared secret', async () => {
    const invalid = refused('TOKEN_INVALID');
    const unsigned = new UnsecuredJWT({ iss: issuer, aud: audience, ...official }).setExpirationTime('5m').encode();
    await expect(verifier.verify(`Bearer ${unsigned}`)).rejects.toEqual(invalid);
    const [header, payload, signature] = (await sign(official)).split('.');
    await expect(verifier.verify(`Bearer ${header}.${payload}.`)).rejects.toEqual(invalid);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    await expect(verifier.verify(`Bearer ${none}.${payload}.${signature}`)).rejects.toEqual(invalid);
    const other = Buffer.from(JSON.stringify({ ...official, iss: issuer, aud: audience, exp: 9e9 })).toString(
      'base64url',
    );
    await expect(verifier.verify(`Bearer ${header}.${other}.${signature}`)).rejects.toEqual(invalid);
    const shared = await generateSecret('HS256');
    await expect(verify(official, { alg: 'HS256', key: shared })).rejects.toEqual(invalid);
  });

  it.each<[string, JWTPayload]>([
    ['no roles', { sub: 'u', unit: 'unit-a' }],
    ['no known role', { sub: 'u', unit: 'unit-a', roles: ['ADMIN'] }],
    ['roles as text', { sub: 'u', unit: 'unit-a', roles: 'SUPERVISOR' }],
    ['an official without a unit', { sub: 'u', roles: ['SUPERVISOR'] }],
    ['a unit that is no id', { ...official, unit: '市监局' }],
    ['SYSTEM', { sub: 'u', unit: 'unit-a', roles: ['SUPERVISOR', 'SYSTEM'] }],
    ['both an official and a subject', { ...subject, unit: 'unit-a', roles: ['SUPERVISOR', 'SUBJECT'] }],
    ['an official as agent', { ...official, agent: true }],
    ['a subject with a unit', { ...subject, unit: 'unit-a' }],
    ['a subject without an identifier', { sub: 'u', roles: ['SUBJECT'] }],
    ['an identifier without a value', { ...subject, identifier: { type: 'USCC' } }],
    ['an identifier as text', { ...subject, identifier: '91640100MA00TE5T0A' }],
    ['a citizen id as sub', { ...official, sub: '640100199001010012' }],
    ['a credit code as sub', { ...official, sub: '91640100MA00TE5T0A' }],
    ['a sub with spaces', { ...official, sub: 'a b' }],
  ])('refuses the claims of a genuine token with %s', async (_what, claims) => {
    await expect(verify(claims)).rejects.toEqual(refused('TOKEN_CLAIMS'));
  });

  describe('with keys at an address', () => {
    let server: Server;
    let body = '';
    let status = 200;
    const remote = () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
      return TokenVerifier.create({ issuer, audience, jwks: { url }, matchIdentifier });
    };
    beforeAll(async () => {
      server = createServer((_request, response) => response.writeHead(status).end(body));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => new Promise((resolve) => server.close(resolve)));

    it('fetches them', async () => {
      [status, body] = [200, JSON.stringify({ keys: [jwk] })];
      const there = await remote();
      await expect(there.verify(`Bearer ${await sign(official)}`)).resolves.toMatchObject({ userId: 'u-1' });
      await expect(there.verify(`Bearer ${await sign(official, { key: foreignKey })}`)).rejects.toThrow(TokenRefused);
    });

    it.each([
      [503, ''],
      [200, 'not json'],
      [200, '{"nokeys":1}'],
    ])('says that the issuer is away, not that the token is bad: %s %s', async (code, text) => {
      [status, body] = [code, text];
      await expect((await remote()).verify(`Bearer ${await sign(official)}`)).rejects.toThrow(IssuerUnavailable);
    });

    it('verifies a token once for as long as the keys are those it was verified by', async () => {
      [status, body] = [200, JSON.stringify({ keys: [jwk] })];
      const there = await remote();
      const bearer = `Bearer ${await sign(official, { exp: '1h' })}`;
      const verified = jest.spyOn(crypto.subtle, 'verify');
      for (let n = 0; n < 5; n += 1) expect(await there.verify(bearer)).toMatchObject({ userId: 'u-1' });
      // Once more than once: at the first time the keys themselves had to be read.
      expect(verified).toHaveBeenCalledTimes(2);

      // The issuer withdraws the key; the keys are read again after ten minutes.
      body = JSON.stringify({ keys: [{ ...jwk, kid: 'k2' }] });
      expect(await there.verify(bearer)).toMatchObject({ userId: 'u-1' });
      const later = Date.now() + 11 * 60_000;
      jest.spyOn(Date, 'now').mockReturnValue(later);
      await expect(there.verify(bearer)).rejects.toEqual(refused('TOKEN_INVALID'));
    });

    it('takes no address without encryption but the own machine', async () => {
      const jwks = { url: 'http://id.example.cn/jwks' };
      await expect(TokenVerifier.create({ issuer, audience, jwks, matchIdentifier })).rejects.toThrow(/https/);
    });
  });
});
