import { createHash } from 'node:crypto';
import { stableId } from '#libs/command-loop';
import {
  POLICY,
  Refusal,
  type Command,
  type CommandActor,
  type CommandType,
  type DossierState,
  type ShownText,
} from '#libs/dossier';
import { commandKey, type DossierStore, type LoadedDossier } from '#libs/dossier-store';
import { DEMONSTRATION_USERS } from '#libs/access';
import { Clock } from '#libs/platform';
import { canonicalText, endOfDay, legalDateOf, type Instant } from '#libs/rules';
import { exitText, SystemCommands } from '../../../projector/src/index.js';
import type { PastDays } from './past-days.js';
import { withIds, type Moment, type Step, type Story } from './story.js';

/** The clock of the past that is being told. */
export class WalkedClock extends Clock {
  instant: Instant = '1970-01-01T00:00:00.000Z';

  now(): Instant {
    return this.instant;
  }
}

/** Something that goes on step by step, each at its own instant. */
export interface Walk {
  /** Instant of the next step; undefined when there is none left. */
  readonly next: Instant | undefined;
  /** Takes the next step; the clock stands at its instant. */
  advance(): Promise<void>;
}

export interface WalkParts extends DossierStore {
  readonly days: PastDays;
  readonly clock: WalkedClock;
  /** Nothing happens after this instant. */
  readonly until: Instant;
  readonly thirdPartyRef: string;
  readonly shownText: (kind: 'PUBLICITY' | 'PUBLICATION', subjectId: string, entryId: string) => Promise<ShownText>;
  readonly onStep?: () => void;
}

/** A story does not fit the rules: a fault of the release, not of the machine. */
export class StoryRefused extends Error {
  constructor(key: string, { type, day }: Step, refusal: Refusal) {
    super(`the story ${key} cannot be told: ${type} on day ${day} is refused, ${refusal.code}`, { cause: refusal });
    this.name = 'StoryRefused';
  }
}

/** Between two acts of one story on one day. */
const PAUSE_MINUTES = 20;
/** Stories of one day begin at different minutes, so that the log does not look like a parade. */
const STAGGER = { slots: 3, minutes: 7 };

/** Lets one subject live through its story: the acts of people, and what the clock does in between. */
export class StoryWalk implements Walk {
  next: Instant | undefined;
  private subjectId = '';
  private personRef = '';
  private at = 0;
  private state: DossierState | undefined;
  private readonly instants: readonly Instant[];
  private readonly chained = new Set<string>();
  private readonly system: SystemCommands;

  constructor(
    private readonly story: Story,
    index: number,
    private readonly parts: WalkParts,
  ) {
    this.instants = instantsOf(story.steps, parts.days, (index % STAGGER.slots) * STAGGER.minutes);
    this.system = new SystemCommands(parts.executor);
  }

  /** Finds out how far the story was told before. @returns how many of its steps */
  async open(): Promise<number> {
    const { identifier, person } = this.story;
    if (person !== undefined) this.personRef = await this.parts.registry.personRefFor(person.identifier);
    const known = await this.parts.registry.findRef(identifier);
    if (known !== undefined) {
      this.subjectId = known;
      const loaded = await this.parts.repository.load(known);
      if (loaded.record !== undefined) {
        while (this.at < this.story.steps.length && this.wasTaken(loaded)) this.at += 1;
        // What came of an exit belongs to the instant of the exit, also when the story was broken off just there.
        if (loaded.lastRecordedAt !== undefined) this.parts.clock.instant = loaded.lastRecordedAt;
        await this.take(loaded);
      }
    }
    this.plan();
    return this.at;
  }

  async advance(): Promise<void> {
    if (this.state === undefined) await this.register();
    else if (this.due() !== undefined && this.due() === this.next) await this.settle();
    else await this.step();
    this.plan();
  }

  private plan(): void {
    const step = this.instants[this.at];
    const due = this.state === undefined ? undefined : this.due();
    // On one instant what falls due comes first: every decision begins with it.
    const first = due !== undefined && (step === undefined || due <= step) ? due : step;
    this.next = first !== undefined && first <= this.parts.until ? first : undefined;
  }

  /** End of the first day on which a deadline of this dossier falls due. */
  private due(): Instant | undefined {
    const days = Object.values(this.state?.deadlines ?? {}).flatMap((d) => (d.status === 'OPEN' ? [d.dueOn] : []));
    const [first] = days.sort();
    return first === undefined ? undefined : endOfDay(first);
  }

  private async register(): Promise<void> {
    const { key, name, subjectType, identifier, steps } = this.story;
    const actor = officialOf(steps[0]?.by ?? 'a-drafter', 'RegisterSubject');
    const { subjectId } = await this.parts.registry.registerSubject({
      actor,
      commandId: stableId('demonstration', key, 'register'),
      fingerprint: fingerprintOf(key, 'register'),
      subjectType,
      identifier,
      name,
    });
    this.subjectId = subjectId;
    await this.reload();
  }

