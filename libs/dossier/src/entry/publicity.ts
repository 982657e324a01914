import { addDuration, workingDaysBetween } from '#libs/rules';
import type { CommandData } from '../commands.js';
import { meetDeadline, MOMENTS, ruleOf, setMoment } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import { openCases } from '../lifecycle.js';
import { unitOf } from '../units.js';
import type { Entry } from '../state.js';
import { knownChannels, ofList, preparing } from './guards.js';

/** R3, B6: the initial list is shown, open to objection. */
export function startPublicity(draft: Draft, data: CommandData<'StartPublicity'>): void {
  const { entryId, channels, maskedText, objectionContact } = data;
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
  );
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

/** S1 §3: the unit's portal and the credit portal; S1 §19: enterprises also in the enterprise publicity system. */
export function demandChannels(draft: Draft, entry: Entry, channelIds: readonly string[]): void {
  knownChannels(draft, channelIds);
  const chosen = draft.ctx.channels.filter((c) => channelIds.includes(c.channelId));
  const unit = unitOf(draft.ctx, entry.unitId);
  const own = chosen.some(
    (c) => c.kind === 'UNIT_PORTAL' && c.unitId !== undefined && unitOf(draft.ctx, c.unitId) === unit,
  );
  const credit = chosen.some((c) => c.kind === 'CREDIT_PORTAL');
  const missing = [...(own ? [] : ['UNIT_PORTAL']), ...(credit ? [] : ['CREDIT_PORTAL'])];
  draft.demand(missing.length === 0, 'CHANNELS_INCOMPLETE', { missing: missing.join(', ') });
}

/** R4: SYSTEM at the end of the period. READY only if no objection is open; the lifecycle reads that off. */
export function endPublicity(draft: Draft, entryId: string, publicityId: string, endedOn: string): void {
  const pending = openCases(draft.state, entryId).length > 0;
  const dismissed = Object.values(draft.state.cases).some((c) => c.entryId === entryId && c.outcome !== undefined);
  const outcome = pending ? 'OBJECTION_PENDING' : dismissed ? 'OBJECTION_DISMISSED' : 'NO_OBJECTION';
  draft.emit('PublicityEnded', { entryId, publicityId, outcome, endedOn });
  meetDeadline(draft, MOMENTS.publicityEnd, publicityId, endedOn);
}
