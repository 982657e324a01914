import type { LegalDate } from '#libs/rules';
import type { CommandData, Scrubbed } from '../commands.js';
import { meetDeadline } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { Entry } from '../state.js';
import { emitWithPapers } from '../papers.js';
import { settleExitDuties, shownChannels } from './exit.js';
import { demandConfirmed, exited } from './guards.js';
import { notifyGuardians } from './minors.js';

/** Announced on the original channels; a channel that is still missing stays named in the event (3.9, C1). */
export function announceExit(draft: Draft, data: CommandData<'AnnounceExit'>): void {
  const { entryId, channels } = data;
  const entry = exited(draft, entryId);
  const announcedOn = draft.pastDate(data.announcedOn, 'announcedOn');
  draft.notBefore(announcedOn, entry.exit?.effectiveOn, 'announcedOn', 'effectiveOn');
  demandConfirmed(draft, data);
  announce(draft, entry, channels, data, announcedOn);
}

/** A notice as it is published, and what was taken out of it. */
type Notice = Scrubbed & { readonly text: string };

/** The part of an event that tells what its notice says. */
function noticeOf(draft: Draft, entryId: string, { text, findings = [] }: Notice) {
  return { text: draft.text(entryId, text), contentHash: draft.ctx.sha256(text), findings };
}

function announce(
  draft: Draft,
  entry: Entry,
  channels: readonly string[],
  notice: Notice,
  announcedOn: LegalDate,
): void {
  const { entryId } = entry;
  const shown = shownChannels(entry);
  if (shown.length === 0) {
    // Never shown: the subject gets the notice instead.
    if (entry.announcedToSubject) return;
    const told = {
      entryId,
      to: 'SUBJECT',
      channels: [],
      missing: [],
      ...noticeOf(draft, entryId, notice),
      announcedOn,
    } as const;
    const to = { addressee: 'SUBJECT', recipientRef: draft.subject.subjectId } as const;
    emitWithPapers(draft, 'ExitAnnounced', told, to, ['EXIT_NOTICE']);
    notifyGuardians(draft, entryId, 'EXIT', announcedOn);
  } else {
    for (const channel of channels) draft.demand(shown.includes(channel), 'CHANNEL_NEVER_SHOWN', { channel });
    const fresh = channels.filter((c) => !entry.announcedChannels.includes(c));
    if (fresh.length === 0) return;
    const missing = shown.filter((c) => !entry.announcedChannels.includes(c) && !fresh.includes(c));
    const originalPublicationId = entry.publications.at(-1)?.publicationId;
    const announced = {
      entryId,
      to: 'CHANNELS',
      channels: fresh,
      missing,
      ...(originalPublicationId !== undefined && { originalPublicationId }),
      ...noticeOf(draft, entryId, notice),
      announcedOn,
    } as const;
    emitWithPapers(draft, 'ExitAnnounced', announced, { addressee: 'PUBLIC' }, ['EXIT_NOTICE']);
    if (missing.length > 0) return settleExitDuties(draft, entryId);
  }
  meetDeadline(draft, 'exit.announce', entryId, announcedOn);
  settleExitDuties(draft, entryId);
}

export function takeDownEntry(draft: Draft, { entryId, channels }: CommandData<'TakeDownEntry'>): void {
  takeDown(draft, exited(draft, entryId), channels);
}

function takeDown(draft: Draft, entry: Entry, channels: readonly string[]): void {
  const shown = shownChannels(entry);
  for (const channel of channels) draft.demand(shown.includes(channel), 'CHANNEL_NEVER_SHOWN', { channel });
  const fresh = channels.filter((c) => !entry.takenDownChannels.includes(c));
  if (fresh.length === 0) return;
  draft.emit('EntryTakenDown', { entryId: entry.entryId, channels: fresh, takenDownOn: draft.today });
  settleExitDuties(draft, entry.entryId);
}

/** 恢复信誉、消除不良影响: on every channel that showed the wrong entry (S1 §22). */
export function publishRestorationNotice(draft: Draft, data: CommandData<'PublishRestorationNotice'>): void {
  const { entryId, channels } = data;
  const entry = exited(draft, entryId);
  draft.demand(entry.wrong, 'NOT_WRONG');
  demandConfirmed(draft, data);
  restore(draft, entry, channels, data);
}

function restore(draft: Draft, entry: Entry, channels: readonly string[], notice: Notice): void {
  const shown = shownChannels(entry);
  draft.demand(shown.length > 0, 'NEVER_SHOWN');
  for (const channel of channels) draft.demand(shown.includes(channel), 'CHANNEL_NEVER_SHOWN', { channel });
  const fresh = channels.filter((c) => !entry.restorationChannels.includes(c));
  if (fresh.length === 0) return;
  const { entryId } = entry;
  const told = { entryId, channels: fresh, ...noticeOf(draft, entryId, notice), publishedOn: draft.today };
  emitWithPapers(draft, 'ReputationRestorationNoticePublished', told, { addressee: 'PUBLIC' }, ['RESTORATION_NOTICE']);
  settleExitDuties(draft, entryId);
}

export function requestPlatformDeletion(
  draft: Draft,
  { entryId, platformId }: CommandData<'RequestPlatformDeletion'>,
): void {
  requestDeletion(draft, exited(draft, entryId), platformId);
}

function requestDeletion(draft: Draft, entry: Entry, platformId: string): void {
  const { entryId } = entry;
  const platform = entry.platforms[platformId] ?? draft.refuse('PLATFORM_UNKNOWN', { platform: platformId });
  if (platform.deleteRequestedOn !== undefined) return;
  draft.emit('PlatformDeletionRequested', { entryId, platformId, requestedOn: draft.today });
  if (Object.values(draft.entry(entryId).platforms).every((p) => p.deleteRequestedOn !== undefined))
    meetDeadline(draft, 'exit.platformDelete', entryId, draft.today);
  settleExitDuties(draft, entryId);
}

export function confirmPlatformDeletion(
  draft: Draft,
  { entryId, platformId, receiptNo }: CommandData<'ConfirmPlatformDeletion'>,
): void {
  const platform =
    exited(draft, entryId).platforms[platformId] ?? draft.refuse('PLATFORM_UNKNOWN', { platform: platformId });
  if (platform.deletedOn !== undefined) return;
  draft.emit('PlatformDeletionConfirmed', { entryId, platformId, receiptNo, confirmedOn: draft.today });
}

/**
 * 3.9: what the system can do of the chain by itself, on the channels that it serves; what a clerk has to do stays a
 * deadline. A wrong exit adds the restoration notice.
 */
export function runExitChain(draft: Draft, { entryId, text }: CommandData<'RunExitChain'>): void {
  const entry = draft.entry(entryId);
  if (entry.phase !== 'EXITED') return;
  const automatic = draft.ctx.channels.filter((c) => c.mode === 'AUTOMATIC').map((c) => c.channelId);
  const served = shownChannels(entry).filter((c) => automatic.includes(c));
  draft.asSystem('exit.chain', () => {
    if (served.length > 0) announce(draft, draft.entry(entryId), served, { text }, draft.today);
    takeDown(draft, draft.entry(entryId), served);
    if (entry.wrong && entry.listKind !== 'RED' && served.length > 0)
      restore(draft, draft.entry(entryId), served, { text });
    for (const platformId of Object.keys(entry.platforms)) requestDeletion(draft, draft.entry(entryId), platformId);
  });
}