  private async settle(): Promise<void> {
    const due = Object.values(this.state?.deadlines ?? {}).find(
      (d) => d.status === 'OPEN' && endOfDay(d.dueOn) === this.next,
    );
    if (due === undefined) return;
    const cause = [due.deadlineId, due.dueOn];
    await this.system.issue(this.subjectId, { type: 'SettleDueDeadlines', data: {} }, 'clock', cause);
    await this.reload();
  }

  private async step(): Promise<void> {
    const { story, at, parts, state } = this;
    const step = story.steps[at];
    if (step === undefined || state === undefined) return;
    const moment = this.moment(state);
    try {
      const data = withIds(step.type, await step.data(moment), step.list && moment.entry(step.list), state);
      await parts.executor.execute({
        subjectId: this.subjectId,
        command: { type: step.type, data } as Command,
        actor: this.actorOf(step),
        commandId: this.commandId(at),
        fingerprint: fingerprintOf(story.key, String(at)),
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new StoryRefused(story.key, step, error);
    }
    this.at += 1;
    parts.onStep?.();
    await this.reload();
  }

  private async reload(): Promise<void> {
    await this.take(await this.parts.repository.load(this.subjectId));
  }

  /** Takes note of the dossier, and runs the exit chains that have begun in it. */
  private async take(loaded: LoadedDossier): Promise<void> {
    this.state = loaded.state;
    const begun = Object.values(loaded.state.entries).filter((e) => e.exit && !this.chained.has(e.entryId));
    for (const { entryId, exit } of begun) {
      this.chained.add(entryId);
      const text = exitText(exit?.reason ?? '', exit?.effectiveOn ?? '');
      await this.system.issue(this.subjectId, { type: 'RunExitChain', data: { entryId, text } }, 'exit.chain', [
        'demonstration',
        entryId,
      ]);
    }
    if (begun.length > 0) this.state = (await this.parts.repository.load(this.subjectId)).state;
  }

  private moment(state: DossierState): Moment {
    const { days, clock, thirdPartyRef, shownText } = this.parts;
    const { subjectId, personRef } = this;
    return {
      today: legalDateOf(clock.now()),
      days,
      state,
      subjectId,
      personRef,
      thirdPartyRef,
      entry: (list) => Object.values(state.entries).findLast(({ listKind }) => listKind === list),
      shownText: (kind, entryId) => shownText(kind, subjectId, entryId),
    };
  }

  private wasTaken(loaded: LoadedDossier): boolean {
    const step = this.story.steps[this.at];
    return (
      step !== undefined && loaded.seenCommands.has(commandKey(this.actorOf(step).userId, this.commandId(this.at)))
    );
  }

  private commandId(at: number): string {
    return stableId('demonstration', this.story.key, String(at));
  }

  private actorOf({ by, type }: Step): CommandActor {
    const { account, key } = this.story;
    if (by === 'SUBJECT') {
      const { subjectId } = this;
      return {
        userId: account ?? `subject-${key}`,
        role: 'SUBJECT',
        roles: ['SUBJECT'],
        subjectId,
        personRef: subjectId,
      };
    }
    const official = officialOf(by, type);
    return by === 'third-party' ? { ...official, personRef: this.parts.thirdPartyRef } : official;
  }
}

function instantsOf(steps: readonly Step[], days: PastDays, offset: number): readonly Instant[] {
  let [day, minute] = [Number.POSITIVE_INFINITY, offset];
  return steps.map((step) => {
    if (step.day > day) throw new RangeError(`${step.type} on day ${step.day} is told after day ${day}`);
    minute = step.day === day ? minute + PAUSE_MINUTES : offset;
    day = step.day;
    return days.instant(day, minute);
  });
}

/** An official of the demonstration, in the role that the act asks for. */
export function officialOf(account: string, type: CommandType): CommandActor {
  const user = DEMONSTRATION_USERS.find(({ officialId }) => officialId === account);
  if (user === undefined) throw new RangeError(`no account ${account}`);
  const { officialId: userId, unitId } = user;
  const roles: readonly string[] = user.roles;
  const role = POLICY[type].find((grant) => roles.includes(grant.role))?.role ?? roles[0] ?? 'PUBLIC';
  return { userId, role, roles, ...(unitId === undefined ? {} : { unitId }) };
}

/** By place in the story and not by content: a step is itself also when a later release words it differently. */
export function fingerprintOf(...parts: readonly string[]): string {
  return createHash('sha256')
    .update(canonicalText(['demonstration', ...parts]))
    .digest('hex');
}

/**
 * Takes all walks through the same time, so that the log as a whole is in order, too: those whose next steps stand at
 * one instant at once, since they are about different streams.
 */
export async function walkAll(walks: readonly Walk[], clock: WalkedClock, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const instants = walks.flatMap(({ next }) => (next === undefined ? [] : [next])).sort();
    const [first] = instants;
    if (first === undefined) return;
    clock.instant = first;
    const taken = await Promise.allSettled(walks.filter(({ next }) => next === first).map((walk) => walk.advance()));
    // Nothing is under way any more when the first failure is told.
    for (const one of taken) if (one.status === 'rejected') throw one.reason;
  }
}
