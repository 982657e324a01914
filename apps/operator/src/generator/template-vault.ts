import { NationalListSource } from '#libs/cross-check';
import type { ExternalAnswer } from '#libs/dossier';
import type { DossierStoreOptions } from '#libs/dossier-store';
import type { Instant, ListKind } from '#libs/rules';
import { normalizeIdentifierText, type Identifier } from '#libs/subjects';
import type { Claim, Opened, Vault } from '#libs/vault';
import { NATIONALLY_LISTED } from '../../../standalone/src/demonstration/reference.js';

interface Plain {
  readonly about: string;
  readonly scope: string;
  readonly value: string;
}
interface Sealed {
  readonly box: string;
}

/** Stands for the vault while templates are told: what would be sealed stays legible, in the shape of what is sealed. */
export class TemplateVault implements Pick<Vault, 'seal' | 'open' | 'openMany' | 'liveKeys'> {
  readonly index = new TemplateIndex();

  async seal<T>(value: T): Promise<T> {
    return exchange(value, '$personal', ({ about, scope, value: text }: Plain) => ({
      $sealed: { about, scope, box: text },
    })) as T;
  }

  async open<T>(value: T): Promise<Opened<T>> {
    return exchange(value, '$sealed', ({ box }: Sealed) => box) as Opened<T>;
  }

  async openMany<T>(values: readonly T[]): Promise<Opened<T>[]> {
    return Promise.all(values.map((value) => this.open(value)));
  }

  /** Nothing of a template is ever erased. */
  async liveKeys(): Promise<readonly []> {
    return [];
  }
}

class TemplateIndex implements Pick<DossierStoreOptions['vault']['index'], 'claimRef' | 'findRef'> {
  private readonly refs = new Map<string, string>();

  async findRef(identifier: Identifier): Promise<string | undefined> {
    return this.refs.get(hashOf(identifier));
  }

  async claimRef(identifier: Identifier, newRef: string): Promise<Claim> {
    const known = this.refs.get(hashOf(identifier));
    if (known !== undefined) return { ref: known, created: false };
    this.refs.set(hashOf(identifier), newRef);
    return { ref: newRef, created: true };
  }

  async removeIdentifier(identifier: Identifier): Promise<void> {
    this.refs.delete(hashOf(identifier));
  }

  async identifierHashes(identifier: Identifier): Promise<string[]> {
    return [hashOf(identifier)];
  }
}

/** The national lists as the stories expect them: one of their subjects is on the black one. */
export class TemplateLists extends NationalListSource {
  readonly sourceId = 'national';

  constructor(private readonly snapshotAt: Instant) {
    super();
  }

  async ask(hashes: readonly string[], listKind: ListKind): Promise<ExternalAnswer> {
    const { sourceId, snapshotAt } = this;
    const listed = listKind === 'BLACK' && hashes.includes(hashOf({ kind: 'USCC', value: NATIONALLY_LISTED }));
    const hit = { sourceId, sourceEntryRef: 'GJ-2026-000713', listKind, unitId: '某省市场监督管理局' };
    return { available: true, sourceId, snapshotAt, version: 'generated', hits: listed ? [hit] : [] };
  }
}

function hashOf({ kind, value }: Identifier): string {
  return `${kind}/${normalizeIdentifierText(value)}`;
}

/** Exchanges the objects that have this field. */
function exchange<N>(value: unknown, field: string, make: (node: N) => unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, node: unknown) =>
    typeof node === 'object' && node !== null && field in node ? make((node as Record<string, N>)[field] as N) : node,
  );
}
