import { stableId } from '#libs/command-loop';
import type { ActorRef } from '#libs/dossier';
import { WrongExpectedRevision, type EventStore, type JsonObject } from '#libs/event-store';
import { legalDateOf, type Instant } from '#libs/rules';
import type { Vault } from '#libs/vault';
import type { ExternalListEventMap, ExternalListOrigin } from './events.js';
import { externalListStream } from './external-list-kind.js';

/** Changes in one event: far below the limit of an append, however long names and grounds are. */
export const ROWS_PER_CHUNK = 150;

type Changed = ExternalListEventMap['ListRowsChanged'];

/**
 * The changes of deliveries, each delivery in a stream of its own, so that no command on a list reads them (decision
 * 0020). Nothing in it counts before `ListDeliveryApplied` in the stream of the list.
 */
export class RowLog {
  constructor(
    private readonly store: EventStore,
    private readonly vault: Pick<Vault, 'seal' | 'fingerprint'>,
  ) {}

  /** How many chunks of a delivery are written. */
  async written(origin: ExternalListOrigin, listId: string, sequence: number): Promise<number> {
    const streamId = rowStream(origin, listId, sequence);
    for await (const { revision } of this.store.readStream(streamId, { direction: 'backwards', limit: 1 }))
      return Number(revision) + 1;
    return 0;
  }

  /**
   * Writes the next chunk, once: what is written is left alone.
   * @throws StoreUnavailable; VaultUnavailable; WrongExpectedRevision when a chunk before it is missing
   */
  async append(changed: Changed, by: ActorRef, now: Instant): Promise<void> {
    const { origin, listId, sequence, chunk, deliveryId } = changed;
    if ((await this.written(origin, listId, sequence)) >= chunk) return;
    const streamId = rowStream(origin, listId, sequence);
    const commandId = stableId('rows', streamId, String(chunk));
    const data = JSON.parse(JSON.stringify(await this.vault.seal(changed))) as JsonObject;
    const { userId, unitId, role } = by;
    const metadata = {
      ...{ listId, legalDate: legalDateOf(now), occurredAt: now, recordedAt: now },
      actor: { userId, ...(unitId !== undefined && { unitId }), role },
      ...{ legalBasisRefs: [], evidenceRefs: [] },
      ...{ commandId, commandType: 'ApplyDelivery', issuedBy: userId },
      fingerprint: await this.vault.fingerprint(commandId),
      ...{ correlationId: deliveryId, causationId: deliveryId },
    };
    const event = {
      ...{ eventId: stableId('rows event', streamId, String(chunk)), eventType: 'ListRowsChanged', schemaVersion: 1 },
      ...{ data, metadata },
    };
    try {
      await this.store.append(streamId, chunk === 1 ? 'no-stream' : BigInt(chunk - 2), [event]);
    } catch (error) {
      // Another worker was first, or an append of unknown outcome had gone through.
      const done = error instanceof WrongExpectedRevision && (await this.written(origin, listId, sequence)) >= chunk;
      if (!done) throw error;
    }
  }
}

function rowStream(origin: ExternalListOrigin, listId: string, sequence: number): string {
  return `${externalListStream(origin, listId)}.${sequence}`;
}
