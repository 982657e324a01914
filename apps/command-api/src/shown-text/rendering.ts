import { createHash } from 'node:crypto';
import { Refusal, type Rendering } from '#libs/dossier';
import type { ReferenceSnapshot } from '#libs/reference-data';
import { maskProfileInForce, maskProfileRef, type LegalDate, type MaskProfile } from '#libs/rules';
import { scrubFindings, type ScrubFinding } from '#libs/subjects';
import { factsOf, termsOf, type EntryFacts } from './dossier-facts.js';
import { showsFacts, SHOWN_TEXT_TEMPLATE, shownText, type ShownTextKind } from './template.js';

export interface RenderedText {
  readonly maskedText: string;
  /** The version of the profile that it was masked by: `SPEC-6.4@1`. */
  readonly maskProfile: string;
  /** Places of findings are those of the facts as they were written. */
  readonly rendering: Rendering;
  /** SHA-256 of the text in UTF-8, hex: what the clerk approves, and what the event stores. */
  readonly contentHash: string;
  /** Unit that put the entry on the initial list. */
  readonly unitId: string;
}

/** A notice as the clerk wrote it, without what was found in it. */
export interface RenderedNotice {
  readonly text: string;
  readonly findings: readonly ScrubFinding[];
  readonly contentHash: string;
}

/** No version of the profile by which the subject is shown is in force. */
export class NoMaskProfile extends Error {
  constructor() {
    super('no mask profile is in force');
    this.name = 'NoMaskProfile';
  }
}

type Opened = readonly { readonly type: string; readonly data: unknown }[];

/** SHA-256 of a text in UTF-8, hex. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * What the public would see of an entry, by the names and the mask profile in force on a day.
 *
 * @param names further names that may not stand in the text: third parties, victims, minors, trade secrets
 * @throws Refusal SUBJECT_UNKNOWN, ENTRY_UNKNOWN, MINOR_NEVER_PUBLIC; RetentionOver; NoMaskProfile
 */
export function renderShown(
  kind: ShownTextKind,
  { opened, entryId }: { readonly opened: Opened; readonly entryId: string },
  reference: ReferenceSnapshot,
  on: LegalDate,
  names: readonly string[] = [],
): RenderedText {
  const facts = factsOf(opened, entryId);
  // Not even a preview: its text is for guardian case workers (3.14, 6.4).
  if (facts.initial.minor) throw new Refusal('MINOR_NEVER_PUBLIC');
  const profile = profileFor(facts, reference, on);
  const findings = showsFacts(facts, profile) ? scrubFindings(facts.facts, termsOf(opened, names)) : [];
  const rendering = { template: SHOWN_TEXT_TEMPLATE, ...namesIn(facts, reference), findings };
  const maskedText = shownText(kind, facts, rendering, profile) ?? '';
  const { unitId } = facts.initial;
  return { maskedText, maskProfile: maskProfileRef(profile), rendering, contentHash: hashOf(maskedText), unitId };
}

function profileFor({ subjectType, initial }: EntryFacts, reference: ReferenceSnapshot, on: LegalDate): MaskProfile {
  const { standardId, standardVersion } = initial;
  const standard = reference.standards.find((one) => one.standardId === standardId && one.version === standardVersion);
  const named = subjectType === 'NATURAL_PERSON' ? standard?.naturalPersonPublication.maskProfile : undefined;
  const profile = maskProfileInForce(reference.maskProfiles, on, named);
  if (profile === undefined) throw new NoMaskProfile();
  return profile;
}

function namesIn({ initial }: EntryFacts, { units, standards }: ReferenceSnapshot) {
  const { unitId, standardId, standardVersion } = initial;
  const standard = standards.find((one) => one.standardId === standardId && one.version === standardVersion);
  return { unitName: units[unitId]?.name ?? unitId, standardTitle: standard?.title ?? standardId };
}
