import { Injectable } from '@nestjs/common';
import { ReferenceData } from '#libs/reference-data';
import { maskProfileInForce, type MaskField } from '#libs/rules';
import { maskBy, maskIdentifier, maskPersonName, type Identifier, type MaskLevel } from '#libs/subjects';
import { Vault } from '#libs/vault';
import type { ListRow } from '#projections';
import { Today } from './today.js';

/** What stands in an answer where a text was whose retention is over. */
export const ERASED = '已删除 / erased';

/** A subject as a list row has it: in clear, or `$sealed`. */
export interface NamedRow {
  readonly name: unknown;
  readonly identifier: unknown;
  readonly identifierKind: string;
}

export interface ShownName {
  readonly name: string;
  readonly identifier: string;
}

/** What stands in the place of what a profile hides. */
const HIDDEN = '***';

interface Masks {
  readonly name: (text: string) => string;
  readonly identifier: (identifier: Identifier) => string;
}

/** Opens what is sealed, at the moment it is asked for, and masks it for the reader (6.4). */
@Injectable()
export class PersonalData {
  constructor(
    private readonly vault: Vault,
    private readonly reference: ReferenceData,
    private readonly today: Today,
  ) {}

  /**
   * Names of many rows with one look at the keys, by the mask profile in force. Those of organisations are public and
   * stay as they are.
   */
  async names(rows: readonly NamedRow[], level: MaskLevel): Promise<readonly ShownName[]> {
    const mask = this.masks(level);
    const opened = await this.vault.openMany<unknown>(rows.map(({ name, identifier }) => ({ name, identifier })));
    return opened.map((one, i) => {
      const { name, identifier } = one as { readonly name: unknown; readonly identifier: unknown };
      const row = rows[i] as NamedRow;
      return {
        name: isSealed(row.name) ? masked(name, mask.name) : words(name),
        identifier: isSealed(row.identifier)
          ? masked(identifier, (text) => mask.identifier(identifierOf(row.identifierKind, text)))
          : words(identifier),
      };
    });
  }

  /** As `names`, as JSON texts. */
  async jsonNames(
    rows: readonly NamedRow[],
    level: MaskLevel,
  ): Promise<readonly (readonly [name: string, identifier: string])[]> {
    if (rows.length === 0) return [];
    return (await this.names(rows, level)).map(({ name, identifier }) => [
      JSON.stringify(name),
      JSON.stringify(identifier),
    ]);
  }

  /** As `jsonNames`, of rows that hold JSON texts; what is in clear passes as the database gave it. */
  async rowNames(
    rows: readonly ListRow[],
    level: MaskLevel,
  ): Promise<readonly (readonly [name: string, identifier: string])[]> {
    const clear = (text: string): boolean => text.startsWith('"');
    const texts = rows.map(([, , , , , name, identifier]) => [name, identifier] as const);
    const sealed = texts.flatMap(([name, identifier], at) => (clear(name) && clear(identifier) ? [] : [at]));
    const opened = await this.jsonNames(
      sealed.map((at) => {
        const [, , , , identifierKind = '', name = 'null', identifier = 'null'] = rows[at] ?? [];
        return { identifierKind, name: JSON.parse(name) as unknown, identifier: JSON.parse(identifier) as unknown };
      }),
      level,
    );
    const byPlace = new Map(sealed.map((at, n) => [at, opened[n]]));
    return texts.map((text, at) => byPlace.get(at) ?? text);
  }

  private masks(level: MaskLevel): Masks {
    const profile = maskProfileInForce(this.reference.snapshot().maskProfiles, this.today.date);
    if (profile === undefined || level === 'UNMASKED') {
      return {
        name: (text) => maskPersonName(text, level),
        identifier: (identifier) => maskIdentifier(identifier, level),
      };
    }
    const by = (field: MaskField, text: string) => maskBy(profile, field, level, text) ?? HIDDEN;
    return {
      name: (text) => by('PERSON_NAME', text),
      identifier: ({ kind, value }) => by(kind === 'OTHER' ? 'OTHER_CERTIFICATE' : kind, value),
    };
  }

  /** Opens texts; an erased one says so. */
  async texts(values: readonly unknown[]): Promise<readonly string[]> {
    return (await this.vault.openMany<unknown>(values)).map(words);
  }

  /** Opens whatever is sealed inside a value. */
  async inside<T>(value: T): Promise<unknown> {
    return withErased(await this.vault.open<unknown>(value));
  }
}

/** Whether a stored value is personal. */
export function isSealed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$sealed' in value;
}

/** The person a sealed value is about. */
export function aboutOf(value: unknown): string | undefined {
  return isSealed(value) ? (value as { $sealed: { about: string } }).$sealed.about : undefined;
}

/** Replaces what is sealed inside a value by `null`: for readers who may not see it here. */
export function withheld(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withheld);
  if (typeof value !== 'object' || value === null) return value;
  if (isSealed(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withheld(item)]));
}

export function identifierOf(kind: string, value: string): Identifier {
  return { kind: kind === 'USCC' || kind === 'CITIZEN_ID' ? kind : 'OTHER', value };
}

function isErased(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$erased' in value;
}

function words(value: unknown): string {
  if (isErased(value)) return ERASED;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function masked(value: unknown, mask: (text: string) => string): string {
  return isErased(value) ? ERASED : mask(words(value));
}

function withErased(value: unknown): unknown {
  if (isErased(value)) return ERASED;
  if (Array.isArray(value)) return value.map(withErased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withErased(item)]));
}
