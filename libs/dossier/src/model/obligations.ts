import type { LegalDate } from '#libs/rules';
import type { EventData, ProducedEvent } from '../events.js';

interface Obligation {
  readonly key: string;
  readonly entryId: string | undefined;
  dueOn: LegalDate;
  paused: boolean;
  missed: boolean;
  ended: boolean;
  /** It is the duty to restore, not that of a mere correction. */
  restores?: boolean;
}

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`obligation broken: ${what}`);
};

/** Exits of somebody who should never have been listed (3.9). */
const WRONG = new Set(['WRONGLY_LISTED', 'REMEDY_ANNULLED', 'BASIS_ANNULLED']);

/**
 * Every obligation ends met or without its cause, or stays open, missed once its time is over (3.16); and whoever was
 * shown and should not have been listed is restored (3.9). Read off the events alone.
 */
export class Obligations {
  private readonly known = new Map<string, Obligation>();
  private readonly red = new Set<string>();
  /** Published as dishonest. */
  private readonly shown = new Set<string>();
  private readonly restored = new Set<string>();

  append(events: readonly ProducedEvent[], today: LegalDate): void {
    for (const event of events) this.see(event, today);
    for (const { type, data } of events)
      if (type === 'EntryExited' && WRONG.has(data.exitReason) && this.shown.has(data.entryId)) this.owe(data.entryId);
  }

  /** After what had fallen due was settled: what is late and was not met says so. */
  settled(today: LegalDate): void {
    for (const [deadlineId, { key, dueOn, paused, missed, ended }] of this.known)
      demand(ended || paused || missed || dueOn >= today, `${key} ${deadlineId} was due on ${dueOn} and is forgotten`);
  }

  private see(event: ProducedEvent, today: LegalDate): void {
    const { type, data } = event;
    if (type === 'InitialEntryGenerated' && data.listKind === 'RED') this.red.add(data.entryId);
    if (type === 'EntryPublished' && !this.red.has(data.entryId)) this.shown.add(data.entryId);
    if (type === 'ReputationRestorationNoticePublished') this.restored.add(data.entryId);
    if (type === 'DeadlineSet') this.set(data);
    if (type === 'DeadlineMet') this.met(data);
    if (type === 'DeadlineMissed') this.missed(data, today);
    if (type === 'DeadlinePaused') this.open(data.deadlineId).paused = true;
    if (type === 'DeadlineResumed') Object.assign(this.open(data.deadlineId), { paused: false, dueOn: data.dueOn });
    if (type === 'DeadlineRescheduled') this.open(data.deadlineId).dueOn = data.dueOn;
    if (type === 'DeadlineLapsed') this.lapsed(data);
  }

  private set({ deadlineId, key, entryId, startOn, dueOn }: EventData<'DeadlineSet'>): void {
    demand(!this.known.has(deadlineId), `${key} ${deadlineId} is set twice`);
    demand(startOn <= dueOn, `${key} is due before it begins`);
    this.known.set(deadlineId, { key, entryId, dueOn, paused: false, missed: false, ended: false });
  }

  private met({ deadlineId, metOn, late }: EventData<'DeadlineMet'>): void {
    const one = this.open(deadlineId);
    demand(late === metOn > one.dueOn, `${one.key} says wrongly whether it is late`);
    demand(!one.restores || this.restored.has(one.entryId ?? ''), `${one.entryId} counts as restored and is not`);
    one.ended = true;
  }

  private missed({ deadlineId }: EventData<'DeadlineMissed'>, today: LegalDate): void {
    const one = this.open(deadlineId);
    demand(!one.missed && !one.paused && one.dueOn < today, `${one.key} is missed twice, early, or while it rests`);
    one.missed = true;
  }

  private lapsed({ deadlineId }: EventData<'DeadlineLapsed'>): void {
    const one = this.open(deadlineId);
    demand(!one.restores, `the restoration of ${one.entryId} is forgotten`);
    one.ended = true;
  }

  private open(deadlineId: string): Obligation {
    const one = this.known.get(deadlineId);
    if (one === undefined || one.ended) throw new Error(`obligation broken: ${deadlineId} is not open`);
    return one;
  }

  private owe(entryId: string): void {
    const duties = [...this.known.values()].filter(
      (one) => one.key === 'correction.propagate' && one.entryId === entryId && !one.ended,
    );
    demand(duties.length > 0, `nothing restores ${entryId}, listed wrongly and shown`);
    for (const duty of duties) duty.restores = true;
  }
}
