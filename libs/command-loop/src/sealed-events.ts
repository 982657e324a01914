import type { JsonObject } from '#libs/event-store';
import { legalDateOf, type Instant } from '#libs/rules';
import type { EncodedEvent } from './stream-kind.js';

interface DecidedEvent {
  readonly type: string;
  readonly data: object;
}

/** Who acts in an event. */
export interface ActingOfficial {
  readonly userId: string;
  readonly unitId?: string;
  readonly role: string;
}

/**
 * Decided events of a stream beside the dossiers, version 1, with their envelope (spec 3.4): what is personal in them
 * is sealed when it returns.
 */
export async function sealedEvents(
  events: readonly DecidedEvent[],
  { actor, now, seal }: { actor: ActingOfficial; now: Instant; seal: <T>(value: T) => Promise<T> },
): Promise<readonly EncodedEvent[]> {
  const { userId, unitId, role } = actor;
  const metadata = {
    ...{ legalDate: legalDateOf(now), occurredAt: now },
    actor: { userId, ...(unitId === undefined ? {} : { unitId }), role },
    legalBasisRefs: [],
    evidenceRefs: [],
  };
  const sealed = await seal(events.map(({ data }) => data));
  return events.map(({ type }, i) => ({
    eventType: type,
    schemaVersion: 1,
    // Through JSON, so that what is folded before and after it is stored is the same.
    data: JSON.parse(JSON.stringify(sealed[i])) as JsonObject,
    metadata,
  }));
}
