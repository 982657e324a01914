import type { EventData, Rendering } from '#libs/dossier';
import { maskProfileOf, type MaskProfile } from '#libs/rules';
import { factsOf, RetentionOver } from './dossier-facts.js';
import { hashOf } from './rendering.js';
import { shownText, type ShownTextKind } from './template.js';

/** An event of a dossier, opened. */
export interface Told {
  readonly type: string;
  readonly data: unknown;
}

/** A text that was published, as far as it can still be told. */
export interface Reproduced {
  /** Hash that the event keeps. */
  readonly contentHash: string;
  /** The personal data in it were erased: there is no text any more, only that it was shown. */
  readonly erased: boolean;
  readonly text?: string;
  /** RENDERED: made again of the events before it by what it pinned. STORED: as the event keeps it, sealed. */
  readonly method?: 'RENDERED' | 'STORED';
  /** Whether the SHA-256 of the text is the hash of the event. */
  readonly proven?: boolean;
}

type Shown = (
  | { readonly type: 'PublicityStarted'; readonly data: Omit<EventData<'PublicityStarted'>, 'maskedText'> }
  | { readonly type: 'EntryPublished'; readonly data: Omit<EventData<'EntryPublished'>, 'maskedText'> }
) & { readonly data: { readonly maskedText: unknown } };

/** The act of showing with this id, and the opened events before it; `undefined` where the entry has none. */
export function showingIn(
  opened: readonly Told[],
  entryId: string,
  publicationId: string,
): { readonly shown: Shown; readonly before: readonly Told[] } | undefined {
  const at = opened.findIndex(({ type, data }) => {
    const { entryId: of, ...ids } = data as { entryId?: string; publicationId?: string; publicityId?: string };
    if (of !== entryId) return false;
    return type === 'EntryPublished'
      ? ids.publicationId === publicationId
      : type === 'PublicityStarted' && ids.publicityId === publicationId;
  });
  return at < 0 ? undefined : { shown: opened[at] as Shown, before: opened.slice(0, at) };
}

/**
 * The exact text of a publication, from events alone: made again by the mask profile, template, names and findings that
 * it pinned, or, where it pinned none, as its event keeps it. After the erasure it says so.
 */
export function reproduce(
  { shown, before }: { readonly shown: Shown; readonly before: readonly Told[] },
  profiles: readonly MaskProfile[],
): Reproduced {
  const { entryId, maskedText, maskedContentHash: contentHash, maskProfile, rendering } = shown.data;
  if (typeof maskedText !== 'string') return { contentHash, erased: true };
  const profile = maskProfile === undefined ? undefined : maskProfileOf(profiles, maskProfile);
  const kind = shown.type === 'PublicityStarted' ? 'PUBLICITY' : 'PUBLICATION';
  const again =
    rendering === undefined || profile === undefined
      ? undefined
      : renderedAgain(kind, { before, entryId }, rendering, profile);
  if (again !== undefined && hashOf(again) === contentHash)
    return { contentHash, erased: false, text: again, method: 'RENDERED', proven: true };
  return { contentHash, erased: false, text: maskedText, method: 'STORED', proven: hashOf(maskedText) === contentHash };
}

function renderedAgain(
  kind: ShownTextKind,
  { before, entryId }: { readonly before: readonly Told[]; readonly entryId: string },
  rendering: Rendering,
  profile: MaskProfile,
): string | undefined {
  try {
    return shownText(kind, factsOf(before, entryId), rendering, profile);
  } catch (error) {
    // The record of the subject is erased apart from the entry: the sealed text of the event is still there.
    if (error instanceof RetentionOver) return undefined;
    throw error;
  }
}

/** A notice of exit or restoration, as its event keeps it. */
export interface ReproducedNotice extends Omit<Reproduced, 'contentHash'> {
  readonly kind: 'EXIT_ANNOUNCEMENT' | 'RESTORATION_NOTICE';
  readonly channels: readonly string[];
  readonly publishedOn: string;
  /** Absent for a notice of before hashes were recorded. */
  readonly contentHash?: string;
}

/** The notices of an entry that stood on channels, in their order. */
export function noticesIn(opened: readonly Told[], entryId: string): readonly ReproducedNotice[] {
  return opened.flatMap(({ type, data }): readonly ReproducedNotice[] => {
    if ((data as { entryId?: string }).entryId !== entryId) return [];
    if (type === 'ExitAnnounced') {
      const { to, channels, announcedOn, ...notice } = data as EventData<'ExitAnnounced'>;
      if (to === 'SUBJECT') return [];
      return [{ kind: 'EXIT_ANNOUNCEMENT', channels, publishedOn: announcedOn, ...noticeAgain(notice) }];
    }
    if (type !== 'ReputationRestorationNoticePublished') return [];
    const { channels, publishedOn, ...notice } = data as EventData<'ReputationRestorationNoticePublished'>;
    return [{ kind: 'RESTORATION_NOTICE', channels, publishedOn, ...noticeAgain(notice) }];
  });
}

function noticeAgain({ text, contentHash }: { readonly text: unknown; readonly contentHash?: string }) {
  const hash = contentHash === undefined ? {} : { contentHash };
  if (typeof text !== 'string') return { ...hash, erased: true };
  const proven = contentHash === undefined ? {} : { proven: hashOf(text) === contentHash };
  return { ...hash, ...proven, erased: false, text, method: 'STORED' as const };
}
