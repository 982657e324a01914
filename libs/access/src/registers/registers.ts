import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Pool } from 'pg';
import type { Actor, ActorKind, Role } from '../actor.js';
import { withoutIdentifiers } from '../identifier-like.js';
import type { LookupPurpose } from '../lookup-purpose.dto.js';
import { NO_MATTERS, type QueryMatters } from '../query-matters.js';
import { ChainWriter, type Link } from './chain.js';
import { PurposeNotPublished, RegisterUnavailable } from './errors.js';
import { list, type ListingOptions, type Page } from './listing.js';
import { verifyChain, type ChainRange, type ChainVerdict } from './verify.js';
import type { RegisterName } from './tables.js';

/** A request that was refused or denied. */
export interface DeniedRequest {
  /** ISO 8601, by the product's clock. */
  readonly at: string;
  /** Absent when nobody could be made out. */
  readonly actor?: Actor;
  readonly method: string;
  /** The template, `/subjects/:subjectId/entries/:entryId`; never the address itself. */
  readonly route: string;
  /** The stable code of the refusal. */
  readonly code: string;
  /** The rule in words of the product, never what the user wrote. */
  readonly reason: string;
  readonly subjectId?: string;
  readonly entryId?: string;
  readonly commandId?: string;
}

/** A look-up of personal data (spec 6.2). */
export interface Lookup {
  readonly queryId?: string;
  readonly at: string;
  readonly actor: Actor;
  /** The role acted in. */
  readonly role: Role;
  /** Absent for a list or an export. */
  readonly subjectRef?: string;
  readonly purpose: Pick<LookupPurpose, 'purposeCode' | 'matterNo' | 'legalBasis'>;
  /** Names of the fields, never their values. */
  readonly fieldsReturned: readonly string[];
  readonly maskLevel: 'PUBLIC' | 'DEPARTMENT' | 'UNMASKED' | 'OWN';
  readonly resultCount: number;
  readonly clientIp?: string;
  /** The grant it was made under, where it needed one. */
  readonly grantId?: string;
  /** See `nearOf`: the same for identifiers that differ in their last digits only. */
  readonly askedNear?: string;
}

/** A look-up that stands in the register, with the id under which the subject sees it. */
export type RegisteredLookup = Link & { readonly queryId: string };

export interface DeniedRow extends Link {
  readonly at: string;
  readonly userId: string | null;
  readonly unitId: string | null;
  readonly roles: readonly Role[];
  readonly actorKind: ActorKind;
  readonly method: string;
  readonly route: string;
  readonly code: string;
  readonly reason: string;
  readonly subjectId: string | null;
  readonly entryId: string | null;
  readonly commandId: string | null;
}

export interface LookupRow extends Link {
  readonly queryId: string;
  readonly at: string;
  readonly userId: string;
  readonly unitId: string | null;
  readonly role: Role;
  readonly subjectRef: string | null;
  readonly purposeCode: string;
  readonly matterNo: string;
  readonly legalBasis: string | null;
  readonly fieldsReturned: readonly string[];
  readonly maskLevel: Lookup['maskLevel'];
  readonly resultCount: number;
  readonly clientIp: string | null;
  readonly grantId: string | null;
  readonly askedNear: string | null;
}

/** Where refused requests are noted. */
export abstract class DeniedRegister {
  /** Durable when it returns. @throws RegisterUnavailable */
  abstract recordDenied(denied: DeniedRequest): Promise<Link>;
}

const MAX_TEXT = 300;

/**
 * The two registers beside the log (D18). Rows hold ids, codes and templates: whatever looks like an identifier is taken
 * out of every text before it is stored.
 */
export class Registers extends DeniedRegister {
  private readonly denied: ChainWriter;
  private readonly lookups: ChainWriter;

  /**
   * @param shard the chain this process writes to; one for all is enough until a chain is too slow.
   * @param matters what units have published; without it no official's look-up is taken
   */
  constructor(
    private readonly pool: Pool,
    shard = 0,
    private readonly matters: QueryMatters = NO_MATTERS,
  ) {
    super();
    this.denied = new ChainWriter(pool, 'access_audit', shard);
    this.lookups = new ChainWriter(pool, 'lookups', shard);
  }

  async recordDenied({ at, actor, ...denied }: DeniedRequest): Promise<Link> {
    return this.denied.append({
      at: instant(at),
      userId: clean(actor?.userId),
      unitId: clean(actor?.unitId),
      roles: actor?.roles ?? ['PUBLIC'],
      actorKind: actor?.kind ?? 'PUBLIC',
      method: clean(denied.method),
      route: clean(denied.route),
      code: clean(denied.code),
      reason: clean(denied.reason),
      subjectId: clean(denied.subjectId),
      entryId: clean(denied.entryId),
      commandId: clean(denied.commandId),
    });
  }

