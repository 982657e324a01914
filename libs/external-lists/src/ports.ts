import type { StandingRow } from './changes.js';
import type { StandingEntry } from './context.js';

/** Where the entries of lists of others are read; a read model in the product. An abstract class, so that it is a token. */
export abstract class ListedRows {
  /** The version that stands, by the entries' numbers at the owner, and which delivery of the list made it. */
  abstract standing(
    listId: string,
  ): Promise<{ readonly sequence: number; readonly rows: ReadonlyMap<string, StandingRow> }>;

  /** An entry, where it stands on the list. */
  abstract entry(listId: string, entryId: string): Promise<StandingEntry | undefined>;

  /** Whether somebody else owns this entry. */
  abstract isOwnedElsewhere(entryId: string): Promise<boolean>;
}
