import fc from 'fast-check';
import type { TriggerEvent } from './events.js';
import { foldTrigger } from './evolve.js';
import { MeasureRefusal } from './refusals.js';
import { Loop, WHO } from './testing/loop.js';
import { initialTrigger, recordsOfRound, wantedAt, type TriggerState } from './state.js';

/* Any sequence of acts and of turns of the dossier, one a day. */

type Step =
  | {
      readonly kind: 'DOSSIER';
      readonly turn: 'SUSPENDED' | 'RESUMED' | 'STOPPED';
      readonly person: boolean;
      readonly told: boolean;
    }
  | { readonly kind: 'UNIT'; readonly act: Act; readonly record: number; readonly late: number };
type Act = 'ACK' | 'APPLY' | 'DECLINE' | 'LIFT' | 'CONFIRM' | 'FEEDBACK' | 'UNLISTED' | 'SETTLE' | 'FOLLOW';

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('DOSSIER' as const),
      turn: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('SUSPENDED' as const, 'RESUMED' as const) },
        { weight: 1, arbitrary: fc.constant('STOPPED' as const) },
      ),
      person: fc.boolean(),
      told: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('UNIT' as const),
      act: fc.constantFrom<Act>(
        'ACK',
        'APPLY',
        'APPLY',
        'DECLINE',
        'LIFT',
        'CONFIRM',
        'CONFIRM',
        'FEEDBACK',
        'UNLISTED',
        'SETTLE',
        'FOLLOW',
      ),
      record: fc.nat(20),
      /** Days since what is told of. */
      late: fc.nat(5),
    }),
  },
);

const dayOf = (n: number): string => new Date(Date.UTC(2026, 8, 18 + n)).toISOString().slice(0, 10);
const LEGAL = { title: '《政府采购法》', level: 'LAW' } as const;

function run(steps: readonly Step[], eachDay: (loop: Loop) => void): void {
  const loop = Loop.of().where({ persons: ['person-r'] });
  loop.designated({ 'unit-c': ['M-1', 'M-2', 'R-1'], 'unit-d': ['M-2'] });
  steps.forEach((one, index) => {
    loop.at(dayOf(index + 1));
    try {
      take(loop, one, index);
    } catch (error) {
      if (!(error instanceof MeasureRefusal)) throw error;
    }
    eachDay(loop);
  });
}

function take(loop: Loop, one: Step, index: number): void {
  if (one.kind === 'DOSSIER') {
    const from = `${dayOf(index + 1)}T01:00:00.000Z`;
    const turn = { type: one.turn, from, ...(one.person && { personRef: 'person-r' }) };
    loop.untold(turn);
    if (one.told) attempt(loop, 'FollowDossier', {}, WHO.system);
    return;
  }
  const records = Object.values(loop.state.records);
  const record = records[one.record % records.length];
  if (record === undefined) return;
  const { pushId, unitId } = record;
  const who = unitId === 'unit-c' ? WHO.c : WHO.d;
  const appliedAt = `${dayOf(Math.max(0, index + 1 - one.late))}T01:00:00.000Z`;
  switch (one.act) {
    case 'ACK':
      return attempt(loop, 'AcknowledgeTrigger', { pushId }, who);
    case 'APPLY':
      return attempt(loop, 'ApplyMeasure', { pushId, appliedAt }, who);
    case 'DECLINE':
      return attempt(loop, 'DeclineMeasure', { pushId, reason: '理由', legalBasis: LEGAL }, who);
    case 'LIFT':
      return attempt(loop, 'LiftMeasure', { pushId, reason: '理由', legalBasis: LEGAL }, who);
    case 'CONFIRM':
      return attempt(loop, 'ConfirmInstruction', loop.unconfirmed(unitId), who);
    case 'FEEDBACK':
      return attempt(loop, 'SubmitMeasureFeedback', { pushId, text: '反馈' }, who);
    case 'UNLISTED':
      return attempt(loop, 'ReportUnlistedMeasure', {}, who);
    case 'SETTLE':
      return attempt(loop, 'SettleTriggerDeadlines', {}, WHO.system);
    case 'FOLLOW':
      return attempt(loop, 'FollowDossier', {}, WHO.system);
  }
}

