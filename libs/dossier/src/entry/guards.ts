import type { ListKind } from '#libs/rules';
import type { Draft } from '../draft.js';
import { isListed, lifecycleOf } from '../lifecycle.js';
import type { Entry } from '../state.js';

/** The entry, before its recognition. */
export function preparing(draft: Draft, entryId: string): Entry {
  const entry = draft.entry(entryId);
  if (entry.phase !== 'PREPARING') draft.refuse('ENTRY_NOT_PREPARING', { state: entry.phase });
  return entry;
}

/** The entry, on the list today by its dates (D15). */
export function active(draft: Draft, entryId: string): Entry {
  const entry = draft.entry(entryId);
  if (!isListed(entry, draft.today)) draft.refuse('ENTRY_NOT_ACTIVE', { state: stateOf(draft, entry) });
  return entry;
}

export function exited(draft: Draft, entryId: string): Entry {
  const entry = draft.entry(entryId);
  if (entry.phase !== 'EXITED') draft.refuse('ENTRY_NOT_EXITED', { state: stateOf(draft, entry) });
  return entry;
}

export function ofList(draft: Draft, entry: Entry, ...kinds: readonly ListKind[]): void {
  draft.demand(kinds.includes(entry.listKind), 'LIST_KIND_NOT_FIT', { list: entry.listKind });
}

export function stateOf(draft: Draft, entry: Entry): string {
  return lifecycleOf(draft.state, entry, draft.standardOf(entry), draft.today);
}

/** Registered channels, or a refusal that names the one that is not. */
export function knownChannels(draft: Draft, channelIds: readonly string[]): void {
  for (const channel of channelIds)
    draft.demand(
      draft.ctx.channels.some((c) => c.channelId === channel),
      'CHANNEL_UNKNOWN',
      { channel },
    );
}
