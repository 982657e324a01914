import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwksCache,
  jwtVerify,
  type JSONWebKeySet,
  type JWKSCacheInput,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { Actor } from '../actor.js';
import { identifiedActor, readClaims, type Claimed, type MatchIdentifier } from './claims.js';
import { IssuerUnavailable, TokenRefused } from './errors.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Where the issuer's public keys come from. */
export type KeySource =
  | { readonly url: string }
  /** A JWKS file; read once. */
  | { readonly file: string }
  | { readonly keys: JSONWebKeySet };

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: KeySource;
  /** How far the clocks of issuer and server may be apart; 30 s when left out. */
  readonly clockToleranceSeconds?: number;
  readonly matchIdentifier: MatchIdentifier;
}

/** Signatures with a private key only: neither `none` nor a secret that the issuer would share. */
export const ALGORITHMS = ['ES256', 'RS256', 'EdDSA'] as const;

const MAX_TOKEN_LENGTH = 8_192;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Tells from a bearer token who makes a request. Expiry is judged by the machine's clock, also where the product's clock
 * is set.
 */
export class TokenVerifier {
  private readonly verified = new VerifiedTokens();

  private constructor(
    private readonly options: TokenVerifierOptions,
    private readonly keys: IssuerKeys,
  ) {}

  /** @throws Error when issuer, audience or the source of the keys is not usable; secrets are never part of it. */
  static async create(options: TokenVerifierOptions): Promise<TokenVerifier> {
    if (options.issuer === '' || options.audience === '') throw new Error('issuer and audience must be given');
    return new TokenVerifier(options, await keysFrom(options.jwks));
  }

  /**
   * At once for who was verified before and is known by the token alone; refusals always come later.
   *
   * @param authorization the `Authorization` header.
   * @throws TokenRefused; IssuerUnavailable when the keys cannot be had.
   */
  verify(authorization: string | undefined): Actor | Promise<Actor> {
    const known = this.known(tokenOf(authorization));
    if (known === undefined) return this.verifyAnew(authorization);
    return known.identifier === undefined ? known.actor : this.identified(known);
  }

  private known(token: string | undefined): Claimed | undefined {
    if (token === undefined) return undefined;
    const { clockToleranceSeconds = 30 } = this.options;
    return this.verified.find(token, this.keys.state(), Math.floor(Date.now() / 1_000) - clockToleranceSeconds);
  }

  private async verifyAnew(authorization: string | undefined): Promise<Actor> {
    const token = bearerToken(authorization);
    const state = this.keys.state();
    const claims = await this.claimsOf(token);
    const claimed = readClaims(claims);
    if (this.keys.state() === state) this.verified.keep(token, { claimed, expires: claims.exp ?? 0, keys: state });
    return this.identified(claimed);
  }

  /** Whom an identifier belongs to does not follow from the token alone, and is asked each time. */
  private async identified(claimed: Claimed): Promise<Actor> {
    const { actor, identifier } = claimed;
    if (identifier === undefined) return actor;
    return identifiedActor(claimed, await this.options.matchIdentifier(identifier));
  }

  private async claimsOf(token: string): Promise<JWTPayload> {
    const { issuer, audience, clockToleranceSeconds = 30 } = this.options;
    try {
      const { payload } = await jwtVerify(token, this.keys.get, {
        issuer,
        audience,
        algorithms: [...ALGORITHMS],
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['exp', 'sub'],
      });
      return payload;
    } catch (error) {
      throw refusal(error);
    }
  }
}

/** The token of the header, where there is one of a usable form. */
function tokenOf(authorization = ''): string | undefined {
  const [, token] = /^Bearer +([A-Za-z0-9_.~+/=-]+) *$/i.exec(authorization) ?? [];
  return token === undefined || token.length > MAX_TOKEN_LENGTH ? undefined : token;
}

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization.trim() === '')
    throw new TokenRefused('TOKEN_MISSING', 'no bearer token was sent');
  const token = tokenOf(authorization);
  if (token === undefined) throw new TokenRefused('TOKEN_INVALID', 'the Authorization header holds no bearer token');
  return token;
}

function refusal(cause: unknown): Error {
  if (cause instanceof errors.JWTExpired) return new TokenRefused('TOKEN_EXPIRED', 'the token has expired', { cause });
  const unreachable =
    cause instanceof errors.JWKSTimeout ||
    cause instanceof errors.JWKSInvalid ||
    !(cause instanceof errors.JOSEError) ||
    cause.code === 'ERR_JOSE_GENERIC';
  if (unreachable) return new IssuerUnavailable({ cause });
  return new TokenRefused('TOKEN_INVALID', 'the token is not one of our issuer for this service', { cause });
}

/** The issuer's keys, and by what it shows that they are no longer those they were. */
interface IssuerKeys {
  readonly get: JWTVerifyGetKey;
  /** The same as long as the keys are those that were read last; undefined while they must be read first. */
  readonly state: () => number | undefined;
}

async function keysFrom(source: KeySource): Promise<IssuerKeys> {
  if ('keys' in source) return local(source.keys);
  if ('file' in source) return local(JSON.parse(await readFile(source.file, 'utf8')) as JSONWebKeySet);
  const url = new URL(source.url);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    throw new Error('the address of the JWKS must be https');
  const read: JWKSCacheInput = {};
  const get = createRemoteJWKSet(url, { timeoutDuration: 5_000, cooldownDuration: 10_000, [jwksCache]: read });
  return { get, state: () => (get.fresh ? read.uat : undefined) };
}

function local(keys: JSONWebKeySet): IssuerKeys {
  return { get: createLocalJWKSet(keys), state: () => 0 };
}
