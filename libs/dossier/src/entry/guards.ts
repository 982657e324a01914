import type { ListKind } from '#libs/rules';
import { findingIdOf } from '#libs/subjects';
import type { Scrubbed } from '../commands.js';
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

/** Registered channels that are open, or a refusal that names the one that is not. */
export function openChannels(draft: Draft, channelIds: readonly string[]): void {
  for (const channel of channelIds) {
    const known = draft.ctx.channels.find((c) => c.channelId === channel);
    if (known === undefined) draft.refuse('CHANNEL_UNKNOWN', { channel });
    const { closedOn } = known;
    if (closedOn !== undefined && closedOn <= draft.today) draft.refuse('CHANNEL_CLOSED', { channel, date: closedOn });
  }
}

/** 6.4, S1 §19: nothing is taken out of a text, and nothing published, that the clerk has not seen and confirmed. */
export function demandConfirmed(draft: Draft, { findings = [], confirmedFindings = [] }: Scrubbed): void {
  const open = findings.map(findingIdOf).filter((id) => !confirmedFindings.includes(id));
  draft.demand(open.length === 0, 'FINDINGS_UNCONFIRMED', { count: open.length, findings: open.join(', ') });
}