/** Refused or done: both are answers. */
const attempt: (loop: Loop, ...given: Parameters<Loop['when']>) => void = (loop, ...given) =>
  loop.append(loop.when(...given).events);

/** Applied, not taken back, and confirmed by its unit as running. */
const inForce = (state: TriggerState) =>
  Object.values(state.records).filter(
    (one) =>
      one.appliedOn !== undefined &&
      (one.state === 'APPLIED' || one.state === 'RESUMED') &&
      one.unconfirmed === undefined,
  );

describe('whatever happens to the measures of an entry', () => {
  const holds = (check: (loop: Loop) => void) =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => run(steps, check)),
      { numRuns: 200 },
    );

  it('no measure is in force while the dossier has it suspended or stopped, unless its unit stands as not confirmed', () => {
    holds((loop) => {
      attempt(loop, 'FollowDossier', {}, WHO.system);
      const turns = loop.state.trigger?.turns ?? [];
      for (const one of inForce(loop.state))
        expect([one.pushId, wantedAt(turns, one.personRef)]).toEqual([one.pushId, 'RUN']);
    });
  });

  it('every application against the dossier is a violation, and no other', () => {
    holds((loop) => {
      attempt(loop, 'FollowDossier', {}, WHO.system);
      const turns = loop.state.trigger?.turns ?? [];
      for (const { pushId, personRef, appliedAt, violates } of loop.state.applications) {
        const wrong = pushId === undefined || wantedAt(turns, personRef, appliedAt) !== 'RUN';
        expect([appliedAt, violates]).toEqual([appliedAt, wrong]);
      }
      expect(Object.keys(loop.state.violations)).toHaveLength(
        loop.state.applications.filter(({ violates }) => violates).length,
      );
    });
  });

  it('each record waits for one instruction at most, and what it waits for is what the dossier wants', () => {
    holds((loop) => {
      attempt(loop, 'FollowDossier', {}, WHO.system);
      const turns = loop.state.trigger?.turns ?? [];
      for (const { unconfirmed, personRef, unitId, state } of recordsOfRound(loop.state)) {
        // Whoever has lifted a measure is told nothing more; what was told before stays to be confirmed.
        if (unconfirmed === undefined || state === 'LIFTED') continue;
        const instruction = loop.state.instructions[unconfirmed];
        expect(instruction).toMatchObject({ unitId, overtaken: false });
        expect(instruction?.confirmedOn).toBeUndefined();
        const wanted = { RUN: 'RESUME', SUSPEND: 'SUSPEND', STOP: 'STOP' }[wantedAt(turns, personRef)];
        expect(instruction?.instruction).toBe(wanted);
      }
    });
  });

  it('what was stored folds to the same loop again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let last: Loop | undefined;
        run(steps, (loop) => (last = loop));
        const stored = JSON.parse(JSON.stringify(last?.log ?? [])) as TriggerEvent[];
        expect(foldTrigger(initialTrigger, stored)).toEqual(last?.state ?? initialTrigger);
      }),
      { numRuns: 100 },
    );
  });

  it('every duty ends met, missed, lapsed, paused or open, and none is owed after the stop but to confirm it', () => {
    holds((loop) => {
      attempt(loop, 'SettleTriggerDeadlines', {}, WHO.system);
      const stopped = wantedAt(loop.state.trigger?.turns ?? [], undefined) === 'STOP';
      for (const { status, key, dueOn } of Object.values(loop.state.deadlines)) {
        if (status === 'OPEN') expect(dueOn >= loop.today).toBe(true);
        if (stopped && key !== 'exit.measuresStop') expect(['MET', 'LAPSED']).toContain(status);
      }
    });
  });
});
