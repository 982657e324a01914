import type { ClientConfig, QueryArrayConfig } from 'pg';
import { StoreUnavailable, WrongExpectedRevision, type AppendResult } from '#libs/event-store';
import { answersOf, appendGroupSql, parametersOf, type Append, type GroupRow } from './append-group.js';
import { LostStatement, unavailable } from './faults.js';
import { WriterConnection } from './writer-connection.js';

/** Appends that were committed together. */
export interface WrittenGroup {
  readonly appends: number;
  readonly events: number;
}

/**
 * How many appends share a transaction at most. More than the disk needs to be waited for seldom, and so few that of 128
 * writers one half is at the database while the other half decides.
 */
const MOST_APPENDS = 64;
/** How many characters of JSON they have together at most; one append alone may have more. */
const MOST_CHARACTERS = 2_000_000;

interface WaitingAppend extends Append {
  readonly characters: number;
  /** In milliseconds of `performance.now()`: until then it has to be on its way. */
  readonly deadline: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes appends in groups: what arrives while one group is being committed is the next. An append that meets nobody is
 * a group of one and waits for nothing. Each has its own answer, whatever becomes of the others.
 */
export class GroupWriter {
  private readonly connection: WriterConnection;
  private waiting: WaitingAppend[] = [];
  private working: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  /**
   * @param timeoutMs how long an append may wait for its turn, and how long a group may take
   * @param written told of each group that was committed
   */
  constructor(
    config: ClientConfig,
    private readonly statement: (name: string, text: string, values: readonly unknown[]) => QueryArrayConfig,
    private readonly timeoutMs: number,
    private readonly written?: (group: WrittenGroup) => void,
  ) {
    this.connection = new WriterConnection(config);
  }

  /** @throws WrongExpectedRevision @throws StoreUnavailable */
  append(append: Append): Promise<AppendResult> {
    if (this.closed) return Promise.reject(unavailable(new Error('the store is closed'), false));
    return new Promise((resolve, reject) => {
      const characters = append.events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
      const deadline = performance.now() + this.timeoutMs;
      this.waiting.push({ ...append, characters, deadline, resolve, reject });
      if (this.working === undefined) this.working = this.work();
      else this.timer ??= setTimeout(() => this.refuseOverdue(), this.timeoutMs);
    });
  }

  /** Lets everything finish that was asked for. */
  async close(): Promise<void> {
    this.closed = true;
    await this.working;
    await this.connection.close();
  }

  private async work(): Promise<void> {
    // Whoever else appends in this turn of the process comes along.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    let answer = (): void => {};
    while (this.waiting.length > 0) {
      const outcome = this.write(this.nextGroup());
      // The database works on this group while those of the last one go on.
      answer();
      answer = await outcome;
    }
    this.working = undefined;
    answer();
  }

  private nextGroup(): readonly WaitingAppend[] {
    let count = 0;
    let characters = 0;
    for (const append of this.waiting) {
      characters += append.characters;
      if (count > 0 && (count === MOST_APPENDS || characters > MOST_CHARACTERS)) break;
      count += 1;
    }
    const group = this.waiting.splice(0, count);
    if (this.waiting.length === 0) {
      clearTimeout(this.timer);
      this.timer = undefined;
    }
    return group;
  }

  /**
   * Lost on the way, a group is repeated once, unchanged and on a connection that is new. A group that fails by a
   * mistake, which may be of one append only, is written one by one.
   *
   * @param lost whether these appends were sent before and their outcome is not known
   * @returns gives the answers; never rejects
   */
  private async write(group: readonly WaitingAppend[], lost = false): Promise<() => void> {
    try {
      const query = this.statement('event_log.append_group', appendGroupSql, parametersOf(group));
      const answers = answersOf(group, (await this.connection.run(query)) as GroupRow);
      return () => this.answer(group, answers);
    } catch (error) {
      if (error instanceof LostStatement && !lost) return this.write(group, true);
      if (error instanceof LostStatement || error instanceof StoreUnavailable) {
        const refused = unavailable(error.cause, lost);
        return () => group.forEach(({ reject }) => reject(refused));
      }
      if (group.length === 1) return () => group.forEach(({ reject }) => reject(error));
    }
    for (const append of group) {
      if (append.deadline > performance.now()) (await this.write([append], lost))();
      else append.reject(unavailable(new Error('its time was over'), lost));
    }
    return () => {};
  }

  private answer(group: readonly WaitingAppend[], answers: readonly (AppendResult | WrongExpectedRevision)[]): void {
    for (const [index, { resolve, reject }] of group.entries()) {
      const answer = answers[index];
      if (answer instanceof WrongExpectedRevision) reject(answer);
      else if (answer !== undefined) resolve(answer);
    }
    this.written?.({ appends: group.length, events: group.reduce((sum, { events }) => sum + events.length, 0) });
  }

  /** Whose turn did not come in time, because the group before hangs, hears so; nothing of it was sent. */
  private refuseOverdue(): void {
    const now = performance.now();
    const overdue = this.waiting.filter(({ deadline }) => deadline <= now);
    this.waiting = this.waiting.filter(({ deadline }) => deadline > now);
    const [oldest] = this.waiting;
    this.timer = oldest && setTimeout(() => this.refuseOverdue(), oldest.deadline - now);
    for (const { reject } of overdue) reject(unavailable(new Error('its turn did not come'), false));
  }
}
