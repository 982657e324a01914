import { StreamCache, type StreamCacheMetrics } from '#libs/command-loop';
import { RECORD_SCOPE } from '#libs/subjects';
import type { Vault } from '#libs/vault';
import { dossierStreamOf } from './dossier-kind.js';
import type { DossierView } from './dossier-view.js';

/** However small dossiers are: what there is beside their estimated size stays bounded as well. */
const MAX_DOSSIERS = 20_000;

export interface DossierCacheOptions {
  readonly vault: Pick<Vault, 'onKeyDestroyed'>;
  /** About what the dossiers may take in memory. */
  readonly maxBytes: number;
  readonly metrics?: StreamCacheMetrics;
}

/**
 * Folded dossiers between commands. What is personal in them is sealed, as it is in the log; and when a key is destroyed,
 * here or by another process, the dossiers that it is of leave the memory with it.
 */
export function openDossierCache({ vault, maxBytes, metrics }: DossierCacheOptions): StreamCache<DossierView> {
  const cache = new StreamCache<DossierView>({ maxStreams: MAX_DOSSIERS, maxBytes }, metrics);
  vault.onKeyDestroyed((destroyed) => {
    if (destroyed === undefined) {
      cache.forgetAll();
      return;
    }
    cache.forget(dossierStreamOf(destroyed.about));
    // Somebody else's texts about an entry lie in the dossier of the entry.
    if (destroyed.scope !== RECORD_SCOPE) cache.forgetScope(destroyed.scope);
  });
  return cache;
}
