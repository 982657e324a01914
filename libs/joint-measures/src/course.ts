import type { LegalDate } from '#libs/rules';
import type { CourseEvent, EntryFacts } from './context.js';
import { lapseDuties, pauseDuty, resumeDuty, setDuty } from './deadlines.js';
import type { TriggerDraft } from './draft.js';
import type { Instruction, TriggeredItem } from './events.js';
import { recordsOfRound, wantedAt, type MeasureRecord } from './state.js';
import { recordViolations } from './violations.js';

const RULE = 'measures.follow';
type Turned = Exclude<CourseEvent, { type: 'TRIGGERED' | 'FOUND_WRONG' }>;

/**
 * 3.8 O4, 3.9: the loop follows its dossier. What the dossier has said and the loop has not yet taken up is taken up
 * first, in the append of whatever is decided next, so that no unit's act is judged by what was true before.
 */
export function followDossier(draft: TriggerDraft): void {
  const { entry } = draft.ctx;
  if (entry === undefined) return;
  for (const event of entry.course) {
    if (event.type === 'FOUND_WRONG' || draft.state.followed.includes(event.eventId)) continue;
    draft.asSystem(RULE, () => {
      if (event.type === 'TRIGGERED') initiate(draft, entry, event);
      else turn(draft, event);
    });
  }
  if (entry.course.some(({ type }) => type === 'FOUND_WRONG'))
    draft.asSystem(RULE, () => suggestReconsideration(draft));
}

function initiate(draft: TriggerDraft, entry: EntryFacts, event: CourseEvent & { type: 'TRIGGERED' }): void {
  const { eventId, at, kind, items, startsSuspended, triggeredOn } = event;
  const { subjectId, listKind, unitId } = entry;
  draft.emit('TriggerInitiated', {
    ...{ causeEventId: eventId, subjectId, listKind, unitId, kind, at, startsSuspended, triggeredOn },
    round: (draft.state.trigger?.round ?? 0) + 1,
    items: items.map((id) => asListed(draft, id, triggeredOn)),
  });
}

/** Pins the item as its list had it on the day of the trigger (D8). One of before the first list binds nobody. */
function asListed(draft: TriggerDraft, measureItemId: string, on: LegalDate): TriggeredItem {
  const listed = draft.ctx.measuresOn(on)?.find((one) => one.measureItemId === measureItemId);
  if (listed === undefined) return { measureItemId, force: 'RECOMMENDED', persons: false };
  const { force, appliesTo, measureListId, listVersion } = listed;
  return { measureItemId, force, persons: appliesTo.persons, measureListId, listVersion };
}

function turn(draft: TriggerDraft, { type, eventId, personRef, from }: Turned): void {
  const before = draft.state.trigger;
  if (before === undefined) return;
  const change = { causeEventId: eventId, round: before.round, from, ...(personRef !== undefined && { personRef }) };
  if (type === 'SUSPENDED') draft.emit('TriggerSuspended', change);
  else if (type === 'RESUMED') draft.emit('TriggerResumed', change);
  else draft.emit('TriggerStopped', change);
  const turned = recordsOfRound(draft.state).flatMap((record) => {
    const was = wantedAt(before.turns, record.personRef);
    const is = wantedAt(draft.trigger.turns, record.personRef);
    return was === is ? [] : [{ record, instruction: INSTRUCTIONS[is] }];
  });
  for (const instruction of ['SUSPEND', 'RESUME', 'STOP'] as const) {
    const records = turned.filter((one) => one.instruction === instruction).map(({ record }) => record);
    instruct(draft, instruction, records, from, eventId);
  }
  recordViolations(draft);
}

const INSTRUCTIONS = { RUN: 'RESUME', SUSPEND: 'SUSPEND', STOP: 'STOP' } as const;

/** Tells each unit what to do about its records. It stands as not confirmed until the unit has done so. */
export function instruct(
  draft: TriggerDraft,
  instruction: Instruction,
  records: readonly MeasureRecord[],
  from: string,
  cause: string,
): void {
  for (const unitId of [...new Set(records.map((record) => record.unitId))]) {
    const own = records.filter((record) => record.unitId === unitId && record.state !== 'LIFTED');
    if (own.length === 0) continue;
    const overtaken = new Set(own.flatMap(({ unconfirmed }) => unconfirmed ?? []));
    const instructionId = draft.ctx.idOf('instruction', unitId, instruction, cause);
    const pushIds = own.map(({ pushId }) => pushId);
    draft.emit('InstructionPushed', { instructionId, instruction, unitId, pushIds, from, pushedOn: draft.today });
    for (const id of overtaken) if (draft.state.instructions[id]?.overtaken) lapseDuties(draft, id, 'OVERTAKEN');
    const key = instruction === 'STOP' ? 'exit.measuresStop' : 'measure.ack';
    setDuty(draft, { key, ownerRef: instructionId, unitId });
    for (const { pushId } of own) {
      if (instruction === 'SUSPEND') pauseDuty(draft, 'measure.feedback', pushId);
      else if (instruction === 'RESUME') resumeDuty(draft, 'measure.feedback', pushId);
      else lapseDuties(draft, pushId, 'STOPPED');
    }
  }
}

/** 3.9, consequence reversal (c): what the unit has done because of a wrong entry is to be looked at again. */
function suggestReconsideration(draft: TriggerDraft): void {
  for (const { pushId, unitId, namedMatter, reconsiderationSuggestedOn } of Object.values(draft.state.records))
    if (namedMatter && reconsiderationSuggestedOn === undefined)
      draft.emit('ReconsiderationSuggested', { unitId, pushId, suggestedOn: draft.today });
}
