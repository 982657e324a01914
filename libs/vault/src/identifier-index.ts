import { createHmac } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { Gathered } from '#libs/platform';
import { normalizeIdentifierText, type Identifier } from '#libs/subjects';
import { DURABLY, inTransaction, run } from './database.js';
import { IdentifierHeld, VaultUnavailable } from './errors.js';
import type { KeyProvider } from './key-provider.js';

export type RefKind = 'SUBJECT' | 'PERSON';

export interface Claim {
  readonly ref: string;
  /** False when the identifier had its reference already. */
  readonly created: boolean;
}

interface StateRow {
  index_version: number;
  index_building: number | null;
}

interface Found {
  readonly ref: string;
  readonly kind: RefKind;
}

/** An identifier that nobody had when it was looked for. */
interface NewClaim extends Found {
  readonly identifier: Identifier;
}

const ATTEMPTS = 5;
/** As commands ask that are under way at the same time. */
const SIDE_BY_SIDE = { atOnce: 3, enough: 8 };
const GIVEN = `
  select hmac, ref, kind, $4::int from unnest($1::bytea[], $2::text[], $3::text[]) as given (hmac, ref, kind)
   order by hmac`;

/**
 * The erasable index from identifier to random id (D9). It holds keyed hashes only. An identifier has one reference,
 * whether it is met as a subject of lists or as a person in somebody's dossier.
 */
export class IdentifierIndex {
  /** Version of the hashes in use, as last seen; the queries say when it is no longer so. */
  private version = 0;
  private readonly finding = new Gathered((asked: readonly Identifier[]) => this.findAll(asked), SIDE_BY_SIDE);
  private readonly claiming = new Gathered((asked: readonly NewClaim[]) => this.claimAtOnce(asked), SIDE_BY_SIDE);

  constructor(
    private readonly pool: Pool,
    private readonly provider: KeyProvider,
  ) {}

  /** The reference of an identifier, or undefined when it is unknown. */
  async findRef(identifier: Identifier): Promise<string | undefined> {
    return (await this.find(identifier))?.ref;
  }

  /** The references of many identifiers in their order, with one statement; undefined for each that is unknown. */
  async findRefs(identifiers: readonly Identifier[]): Promise<readonly (string | undefined)[]> {
    return (await this.findAll(identifiers)).map((found) => found?.ref);
  }

