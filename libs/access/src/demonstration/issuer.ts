import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import type { Mode } from '#libs/platform';
import { DEMONSTRATION_USERS, type DemonstrationUser } from './officials.js';

/** The process is not a demonstration: nobody may log in as whoever they like. */
export class DemonstrationForbidden extends Error {
  constructor() {
    super('the demonstration issuer exists in the demonstration only');
    this.name = 'DemonstrationForbidden';
  }
}

export interface DemonstrationIssuerOptions {
  /** Anything but `demonstration` is refused. */
  readonly mode: Mode;
  /** Data folder of the demonstration; the signing key stays in it, so that tokens outlive a restart. */
  readonly folder: string;
  readonly lifetimeSeconds?: number;
}

export interface IssuedToken {
  readonly token: string;
  /** ISO 8601, by the machine's clock. */
  readonly expiresAt: string;
}

export const DEMONSTRATION_ISSUER = 'urn:mingdan:demonstration';
export const DEMONSTRATION_AUDIENCE = 'mingdan';

/** Issues tokens for the fictitious officials and subjects, without any password. */
export class DemonstrationIssuer {
  readonly issuer = DEMONSTRATION_ISSUER;
  readonly audience = DEMONSTRATION_AUDIENCE;

  /** Out of reach of whatever prints objects. */
  readonly #privateKey: JWK;

  private constructor(
    private readonly options: DemonstrationIssuerOptions,
    privateKey: JWK,
  ) {
    if (options.mode !== 'demonstration') throw new DemonstrationForbidden();
    this.#privateKey = privateKey;
  }

  /** @throws DemonstrationForbidden, before any key is made */
  static async create(options: DemonstrationIssuerOptions): Promise<DemonstrationIssuer> {
    if (options.mode !== 'demonstration') throw new DemonstrationForbidden();
    return new DemonstrationIssuer(options, await readOrMakeKey(options.folder));
  }

  users(): readonly DemonstrationUser[] {
    return DEMONSTRATION_USERS;
  }

  /** The public key, for the verifier. */
  jwks(): JSONWebKeySet {
    const { d: _secret, ...publicKey } = this.#privateKey;
    return { keys: [publicKey] };
  }

  /** @throws RangeError for an id that is not one of `users()` */
  async issueToken(officialId: string): Promise<IssuedToken> {
    const user = DEMONSTRATION_USERS.find((known) => known.officialId === officialId);
    if (user === undefined) throw new RangeError('there is no such fictitious official');
    const now = Math.floor(Date.now() / 1_000);
    const exp = now + (this.options.lifetimeSeconds ?? 12 * 3_600);
    const { unitId, roles, identifier, agent, name } = user;
    const token = await new SignJWT({
      roles,
      name,
      ...(unitId === undefined ? {} : { unit: unitId }),
      ...(identifier === undefined ? {} : { identifier }),
      ...(agent === undefined ? {} : { agent }),
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', ...(this.#privateKey.kid && { kid: this.#privateKey.kid }) })
      .setIssuer(this.issuer)
      .setAudience(this.audience)
      .setSubject(user.officialId)
      .setIssuedAt(now)
      .setExpirationTime(exp)
      .sign(await importJWK(this.#privateKey, 'ES256'));
    return { token, expiresAt: new Date(exp * 1_000).toISOString() };
  }
}

/** Of several processes that start at once one makes the key and all use it. */
async function readOrMakeKey(folder: string): Promise<JWK> {
  const path = join(folder, 'demonstration-issuer.json');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const present = await readFile(path, 'utf8').catch(absent);
  if (present !== undefined) return JSON.parse(present) as JWK;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(
    temporary,
    JSON.stringify({ ...jwk, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) }),
    { mode: 0o600, flag: 'wx' },
  );
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(temporary);
  return JSON.parse(await readFile(path, 'utf8')) as JWK;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
