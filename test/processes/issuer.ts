import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';

const AUDIENCE = 'mingdan-of-the-spec';

/** An issuer of one's own, as production has one: its keys are fetched over HTTP. */
export class Issuer {
  private constructor(
    private readonly key: CryptoKey,
    private readonly server: Server,
    /** `http://127.0.0.1:port` */
    private readonly base: string,
  ) {}

  static async start(): Promise<Issuer> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'spec', alg: 'ES256', use: 'sig' }];
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Issuer(privateKey, server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** What a process has to be told of it. */
  get env(): Record<string, string> {
    return { MINGDAN_ISSUER: this.base, MINGDAN_AUDIENCE: AUDIENCE, MINGDAN_JWKS_URL: `${this.base}/jwks` };
  }

  token(sub: string, claims: object): Promise<string> {
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: 'spec' })
      .setIssuer(this.base)
      .setAudience(AUDIENCE)
      .setSubject(sub)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(this.key);
  }

  stop(): void {
    this.server.close();
  }
}
