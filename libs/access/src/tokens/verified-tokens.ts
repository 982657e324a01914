import { hash } from 'node:crypto';
import type { Claimed } from './claims.js';

interface Verified {
  readonly claimed: Claimed;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly keys: number;
}

const MOST = 10_000;

/**
 * Tokens whose signature has been found good, by their digest. One is good for no longer than it says itself, and no
 * longer than the issuer's keys are those by which it was verified: a key that the issuer withdraws takes every token with
 * it in the moment the keys are read again, as if each were verified anew.
 */
export class VerifiedTokens {
  private readonly held = new Map<string, Verified>();

  /**
   * @param keys state of the issuer's keys; undefined while they are unknown, and then nothing is found
   * @param now seconds since 1970 at which it must not have expired
   */
  find(token: string, keys: number | undefined, now: number): Claimed | undefined {
    const digest = digestOf(token);
    const found = this.held.get(digest);
    if (found === undefined) return undefined;
    if (keys !== undefined && found.keys === keys && found.expires > now) return found.claimed;
    this.held.delete(digest);
    return undefined;
  }

  /** The eldest is forgotten where there are too many. */
  keep(
    token: string,
    { claimed, expires, keys }: Omit<Verified, 'keys'> & { readonly keys: number | undefined },
  ): void {
    if (keys === undefined) return;
    this.held.set(digestOf(token), { claimed, expires, keys });
    const [eldest] = this.held.keys();
    if (this.held.size > MOST && eldest !== undefined) this.held.delete(eldest);
  }
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
