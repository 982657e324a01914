import type { ActorRef } from '#libs/dossier';
import { legalDateOf, type LegalDate } from '#libs/rules';
import { personal, type PlainPersonal } from '#libs/subjects';
import type { TriggerContext } from './context.js';
import type { ProducedTriggerEvent, TriggerEvent, TriggerEventData, TriggerEventType } from './events.js';
import { evolveTrigger } from './evolve.js';
import { MeasureRefusal, type MeasureRefusalCode } from './refusals.js';
import type { MeasureRecord, Trigger, TriggerState } from './state.js';

/** A decision being made: the loop as it would be, and the events that lead there. Lives within one `decide`. */
export class TriggerDraft {
  readonly events: ProducedTriggerEvent[] = [];
  readonly today: LegalDate;
  private system: string | undefined;

  constructor(
    public state: TriggerState,
    readonly ctx: TriggerContext,
  ) {
    this.today = legalDateOf(ctx.now);
  }

  /** Every event is about the entry of the loop. */
  emit<T extends TriggerEventType>(type: T, data: Omit<TriggerEventData<T>, 'entryId'>): void {
    const event = { type, data: { entryId: this.ctx.entryId, ...data } } as unknown as TriggerEvent;
    this.state = evolveTrigger(this.state, event);
    this.events.push(this.system === undefined ? event : { ...event, system: this.system });
  }

  /** Runs `act` as SYSTEM under a rule. */
  asSystem(rule: string, act: () => void): void {
    const before = this.system;
    this.system = rule;
    try {
      act();
    } finally {
      this.system = before;
    }
  }

  refuse(code: MeasureRefusalCode): never {
    throw new MeasureRefusal(code);
  }

  demand(holds: boolean, code: MeasureRefusalCode): asserts holds {
    if (!holds) this.refuse(code);
  }

  get trigger(): Trigger {
    return this.state.trigger ?? this.refuse('TRIGGER_UNKNOWN');
  }

  get actor(): ActorRef {
    const { userId, unitId, role } = this.ctx.actor;
    return { userId, role, ...(unitId !== undefined && { unitId }) };
  }

  /** Whether the actor's unit is this one, or goes on for it (3.5 Units). */
  actsFor(unitId: string): boolean {
    return (this.ctx.unitSuccessors[unitId] ?? unitId) === this.ctx.actor.unitId;
  }

  /** The record of the actor's own unit. */
  ownRecord(pushId: string): MeasureRecord {
    const record = this.state.records[pushId] ?? this.refuse('MEASURE_RECORD_UNKNOWN');
    this.demand(this.actsFor(record.unitId), 'NOT_YOUR_MEASURE');
    return record;
  }

  /** A free text, under the key of (whom the record is about, the entry). */
  text(value: string, personRef?: string): PlainPersonal {
    return personal(personRef ?? this.trigger.subjectId, this.ctx.entryId, value);
  }
}
