import { createHash } from 'node:crypto';
import type { Identifier } from '#libs/subjects';
import type { Claim, KeyId, RefKind } from '#libs/vault';

interface Sealed {
  readonly $sealed: { readonly about: string; readonly scope: string; readonly box: string };
}

/** Seals in memory: enough to see what is stored and to open it again. */
export class MemoryVault {
  private readonly boxes = new Map<string, string>();
  private readonly keys = new Map<string, KeyId>();
  readonly index = new MemoryIndex();
  readonly opened: string[] = [];

  seal = async <T>(value: T): Promise<T> =>
    replace(value, (node) => {
      const plain = node['$personal'] as { about: string; scope: string; value: string } | undefined;
      if (plain === undefined) return undefined;
      const { about, scope } = plain;
      this.keys.set(`${about} ${scope}`, { about, scope });
      const box = `box-${this.boxes.size + 1}`;
      this.boxes.set(box, plain.value);
      return { $sealed: { about: plain.about, scope: plain.scope, box } } satisfies Sealed;
    }) as T;

  open = async <T>(value: T): Promise<never> =>
    replace(value, (node) => {
      const sealed = node['$sealed'] as Sealed['$sealed'] | undefined;
      if (sealed === undefined) return undefined;
      this.opened.push(sealed.box);
      return this.boxes.get(sealed.box) ?? { $erased: true };
    }) as never;

  liveKeys = async (scope: string, others: readonly string[]): Promise<readonly KeyId[]> => {
    const keys = [...this.keys.values()];
    const refs = new Set([...others, ...keys.filter((key) => key.scope === scope).map(({ about }) => about)]);
    return keys.filter(({ about }) => refs.has(about));
  };

  /** As when the keys of everything sealed so far had been destroyed. */
  erase(): void {
    this.boxes.clear();
  }

  fingerprint = async (text: string): Promise<string> => createHash('sha256').update(text).digest('hex');
}

export class MemoryIndex {
  private readonly refs = new Map<string, string>();

  async findRef(identifier: Identifier): Promise<string | undefined> {
    return this.refs.get(keyOf(identifier));
  }

  async claimRef(identifier: Identifier, newRef: string, _kind?: RefKind): Promise<Claim> {
    const known = this.refs.get(keyOf(identifier));
    if (known !== undefined) return { ref: known, created: false };
    this.refs.set(keyOf(identifier), newRef);
    return { ref: newRef, created: true };
  }

  async removeIdentifier(identifier: Identifier, ref: string): Promise<void> {
    if (this.refs.get(keyOf(identifier)) === ref) this.refs.delete(keyOf(identifier));
  }

  async identifierHashes(identifier: Identifier): Promise<string[]> {
    return [`1:${keyOf(identifier)}`];
  }
}

function keyOf({ kind, value }: Identifier): string {
  return `${kind}/${value}`;
}

function replace(value: unknown, exchange: (node: Record<string, unknown>) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => replace(item, exchange));
  if (typeof value !== 'object' || value === null) return value;
  const node = value as Record<string, unknown>;
  return (
    exchange(node) ?? Object.fromEntries(Object.entries(node).map(([key, item]) => [key, replace(item, exchange)]))
  );
}
