import { addDuration, workingDaysBetween, type SubjectType } from '#libs/rules';
import type { CommandData } from '../commands.js';
import { meetDeadline, MOMENTS, ruleOf, setMoment } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import { openCases } from '../lifecycle.js';
import { unitOf } from '../units.js';
import type { Entry } from '../state.js';
import { demandConfirmed, ofList, openChannels, preparing } from './guards.js';

/** R3, B6: the initial list is shown, open to objection. */
export function startPublicity(draft: Draft, data: CommandData<'StartPublicity'>): void {
  const { entryId, channels, maskedText, maskProfile, rendering, confirmedFindings, objectionContact } = data;
  const entry = draft.entry(entryId);
  if (entry.phase === 'SCREENED_OUT') draft.refuse('CROSS_CHECK_NOT_CLEAN');
  preparing(draft, entryId);
  ofList(draft, entry, 'RED', 'BLACK');
  if (entry.publicity) draft.refuse('PUBLICITY_ALREADY_STARTED');
  if (entry.minor) draft.refuse('MINOR_NEVER_PUBLIC');
  if (entry.listKind === 'RED') demandFreshCheck(draft, entry);
  else if (draft.isNaturalPerson)
    draft.demand(draft.standardOf(entry).naturalPersonPublication.allowed, 'PUBLICITY_NOT_FOR_PERSONS');
  else demandNoticeDone(draft, entry);
  demandChannels(
    draft,
    entry,
    channels.map((c) => c.channelId),
    SHOWN_BY_ALL,
  );
  demandConfirmed(draft, { ...rendering, ...(confirmedFindings && { confirmedFindings }) });
  const startsOn = draft.pastDate(data.startsOn, 'startsOn');
  draft.notBefore(startsOn, entry.crossCheck?.checkedOn ?? entry.generatedOn, 'startsOn', 'crossCheck');
  // A black standard that names no period of its own is shown as long as a red one (S1 §3 leaves it open).
  const ownPeriod = entry.listKind === 'BLACK' && draft.standardOf(entry).publicity.period !== undefined;
  const rule = ruleOf(draft, entry, ownPeriod ? 'black.publicity' : 'red.publicity', startsOn);
  const due = addDuration(draft.ctx.calendar, startsOn, rule.value, { rollOver: true });
  const publicityId = draft.ctx.newId('publicity');
  draft.emit('PublicityStarted', {
    entryId,
    publicityId,
    channels,
    maskedText: draft.text(entryId, maskedText),
    maskedContentHash: draft.ctx.sha256(maskedText),
    maskProfile,
    ...(rendering && { rendering }),
    startsOn,
    endsOn: due.dueOn,
    objectionContact,
  });
  setMoment(draft, draft.entry(entryId), MOMENTS.publicityEnd, publicityId, startsOn, due.dueOn, {
    ruleFrom: rule.from,
    legalSource: rule.legalSource,
    duration: rule.value,
    provisional: due.provisional,
  });
}

/** I7, R3: clean, against every source, at most one working day old. */
function demandFreshCheck(draft: Draft, entry: Entry): void {
  const { crossCheck } = entry;
  if (!crossCheck) draft.refuse('NOT_SCREENED');
  draft.demand(crossCheck.result === 'CLEAN', 'CROSS_CHECK_NOT_CLEAN');
  const age = ruleOf(draft, entry, 'crossCheck.freshness').value.value;
  if (workingDaysBetween(draft.ctx.calendar, crossCheck.checkedOn, draft.today) > age)
    draft.refuse('CROSS_CHECK_STALE', { date: crossCheck.checkedOn });
}

function demandNoticeDone(draft: Draft, entry: Entry): void {
  const noticed = entry.waivedOn !== undefined || entry.notices.some((n) => n.purpose === 'RECOGNITION');
  draft.demand(noticed, 'PRIOR_NOTICE_REQUIRED');
}

type RequiredKind = 'UNIT_PORTAL' | 'CREDIT_PORTAL' | 'ENTERPRISE_PUBLICITY';
/** S1 §3: whatever is shown stands on the unit's own portal and on the credit portal. */
export const SHOWN_BY_ALL: readonly RequiredKind[] = ['UNIT_PORTAL', 'CREDIT_PORTAL'];

/** S1 §3, S1 §19: a recognised entry of an enterprise stands in the enterprise publicity system, too. */
export function requiredKinds(subjectType: SubjectType): readonly RequiredKind[] {
  return subjectType === 'ENTERPRISE' ? [...SHOWN_BY_ALL, 'ENTERPRISE_PUBLICITY'] : SHOWN_BY_ALL;
}

/** Every channel known and open, and one of each kind that is required, the portal being the unit's own. */
export function demandChannels(
  draft: Draft,
  entry: Entry,
  channelIds: readonly string[],
  required: readonly RequiredKind[],
): void {
  openChannels(draft, channelIds);
  const chosen = draft.ctx.channels.filter((c) => channelIds.includes(c.channelId));
  const unit = unitOf(draft.ctx, entry.unitId);
  const missing = required.filter(
    (kind) =>
      !chosen.some(
        (c) =>
          c.kind === kind &&
          (kind !== 'UNIT_PORTAL' || (c.unitId !== undefined && unitOf(draft.ctx, c.unitId) === unit)),
      ),
  );
  if (missing.length === 1 && missing[0] === 'ENTERPRISE_PUBLICITY') draft.refuse('ENTERPRISE_CHANNEL_REQUIRED');
  draft.demand(missing.length === 0, 'CHANNELS_INCOMPLETE', {
    list: entry.listKind,
    subjectType: draft.subject.subjectType,
    required: required.join(', '),
    missing: missing.join(', '),
  });
}

/** R4: SYSTEM at the end of the period. READY only if no objection is open; the lifecycle reads that off. */
export function endPublicity(draft: Draft, entryId: string, publicityId: string, endedOn: string): void {
  const pending = openCases(draft.state, entryId).length > 0;
  const dismissed = Object.values(draft.state.cases).some((c) => c.entryId === entryId && c.outcome !== undefined);
  const outcome = pending ? 'OBJECTION_PENDING' : dismissed ? 'OBJECTION_DISMISSED' : 'NO_OBJECTION';
  draft.emit('PublicityEnded', { entryId, publicityId, outcome, endedOn });
  meetDeadline(draft, MOMENTS.publicityEnd, publicityId, endedOn);
}
