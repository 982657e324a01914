import { sameContent } from './canonical.js';
import { SHIPPED_MASK_PROFILE, SHIPPED_MASK_PROFILE_FROM } from './data/mask-profile-rows.js';
import { addDays, compareDates, isLegalDate } from './days.js';
import { checkMaskProfile, DEFAULT_MASK_PROFILE, type MaskProfile, type MaskProfileContent } from './mask-profiles.js';
import { RuleRefusal } from './refusal.js';
import type { LegalDate } from './types.js';

/*
 * The stream `maskprofile-{maskProfileId}` (spec 6.4): draft → published → superseded by the next version. Drafted by the
 * office, signed off by the privacy reviewer; a version that is published is never changed, since publications pin it.
 */

/** Drafts the first version of a profile, or the next one; in the place of an open draft. */
export interface DraftMaskProfile {
  readonly type: 'DraftMaskProfile';
  readonly maskProfileId: string;
  readonly content: MaskProfileContent;
  /** Who drafts. */
  readonly by: string;
}

/** Publishes the open draft; a version before it ends on the day before `effectiveFrom`. */
export interface PublishMaskProfile {
  readonly type: 'PublishMaskProfile';
  readonly effectiveFrom: LegalDate;
  /** Who signs it off. */
  readonly by: string;
}

export type MaskProfileCommand = DraftMaskProfile | PublishMaskProfile;

/** The stored formats: what stands here is in logs for ever. */
export interface MaskProfileEventMap {
  MaskProfileDrafted: { maskProfileId: string; version: number; content: MaskProfileContent; draftedBy: string };
  MaskProfileDraftChanged: { maskProfileId: string; version: number; content: MaskProfileContent; draftedBy: string };
  MaskProfilePublished: {
    maskProfileId: string;
    version: number;
    publishedOn: LegalDate;
    effectiveFrom: LegalDate;
    /** Last day of the version before it. */
    formerEffectiveTo?: LegalDate;
    draftedBy: string;
    signedOffBy: string;
  };
}
export type MaskProfileEvent = {
  [T in keyof MaskProfileEventMap]: { readonly type: T; readonly data: MaskProfileEventMap[T] };
}[keyof MaskProfileEventMap];

/** All versions of one profile, oldest first; the last may be a draft. */
export interface MaskProfileState {
  readonly versions: readonly MaskProfile[];
  /** Everybody who has written at the open draft. */
  readonly drafters: readonly string[];
}

export interface MaskProfileContext {
  readonly today: LegalDate;
}

export const initialMaskProfile: MaskProfileState = { versions: [], drafters: [] };

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveMaskProfile(state: MaskProfileState, event: MaskProfileEvent): MaskProfileState {
  const { versions, drafters } = state;
  switch (event.type) {
    case 'MaskProfileDrafted': {
      const { maskProfileId, version, content, draftedBy } = event.data;
      return {
        versions: [...versions, { ...content, maskProfileId, version, status: 'DRAFT' }],
        drafters: [draftedBy],
      };
    }
    case 'MaskProfileDraftChanged': {
      const { version, content, draftedBy } = event.data;
      return {
        versions: versions.map((one) => (one.version === version ? { ...one, ...content } : one)),
        drafters: [...new Set([...drafters, draftedBy])],
      };
    }
    case 'MaskProfilePublished': {
      const { version, publishedOn, effectiveFrom, formerEffectiveTo } = event.data;
      return {
        versions: versions.map((one) => {
          if (one.version === version) return { ...one, status: 'PUBLISHED', publishedOn, effectiveFrom };
          if (one.status !== 'PUBLISHED' || formerEffectiveTo === undefined) return one;
          return { ...one, status: 'SUPERSEDED', effectiveTo: formerEffectiveTo };
        }),
        drafters: [],
      };
    }
  }
  return state;
}

/**
 * What a command on a mask profile comes to; what is so already comes to nothing.
 * @throws RuleRefusal, with every problem of the content where it cannot be published
 */
