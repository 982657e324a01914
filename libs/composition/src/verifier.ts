import { TokenVerifier, type TokenVerifierOptions } from '#libs/access';
import type { Configuration } from '#libs/platform';
import type { Vault } from '#libs/vault';

/** How the issuer is known. */
export type Issuer = Pick<TokenVerifierOptions, 'issuer' | 'audience' | 'jwks'>;

/** @param issuer that of the configuration when left out */
export function openVerifier(configuration: Configuration, vault: Vault, issuer?: Issuer): Promise<TokenVerifier> {
  return TokenVerifier.create({
    ...(issuer ?? configured(configuration)),
    matchIdentifier: (identifier) => vault.index.findRef(identifier),
  });
}

function configured({ issuer }: Configuration): Issuer {
  if (!issuer) throw new Error('production has an issuer by configuration');
  return { issuer: issuer.issuer, audience: issuer.audience, jwks: { url: issuer.jwksUrl } };
}
