import { addDays, legalDateOf, type LegalDate } from '#libs/rules';
import type { Command } from '../commands.js';
import type { CommandActor, DecisionContext } from '../context.js';
import { decide } from '../decide.js';
import type { ProducedEvent } from '../events.js';
import { evolve, fold } from '../evolve.js';
import { Refusal } from '../refusal.js';
import { initialState, type DossierState, type Subject } from '../state.js';
import { OTHER_SUBJECT_ID } from '../testing/world.js';
import { Invariants } from './invariants.js';
import { Obligations } from './obligations.js';
import { keysIn } from '../testing/keys.js';
import { Reference } from './reference.js';
import { RetentionWatch } from './retention-watch.js';
import { SOURCES, WORLD } from './world.js';

/** One command of a random sequence, with who gives it and what the sources outside would answer. */
export interface Move {
  readonly command: Command;
  readonly actor: CommandActor;
}

/** A dossier under random commands, watched after every append. Throws at the first thing that is not as it should be. */
export class Run {
  state: DossierState = initialState;
  readonly log: ProducedEvent[] = [];
  readonly refused: string[] = [];
  /** The accepted commands, for whoever has to find out what went wrong. */
  private readonly story: string[] = [];
  private today: LegalDate = '2026-09-07';
  private seconds = 0;
  private commands = 0;
  private readonly invariants = new Invariants();
  private readonly obligations = new Obligations();
  private readonly retention = new RetentionWatch();
  readonly reference = new Reference();

  constructor(private readonly natural: boolean) {}

  get date(): LegalDate {
    return this.today;
  }

  pass(days: number): void {
    if (days <= 0) return;
    this.today = addDays(this.today, days);
    this.seconds = 0;
  }

  /** Decides and appends, with every check. Returns the events, or the code of the refusal. */
  take(move: Move, sources: number): readonly ProducedEvent[] | string {
    try {
      const came = this.decideAndCheck(move, sources);
      if (typeof came !== 'string' && came.length > 0) this.story.push(this.tell(move, came));
      return came;
    } catch (error) {
      const told = [...this.story, this.tell(move, [])].join('\n');
      throw new Error(`${String(error)}\nafter\n${told}`, { cause: error });
    }
  }

  private tell({ command, actor }: Move, events: readonly ProducedEvent[]): string {
    const { entryId = '' } = command.data as { entryId?: string };
    return `  ${this.today} ${command.type} ${entryId} by ${actor.userId}: ${events.map((e) => e.type).join(' ')}`;
  }

  private decideAndCheck({ command, actor }: Move, sources: number): readonly ProducedEvent[] | string {
    this.commands += 1;
    this.seconds += 1;
    const ctx = this.context(actor, sources, command.type);
    const before = this.state;
    const events = this.decideTwice(command, ctx);
    if (typeof events === 'string') {
      this.refused.push(events);
      return events;
    }
    if (events.length === 0) {
      if (command.type === 'SettleDueDeadlines') this.obligations.settled(this.today);
      return events;
    }
    this.append(events);
    this.invariants.append(events, this.today);
    this.obligations.append(events, this.today);
    this.retention.append(events);
    this.reference.apply(command, events, ctx, before);
    this.reference.compare(this.state);
    return events;
  }

  /** Refused or not, a decision is the same a second time and leaves the state alone. */
  private decideTwice(command: Command, ctx: DecisionContext): readonly ProducedEvent[] | string {
    const once = this.decideOnce(command, ctx);
    const again = this.decideOnce(command, ctx);
    if (JSON.stringify(once) !== JSON.stringify(again)) throw new Error(`${command.type} is not decided twice alike`);
    return once;
  }

  private decideOnce(command: Command, ctx: DecisionContext): readonly ProducedEvent[] | string {
    try {
      return decide(command, this.state, ctx);
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  private append(events: readonly ProducedEvent[]): void {
    for (const event of events) {
      // Stored events come back without what JSON does not know.
      const stored = frozen(JSON.parse(JSON.stringify(event)) as ProducedEvent);
      this.log.push(stored);
      this.state = frozen(evolve(this.state, stored));
    }
  }

  private context(actor: CommandActor, sources: number, type: Command['type']): DecisionContext {
    const number = this.commands;
    const second = String(this.seconds % 60).padStart(2, '0');
    const minute = String(Math.floor(this.seconds / 60) % 60).padStart(2, '0');
    const now = `${this.today}T01:${minute}:${second}.000Z`;
    if (legalDateOf(now) !== this.today) throw new Error('the model reads its own date wrong');
    return {
      ...WORLD,
      now,
      actor,
      crossCheck: SOURCES[sources % SOURCES.length] ?? WORLD.crossCheck,
      ...(this.natural && { birthDate: '1990-01-01' }),
      joining: { state: { ...initialState, subject: otherOf(this.natural) }, registeredEarlier: false },
      ...(type === 'ErasePersonalData' && { liveKeys: keysIn(this.log) }),
      newId: (label) => `${label}#${number}`,
      sha256: (text) => `sha256:${text.length}`,
    };
  }

  /** What can only be seen of a whole log: it folds alike, sealed or not. */
  checkLog(): void {
    const now = JSON.stringify(this.state);
    if (JSON.stringify(fold(initialState, this.log)) !== now)
      throw new Error('fold differs from the incremental state');
    const sealed = this.log.map((event) => JSON.parse(JSON.stringify(event), seal) as ProducedEvent);
    if (JSON.stringify(sealed).includes('$personal')) throw new Error('something personal was not sealed');
    // A proposal is kept with its reasons, which the decision repeats: they stay as sealed as they came.
    const bySealed = JSON.stringify(fold(initialState, sealed));
    if (bySealed !== JSON.stringify(JSON.parse(now, seal))) throw new Error('sealed events fold to another state');
  }
}

/** A second dossier of somebody of the same kind. */
function otherOf(natural: boolean): Subject {
  return { subjectId: OTHER_SUBJECT_ID, subjectType: natural ? 'NATURAL_PERSON' : 'ENTERPRISE' };
}

function seal(_key: string, value: unknown): unknown {
  const personal = (value as { $personal?: { about: string; scope: string } } | null)?.$personal;
  return personal ? { $sealed: { about: personal.about, scope: personal.scope, box: 'opaque' } } : value;
}

function frozen<V>(value: V): V {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value) as unknown[]) frozen(part);
  }
  return value;
}
