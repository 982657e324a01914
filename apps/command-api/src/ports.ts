import type { Instant } from '#libs/rules';

/** Moves the settable clock of the demonstration, stopping at every due instant on the way. */
export abstract class DemoClock {
  /** @returns the instant now shown, and how many due instants were settled on the way. */
  abstract advanceTo(now: Instant): Promise<{ readonly now: Instant; readonly settled: number }>;
}

/** Imports a snapshot of the lists of another place, whole or not at all. */
export abstract class SnapshotImporter {
  /** @throws SnapshotRefused */
  abstract import(snapshot: {
    readonly sourceId: string;
    readonly version: string;
    readonly snapshotAt: Instant;
    readonly csv: AsyncIterable<Uint8Array>;
  }): Promise<{ readonly rows: number; readonly sha256: string; readonly repeated: boolean }>;
}