  /**
   * The reference of an identifier, made when it has none. Of several that claim at once one wins and all get its
   * reference.
   * @param newRef the random id it gets when it has none.
   * @param kind a PERSON that is claimed as a SUBJECT becomes one; never the other way.
   */
  async claimRef(identifier: Identifier, newRef: string, kind: RefKind = 'SUBJECT'): Promise<Claim> {
    const known = await this.find(identifier);
    if (known !== undefined && (known.kind === kind || kind === 'PERSON')) return { ref: known.ref, created: false };
    if (known === undefined && (await this.claiming.ask({ identifier, ref: newRef, kind })))
      return { ref: newRef, created: true };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const claim = await inTransaction(this.pool, (client) => this.claim(client, identifier, newRef, kind));
      if (claim !== undefined) return claim;
    }
    throw new VaultUnavailable('an identifier is being claimed and removed over and over');
  }

  /**
   * Gives many new references their identifiers in one transaction. A repeat is harmless.
   * @throws IdentifierHeld when one of them belongs to another reference: then none was given
   */
  async claimNew(claims: readonly (Found & { readonly identifier: Identifier })[]): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const [state] = await run<StateRow>(client, 'select index_version, index_building from vault.state for share');
      if (state === undefined) throw new VaultUnavailable('the vault has not been opened yet');
      for (const version of [state.index_version, state.index_building].filter((one) => one !== null)) {
        const { key } = await this.provider.hmacKey('identifier', version);
        const given = [
          claims.map(({ identifier }) => hmacUnder(key, identifier)),
          claims.map(({ ref }) => ref),
          claims.map(({ kind }) => kind),
          version,
        ];
        await run(
          client,
          `insert into vault.identifier_index (hmac, ref, kind, hmac_version) ${GIVEN} on conflict do nothing`,
          given,
        );
        const held = await run(
          client,
          `select from (${GIVEN}) as given (hmac, ref, kind, version), lateral (
             select found.ref from vault.identifier_index found
              where found.hmac_version = given.version and found.hmac = given.hmac limit 1) i
            where i.ref <> given.ref limit 1`,
          given,
        );
        if (held.length > 0) throw new IdentifierHeld();
      }
    });
  }

  /** Removes a reference with all its identifiers; a rebuild does not bring it back. Repeating it is harmless. */
  async removeRef(ref: string): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await run(client, 'select from vault.state for share');
      await run(client, 'insert into vault.removed_refs (ref) values ($1) on conflict do nothing', [ref]);
      await run(client, 'delete from vault.identifier_index where ref = $1', [ref]);
    });
  }

  /**
   * Takes one identifier from a reference that keeps its others: it was written down wrongly and may be somebody
   * else's. Nothing happens where it belongs to another reference. Repeating it is harmless.
   */
  async removeIdentifier(identifier: Identifier, ref: string): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await run(client, 'select from vault.state for share');
      for (const version of await this.provider.hmacVersions('identifier')) {
        const hmac = await identifierHmac(this.provider, identifier, version);
        await run(client, 'delete from vault.identifier_index where hmac_version = $1 and hmac = $2 and ref = $3', [
          version,
          hmac,
          ref,
        ]);
      }
    });
  }

  /** Keyed hash of an identifier for the snapshot of a national list: `version:hex`, by the version in use. */
  async identifierHash(identifier: Identifier): Promise<string> {
    const [state] = await run<StateRow>(this.pool, 'select index_version, index_building from vault.state');
    if (state === undefined) throw new VaultUnavailable('the vault has not been opened yet');
    const version = state.index_version;
    return `${version}:${(await identifierHmac(this.provider, identifier, version)).toString('hex')}`;
  }

  /** The hashes under all versions held, for matching a snapshot that was taken before a rotation. */
  async identifierHashes(identifier: Identifier): Promise<string[]> {
    const versions = await this.provider.hmacVersions('identifier');
    return Promise.all(
      versions.map(async (version) => {
        const hmac = await identifierHmac(this.provider, identifier, version);
        return `${version}:${hmac.toString('hex')}`;
      }),
    );
  }

  private find(identifier: Identifier): Promise<Found | undefined> {
    return this.finding.ask(identifier);
  }

  // One by one by the key: joined as a whole, a plan that was made while the index was small would read all of it.
  private async findAll(identifiers: readonly Identifier[]): Promise<readonly (Found | undefined)[]> {
    if (identifiers.length === 0) return [];
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const version = this.version;
      const hmacs = await Promise.all(identifiers.map((one) => this.hmacOf(one, version)));
      const rows = await run<{ index_version: number; ref: string | null; kind: RefKind }>(
        this.pool,
        `select s.index_version, i.ref, i.kind
           from vault.state s cross join unnest($1::bytea[]) with ordinality as wanted (hmac, place)
           left join lateral (
             select found.ref, found.kind from vault.identifier_index found
              where found.hmac_version = s.index_version and found.hmac = wanted.hmac limit 1
           ) i on true
          order by wanted.place`,
        [hmacs],
      );
      const [first] = rows;
      if (first === undefined) throw new VaultUnavailable('the vault has not been opened yet');
      if (first.index_version === version)
        return rows.map(({ ref, kind }) => (ref === null ? undefined : { ref, kind }));
      this.version = first.index_version;
    }
    throw new VaultUnavailable('the index keeps changing its version');
  }

  /** Matches nothing while no version has been seen. */
  private async hmacOf(identifier: Identifier, version: number): Promise<Buffer> {
    return version === 0 ? Buffer.alloc(0) : identifierHmac(this.provider, identifier, version);
  }

  /**
   * One statement for what nearly always is so: nobody else claims them, and no index is being built beside this one.
   * @returns of each whether it was given
   */
  private async claimAtOnce(claims: readonly NewClaim[]): Promise<readonly boolean[]> {
    const version = this.version;
    const hmacs = await Promise.all(claims.map(({ identifier }) => this.hmacOf(identifier, version)));
    const created = await run<{ ref: string; hmac: Buffer }>(
      this.pool,
      `insert into vault.identifier_index (hmac_version, hmac, ref, kind)
       select index_version, hmac, ref, kind
         from (select * from vault.state where index_version = $1 and index_building is null for share) state, ${DURABLY},
              unnest($2::bytea[], $3::text[], $4::text[]) as given (hmac, ref, kind)
        order by hmac
       on conflict do nothing returning ref, hmac`,
      [version, hmacs, claims.map(({ ref }) => ref), claims.map(({ kind }) => kind)],
    );
    const given = new Set(created.map(({ ref, hmac }) => `${hmac.toString('hex')} ${ref}`));
    return claims.map(({ ref }, at) => given.has(`${hmacs[at]?.toString('hex')} ${ref}`));
  }

  /** Undefined when the row was removed under it: to be tried again. */
  private async claim(
    client: PoolClient,
    identifier: Identifier,
    newRef: string,
    kind: RefKind,
  ): Promise<Claim | undefined> {
    const [state] = await run<StateRow>(client, 'select index_version, index_building from vault.state for share');
    if (state === undefined) throw new VaultUnavailable('the vault has not been opened yet');
    const hmac = await identifierHmac(this.provider, identifier, state.index_version);
    const created = await run(
      client,
      `insert into vault.identifier_index (hmac_version, hmac, ref, kind) values ($1, $2, $3, $4)
       on conflict do nothing returning ref`,
      [state.index_version, hmac, newRef, kind],
    );
    const [row] = await run<{ ref: string; kind: RefKind }>(
      client,
      `update vault.identifier_index set kind = case when kind = 'PERSON' then $3 else kind end
       where hmac_version = $1 and hmac = $2 returning ref, kind`,
      [state.index_version, hmac, kind],
    );
    if (row === undefined) return undefined;
    if (state.index_building !== null) {
      const next = await identifierHmac(this.provider, identifier, state.index_building);
      await run(
        client,
        `insert into vault.identifier_index (hmac_version, hmac, ref, kind) values ($1, $2, $3, $4)
         on conflict (hmac_version, hmac) do update set kind = excluded.kind`,
        [state.index_building, next, row.ref, row.kind],
      );
    }
    return { ref: row.ref, created: created.length > 0 };
  }
}

/** HMAC-SHA256 of an identifier in its normal form: full-width and lower-case spellings meet. */
export async function identifierHmac(provider: KeyProvider, identifier: Identifier, version: number): Promise<Buffer> {
  const { key } = await provider.hmacKey('identifier', version);
  return hmacUnder(key, identifier);
}

function hmacUnder(key: Buffer, { kind, certificateType = '', value }: Identifier): Buffer {
  const parts = [
    kind,
    kind === 'OTHER' ? normalizeIdentifierText(certificateType) : '',
    normalizeIdentifierText(value),
  ];
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest();
}
