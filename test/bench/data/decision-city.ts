import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { TokenVerifier, type Actor } from '#libs/access';
import { makeUscc } from '#libs/subjects';
import { QueryApp } from '../../../apps/query-api/src/testing/query-app.js';
import {
  DossierScript,
  enterprise,
  initialEntry,
  recognized,
} from '../../../projections/src/testing/dossier-events.js';
import { workOff } from '../harness/lanes.js';

const [SUBJECT, ENTRY] = ['11111111-1111-4111-8111-111111111111', 'e1111111-1111-4111-8111-111111111111'];
const CLERK: Actor = { userId: 'wu', unitId: 'unit-c', roles: ['IMPLEMENTING_UNIT'], kind: 'OFFICIAL' };
const NOW = '2026-10-01T04:00:00.000Z';
const AT_ONCE = 6;

/** A token of an issuer of its own for the clerk, and what verifies it as in production. */
async function tokenOfClerk(): Promise<{ readonly token: string; readonly verifier: TokenVerifier }> {
  const issued = { issuer: 'https://issuer.example', audience: 'mingdan' };
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const verifier = await TokenVerifier.create({
    ...{ ...issued, jwks: { keys: { keys: [await exportJWK(publicKey)] } } },
    matchIdentifier: async () => undefined,
  });
  const token = await new SignJWT({ roles: [...CLERK.roles], unit: CLERK.unitId })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(issued.issuer)
    .setAudience(issued.audience)
    .setSubject(CLERK.userId)
    .setExpirationTime('1d')
    .sign(privateKey);
  return { token, verifier };
}

/** Black entries in the real tables, and the API of questions over them; every second identifier is unknown. */
export class DecisionCity {
  /** What the projection wrote; the others are like it. */
  static readonly subject = SUBJECT;
  static readonly entry = ENTRY;

  private constructor(
    readonly app: QueryApp,
    readonly base: string,
    /** The bearer token of whoever asks. */
    readonly token: string,
    private readonly listed: number,
  ) {}

  static async build(listed: number): Promise<DecisionCity> {
    const { token, verifier } = await tokenOfClerk();
    const app = await QueryApp.start({}, NOW, verifier);
    try {
      const script = new DossierScript(SUBJECT)
        .add('SubjectRegistered', enterprise(SUBJECT, '示范企业', makeUscc(0)))
        .add('InitialEntryGenerated', initialEntry(SUBJECT, ENTRY))
        .add('EntryRecognized', recognized(SUBJECT, ENTRY));
      await app.record(script.events());
      const ids = Array.from({ length: listed }, () => randomUUID());
      // As the projection wrote the first one.
      for (const [table, where] of [
        ['current_subjects', 'subject_id'],
        ['current_entries', 'entry_id'],
      ] as const)
        await app.pool.query(
          `insert into read.${table}
           select (jsonb_populate_record(row, jsonb_build_object('subject_id', id, 'entry_id', 'e' || id, 'shown', null))).*
             from read.${table} row, unnest($1::text[]) id where row.${where} = $2`,
          [ids, where === 'entry_id' ? ENTRY : SUBJECT],
        );
      await app.pool.query('analyze read.current_subjects, read.current_entries');
      const claims = ids.map((id, at) => ({ id, identifier: uscc(2 * at) }));
      const lanes = Array.from({ length: AT_ONCE }, (_, lane) => claims.filter((__, at) => at % AT_ONCE === lane));
      await workOff(lanes, ({ id, identifier }) => app.vault.index.claimRef(identifier, id));
      return new DecisionCity(app, await app.listen(), token, listed);
    } catch (error) {
      await app.stop();
      throw error;
    }
  }

  /** The n-th identifier of a long row in which every second one is listed. */
  identifier(n: number): { readonly kind: 'USCC'; readonly value: string } {
    return uscc(n % (2 * this.listed));
  }

  get clerk(): Actor {
    return CLERK;
  }

  stop(): Promise<void> {
    return this.app.stop();
  }
}

const uscc = (n: number) => ({ kind: 'USCC' as const, value: makeUscc(n) });

/** A client that keeps its connections. */
export class KeepAliveClient {
  private readonly agent = new Agent({ keepAlive: true });

  /** @param token sent with every request */
  constructor(private readonly token: string) {}

  /** @returns how many bytes were answered @throws Error unless it is 200 */
  post(url: string, body: object): Promise<number> {
    return this.send('POST', url, JSON.stringify(body));
  }

  /** As `post`. */
  get(url: string): Promise<number> {
    return this.send('GET', url);
  }

  private send(method: string, url: string, payload?: string): Promise<number> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(payload !== undefined && { 'content-type': 'application/json' }),
    };
    return new Promise((resolve, reject) => {
      const asked = request(url, { method, agent: this.agent, headers }, (answer) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
        answer.on('error', reject);
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`answered ${answer.statusCode}`)),
        );
      });
      asked.on('error', reject);
      asked.end(payload);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
