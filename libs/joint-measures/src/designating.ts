import type { TriggerCommandData } from './commands.js';
import { instruct } from './course.js';
import { setDuty } from './deadlines.js';
import type { TriggerDraft } from './draft.js';
import type { Designation, TriggeredItem } from './events.js';
import { recordsOfRound, wantedAt } from './state.js';

/** S1 §17: the initiating unit's half of 办公室会同发起单位. */
export function proposeImplementingUnits(
  draft: TriggerDraft,
  { designations }: TriggerCommandData<'ProposeImplementingUnits'>,
): void {
  const { round, unitId, items } = draft.trigger;
  draft.demand(draft.actsFor(unitId), 'NOT_THE_INITIATOR');
  refuseStopped(draft);
  const units = designations.map((one) => one.unitId);
  draft.demand(new Set(units).size === units.length, 'DESIGNATION_TWICE');
  draft.demand(
    units.every((unit) => draft.ctx.isUnit(unit) && draft.ctx.unitSuccessors[unit] === undefined),
    'DESIGNATION_UNIT_UNKNOWN',
  );
  const triggered = new Set(items.map(({ measureItemId }) => measureItemId));
  draft.demand(
    designations.every((one) => one.items.every((item) => triggered.has(item))),
    'DESIGNATION_ITEM_UNKNOWN',
  );
  draft.demand(newPushes(draft, designations).length > 0, 'DESIGNATION_TWICE');
  draft.emit('ImplementingUnitsProposed', {
    round,
    proposalId: draft.ctx.newId('designation'),
    designations,
    initiator: draft.actor,
    proposedOn: draft.today,
  });
}

/** The office agrees, and what is designated is pushed: suspended from the start while the dossier is. */
export function designateImplementingUnits(
  draft: TriggerDraft,
  { proposalId }: TriggerCommandData<'DesignateImplementingUnits'>,
): void {
  const { round, proposal } = draft.trigger;
  if (proposal?.proposalId !== proposalId) draft.refuse('DESIGNATION_UNKNOWN');
  refuseStopped(draft);
  const { designations, initiator } = proposal;
  const pushes = newPushes(draft, designations);
  draft.emit('ImplementingUnitsDesignated', {
    ...{ round, proposalId, designations, initiator },
    office: draft.actor,
    designatedOn: draft.today,
  });
  for (const { pushId, unitId, item, personRef } of pushes) {
    const { measureItemId, force } = item;
    draft.emit('TriggerPushed', {
      ...{ round, pushId, unitId, measureItemId, force, pushedOn: draft.today },
      ...(personRef !== undefined && { personRef }),
    });
    // Recommended items are answered as a unit sees fit (5.2).
    if (force === 'RECOMMENDED') continue;
    setDuty(draft, { key: 'measure.ack', ownerRef: pushId, unitId });
    setDuty(draft, { key: 'measure.feedback', ownerRef: pushId, unitId });
  }
  const made = new Set(pushes.map(({ pushId }) => pushId));
  const waiting = recordsOfRound(draft.state).filter(
    ({ pushId, personRef }) => made.has(pushId) && wantedAt(draft.trigger.turns, personRef) === 'SUSPEND',
  );
  instruct(draft, 'SUSPEND', waiting, draft.ctx.now, proposalId);
}

interface Push {
  readonly pushId: string;
  readonly unitId: string;
  readonly item: TriggeredItem;
  readonly personRef?: string;
}

/** One record for each (person, unit, item) that has none yet in this round. */
function newPushes(draft: TriggerDraft, designations: readonly Designation[]): readonly Push[] {
  const { round, items, turns } = draft.trigger;
  const persons = (draft.ctx.entry?.persons ?? []).filter((person) => wantedAt(turns, person) !== 'STOP');
  return designations
    .flatMap(({ unitId, items: wanted }) =>
      items
        .filter(({ measureItemId }) => wanted.includes(measureItemId))
        .flatMap((item) =>
          [undefined, ...(item.persons ? persons : [])].map((personRef) => ({ unitId, item, personRef })),
        ),
    )
    .map(({ unitId, item, personRef }) => ({
      ...{ unitId, item, ...(personRef !== undefined && { personRef }) },
      pushId: draft.ctx.idOf('push', String(round), unitId, item.measureItemId, personRef ?? ''),
    }))
    .filter(({ pushId }) => draft.state.records[pushId] === undefined);
}

function refuseStopped(draft: TriggerDraft): void {
  const { endsAt } = draft.ctx.entry ?? {};
  const over = endsAt !== undefined && draft.ctx.now >= endsAt;
  draft.demand(!over && wantedAt(draft.trigger.turns, undefined) !== 'STOP', 'MEASURES_STOPPED');
}
