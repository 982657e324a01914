import { DOSSIER_PREFIX } from '#libs/dossier-store';
import type { EventStore, RecordedEvent } from '#libs/event-store';
import type { KeyId } from '#libs/vault';

/** The end of a retention (spec 3.12): the keys that were destroyed, and the references taken out of the index. */
const ERASED = 'PersonalDataErased';

/** An erasure in the log that this release cannot read. A vault must not be opened without knowing what was erased. */
export class ErasureNotUnderstood extends Error {
  constructor(event: RecordedEvent) {
    super(`the erasure at position ${event.position} is not understood by this release; nothing was restored`);
    this.name = 'ErasureNotUnderstood';
  }
}

interface Erasure {
  readonly keys: readonly KeyId[];
  readonly removedRefs: readonly string[];
}

/** Every key that the log says was destroyed. @throws ErasureNotUnderstood; StoreUnavailable */
export async function* destroyedKeys(store: EventStore): AsyncGenerator<KeyId> {
  for await (const { keys } of erasures(store)) yield* keys;
}

/** Every reference that the log says was taken out of the index. @throws as `destroyedKeys` */
export async function* removedRefs(store: EventStore): AsyncGenerator<string> {
  for await (const erasure of erasures(store)) yield* erasure.removedRefs;
}

async function* erasures(store: EventStore): AsyncGenerator<Erasure> {
  for await (const event of store.readAll({ streamPrefixes: [DOSSIER_PREFIX] })) {
    if (event.eventType === ERASED) yield erasureOf(event);
  }
}

/** `data.keys: { about, scope }[]`, and `data.removedRefs: string[]` where references were removed as well. */
function erasureOf(event: RecordedEvent): Erasure {
  const { keys, removedRefs: refs = [] } = event.data as { keys?: unknown; removedRefs?: unknown };
  if (event.schemaVersion !== 1 || !Array.isArray(keys) || !keys.every(isKey)) throw new ErasureNotUnderstood(event);
  if (!Array.isArray(refs) || !refs.every((ref) => typeof ref === 'string')) throw new ErasureNotUnderstood(event);
  return { keys: keys.map(({ about, scope }) => ({ about, scope })), removedRefs: refs };
}

function isKey(value: unknown): value is KeyId {
  if (typeof value !== 'object' || value === null) return false;
  const { about, scope } = value as { about?: unknown; scope?: unknown };
  return typeof about === 'string' && about !== '' && typeof scope === 'string' && scope !== '';
}
