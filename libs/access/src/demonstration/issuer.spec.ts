import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Mode } from '#libs/platform';
import { checkCitizenId, checkUscc } from '#libs/subjects';
import { TokenVerifier } from '../tokens/token-verifier.js';
import { DemonstrationForbidden, DemonstrationIssuer } from './issuer.js';
import { DEMONSTRATION_UNITS, DEMONSTRATION_USERS } from './officials.js';

describe('the demonstration issuer', () => {
  let folder: string;
  const create = () => DemonstrationIssuer.create({ mode: 'demonstration', folder });
  const verifierOf = (made: DemonstrationIssuer) =>
    TokenVerifier.create({
      issuer: made.issuer,
      audience: made.audience,
      jwks: { keys: made.jwks() },
      matchIdentifier: async ({ value }) => `ref-of-${value}`,
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'issuer-spec-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(['production', '', 'Demonstration', undefined])('is refused in mode %j, and makes no key', async (mode) => {
    await expect(DemonstrationIssuer.create({ mode: mode as Mode, folder })).rejects.toThrow(DemonstrationForbidden);
    const construct = DemonstrationIssuer as unknown as new (options: object, key: object) => unknown;
    expect(() => new construct({ mode, folder }, {})).toThrow(DemonstrationForbidden);
    expect(await readdir(folder)).toEqual([]);
  });

  it('issues everybody a token that the verifier takes', async () => {
    const issuer = await create();
    const verifier = await verifierOf(issuer);
    for (const user of issuer.users()) {
      const { token, expiresAt } = await issuer.issueToken(user.officialId);
      expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
      const actor = await verifier.verify(`Bearer ${token}`);
      expect(actor).toMatchObject({ userId: user.officialId, roles: user.roles });
      expect(actor.name).toBe(user.name);
      expect(actor.unitId).toBe(user.unitId);
      expect(actor.subjectRef).toBe(user.identifier && `ref-of-${user.identifier.value}`);
    }
    await expect(issuer.issueToken('nobody')).rejects.toThrow(RangeError);
  });

  it('keeps its key over a restart, for its owner alone, and shows the public half only', async () => {
    const [first, ...others] = await Promise.all([create(), create(), create()]);
    for (const other of others) expect(other.jwks()).toEqual(first.jwks());
    expect(JSON.stringify(first.jwks())).not.toContain('"d"');
    expect(inspect(first, { depth: 9, showHidden: true })).not.toContain('kty');
    expect(await readdir(folder)).toEqual(['demonstration-issuer.json']);
    expect((await stat(join(folder, 'demonstration-issuer.json'))).mode & 0o777).toBe(0o600);
    const { token } = await first.issueToken('a-drafter');
    await expect((await verifierOf(await create())).verify(`Bearer ${token}`)).resolves.toBeDefined();
  });

  it('knows fictitious people with sound identifiers, and two for every decision of a recognising unit', () => {
    for (const { uscc } of DEMONSTRATION_UNITS) expect(checkUscc(uscc)).toEqual({ ok: true, value: uscc });
    for (const { identifier } of DEMONSTRATION_USERS) {
      if (identifier === undefined) continue;
      const { type, value } = identifier;
      expect((type === 'USCC' ? checkUscc(value) : checkCitizenId(value, '2026-11-22')).ok).toBe(true);
    }
    const units = new Set(DEMONSTRATION_UNITS.map(({ unitId }) => unitId));
    expect(DEMONSTRATION_USERS.every(({ unitId }) => unitId === undefined || units.has(unitId))).toBe(true);
    expect(new Set(DEMONSTRATION_USERS.map(({ officialId }) => officialId)).size).toBe(DEMONSTRATION_USERS.length);
    for (const unit of ['unit-a', 'unit-b']) {
      const acting = DEMONSTRATION_USERS.filter(
        ({ unitId, roles }) => unitId === unit && roles.includes('RECOGNIZING_UNIT'),
      );
      expect(acting.length).toBeGreaterThanOrEqual(2);
    }
  });
});