export function decideMaskProfile(
  command: MaskProfileCommand,
  state: MaskProfileState,
  { today }: MaskProfileContext,
): readonly MaskProfileEvent[] {
  switch (command.type) {
    case 'DraftMaskProfile':
      return draft(command, state);
    case 'PublishMaskProfile':
      return publish(command, state, today);
  }
}

/** What comes with the service, where the stream is empty. */
export function shippedMaskProfile(today: LegalDate, by: string): readonly MaskProfileEvent[] {
  const of = { maskProfileId: DEFAULT_MASK_PROFILE, version: 1 };
  return [
    { type: 'MaskProfileDrafted', data: { ...of, content: SHIPPED_MASK_PROFILE, draftedBy: by } },
    {
      type: 'MaskProfilePublished',
      data: {
        ...of,
        ...{ publishedOn: today, effectiveFrom: SHIPPED_MASK_PROFILE_FROM, draftedBy: by, signedOffBy: by },
      },
    },
  ];
}

/** What is written in a version, without what its life has added. */
export function maskProfileContentOf({ title, legalSource, provenance, rows }: MaskProfile): MaskProfileContent {
  return { title, legalSource, provenance, rows };
}

const draftIn = ({ versions }: MaskProfileState) => versions.find(({ status }) => status === 'DRAFT');
const publishedIn = ({ versions }: MaskProfileState) => versions.findLast(({ status }) => status === 'PUBLISHED');

function draft({ maskProfileId, content, by }: DraftMaskProfile, state: MaskProfileState): readonly MaskProfileEvent[] {
  const open = draftIn(state);
  if (open === undefined) {
    const version = (publishedIn(state)?.version ?? 0) + 1;
    return [{ type: 'MaskProfileDrafted', data: { maskProfileId, version, content, draftedBy: by } }];
  }
  if (sameContent(maskProfileContentOf(open), content)) return [];
  const { version } = open;
  return [{ type: 'MaskProfileDraftChanged', data: { maskProfileId, version, content, draftedBy: by } }];
}

function publish(
  { effectiveFrom, by }: PublishMaskProfile,
  state: MaskProfileState,
  today: LegalDate,
): readonly MaskProfileEvent[] {
  const open = draftIn(state);
  const former = publishedIn(state);
  if (open === undefined) {
    if (former?.effectiveFrom === effectiveFrom) return [];
    throw new RuleRefusal('MASK_PROFILE_NO_DRAFT', '6.4', '没有待公布的脱敏方案草稿', 'There is no open draft');
  }
  if (state.drafters.includes(by)) {
    throw new RuleRefusal(
      'MASK_PROFILE_SECOND_PERSON',
      '2, 6.4',
      '起草人不得自行签批脱敏方案',
      'Who drafted a mask profile does not sign it off',
    );
  }
  if (!isLegalDate(effectiveFrom)) {
    throw new RuleRefusal('DATE_INVALID', '6.4', '生效日期无效', 'The first day of effect is not a date');
  }
  if (effectiveFrom < today || (former && compareDates(effectiveFrom, former.effectiveFrom ?? effectiveFrom) <= 0)) {
    throw new RuleRefusal(
      'MASK_PROFILE_RETROACTIVE',
      '6.4',
      '脱敏方案不得溯及既往',
      'A mask profile takes effect today or later, and after the version before it',
    );
  }
  const problems = checkMaskProfile(open);
  const [first] = problems;
  if (first) throw new RuleRefusal(first.code, first.clause, first.zh, first.en, problems);
  const { maskProfileId, version } = open;
  return [
    {
      type: 'MaskProfilePublished',
      data: {
        ...{ maskProfileId, version, publishedOn: today, effectiveFrom },
        ...(former && { formerEffectiveTo: addDays(effectiveFrom, -1) }),
        ...{ draftedBy: state.drafters.at(-1) ?? '', signedOffBy: by },
      },
    },
  ];
}
