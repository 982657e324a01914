import { legalDateOf, type Instant, type LegalDate } from '#libs/rules';
import type { IdentifierIndex, KeyId } from '#libs/vault';
import { Mix, type Stage } from './mix.js';
import type { Identifier } from '#libs/subjects';
import { identifierOf, nameLike } from './people.js';
import type { Filling } from './pieces.js';
import { Seeded } from './seeded.js';
import { Stamp } from './stamp.js';
import { tellTemplates, type Templates } from './templates.js';

export interface DossierOptions {
  readonly seed: number;
  /** Nothing happened after this instant. */
  readonly until: Instant;
  /** Events of a dossier on average; absent: as the stages of the templates have it. */
  readonly eventsPerSubject?: number;
}

type Claim = Parameters<IdentifierIndex['claimNew']>[0][number];

/** A dossier that can be written: everything but its sealed texts is settled. */
export interface Draft {
  readonly subjectId: string;
  readonly identifier: Identifier;
  /** Number of its events. */
  readonly length: number;
  readonly claims: readonly Claim[];
  readonly keys: readonly KeyId[];
  make(seal: (key: number, text: string) => string): ReturnType<Stamp['make']>;
}

const ID_BYTES = 16;
const SHARES = 2 ** 32;
/** The last act of a dossier was so many days ago at most. */
const QUIET_DAYS = 29;
const DAY_MS = 86_400_000;

/** Any number of fictitious dossiers, each the same for the same seed, end and average. */
export class Dossiers {
  private constructor(
    private readonly options: DossierOptions,
    readonly reference: Templates['reference'],
    private readonly mix: Mix<Stamp>,
  ) {}

  /** @throws RangeError when no dossiers have that many events on average */
  static async prepare(options: DossierOptions): Promise<Dossiers> {
    const templates = await tellTemplates(options.until);
    const fixed = idsIn(templates.reference);
    const stages = templates.dossiers.flatMap((template): Stage<Stamp>[] => {
      const stamp = new Stamp(template, fixed);
      return stamp.ends.map((length) => ({ of: stamp, length }));
    });
    return new Dossiers(options, templates.reference, new Mix(stages, options.eventsPerSubject));
  }

  /** Events of a dossier on average. */
  get mean(): number {
    return this.mix.mean;
  }

  subjectId(n: number): string {
    return subjectIdOf(this.options.seed, n);
  }

  /** The n-th dossier, from 0. */
  draft(n: number): Draft {
    const { until, seed } = this.options;
    const random = new Seeded(seed, 'dossier', n);
    const subjectId = random.uuid();
    const { of: stamp, length } = this.mix.at(random.bytes(4).readUInt32BE() / SHARES);
    const { story, personRef } = stamp.template;
    const ids = [subjectId, ...uuids(random.bytes(ID_BYTES * (stamp.idsFor(length) - 1)))];
    // Two numbers for each: the subject and the person responsible in it may both be known by a citizen id.
    const subject = {
      name: nameLike(random, story.name, story.subjectType),
      identifier: identifierOf(2 * n, story.identifier),
    };
    const person = story.person && {
      name: nameLike(random, story.person.name, 'NATURAL_PERSON'),
      identifier: identifierOf(2 * n + 1, story.person.identifier),
    };
    const filling: Omit<Filling, 'boxes'> = {
      ...{ ids, number: n + 1 },
      shift: daysBetween(stamp.lastDay(length), legalDateOf(until)) - random.between(1, QUIET_DAYS),
      ...{ subject, person: person ?? subject },
    };
    const claims: Claim[] = [{ identifier: subject.identifier, ref: subjectId, kind: 'SUBJECT' }];
    // The second id of such a dossier, see `Stamp`.
    const ref = personRef === undefined ? undefined : ids[1];
    if (person !== undefined && ref !== undefined) claims.push({ identifier: person.identifier, ref, kind: 'PERSON' });
    return {
      ...{ subjectId, length, identifier: subject.identifier, claims, keys: stamp.keysOf(ids, length) },
      make: (seal) => stamp.make(filling, length, seal),
    };
  }
}

/** The id of the n-th subject of a seed, whatever the end and the average. */
export function subjectIdOf(seed: number, n: number): string {
  return new Seeded(seed, 'dossier', n).uuid();
}

/** Calendar days from one day to another. */
function daysBetween(from: LegalDate, to: LegalDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** In the form of random UUIDs. */
function uuids(bytes: Buffer): string[] {
  for (let at = 0; at < bytes.length; at += ID_BYTES) {
    bytes.writeUInt8((bytes.readUInt8(at + 6) & 0x0f) | 0x40, at + 6);
    bytes.writeUInt8((bytes.readUInt8(at + 8) & 0x3f) | 0x80, at + 8);
  }
  const hex = bytes.toString('hex');
  return Array.from({ length: bytes.length / ID_BYTES }, (_, n) => {
    const [a, b, c, d, e] = [0, 8, 12, 16, 20].map((from) => from + n * 2 * ID_BYTES) as [
      number,
      number,
      number,
      number,
      number,
    ];
    return `${hex.slice(a, b)}-${hex.slice(b, c)}-${hex.slice(c, d)}-${hex.slice(d, e)}-${hex.slice(e, e + 12)}`;
  });
}

/** Ids that are not a dossier's own. */
function idsIn(reference: Templates['reference']): ReadonlySet<string> {
  const text = JSON.stringify([...reference.values()].flat().map(({ data }) => data));
  return new Set(text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
}
