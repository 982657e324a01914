import { addMonths, type LegalDate, type RecognitionStandard } from '#libs/rules';
import { personal } from '#libs/subjects';
import type { CommandData, EvidenceInput } from '../commands.js';
import { ruleOfStandard } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { EventData } from '../events.js';
import type { Entry } from '../state.js';

type Protection = NonNullable<Entry['protection']>;

/** 行政处罚法 30; 民法典 17, 18. */
const [NO_PENALTY, OWN_LABOUR, MAJORITY] = [14, 16, 18];

/**
 * 3.14: what protects somebody who was under 18 at the act; undefined for everybody else. A black entry needs a law, or a
 * person of 16 who lives on own labour, and there is none for an act before 14.
 */
export function protectionOf(
  draft: Draft,
  standard: RecognitionStandard,
  actOn: LegalDate,
  ownLabour: readonly EvidenceInput[] | undefined,
): Protection | undefined {
  const black = standard.listKind === 'BLACK';
  if (black && draft.isNaturalPerson) draft.demand(draft.ctx.birthDate !== undefined, 'BIRTH_DATE_UNKNOWN');
  if (black && isUnder(draft, NO_PENALTY, actOn)) draft.refuse('SUBJECT_UNDER_AGE', { age: NO_PENALTY });
  const minor = isUnder(draft, MAJORITY, actOn);
  const lives = ownLabour !== undefined;
  if (lives && !(minor && !isUnder(draft, OWN_LABOUR, actOn) && ownLabour.length > 0))
    draft.refuse('OWN_LABOUR_UNPROVEN');
  if (black && minor && !lives && standard.minors?.allowed !== true)
    draft.refuse('SUBJECT_UNDER_AGE', { age: MAJORITY });
  if (!minor) return undefined;
  const consentBelow = ruleOfStandard(draft, standard, 'person.guardianConsent', draft.today).value.value;
  return { ownLabour: lives, guardianConsent: isUnder(draft, consentBelow, draft.today) };
}

/** A red listing begins with its publicity, and a minor is never shown. */
export function demandMayBeShown(draft: Draft): void {
  if (isUnder(draft, MAJORITY, draft.today)) draft.refuse('MINOR_NEVER_PUBLIC');
}

function isUnder(draft: Draft, age: number, on: LegalDate): boolean {
  const { birthDate } = draft.ctx;
  return draft.isNaturalPerson && birthDate !== undefined && on < addMonths(birthDate, age * 12);
}

export function recordMinor(
  draft: Draft,
  entryId: string,
  protection: Protection,
  standard: RecognitionStandard,
  evidence?: readonly EvidenceInput[],
): void {
  const legalBasis = standard.minors?.basis;
  draft.emit('MinorRecorded', {
    entryId,
    ...protection,
    ...(legalBasis && { legalBasis }),
    evidence: draft.evidence(entryId, evidence),
    recordedOn: draft.today,
  });
}

/** Whether a guardian acts beside the subject. */
export function hasGuardian({ minor, protection }: Entry): boolean {
  return minor && protection?.ownLabour !== true;
}

export function recordGuardian(draft: Draft, data: CommandData<'RecordGuardian'>): void {
  const { entryId, guardianRef, name, identifier, evidence } = data;
  const entry = ofMinor(draft, entryId);
  if (guardianRef === draft.subject.subjectId) draft.refuse('GUARDIAN_IS_SUBJECT');
  const consentedOn = data.consentedOn && draft.pastDate(data.consentedOn, 'consentedOn');
  const known = entry.guardians.find((g) => g.guardianRef === guardianRef);
  if (known && (consentedOn === undefined || known.consentedOn !== undefined)) return;
  draft.emit('GuardianRecorded', {
    entryId,
    guardianRef,
    name: personal(guardianRef, entryId, name),
    identifier: personal(guardianRef, entryId, identifier),
    ...(consentedOn !== undefined && { consentedOn }),
    evidence: draft.evidence(entryId, evidence, guardianRef),
    recordedOn: draft.today,
  });
}

/** S4 六(四)4: 教育机制, in the place of measures. */
export function recordEducation(draft: Draft, data: CommandData<'RecordEducation'>): void {
  const { entryId, kind, text, evidence } = data;
  const entry = ofMinor(draft, entryId);
  const heldOn = draft.pastDate(data.heldOn, 'heldOn');
  draft.notBefore(heldOn, entry.generatedOn, 'heldOn', 'generatedOn');
  draft.emit('EducationRecorded', {
    entryId,
    educationId: draft.ctx.newId('education'),
    kind,
    text: draft.text(entryId, text),
    evidence: draft.evidence(entryId, evidence),
    heldOn,
  });
}

/** The entry of a minor, in preparation or listed. */
function ofMinor(draft: Draft, entryId: string): Entry {
  const entry = draft.entry(entryId);
  draft.demand(entry.minor, 'NOT_A_MINOR');
  if (entry.phase !== 'PREPARING' && entry.phase !== 'ACTIVE') draft.refuse('ENTRY_NOT_ACTIVE', { state: entry.phase });
  return entry;
}

/** The guardians of an entry; of a focus entry after a black exit those of the black one. */
export function guardiansOf(draft: Draft, entry: Entry): Entry['guardians'] {
  const black = entry.formerBlackEntryId === undefined ? undefined : draft.state.entries[entry.formerBlackEntryId];
  return hasGuardian(entry) && entry.guardians.length === 0 && black ? black.guardians : entry.guardians;
}

export function notifyGuardians(
  draft: Draft,
  entryId: string,
  of: EventData<'GuardianNotified'>['of'],
  notifiedOn: LegalDate,
): void {
  const entry = draft.entry(entryId);
  if (!hasGuardian(entry)) return;
  for (const { guardianRef } of guardiansOf(draft, entry))
    draft.emit('GuardianNotified', { entryId, guardianRef, of, notifiedOn });
}
