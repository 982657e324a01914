import type { KeyId, Opened } from '#libs/vault';
import { MemoryIndex } from '../../../libs/dossier-store/src/testing/memory-vault.js';
import { closeBox, newKey, openBox } from '../../../libs/vault/src/box.js';
import { asPlain, asSealed, replaceObjects } from '../../../libs/vault/src/walk.js';

/** Seals and opens as the vault does, at its cost and to its sizes, under one key that is in memory. */
export class BenchVault {
  readonly index = new MemoryIndex();
  private readonly key = newKey();

  async seal<T>(value: T): Promise<T> {
    return replaceObjects(value, (object) => {
      const plain = asPlain(object);
      if (plain === undefined) return undefined;
      const { about, scope } = plain;
      const box = closeBox(this.key, ['sealed text', about, scope], plain.value);
      return { $sealed: { about, scope, box: box.toString('base64url') } };
    }) as T;
  }

  async open<T>(value: T): Promise<Opened<T>> {
    return replaceObjects(value, (object) => {
      const sealed = asSealed(object);
      if (sealed === undefined) return undefined;
      const { about, scope, box } = sealed;
      return openBox(this.key, ['sealed text', about, scope], Buffer.from(box, 'base64url')).toString('utf8');
    }) as Opened<T>;
  }

  /** One key for everybody: nothing of it can be erased. */
  async liveKeys(): Promise<readonly KeyId[]> {
    return [];
  }
}
