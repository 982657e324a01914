import type { EventStore, RecordedEvent } from '#libs/event-store';
import { LogComparison } from './comparison.js';
import type { CopyProgress } from './copy-log.js';
import type { Difference } from './difference.js';
import type { LogDigest } from './log-reading.js';
import type { PatienceSettings } from './patience.js';

export interface VerifyOptions extends PatienceSettings {
  readonly onProgress?: (progress: CopyProgress) => void;
  /** Called with every two events that are the same, in the order of the log. */
  readonly onPair?: (source: RecordedEvent, target: RecordedEvent) => void;
}

export interface LogVerification {
  readonly identical: boolean;
  readonly source: LogDigest;
  readonly target: LogDigest;
  /** Absent when they are identical. */
  readonly firstDifference?: Difference;
}

/**
 * Compares two logs event by event: number, order of the whole log and of every stream, and content. Writes nothing.
 *
 * @throws StoreUnavailable when one of them stays away
 */
export async function verifyLogs(
  source: EventStore,
  target: EventStore,
  options: VerifyOptions = {},
): Promise<LogVerification> {
  const { onProgress, ...settings } = options;
  const last = await source.lastPosition();
  const comparison = new LogComparison(source, target, {
    ...settings,
    onRead: ({ source: { events, position } }) => onProgress?.({ phase: 'verifying', events, position, last }),
  });
  const together = await comparison.advance();
  if (together.end !== 'BOTH') await comparison.readToEnds();
  return {
    identical: together.end === 'BOTH',
    source: comparison.source.digest(),
    target: comparison.target.digest(),
    ...(together.end === 'BOTH' ? {} : { firstDifference: together.at }),
  };
}
