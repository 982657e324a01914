import { nextDay, type LegalDate } from '#libs/rules';
import type { DossierRecord } from '../dossier-event.js';
import { isRetention, withoutErased } from '../erasing.js';

/** An entry and what was shown of it, as it is folded. */
export interface ShownEntry {
  readonly subjectId: string;
  readonly entryId: string;
  readonly listKind: string;
  readonly unitId: string;
  readonly minor: boolean;
  /** First day after its retention. */
  readonly hiddenFrom: LegalDate | null;
  readonly marks: readonly string[];
  readonly revision: number;
  readonly publications: readonly Publication[];
}

export interface Publication {
  readonly publicationId: string;
  readonly kind: 'PUBLICITY' | 'PUBLICATION';
  readonly channels: readonly { readonly channelId: string; readonly url?: string }[];
  readonly contentHash: string;
  readonly maskProfile: string | null;
  readonly shownText: unknown;
  readonly shownFrom: LegalDate;
  readonly shownUntil: LegalDate;
  readonly endedOn: LegalDate | null;
  readonly endedBecause: string | null;
  readonly exitAnnouncedOn: LegalDate | null;
  readonly exitChannels: readonly string[];
  readonly missingChannels: readonly string[];
  readonly exitText: unknown;
  readonly takenDownOn: LegalDate | null;
  readonly takenDownChannels: readonly string[];
  readonly restoredOn: LegalDate | null;
  readonly restorationChannels: readonly string[];
  readonly restorationText: unknown;
}

type Shown = Pick<
  Publication,
  'publicationId' | 'kind' | 'channels' | 'contentHash' | 'maskProfile' | 'shownText' | 'shownFrom' | 'shownUntil'
>;

const shown = (publication: Shown): Publication => ({
  ...publication,
  endedOn: null,
  endedBecause: null,
  exitAnnouncedOn: null,
  exitChannels: [],
  missingChannels: [],
  exitText: null,
  takenDownOn: null,
  takenDownChannels: [],
  restoredOn: null,
  restorationChannels: [],
  restorationText: null,
});

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

/** Folds one event of an entry; `undefined` while the entry is not known. */
export function foldShown(entry: ShownEntry | undefined, record: DossierRecord): ShownEntry | undefined {
  if (record.type === 'InitialEntryGenerated') {
    const { entryId, listKind, unitId, minor } = record.data;
    const { subjectId, revision } = record;
    return {
      subjectId,
      entryId,
      listKind,
      unitId,
      minor: minor ?? false,
      hiddenFrom: null,
      marks: [],
      revision,
      publications: [],
    };
  }
  if (!entry) return undefined;
  return { ...entry, ...change(entry, record), revision: record.revision };
}

function change(entry: ShownEntry, record: DossierRecord): Partial<ShownEntry> {
  const { publications } = entry;
  switch (record.type) {
    case 'DisputeMarkApplied':
      return record.data.personRef === undefined ? { marks: union(entry.marks, [record.data.caseId]) } : {};
    case 'DisputeMarkCleared':
      return record.data.personRef === undefined ? { marks: entry.marks.filter((m) => m !== record.data.caseId) } : {};
    case 'PublicityStarted': {
      const { publicityId, channels, maskedText, maskedContentHash, maskProfile, startsOn, endsOn } = record.data;
      const started = shown({
        publicationId: publicityId,
        kind: 'PUBLICITY',
        channels,
        contentHash: maskedContentHash,
        maskProfile: maskProfile ?? null,
        shownText: maskedText,
        shownFrom: startsOn,
        shownUntil: endsOn,
      });
      return { publications: [...end(publications, startsOn, 'REPLACED'), started] };
    }
    case 'PublicityEnded':
      return { publications: end(publications, record.data.endedOn, 'PERIOD_OVER', 'PUBLICITY') };
    case 'EntryPublished': {
      const { publicationId, channels, maskedText, maskedContentHash, maskProfile, publishedOn, publishUntil } =
        record.data;
      const published = shown({
        publicationId,
        kind: 'PUBLICATION',
        channels,
        contentHash: maskedContentHash,
        maskProfile,
        shownText: maskedText,
        shownFrom: publishedOn,
        shownUntil: publishUntil,
      });
      return { publications: [...end(publications, publishedOn, 'REPLACED'), published] };
    }
    case 'ValidityExtended':
    case 'ValidityChanged':
      return { publications: current(publications, (p) => ({ ...p, shownUntil: record.data.newValidTo })) };
    case 'EntryScreenedOut':
      return { publications: end(publications, record.data.screenedOutOn, 'SCREENED_OUT') };
    case 'EntryNotRecognized':
      return { publications: end(publications, record.data.decidedOn, 'NOT_RECOGNIZED') };
    case 'EntryWithdrawn':
      return { publications: end(publications, record.data.withdrawnOn, 'WITHDRAWN') };
    case 'EntryExited':
      return { publications: end(publications, record.data.effectiveOn, record.data.exitReason) };
    case 'ExitAnnounced': {
      const { to, channels, missing, text, announcedOn } = record.data;
      if (to === 'SUBJECT') return {};
      return {
        publications: published(publications, channels, (p) => ({
          ...p,
          exitAnnouncedOn: p.exitAnnouncedOn ?? announcedOn,
          exitChannels: union(p.exitChannels, channels),
          missingChannels: missing,
          exitText: text,
        })),
      };
    }
    case 'EntryTakenDown': {
      const { channels, takenDownOn } = record.data;
      return {
        publications: publications.map((p) =>
          p.channels.some((c) => channels.includes(c.channelId))
            ? { ...p, takenDownOn, takenDownChannels: union(p.takenDownChannels, channels) }
            : p,
        ),
      };
    }
    case 'ReputationRestorationNoticePublished': {
      const { channels, text, publishedOn } = record.data;
      return {
        publications: published(publications, channels, (p) => ({
          ...p,
          restoredOn: p.restoredOn ?? publishedOn,
          restorationChannels: union(p.restorationChannels, channels),
          restorationText: text,
        })),
      };
    }

    case 'DeadlineSet':
      return isRetention(record.data.deadlineId) ? { hiddenFrom: nextDay(record.data.dueOn) } : {};
    case 'DeadlineLapsed':
      return isRetention(record.data.deadlineId) ? { hiddenFrom: null } : {};
    case 'PersonalDataErased':
      return { publications: withoutErased(publications, record.data.keys) };
    default:
      return {};
  }
}

function end(
  publications: readonly Publication[],
  endedOn: LegalDate,
  endedBecause: string,
  kind?: Publication['kind'],
): readonly Publication[] {
  return publications.map((p) =>
    p.endedOn === null && (kind === undefined || p.kind === kind) ? { ...p, endedOn, endedBecause } : p,
  );
}

function current(publications: readonly Publication[], to: (p: Publication) => Publication): readonly Publication[] {
  return publications.map((p) => (p.kind === 'PUBLICATION' && p.endedOn === null ? to(p) : p));
}

/** The publication the notice answers: the last one of the recognised entry, or the publicity where there was no other. */
function published(
  publications: readonly Publication[],
  channels: readonly string[],
  to: (p: Publication) => Publication,
): readonly Publication[] {
  const fits = (p: Publication): boolean => p.channels.some((c) => channels.includes(c.channelId));
  const last = publications.findLast((p) => p.kind === 'PUBLICATION') ?? publications.findLast(fits);
  return publications.map((p) => (p === last ? to(p) : p));
}