  /**
   * To be awaited before the data leaves: no row, no data. Durable when it returns.
   * @throws PurposeNotPublished, RegisterUnavailable
   */
  async registerLookup(lookup: Lookup): Promise<RegisteredLookup> {
    const [registered] = await this.registerLookups([lookup]);
    if (registered === undefined) throw new RegisterUnavailable();
    return registered;
  }

  /**
   * Many look-ups in one transaction, next to each other in the chain, at most 10,000: all of them or none.
   * @returns in the order given. @throws PurposeNotPublished, RegisterUnavailable
   */
  async registerLookups(lookups: readonly Lookup[]): Promise<readonly RegisteredLookup[]> {
    for (const { actor, purpose } of lookups) this.requirePublished(actor, purpose.purposeCode);
    const contents = lookups.map(lookupContent);
    const links = await this.lookups.appendAll(contents);
    return links.map((link, at) => ({ ...link, queryId: contents[at]?.queryId ?? '' }));
  }

  /** Whoever looks up for a unit does it for a matter the unit has published; one's own data need no matter. */
  requirePublished(actor: Actor, purposeCode: string): void {
    if (actor.kind !== 'OFFICIAL') return;
    if (actor.unitId !== undefined && this.matters.isPublished(actor.unitId, purposeCode)) return;
    throw new PurposeNotPublished(purposeCode);
  }

  /** Refused requests, newest first. @throws CursorInvalid, RegisterUnavailable */
  listDenied(
    filter: { readonly userId?: string; readonly unitId?: string; readonly code?: string; readonly subjectId?: string },
    options: ListingOptions = {},
  ): Promise<Page<DeniedRow>> {
    return list(this.pool, 'access_audit', filter, options);
  }

  /** Look-ups, newest first. @throws CursorInvalid, RegisterUnavailable */
  listLookups(
    filter: {
      readonly queryId?: readonly string[];
      readonly userId?: string;
      readonly unitId?: string;
      /** One, or all the ids of one subject. */
      readonly subjectRef?: string | readonly string[];
      readonly purposeCode?: string;
      readonly maskLevel?: string;
    },
    options: ListingOptions = {},
  ): Promise<Page<LookupRow>> {
    return list(this.pool, 'lookups', filter, options);
  }

  /** @throws RegisterUnavailable */
  verifyChain(register: RegisterName, from?: number, to?: number, shard = 0): Promise<ChainVerdict> {
    const range: ChainRange = { shard, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    return verifyChain(this.pool, register, range);
  }
}

function lookupContent({ at, actor, purpose, queryId = randomUUID(), ...lookup }: Lookup) {
  const { subjectRef, clientIp, grantId, askedNear } = lookup;
  return {
    queryId,
    at: instant(at),
    userId: clean(actor.userId),
    unitId: clean(actor.unitId),
    role: lookup.role,
    subjectRef: clean(subjectRef),
    purposeCode: clean(purpose.purposeCode),
    matterNo: clean(purpose.matterNo),
    legalBasis: clean(purpose.legalBasis),
    fieldsReturned: lookup.fieldsReturned.map(clean),
    maskLevel: lookup.maskLevel,
    resultCount: lookup.resultCount,
    clientIp: clientIp !== undefined && isIP(clientIp) !== 0 ? clientIp : null,
    grantId: grantId ?? null,
    askedNear: askedNear ?? null,
  };
}

function instant(text: string): string {
  return new Date(text).toISOString();
}

/** Most codes and names: nothing in it has to be taken out, since every identifier has digits. */
const HARMLESS = /^[A-Za-z_:/.-]{0,300}$/;
/** Half of a character, which PostgreSQL cannot store. */
const HALF = /\p{Cs}/u;

/** What PostgreSQL cannot store and what a register may not hold is taken out; the rest is bounded. */
function clean(text: string): string;
function clean(text: string | undefined): string | null;
function clean(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (HARMLESS.test(text)) return text;
  const storable =
    HALF.test(text) || text.includes('\0') ? Buffer.from(text.replaceAll('\0', '')).toString('utf8') : text;
  const harmless = withoutIdentifiers(storable);
  return harmless.length <= MAX_TEXT ? harmless : Array.from(harmless).slice(0, MAX_TEXT).join('');
}
